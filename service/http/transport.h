/* Whether a key may travel the way that a request came: nobody between the client and this service could read it. */
#ifndef CLAIMD_HTTP_TRANSPORT_H
#define CLAIMD_HTTP_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/network.h"
#include "claimd/request.h"

/*
 * `client` is who is connected, NULL where that is not known; `proxies` are trusted to say by which scheme they were
 * asked (Forwarded, RFC 7239; X-Forwarded-Proto). From this machine a key is taken unless a proxy says `http`; from a
 * trusted proxy only where it says `https`; from nobody else.
 */
bool transport_is_private(struct request *request, const struct sockaddr *client, const struct network *proxies,
                          size_t proxy_count);

#endif
