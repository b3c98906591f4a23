/*
 * From what a handler left in `request.reply`, or from an error, to an answer that the library can send. Each leaves
 * the exchange STAGE_READY with `response` and `status`; without memory `response` is NULL and the connection is broken
 * off.
 */
#ifndef CLAIMD_HTTP_ANSWER_H
#define CLAIMD_HTTP_ANSWER_H

#include "http/exchange.h"

/* A whole answer: entity tag, 304, compression. */
void answer_reply(struct exchange *exchange);
/* A stream whose first piece is in `exchange->piece`. */
void answer_stream(struct exchange *exchange);
/* What the reply holds is dropped. `detail` is static or in the arena; TEXT_NONE: the error's own words. */
void answer_problem(struct exchange *exchange, enum err err, struct text detail);
/*
 * A problem in the middle of a request's body, where the library takes no answer: it is written to the socket as far as
 * that takes it at once. The connection must be broken off.
 */
void answer_cut_off(struct exchange *exchange, enum err err, struct text detail);
/* OPTIONS, and what a browser's preflight asks for. */
void answer_options(struct exchange *exchange, struct text allow);

#endif
