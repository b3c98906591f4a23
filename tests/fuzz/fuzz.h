/*
 * A fuzz target: one function that takes any bytes and holds what the code makes of them against what must be true. Run
 * by libFuzzer (script/fuzz), or by replay.c over the files of corpus/.
 */
#ifndef CLAIMD_FUZZ_H
#define CLAIMD_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "claimd/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline struct text fuzz_text(const uint8_t *data, size_t size)
{
    return (struct text){.ptr = (const char *)data, .len = size};
}

/* Takes the first byte; 0 where there is none. */
static inline unsigned fuzz_byte(struct text *input)
{
    if (input->len == 0)
        return 0;
    unsigned char byte = (unsigned char)input->ptr[0];
    input->ptr++;
    input->len--;
    return byte;
}

/* What must be true, in every build. */
#define fuzz_require(condition)                                                                                        \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition);                                  \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

#endif
