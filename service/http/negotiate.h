/*
 * Which representation a client gets (RFC 9110, 12). Values are those of the header's lines joined by commas, TEXT_NONE
 * where there is none. Elements that are not well-formed count as not written.
 */
#ifndef CLAIMD_HTTP_NEGOTIATE_H
#define CLAIMD_HTTP_NEGOTIATE_H

#include <stdbool.h>

#include "claimd/err.h"
#include "claimd/request.h"
#include "claimd/text.h"

struct route;

/* Like text_split, but a separator within a quoted string (RFC 9110, 5.6.4) is none. The part is trimmed. */
bool negotiate_split(struct text *rest, char separator, struct text *part);

/* The Content-Type of a body: static. */
const char *media_content_type(enum media media);

/*
 * The index in `offers` (media types in lower case without parameters, the service's favourite first, NULL-terminated)
 * that Accept likes most (12.5.1); -1 where it takes none. Of equals the first; without Accept, or where it is empty,
 * the first. A range with parameters (`application/json;charset=utf-8`) takes the type without them, unless the bare
 * type is listed too.
 */
int negotiate_media(struct text accept, const char *const *offers);

/* The media types of a route (NULL: of one that has none), for negotiate_media and the `accepts` of a problem:
 * NULL-terminated, static strings. */
struct media_offers {
    const char *types[MEDIA_COUNT + 1];
};
struct media_offers negotiate_offers(const struct route *route);
/* What the route answers such an Accept with; ERR_NOT_ACCEPTABLE. */
enum err negotiate_route(const struct route *route, struct text accept, enum media *out) CLAIMD_MUST_CHECK;

enum coding { CODING_IDENTITY, CODING_GZIP, CODING_NONE };

/*
 * Content-Encoding by Accept-Encoding (12.5.3): gzip where it is listed and weighs no less than identity; CODING_NONE
 * where both are refused.
 */
enum coding negotiate_coding(struct text accept_encoding);
/* Is it CODING_GZIP? */
bool negotiate_gzip(struct text accept_encoding);

#endif
