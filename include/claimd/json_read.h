/*
 * The strict JSON reader (RFC 8259, I-JSON of RFC 7493 where it is stricter): UTF-8 without NUL, an object or an array
 * at the top, no key twice, at most JSON_DEPTH_MAX deep. Numbers with a fraction pass: only the caller knows which
 * field must be an integer. Thread-safe.
 */
#ifndef CLAIMD_JSON_READ_H
#define CLAIMD_JSON_READ_H

#include <stddef.h>

#include "claimd/err.h"
#include "claimd/text.h"

#define JSON_DEPTH_MAX 32

struct json_t; /* jansson's */

/* Where the reader stopped: at the fault, or behind the token that is one. */
struct json_fault {
    const char *message; /* one sentence, static; nothing of the input in it */
    size_t line;         /* from 1 */
    size_t column;       /* from 1, in code points */
    size_t offset;       /* from 0, in bytes */
};

/* ERR_INVALID_JSON with `*fault` filled (at times for want of memory too), or ERR_INTERNAL. The caller owns `*out`
 * (json_decref, json_auto_t). */
enum err json_read(struct text text, struct json_t **out, struct json_fault *fault) CLAIMD_MUST_CHECK;

#endif
