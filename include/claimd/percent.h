/* Percent-encoding (RFC 3986, 2.1): of single texts, of whole references, byte by byte. */
#ifndef CLAIMD_PERCENT_H
#define CLAIMD_PERCENT_H

#include <stdbool.h>

#include "claimd/arena.h"
#include "claimd/buf.h"
#include "claimd/err.h"
#include "claimd/text.h"

/*
 * Decodes one path segment or query token into the arena. Refuses a bad escape, %00 and what is not UTF-8 with
 * ERR_BAD_TARGET.
 */
enum err percent_decode(struct text raw, bool plus_is_space, struct arena *arena, struct text *out) CLAIMD_MUST_CHECK;
/* Percent-encodes all but the unreserved characters (RFC 3986, 2.3). */
void percent_encode(struct buf *buf, struct text text);
/*
 * Percent-encodes what a URI reference may not hold as it is (RFC 3986, Appendix A), a '%' that begins no escape too,
 * and leaves the rest, so that any target becomes a valid reference, in ASCII.
 */
void percent_encode_rest(struct buf *buf, struct text raw);
/* Takes the next byte of `raw`, which is not empty, with its escape undone; -1 for a bad escape. */
int percent_next(struct text *raw);

#endif
