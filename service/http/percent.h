/* Percent-encoding, byte by byte and for whole references (RFC 3986, 2.1). Single texts: claimd/params.h. */
#ifndef CLAIMD_HTTP_PERCENT_H
#define CLAIMD_HTTP_PERCENT_H

#include "claimd/buf.h"
#include "claimd/text.h"

/* Takes the next byte of `raw`, which is not empty, with its escape undone; -1 for a bad escape. */
int percent_next(struct text *raw);
/*
 * Percent-encodes what a URI reference may not hold as it is (RFC 3986, Appendix A), a '%' that begins no escape too,
 * and leaves the rest, so that any target becomes a valid reference, in ASCII.
 */
void percent_encode_rest(struct buf *buf, struct text raw);

#endif
