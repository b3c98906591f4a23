/* One record as a line. */
#ifndef CLAIMD_EXPORT_EXPORT_LINE_H
#define CLAIMD_EXPORT_EXPORT_LINE_H

#include "claimd/buf.h"
#include "claimd/rows.h"

/* Appends the line of a row of export/lines, with its end. */
void export_line(struct buf *buf, const struct rows *rows, size_t row);

#endif
