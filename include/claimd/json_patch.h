/* What leads from one JSON value to another, as a JSON Patch (RFC 6902). */
#ifndef CLAIMD_JSON_PATCH_H
#define CLAIMD_JSON_PATCH_H

#include "claimd/err.h"
#include "claimd/json_write.h"

struct json_t; /* jansson's */

/*
 * Writes the patch, an array of `add`, `remove` and `replace`: applied to `from` it gives `to`, and it names no more of
 * them than differs; in an array what stands alike at both ends is left alone. Numbers as json_canonical takes them.
 * Fails as that does.
 */
enum err json_patch_write(const struct json_t *from, const struct json_t *to,
                          struct json_writer *json) CLAIMD_MUST_CHECK;

#endif
