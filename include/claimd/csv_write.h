/*
 * Writes CSV (RFC 4180) into a buffer: CRLF, cells quoted where they must be, nothing else changed. Errors stick in the
 * buffer: look at `buf_check` once at the end.
 */
#ifndef CLAIMD_CSV_WRITE_H
#define CLAIMD_CSV_WRITE_H

#include <stdbool.h>
#include <stddef.h>

#include "claimd/buf.h"
#include "claimd/text.h"

struct csv_writer {
    struct buf *buf;
    /*
     * A cell that a spreadsheet would run (it begins with = + - @, a tab or a carriage return, perhaps behind white
     * space) gets an apostrophe before it.
     */
    bool safe;
    bool comma;  /* one is due before the next cell */
    bool joint;  /* the cell has a part already */
    size_t cell; /* where the cell begins in `buf` */
};

void csv_writer_init(struct csv_writer *csv, struct buf *buf, bool safe);

/* One cell of one text. TEXT_NONE is an empty cell, as the empty text is. */
void csv_write(struct csv_writer *csv, struct text text);
/* One cell of several texts, joined by "; ". One that is not there (TEXT_NONE) keeps its place. */
void csv_cell_begin(struct csv_writer *csv);
void csv_cell_part(struct csv_writer *csv, struct text part);
void csv_cell_end(struct csv_writer *csv);
void csv_row_end(struct csv_writer *csv);

#endif
