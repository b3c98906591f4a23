/*
 * The faults of one request, collected so that all are reported at once (`errors[]` of problem+json, RFC 9457).
 * Texts are borrowed: they live in the request's arena or are static.
 */
#ifndef CLAIMD_FAULT_H
#define CLAIMD_FAULT_H

#include <stdbool.h>
#include <stddef.h>

#include "claimd/arena.h"
#include "claimd/err.h"
#include "claimd/text.h"

enum fault_where { FAULT_AT_PARAMETER, FAULT_AT_HEADER, FAULT_AT_POINTER };

struct fault {
    enum fault_code code;
    enum fault_where where;
    struct text name;               /* of the parameter or header, or the JSON pointer */
    struct text detail;             /* one sentence */
    const char *const *allowed;     /* NULL-terminated list, or NULL */
    struct text allowed_text;       /* instead of a list: a form or a range, "1 to 1000"; or TEXT_NONE */
    const struct text *suggestions; /* nearest names, or NULL */
    size_t suggestion_count;
};

/* More faults than this are dropped: a request has at most 50 values a parameter, and nobody reads 100 faults. */
#define FAULTS_MAX 100

struct faults {
    struct fault *items; /* in the arena */
    size_t count;
    size_t dropped; /* beyond FAULTS_MAX */
};

/*
 * Adds a copy of `fault` (not of the texts it points at). Beyond FAULTS_MAX it is only counted; without memory
 * ERR_INTERNAL.
 */
enum err faults_add(struct faults *faults, struct arena *arena, const struct fault *fault) CLAIMD_MUST_CHECK;

/*
 * The name of `candidates` (NULL-terminated) nearest to `name`, of equals the first: by Damerau-Levenshtein distance
 * (neighbours swapped count as one), the case of ASCII letters aside, at most a third of the length of `name` away;
 * NULL where none is near.
 */
const char *fault_nearest(struct text name, const char *const *candidates);

#endif
