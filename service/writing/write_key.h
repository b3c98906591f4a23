/* Idempotency-Key: the header that makes a request safe to repeat. docs/reference/writing.md */
#ifndef CLAIMD_WRITING_WRITE_KEY_H
#define CLAIMD_WRITING_WRITE_KEY_H

#include "claimd/request.h"

/*
 * The request's key, borrowed from its headers or in its arena; TEXT_NONE where it has none. ERR_INVALID_PARAMETERS
 * with the fault where it is not 1 to 255 printable ASCII characters.
 */
enum err write_key_read(struct request *request, struct text *out) CLAIMD_MUST_CHECK;

#endif
