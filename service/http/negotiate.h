/*
 * Which representation a client gets (RFC 9110, 12). Values are those of the header's lines joined by commas, TEXT_NONE
 * where there is none. Elements that are not well-formed count as not written.
 */
#ifndef CLAIMD_HTTP_NEGOTIATE_H
#define CLAIMD_HTTP_NEGOTIATE_H

#include <stdbool.h>

#include "claimd/text.h"

/*
 * The index in `offers` (media types in lower case without parameters, the service's favourite first, NULL-terminated)
 * that Accept likes most (12.5.1); -1 where it takes none. Of equals the first; without Accept, or where it is empty,
 * the first. A range with parameters (`application/json;charset=utf-8`) takes the type without them, unless the bare
 * type is listed too.
 */
int negotiate_media(struct text accept, const char *const *offers);

enum coding { CODING_IDENTITY, CODING_GZIP, CODING_NONE };

/*
 * Content-Encoding by Accept-Encoding (12.5.3): gzip where it is listed and weighs no less than identity; CODING_NONE
 * where both are refused.
 */
enum coding negotiate_coding(struct text accept_encoding);
/* Is it CODING_GZIP? */
bool negotiate_gzip(struct text accept_encoding);

#endif
