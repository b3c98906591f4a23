#include "http/gzip.h"

#include <stdlib.h>
#include <zlib.h>

/* Answers are made for one client each: the cheapest level saves most of what there is to save. */
#define LEVEL 1
/* A gzip header, and the window of deflate. */
#define WINDOW_BITS (16 + 15)
#define MEMORY      8
#define STEP        (64U << 10)

struct gzip {
    z_stream stream;
};

struct gzip *gzip_new(void)
{
    struct gzip *gzip = calloc(1, sizeof(*gzip));
    if (gzip == NULL)
        return NULL;
    if (deflateInit2(&gzip->stream, LEVEL, Z_DEFLATED, WINDOW_BITS, MEMORY, Z_DEFAULT_STRATEGY) != Z_OK) {
        free(gzip);
        return NULL;
    }
    return gzip;
}

struct gzip *gzip_free(struct gzip *gzip)
{
    if (gzip != NULL)
        deflateEnd(&gzip->stream);
    free(gzip);
    return NULL;
}

static enum err squeeze(struct gzip *gzip, struct text in, int flush, struct buf *out)
{
    z_stream *stream = &gzip->stream;
    /* zlib does not write through it. */
    stream->next_in = (Bytef *)(uintptr_t)in.ptr;
    stream->avail_in = (uInt)in.len;
    do {
        char *room = buf_reserve(out, STEP);
        if (room == NULL)
            return ERR_INTERNAL;
        stream->next_out = (Bytef *)room;
        stream->avail_out = STEP;
        int result = deflate(stream, flush);
        if (result == Z_STREAM_ERROR)
            return ERR_INTERNAL;
        out->len += STEP - stream->avail_out;
    } while (stream->avail_out == 0);
    return ERR_NONE;
}

enum err gzip_body(struct gzip *gzip, struct text body, struct buf *out)
{
    enum err err = squeeze(gzip, body, Z_FINISH, out);
    deflateReset(&gzip->stream);
    return err;
}

enum err gzip_piece(struct gzip *gzip, struct text piece, bool last, struct buf *out)
{
    return squeeze(gzip, piece, last ? Z_FINISH : Z_SYNC_FLUSH, out);
}
