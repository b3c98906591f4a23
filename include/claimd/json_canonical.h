/* The canonical form of a JSON value (RFC 8785), of which records are hashed. */
#ifndef CLAIMD_JSON_CANONICAL_H
#define CLAIMD_JSON_CANONICAL_H

#include "claimd/buf.h"
#include "claimd/err.h"

struct json_t; /* jansson's */

/* RFC 7493, 2.2: beyond it an integer is not safe in every reader. */
#define JSON_INTEGER_MAX ((INT64_C(1) << 53) - 1)

/*
 * Appends the value. ERR_INVALID_JSON for a number that is not an integer within ±JSON_INTEGER_MAX, ERR_INTERNAL
 * without memory, past the buffer's ceiling or deeper than json_read lets through. On failure the buffer holds a part.
 */
enum err json_canonical(const struct json_t *value, struct buf *buf) CLAIMD_MUST_CHECK;

#endif
