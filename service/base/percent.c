#include "claimd/percent.h"

#include <string.h>

#include "ascii.h"

int percent_next(struct text *raw)
{
    char c = raw->ptr[0];
    bool escape = c == '%';
    bool whole = escape && raw->len >= 3;
    int high = whole ? ascii_hex(raw->ptr[1]) : -1;
    int low = whole ? ascii_hex(raw->ptr[2]) : -1;
    size_t size = whole ? 3 : 1;
    raw->ptr += size;
    raw->len -= size;
    if (!escape)
        return (unsigned char)c;
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* Into `to`, which has room for `raw.len`. False for a bad escape. */
static bool decode(struct text raw, bool plus_is_space, char *to, size_t *len)
{
    size_t used = 0;
    while (raw.len > 0) {
        bool space = plus_is_space && raw.ptr[0] == '+';
        int byte = percent_next(&raw);
        if (byte < 0)
            return false;
        to[used++] = space ? ' ' : (char)byte;
    }
    *len = used;
    return true;
}

static bool has_nul(struct text text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\0')
            return true;
    }
    return false;
}

enum err percent_decode(struct text raw, bool plus_is_space, struct arena *arena, struct text *out)
{
    char *bytes = arena_alloc(arena, raw.len + 1);
    if (bytes == NULL)
        return ERR_INTERNAL;
    struct text text = {.ptr = bytes};
    if (!decode(raw, plus_is_space, bytes, &text.len) || has_nul(text) || !text_is_utf8(text))
        return ERR_BAD_TARGET;
    *out = text;
    return ERR_NONE;
}

static bool is_unreserved(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

static void encode_byte(struct buf *buf, char c)
{
    static const char digits[] = "0123456789ABCDEF";
    unsigned char byte = (unsigned char)c;
    buf_char(buf, '%');
    buf_char(buf, digits[byte >> 4]);
    buf_char(buf, digits[byte & 0xF]);
}

void percent_encode(struct buf *buf, struct text text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (is_unreserved(text.ptr[i]))
            buf_char(buf, text.ptr[i]);
        else
            encode_byte(buf, text.ptr[i]);
    }
}

/* RFC 3986, 2.2: gen-delims and sub-delims, but for brackets, which stand in an address's host alone. */
static bool is_reserved(char c)
{
    return c != '\0' && strchr(":/?#@!$&'()*+,;=", c) != NULL;
}

void percent_encode_rest(struct buf *buf, struct text raw)
{
    while (raw.len > 0) {
        struct text rest = raw;
        bool escape = raw.ptr[0] == '%' && percent_next(&rest) >= 0;
        size_t size = escape ? 3 : 1;
        if (escape || is_unreserved(raw.ptr[0]) || is_reserved(raw.ptr[0]))
            buf_text(buf, (struct text){.ptr = raw.ptr, .len = size});
        else
            encode_byte(buf, raw.ptr[0]);
        raw.ptr += size;
        raw.len -= size;
    }
}
