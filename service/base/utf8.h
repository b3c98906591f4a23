/* One UTF-8 sequence at a time (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF). */
#ifndef CLAIMD_BASE_UTF8_H
#define CLAIMD_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "claimd/text.h"

/* Bytes of the well-formed sequence that `text` begins with; 0 where there is none. */
size_t utf8_sequence(struct text text);
/* The code point of a well-formed sequence of `size` bytes. */
uint32_t utf8_code_point(const char *sequence, size_t size);

#endif
