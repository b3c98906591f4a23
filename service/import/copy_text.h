/* Rows for COPY … FROM STDIN in PostgreSQL's text format. */
#ifndef CLAIMD_IMPORT_COPY_TEXT_H
#define CLAIMD_IMPORT_COPY_TEXT_H

#include <stdint.h>

#include "claimd/buf.h"
#include "db/session.h"

/*
 * A field behind those before it in the row; TEXT_NONE is NULL. Text must be UTF-8 without NUL; the first field of a
 * row is not empty.
 */
void copy_text(struct buf *buf, struct text text);
void copy_int(struct buf *buf, int64_t number);
void copy_bytea(struct buf *buf, const unsigned char *bytes, size_t count);
void copy_row_end(struct buf *buf);

/* Sends the rows by `statement` (COPY … FROM STDIN) and empties the buffer. Nothing is sent where there are none. */
enum err copy_send(struct session *session, const char *statement, struct buf *rows) CLAIMD_MUST_CHECK;

#endif
