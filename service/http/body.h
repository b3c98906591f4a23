/* What a request's body is, by its headers (RFC 9110, 8.3 and 8.4). */
#ifndef CLAIMD_HTTP_BODY_H
#define CLAIMD_HTTP_BODY_H

#include "claimd/request.h"
#include "claimd/route.h"

/* The one of the route's that Content-Type names. ERR_UNSUPPORTED_MEDIA, and `request->problem` says why. */
enum err body_media(struct request *request, enum body_media *out) CLAIMD_MUST_CHECK;

/* NULL-terminated media types, static strings. */
struct body_types {
    const char *types[BODY_MEDIA_COUNT + 1];
};
/* Those that a route takes. */
struct body_types body_types(const struct route *route);
/* Those that any route of the same path and that method takes: what Accept-Post says; TEXT_NONE where none. */
struct text body_accepted(const struct route_table *table, const char *path, enum method method, struct arena *arena);

#endif
