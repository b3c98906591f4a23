/*
 * Which shapes of which statements one connection has prepared: a bounded table that forgets the one not used for
 * longest.
 *
 * Knows no libpq. One thread, one connection.
 */
#ifndef CLAIMD_DB_SHAPES_H
#define CLAIMD_DB_SHAPES_H

#include <stddef.h>
#include <stdint.h>

#include "claimd/err.h"
#include "claimd/sql.h"

#define SHAPES_BUCKETS 256 /* a power of two */

/* Its name on the connection is "s" and the number; a number is never used twice. */
struct shape {
    const struct sql *sql;
    uint64_t tags;
    uint32_t number; /* from 1 */
    size_t count;    /* of `order` */
    unsigned char order[SQL_PARAMS_MAX];
    struct shape *bucket_next;
    struct shape *newer;
    struct shape *older;
};

struct shapes {
    struct shape *items;
    size_t capacity;
    size_t used; /* items never handed out lie behind it */
    struct shape *spare;
    struct shape *newest;
    struct shape *oldest;
    uint32_t last_number;
    struct shape *buckets[SHAPES_BUCKETS];
};

enum err shapes_init(struct shapes *shapes, size_t capacity) CLAIMD_MUST_CHECK;
void shapes_deinit(struct shapes *shapes);
/* Forgets all (a new connection has none). Numbers go on. */
void shapes_clear(struct shapes *shapes);
/* NULL when it is not there; else it is now the newest. */
struct shape *shapes_find(struct shapes *shapes, const struct sql *sql, uint64_t tags);
/*
 * Adds one that is not there, as the newest, with a number and no order yet. Never fails: `*evicted` is the number of
 * the one that had to go, 0 when there was room.
 */
struct shape *shapes_add(struct shapes *shapes, const struct sql *sql, uint64_t tags, uint32_t *evicted);
/* Forgets the one with that number, if it is still there. */
void shapes_drop(struct shapes *shapes, uint32_t number);

#endif
