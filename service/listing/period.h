/* `from`, `to` and `undated`: which days a list is asked for. */
#ifndef CLAIMD_LISTING_PERIOD_H
#define CLAIMD_LISTING_PERIOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "claimd/request.h"

struct period {
    bool given;              /* one of `from` and `to` at least */
    bool undated;            /* what has no date is wanted too */
    struct text first, last; /* days, or the infinities; in the arena */
};

/* A period that ends before it begins is a fault. */
enum err period_check(struct request *request) CLAIMD_MUST_CHECK;
enum err period_read(struct request *request, struct period *out) CLAIMD_MUST_CHECK;

/* The tags and parameters by which a list's statement knows its period. */
struct period_terms {
    uint64_t dates, undated;
    size_t from, to;
};

/* Where a period is given: its tags and values. */
enum err period_ask(const struct period_terms *terms, struct request *request, struct ask *ask) CLAIMD_MUST_CHECK;

#endif
