#include "claimd/buf.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUF_FIRST 256 /* bytes of the first allocation */

void buf_init(struct buf *buf, size_t max)
{
    *buf = (struct buf){.max = max};
}

void buf_deinit(struct buf *buf)
{
    free(buf->ptr);
    *buf = (struct buf){.max = buf->max};
}

void buf_reset(struct buf *buf)
{
    buf->len = 0;
    buf->failed = false;
}

enum err buf_check(const struct buf *buf)
{
    return buf->failed ? ERR_INTERNAL : ERR_NONE;
}

struct text buf_view(const struct buf *buf)
{
    return (struct text){.ptr = buf->ptr == NULL ? "" : buf->ptr, .len = buf->len};
}

char *buf_steal(struct buf *buf, size_t *len)
{
    if (buf->failed || buf->len == 0)
        return NULL;
    char *bytes = buf->ptr;
    *len = buf->len;
    *buf = (struct buf){.max = buf->max};
    return bytes;
}

/* Doubles, so that n appends cost O(n) copies, and stops at the ceiling. */
static size_t grown(const struct buf *buf, size_t need)
{
    size_t cap = buf->cap > BUF_FIRST ? buf->cap : BUF_FIRST;
    while (cap < need)
        cap = cap > buf->max / 2 ? buf->max : cap * 2;
    return cap < buf->max ? cap : buf->max;
}

char *buf_reserve(struct buf *buf, size_t size)
{
    if (buf->failed)
        return NULL;
    if (size <= buf->cap - buf->len && buf->ptr != NULL)
        return buf->ptr + buf->len;
    if (buf->max < buf->len || size > buf->max - buf->len) {
        buf->failed = true;
        return NULL;
    }
    size_t cap = grown(buf, buf->len + size);
    char *bytes = realloc(buf->ptr, cap == 0 ? 1 : cap);
    if (bytes == NULL) {
        buf->failed = true;
        return NULL;
    }
    buf->ptr = bytes;
    buf->cap = cap;
    return bytes + buf->len;
}

void buf_char(struct buf *buf, char c)
{
    char *end = buf_reserve(buf, 1);
    if (end == NULL)
        return;
    *end = c;
    buf->len++;
}

void buf_text(struct buf *buf, struct text text)
{
    if (text.len == 0)
        return;
    char *end = buf_reserve(buf, text.len);
    if (end == NULL)
        return;
    memcpy(end, text.ptr, text.len);
    buf->len += text.len;
}

void buf_cstr(struct buf *buf, const char *string)
{
    buf_text(buf, text_of(string));
}

void buf_int(struct buf *buf, int64_t number)
{
    char digits[21]; /* "-9223372036854775808" and a NUL */
    int len = snprintf(digits, sizeof(digits), "%" PRId64, number);
    buf_text(buf, (struct text){.ptr = digits, .len = (size_t)len});
}

void buf_format(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    /* vsnprintf writes a NUL behind; it is room that is asked for and not counted. */
    char *end = len < 0 ? NULL : buf_reserve(buf, (size_t)len + 1);
    if (end == NULL) {
        buf->failed = true;
        return;
    }
    va_start(args, format);
    int written = vsnprintf(end, (size_t)len + 1, format, args);
    va_end(args);
    if (written == len)
        buf->len += (size_t)len;
    else
        buf->failed = true;
}
