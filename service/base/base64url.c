#include "claimd/base64url.h"

#include <stdint.h>

#include <sodium.h>

void base64url_encode(struct buf *buf, struct text bytes)
{
    if (bytes.len > SIZE_MAX / 2) {
        buf->failed = true;
        return;
    }
    /* With room for the NUL that libsodium writes; it is not counted. */
    size_t size = sodium_base64_encoded_len(bytes.len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *end = buf_reserve(buf, size);
    if (end == NULL)
        return;
    sodium_bin2base64(end, size, (const unsigned char *)bytes.ptr, bytes.len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    buf->len += size - 1;
}

bool base64url_decode(struct text text, unsigned char *out, size_t size, size_t *len)
{
    size_t found = 0;
    if (sodium_base642bin(out, size, text.ptr, text.len, NULL, &found, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return false;
    *len = found;
    return true;
}
