#include <assert.h>

#include "claimd/request.h"

void reply_header(struct reply *reply, const char *name, struct text value)
{
    assert(reply->header_count < REPLY_HEADERS_MAX);
    reply->headers[reply->header_count++] = (struct header){.name = name, .value = value};
}
