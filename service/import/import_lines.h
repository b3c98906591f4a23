/* The lines of a file, one at a time, in memory that a long line cannot grow. */
#ifndef CLAIMD_IMPORT_LINES_H
#define CLAIMD_IMPORT_LINES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "claimd/buf.h"

#define IMPORT_LINE_MAX (1U << 20) /* bytes without the line end */

struct import_lines {
    FILE *file;
    struct buf line;
    int64_t number; /* of the line that was read last, from 1 */
    int64_t bytes;  /* read so far */
    bool too_long;  /* that line was longer than IMPORT_LINE_MAX; the rest of it was passed over */
};

/* `file` is borrowed. */
void import_lines_init(struct import_lines *lines, FILE *file);
void import_lines_deinit(struct import_lines *lines);
/*
 * The next line without its LF or CRLF, empty ones included; the view lasts until the next call. False at the end of
 * the file. ERR_INTERNAL when it cannot be read.
 */
enum err import_lines_next(struct import_lines *lines, bool *more, struct text *out) CLAIMD_MUST_CHECK;

#endif
