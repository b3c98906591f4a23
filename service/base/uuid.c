#include "claimd/uuid.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

#include "ascii.h"

/* Is there a hyphen before byte `i` of the text form? */
static bool hyphen_before(size_t i)
{
    return i == 4 || i == 6 || i == 8 || i == 10;
}

bool uuid_parse(struct text text, unsigned char out[UUID_SIZE])
{
    if (text.len != UUID_TEXT_SIZE - 1)
        return false;
    unsigned char bytes[UUID_SIZE];
    const char *from = text.ptr;
    for (size_t i = 0; i < UUID_SIZE; i++) {
        if (hyphen_before(i) && *from++ != '-')
            return false;
        int high = ascii_hex(from[0]);
        int low = ascii_hex(from[1]);
        if (high < 0 || low < 0)
            return false;
        bytes[i] = (unsigned char)(high << 4 | low);
        from += 2;
    }
    memcpy(out, bytes, UUID_SIZE);
    return true;
}

bool uuid_is_v4(const unsigned char uuid[UUID_SIZE])
{
    return uuid[6] >> 4 == 4 && uuid[8] >> 6 == 2;
}

void uuid_format(struct text binary, char out[UUID_TEXT_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    assert(binary.len == UUID_SIZE);
    for (size_t i = 0; i < UUID_SIZE; i++) {
        if (hyphen_before(i))
            *out++ = '-';
        *out++ = digits[(unsigned char)binary.ptr[i] >> 4];
        *out++ = digits[(unsigned char)binary.ptr[i] & 0xF];
    }
    *out = '\0';
}

void uuid_make(unsigned char out[UUID_SIZE])
{
    randombytes_buf(out, UUID_SIZE);
    out[6] = (unsigned char)((out[6] & 0x0F) | 0x40);
    out[8] = (unsigned char)((out[8] & 0x3F) | 0x80);
}
