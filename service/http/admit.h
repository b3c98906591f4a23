/*
 * What is looked at when a request's headers are there, before its body is read: the route and its parameters, who asks
 * and whether he may, and what the body is.
 */
#ifndef CLAIMD_HTTP_ADMIT_H
#define CLAIMD_HTTP_ADMIT_H

#include "http/exchange.h"

/* Leaves the exchange STAGE_ADMITTED, STAGE_KEY (suspend it) or STAGE_READY (answer it and close). */
void admit(struct exchange *exchange);
/* "At most 1048576 bytes are read here." In the arena. */
struct text admit_limit(struct exchange *exchange);

#endif
