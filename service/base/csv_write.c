#include "claimd/csv_write.h"

#include <string.h>

void csv_writer_init(struct csv_writer *csv, struct buf *buf, bool safe)
{
    *csv = (struct csv_writer){.buf = buf, .safe = safe};
}

/* Readers strip white space before they look whether it is a formula. */
static bool would_run(struct text cell)
{
    for (size_t i = 0; i < cell.len; i++) {
        if (cell.ptr[i] == '\t' || cell.ptr[i] == '\r')
            return true;
        if (cell.ptr[i] != ' ' && cell.ptr[i] != '\n')
            return strchr("=+-@", cell.ptr[i]) != NULL && cell.ptr[i] != '\0';
    }
    return false;
}

void csv_cell_begin(struct csv_writer *csv)
{
    if (csv->comma)
        buf_char(csv->buf, ',');
    csv->comma = true;
    csv->joint = false;
    csv->cell = csv->buf->len;
}

void csv_cell_part(struct csv_writer *csv, struct text part)
{
    if (csv->joint)
        buf_literal(csv->buf, "; ");
    csv->joint = true;
    if (part.len > 0)
        buf_text(csv->buf, part);
}

/* Makes room for `count` bytes before the cell. */
static bool shift(struct csv_writer *csv, size_t count)
{
    struct buf *buf = csv->buf;
    if (buf_reserve(buf, count) == NULL)
        return false;
    memmove(buf->ptr + csv->cell + count, buf->ptr + csv->cell, buf->len - csv->cell);
    buf->len += count;
    return true;
}

void csv_cell_end(struct csv_writer *csv)
{
    struct buf *buf = csv->buf;
    if (buf->failed || buf->len == csv->cell)
        return;
    struct text cell = {.ptr = buf->ptr + csv->cell, .len = buf->len - csv->cell};
    if (csv->safe && would_run(cell)) {
        if (!shift(csv, 1))
            return;
        buf->ptr[csv->cell] = '\'';
        cell = (struct text){.ptr = buf->ptr + csv->cell, .len = buf->len - csv->cell};
    }
    size_t quotes = 0;
    bool special = cell.ptr[0] == ' ' || cell.ptr[cell.len - 1] == ' ';
    for (size_t i = 0; i < cell.len; i++) {
        char c = cell.ptr[i];
        quotes += c == '"';
        special = special || c == '"' || c == ',' || c == '\r' || c == '\n';
    }
    /* The text moves behind the room that its quotes need, and from there to its place: never over itself. */
    size_t room = quotes + 1;
    if (!special || !shift(csv, room))
        return;
    char *to = buf->ptr + csv->cell;
    const char *from = to + room;
    *to++ = '"';
    for (size_t i = 0; i < cell.len; i++) {
        if (from[i] == '"')
            *to++ = '"';
        *to++ = from[i];
    }
    buf_char(buf, '"');
}

void csv_write(struct csv_writer *csv, struct text text)
{
    csv_cell_begin(csv);
    csv_cell_part(csv, text);
    csv_cell_end(csv);
}

void csv_row_end(struct csv_writer *csv)
{
    buf_literal(csv->buf, "\r\n");
    csv->comma = false;
}
