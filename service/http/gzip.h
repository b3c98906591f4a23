/* gzip (RFC 1952) of answers. One thread. */
#ifndef CLAIMD_HTTP_GZIP_H
#define CLAIMD_HTTP_GZIP_H

#include <stdbool.h>

#include "claimd/buf.h"
#include "claimd/err.h"
#include "claimd/text.h"

/* Below it the headers outweigh what is saved. */
#define GZIP_MIN 1024

/* A compressor, for one body after the other, or for the pieces of one stream. About 260 KiB. */
struct gzip;

/* NULL without memory. */
struct gzip *gzip_new(void);
/* Returns NULL. */
struct gzip *gzip_free(struct gzip *gzip);
/* Appends a whole compressed body. ERR_INTERNAL when `out` is full; `gzip` can be used again in any case. */
enum err gzip_body(struct gzip *gzip, struct text body, struct buf *out) CLAIMD_MUST_CHECK;
/* Appends all that the client needs to read this piece to its end; `last` ends the stream. */
enum err gzip_piece(struct gzip *gzip, struct text piece, bool last, struct buf *out) CLAIMD_MUST_CHECK;

#endif
