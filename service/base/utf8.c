#include "utf8.h"

/* What the second byte may be, after the first (RFC 3629, 4). Later bytes are 0x80–0xBF always. */
struct lead {
    unsigned char first, last; /* first byte */
    unsigned char second_min, second_max;
    unsigned char size;
};

static const struct lead leads[] = {
    {0x00, 0x7F, 0x00, 0x00, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
    {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
    {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

static const struct lead *lead_of(unsigned char byte)
{
    for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++) {
        if (byte >= leads[i].first && byte <= leads[i].last)
            return &leads[i];
    }
    return NULL;
}

size_t utf8_sequence(struct text text)
{
    if (text.len == 0)
        return 0;
    const unsigned char *bytes = (const unsigned char *)text.ptr;
    const struct lead *lead = lead_of(bytes[0]);
    if (lead == NULL || text.len < lead->size)
        return 0;
    if (lead->size > 1 && (bytes[1] < lead->second_min || bytes[1] > lead->second_max))
        return 0;
    for (size_t i = 2; i < lead->size; i++) {
        if ((bytes[i] & 0xC0U) != 0x80U)
            return 0;
    }
    return lead->size;
}

uint32_t utf8_code_point(const char *sequence, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)sequence;
    if (size == 1)
        return bytes[0];
    /* The first byte of a sequence of n carries 7 − n bits. */
    uint32_t point = bytes[0] & (0x7FU >> size);
    for (size_t i = 1; i < size; i++)
        point = point << 6 | (bytes[i] & 0x3FU);
    return point;
}
