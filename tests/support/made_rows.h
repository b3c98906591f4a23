/*
 * Rows made by hand, for tests of handlers and of what reads rows: each cell is given as text, as psql would print it,
 * and turned into PostgreSQL's binary form by the type of its column. NULL is SQL NULL.
 *
 *   static const struct column columns[] = {{"id", COLUMN_UUID}, {"names", COLUMN_TEXT_ARRAY}};
 *   MADE_ROWS_CLEANUP struct made_rows made;
 *   made_rows_init(&made, columns, 2);
 *   made_rows_add(&made, (const char *const[]){"0d6c0f0e-0000-4000-8000-000000000001", "{a,b,NULL}"});
 *   handler(&request, &made.rows, &ask);
 *
 * Forms: bool t or f; date 2021-07-19; timestamptz 2026-01-02T03:04:05.678901Z; both also infinity and -infinity;
 * arrays {a,b}, elements without commas or braces, an element NULL is SQL NULL; bytea in hex. A form that is not one
 * fails the test.
 */
#ifndef CLAIMD_TESTS_MADE_ROWS_H
#define CLAIMD_TESTS_MADE_ROWS_H

#include "claimd/arena.h"
#include "claimd/rows.h"

struct made_rows {
    struct rows rows;
    struct text *cells;
    struct arena arena;
};

void made_rows_init(struct made_rows *made, const struct column *columns, size_t column_count);
/* One row: a text for each column. */
void made_rows_add(struct made_rows *made, const char *const *cells);
void made_rows_deinit(struct made_rows *made);

#define MADE_ROWS_CLEANUP __attribute__((cleanup(made_rows_deinit)))

#endif
