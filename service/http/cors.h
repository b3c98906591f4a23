/*
 * Whose pages a browser lets read an answer (https://fetch.spec.whatwg.org/#http-cors-protocol): all of them what is
 * open to all; what needs a scope, those that the operator lists.
 */
#ifndef CLAIMD_HTTP_CORS_H
#define CLAIMD_HTTP_CORS_H

#include "http/exchange.h"

struct cors {
    struct text origin; /* of Access-Control-Allow-Origin; TEXT_NONE: it is not said */
    bool varies;        /* with the origin that asks */
};
struct cors cors_of(struct exchange *exchange);

#endif
