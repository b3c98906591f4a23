/*
 * The rows of one statement, in PostgreSQL's binary form, read by column name. Filled by the lanes, or by hand in a
 * test. Everything in it is borrowed and gone when the handler returns.
 */
#ifndef CLAIMD_ROWS_H
#define CLAIMD_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "claimd/text.h"
#include "claimd/uuid.h"

/* The types that the statements of this service give; anything else is refused when the rows are made. */
enum column_type {
    COLUMN_TEXT, /* text, varchar, name, enum types, json */
    COLUMN_BOOL,
    COLUMN_INT2,
    COLUMN_INT4,
    COLUMN_INT8,
    COLUMN_UUID,
    COLUMN_DATE,
    COLUMN_TIMESTAMPTZ,
    COLUMN_TEXT_ARRAY,
    COLUMN_UUID_ARRAY,
    COLUMN_INT4_ARRAY,
    COLUMN_BYTEA,
};

struct column {
    const char *name;
    enum column_type type;
};

/* What the database refused on LANE_WRITE, in its own words: for the handler, never for a client as they stand. */
struct refusal {
    char sqlstate[6];
    struct text constraint; /* TEXT_NONE where it names none; so with the others */
    struct text table;
    struct text column;
    struct text message;
    struct text detail;
};

struct rows {
    size_t count;
    size_t column_count;
    const struct column *columns;
    const struct text *cells; /* row-major; a NULL ptr is SQL NULL */
    /*
     * LANE_WRITE: the statement, or the commit of it, was refused, and its transaction rolled back; then there are
     * neither rows nor columns. Classes 22 (data), 23 (integrity), P0 (raised by a function), CD (the schema's own,
     * e.g. CD412) and 55P03 (a lock was not to be had in time). NULL: it was not.
     */
    const struct refusal *refusal;
    bool ran_out; /* of the ask's `budget_ms`: neither rows nor columns */
};

/* Text form with its NUL. */
#define TIMESTAMP_TEXT_SIZE 28 /* 2026-01-02T03:04:05.678901Z */

/* Index of the column; one that is not there is a fault of the program (asserted, and logged by the caller's tests). */
size_t rows_column(const struct rows *rows, const char *name);
bool rows_have(const struct rows *rows, const char *name);

bool row_is_null(const struct rows *rows, size_t row, size_t column);
/* TEXT_NONE for NULL. */
struct text row_text(const struct rows *rows, size_t row, size_t column);
/* Must not be NULL (asserted). */
bool row_bool(const struct rows *rows, size_t row, size_t column);
/* int2, int4 and int8. Must not be NULL (asserted). */
int64_t row_int(const struct rows *rows, size_t row, size_t column);
/* False for NULL, and `out` is untouched. */
bool row_uuid(const struct rows *rows, size_t row, size_t column, char out[UUID_TEXT_SIZE]);
/* YYYY-MM-DD. False for NULL, the infinities and what lies outside the years 0001 to 9999. */
bool row_date(const struct rows *rows, size_t row, size_t column, char out[11]);
/* RFC 3339 in UTC with exactly six fractional digits. False as for row_date. */
bool row_timestamp(const struct rows *rows, size_t row, size_t column, char out[TIMESTAMP_TEXT_SIZE]);

/* The elements of a one-dimensional array; NULL and '{}' have none. */
struct row_array {
    struct text rest;
    size_t count;
    enum column_type type; /* of an element: COLUMN_TEXT, COLUMN_UUID or COLUMN_INT4 */
};
struct row_array row_array(const struct rows *rows, size_t row, size_t column);
/* Next element in binary form (TEXT_NONE for a NULL element); false at the end. */
bool row_array_next(struct row_array *array, struct text *out);
/* Of an int4 array; must not be a NULL element (asserted). */
int32_t row_array_int(struct text element);

#endif
