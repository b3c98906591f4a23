/* UUIDs (RFC 9562). Thread-safe. */
#ifndef CLAIMD_UUID_H
#define CLAIMD_UUID_H

#include <stdbool.h>

#include "claimd/text.h"

#define UUID_SIZE      16 /* binary */
#define UUID_TEXT_SIZE 37 /* 8-4-4-4-12 lower-case hex and a NUL */

/* 8-4-4-4-12 hexadecimal digits of either case, of any version; `out` untouched on failure. */
bool uuid_parse(struct text text, unsigned char out[UUID_SIZE]);
/* Version 4 and the variant of RFC 9562. */
bool uuid_is_v4(const unsigned char uuid[UUID_SIZE]);
/* `binary` has UUID_SIZE bytes (asserted). */
void uuid_format(struct text binary, char out[UUID_TEXT_SIZE]);
/* A fresh version 4 from the kernel's random numbers. */
void uuid_make(unsigned char out[UUID_SIZE]);

#endif
