/*
 * A body that goes to an upload as it comes (claimd/upload.h). The connection is suspended while the upload takes no
 * more, and from the body's end to the answer.
 */
#ifndef CLAIMD_HTTP_FEED_H
#define CLAIMD_HTTP_FEED_H

#include "http/exchange.h"

/* The headers are good and there is a body: begins the upload. */
enum err feed_begin(struct exchange *exchange) CLAIMD_MUST_CHECK;
/* Body came: `*size` bytes, of which as many are left as cannot be taken now. False: break the connection off. */
bool feed_piece(struct exchange *exchange, const char *bytes, size_t *size) CLAIMD_MUST_CHECK;
/* All of the body was taken. Afterwards STAGE_READY, or STAGE_WAITING: suspend the connection. */
void feed_whole(struct exchange *exchange);
/* Is it suspended, for want of room or of an answer? */
bool feed_waits(const struct exchange *exchange);
/* The body is on its way, fast enough, and within the time of the whole. */
bool feed_has_time(struct exchange *exchange);
/* It must not wait any more; the connection is resumed. */
void feed_give_up(struct exchange *exchange, enum err err);
/* The request is over. */
void feed_end(struct exchange *exchange);

#endif
