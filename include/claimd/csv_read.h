/*
 * Reads CSV (RFC 4180) from a file, row by row: UTF-8 with or without a mark, lines ended by CRLF or LF, cells in
 * quotes where they hold commas, quotes or line ends. Strict where the RFC leaves room: a quote belongs round a whole
 * cell, a CR before a LF, and a NUL nowhere. One thread.
 */
#ifndef CLAIMD_CSV_READ_H
#define CLAIMD_CSV_READ_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "claimd/buf.h"
#include "claimd/text.h"

#define CSV_CELLS_MAX 256
#define CSV_CELL_MAX  (1U << 20) /* bytes */
#define CSV_ROW_MAX   (4U << 20) /* bytes */

struct csv_place {
    int64_t line;   /* from 1 */
    int64_t column; /* in code points, from 1 */
};

struct csv_cell {
    struct text text; /* without quotes; well-formed UTF-8 */
    struct csv_place place;
};

struct csv_reader {
    FILE *file; /* borrowed */
    struct buf bytes;
    struct csv_cell cells[CSV_CELLS_MAX]; /* of the row, until the next is read */
    size_t count;
    struct csv_place row;   /* where it begins */
    struct csv_place at;    /* of what is read next */
    struct csv_place fault; /* where it could not be read on */
    bool begun;
};

void csv_reader_init(struct csv_reader *csv, FILE *file);
void csv_reader_deinit(struct csv_reader *csv);

enum csv_read { CSV_READ_ROW, CSV_READ_END, CSV_READ_FAULT };

/*
 * Reads a row. CSV_READ_FAULT with one static sentence in `*fault` and its place in `csv->fault`: what follows cannot
 * be read. An empty line is a row of one empty cell.
 */
enum csv_read csv_read_row(struct csv_reader *csv, const char **fault) CLAIMD_MUST_CHECK;

#define CSV_READER_CLEANUP __attribute__((cleanup(csv_reader_deinit)))

#endif
