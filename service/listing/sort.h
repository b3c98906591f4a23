/* By what a list can be put in order. One entry for each choice of the route's `sort`, in its order. */
#ifndef CLAIMD_LISTING_SORT_H
#define CLAIMD_LISTING_SORT_H

#include <stdbool.h>
#include <stdint.h>

#include "claimd/text.h"

enum sort_type {
    SORT_DAY,     /* date: YYYY-MM-DD */
    SORT_INSTANT, /* timestamptz: RFC 3339 in UTC, six digits */
    SORT_TEXT,    /* text, cut in SQL so that it fits a cursor (SORT_KEY_MAX) */
};

/* Bytes of a key in a cursor. */
#define SORT_KEY_MAX 330

struct sort {
    const char *column; /* of the list's rows: the key */
    enum sort_type type;
    bool nullable; /* rows without a key come last in either direction */
    bool falling;
    uint64_t tags; /* of the list's statement */
};

/* Whether `key` has the form of the type, so that the database reads it. */
bool sort_key_valid(enum sort_type type, struct text key);

#endif
