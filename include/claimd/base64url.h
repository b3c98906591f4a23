/* base64url without padding (RFC 4648, 5; 3.2). */
#ifndef CLAIMD_BASE64URL_H
#define CLAIMD_BASE64URL_H

#include <stdbool.h>
#include <stddef.h>

#include "claimd/buf.h"
#include "claimd/text.h"

void base64url_encode(struct buf *buf, struct text bytes);
/*
 * Strict: padding, white space, the other alphabet and leftover bits that are not zero are refused, so that every text
 * decodes to bytes that encode to the same text. False for these and for what does not fit into `size` bytes; `*len` is
 * then untouched.
 */
bool base64url_decode(struct text text, unsigned char *out, size_t size, size_t *len);

#endif
