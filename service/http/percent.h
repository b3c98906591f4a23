/* Percent-encoding, byte by byte (RFC 3986, 2.1). Whole texts: claimd/params.h. */
#ifndef CLAIMD_HTTP_PERCENT_H
#define CLAIMD_HTTP_PERCENT_H

#include "claimd/text.h"

/* Takes the next byte of `raw`, which is not empty, with its escape undone; -1 for a bad escape. */
int percent_next(struct text *raw);

#endif
