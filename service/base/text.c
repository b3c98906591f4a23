#include "claimd/text.h"

#include <string.h>

#include "ascii.h"
#include "utf8.h"

struct text text_of(const char *string)
{
    return string == NULL ? TEXT_NONE : (struct text){.ptr = string, .len = strlen(string)};
}

bool text_equal(struct text a, struct text b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool text_equal_nocase(struct text a, struct text b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        if (ascii_lower(a.ptr[i]) != ascii_lower(b.ptr[i]))
            return false;
    }
    return true;
}

bool text_starts(struct text text, struct text prefix)
{
    return text.len >= prefix.len && text_equal((struct text){.ptr = text.ptr, .len = prefix.len}, prefix);
}

bool text_ends(struct text text, struct text suffix)
{
    if (text.len < suffix.len)
        return false;
    return suffix.len == 0 || memcmp(text.ptr + (text.len - suffix.len), suffix.ptr, suffix.len) == 0;
}

bool text_has(struct text text, struct text part)
{
    return part.len == 0 || (part.len <= text.len && memmem(text.ptr, text.len, part.ptr, part.len) != NULL);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

struct text text_trim(struct text text)
{
    while (text.len > 0 && is_blank(text.ptr[0])) {
        text.ptr++;
        text.len--;
    }
    while (text.len > 0 && is_blank(text.ptr[text.len - 1]))
        text.len--;
    return text;
}

bool text_split(struct text *rest, char separator, struct text *part)
{
    if (rest->ptr == NULL)
        return false;
    const char *end = rest->len == 0 ? NULL : memchr(rest->ptr, separator, rest->len);
    if (end == NULL) {
        *part = *rest;
        *rest = TEXT_NONE;
        return true;
    }
    size_t len = (size_t)(end - rest->ptr);
    *part = (struct text){.ptr = rest->ptr, .len = len};
    *rest = (struct text){.ptr = end + 1, .len = rest->len - len - 1};
    return true;
}

bool text_is_utf8(struct text text)
{
    while (text.len > 0) {
        size_t size = utf8_sequence(text);
        if (size == 0)
            return false;
        text.ptr += size;
        text.len -= size;
    }
    return true;
}

size_t text_code_points(struct text text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (((unsigned char)text.ptr[i] & 0xC0U) != 0x80U)
            count++;
    }
    return count;
}

bool text_has_control(struct text text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (ascii_is_control(text.ptr[i]))
            return true;
    }
    return false;
}

bool text_to_int64(struct text text, int64_t *out)
{
    bool negative = text.len > 0 && text.ptr[0] == '-';
    size_t i = negative ? 1 : 0;
    if (i == text.len)
        return false;
    /* Summed below zero, since INT64_MIN has no positive counterpart. */
    int64_t number = 0;
    for (; i < text.len; i++) {
        if (!ascii_is_digit(text.ptr[i]))
            return false;
        if (__builtin_mul_overflow(number, 10, &number) || __builtin_sub_overflow(number, text.ptr[i] - '0', &number))
            return false;
    }
    if (!negative && __builtin_sub_overflow(0, number, &number))
        return false;
    *out = number;
    return true;
}
