#include "made_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "claimd/buf.h"
#include "claimd/uuid.h"

/* 2000-01-01T00:00:00Z */
#define EPOCH_2000 946684800

static void must(bool right, const char *what)
{
    if (!right) {
        fprintf(stderr, "made_rows: not of its form: %s\n", what);
        abort();
    }
}

static void put_be(struct buf *buf, uint64_t value, size_t size)
{
    for (size_t i = size; i-- > 0;)
        buf_char(buf, (char)(unsigned char)(value >> (8 * i)));
}

static void put_int(struct buf *buf, const char *cell, size_t size)
{
    int64_t number;
    must(text_to_int64(text_of(cell), &number), cell);
    put_be(buf, (uint64_t)number, size);
}

static void put_uuid(struct buf *buf, const char *cell)
{
    unsigned char uuid[UUID_SIZE];
    must(uuid_parse(text_of(cell), uuid), cell);
    buf_text(buf, (struct text){.ptr = (const char *)uuid, .len = sizeof uuid});
}

static void put_date(struct buf *buf, const char *cell)
{
    if (strcmp(cell, "infinity") == 0 || strcmp(cell, "-infinity") == 0) {
        put_be(buf, (uint64_t)(int64_t)(*cell == '-' ? INT32_MIN : INT32_MAX), 4);
        return;
    }
    struct tm tm = {0};
    const char *end = strptime(cell, "%Y-%m-%d", &tm);
    must(end && !*end, cell);
    put_be(buf, (uint64_t)((timegm(&tm) - EPOCH_2000) / 86400), 4);
}

static void put_timestamp(struct buf *buf, const char *cell)
{
    if (strcmp(cell, "infinity") == 0 || strcmp(cell, "-infinity") == 0) {
        put_be(buf, (uint64_t)(*cell == '-' ? INT64_MIN : INT64_MAX), 8);
        return;
    }
    struct tm tm = {0};
    const char *end = strptime(cell, "%Y-%m-%dT%H:%M:%S", &tm);
    must(end && *end == '.' && strlen(end) == 8 && end[7] == 'Z', cell);
    put_be(buf, (uint64_t)((timegm(&tm) - EPOCH_2000) * 1000000 + strtoll(end + 1, NULL, 10)), 8);
}

static void put_bytea(struct buf *buf, const char *cell)
{
    must(strlen(cell) % 2 == 0, cell);
    for (const char *at = cell; *at; at += 2) {
        char *end;
        put_be(buf, strtoul((char[]){at[0], at[1], 0}, &end, 16), 1);
        must(!*end, cell);
    }
}

static void put(struct buf *buf, enum column_type type, const char *cell);

static void put_array(struct buf *buf, enum column_type element, uint32_t oid, const char *cell)
{
    size_t len = strlen(cell);
    must(len >= 2 && cell[0] == '{' && cell[len - 1] == '}', cell);
    struct text rest = {.ptr = cell + 1, .len = len - 2};
    uint32_t count = rest.len > 0;
    for (size_t i = 0; i < rest.len; i++)
        count += rest.ptr[i] == ',';
    put_be(buf, count > 0, 4);
    put_be(buf, strstr(cell, "NULL") != NULL, 4);
    put_be(buf, oid, 4);
    if (count == 0)
        return;
    put_be(buf, count, 4);
    put_be(buf, 1, 4);
    for (struct text part; text_split(&rest, ',', &part);) {
        if (text_equal(part, TEXT("NULL"))) {
            put_be(buf, UINT32_MAX, 4);
            continue;
        }
        char text[256];
        must(part.len < sizeof text, cell);
        snprintf(text, sizeof text, "%.*s", TEXT_ARG(part));
        BUF_CLEANUP struct buf bytes;
        buf_init(&bytes, 4096);
        put(&bytes, element, text);
        put_be(buf, bytes.len, 4);
        buf_text(buf, buf_view(&bytes));
    }
}

static void put(struct buf *buf, enum column_type type, const char *cell)
{
    switch (type) {
    case COLUMN_TEXT:
        buf_cstr(buf, cell);
        return;
    case COLUMN_BOOL:
        must(strcmp(cell, "t") == 0 || strcmp(cell, "f") == 0, cell);
        buf_char(buf, *cell == 't');
        return;
    case COLUMN_INT2:
        put_int(buf, cell, 2);
        return;
    case COLUMN_INT4:
        put_int(buf, cell, 4);
        return;
    case COLUMN_INT8:
        put_int(buf, cell, 8);
        return;
    case COLUMN_UUID:
        put_uuid(buf, cell);
        return;
    case COLUMN_DATE:
        put_date(buf, cell);
        return;
    case COLUMN_TIMESTAMPTZ:
        put_timestamp(buf, cell);
        return;
    case COLUMN_TEXT_ARRAY:
        put_array(buf, COLUMN_TEXT, 25, cell);
        return;
    case COLUMN_UUID_ARRAY:
        put_array(buf, COLUMN_UUID, 2950, cell);
        return;
    case COLUMN_INT4_ARRAY:
        put_array(buf, COLUMN_INT4, 23, cell);
        return;
    case COLUMN_BYTEA:
        put_bytea(buf, cell);
        return;
    }
    must(false, cell);
}

void made_rows_init(struct made_rows *made, const struct column *columns, size_t column_count)
{
    *made = (struct made_rows){.rows = {.columns = columns, .column_count = column_count}};
    arena_init(&made->arena, 16U << 20);
}

void made_rows_add(struct made_rows *made, const char *const *cells)
{
    struct rows *rows = &made->rows;
    size_t had = rows->count * rows->column_count;
    made->cells = reallocarray(made->cells, had + rows->column_count, sizeof *made->cells);
    must(made->cells != NULL, "no memory");
    for (size_t column = 0; column < rows->column_count; column++) {
        struct text *cell = &made->cells[had + column];
        *cell = TEXT_NONE;
        if (!cells[column])
            continue;
        BUF_CLEANUP struct buf buf;
        buf_init(&buf, 1U << 20);
        put(&buf, rows->columns[column].type, cells[column]);
        struct text bytes = buf.len > 0 ? buf_view(&buf) : TEXT("");
        must(buf_check(&buf) == ERR_NONE && arena_copy(&made->arena, bytes, cell) == ERR_NONE, "no memory");
    }
    rows->cells = made->cells;
    rows->count++;
}

void made_rows_deinit(struct made_rows *made)
{
    free(made->cells);
    arena_deinit(&made->arena);
}
