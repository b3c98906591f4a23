/*
 * A growing buffer with a ceiling. Appending never fails at the call: the first failure (ceiling, memory) sticks, the
 * rest is dropped, and `buf_check` tells at the end. So a writer stays a plain sequence of calls.
 */
#ifndef CLAIMD_BUF_H
#define CLAIMD_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "claimd/err.h"
#include "claimd/text.h"

struct buf {
    char *ptr;
    size_t len;
    size_t cap;
    size_t max; /* bytes */
    bool failed;
};

void buf_init(struct buf *buf, size_t max);
void buf_deinit(struct buf *buf);
/* Empties it and forgets a failure; keeps the memory. */
void buf_reset(struct buf *buf);
/* ERR_NONE, or ERR_INTERNAL once an append was dropped. */
enum err buf_check(const struct buf *buf) CLAIMD_MUST_CHECK;
struct text buf_view(const struct buf *buf);
/* Hands the bytes (malloc'd, `*len` of them) to the caller and leaves the buffer empty. NULL if it failed or is empty.
 */
char *buf_steal(struct buf *buf, size_t *len) CLAIMD_MUST_CHECK;
/* Room for `size` more bytes behind `len`, to be counted with `buf->len += n` by the caller; NULL if it failed. */
char *buf_reserve(struct buf *buf, size_t size) CLAIMD_MUST_CHECK;

void buf_char(struct buf *buf, char c);
void buf_text(struct buf *buf, struct text text);
void buf_cstr(struct buf *buf, const char *string);
void buf_int(struct buf *buf, int64_t number);
void buf_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define BUF_CLEANUP __attribute__((cleanup(buf_deinit)))
/* The literal's bytes, length known at compile time. */
#define buf_literal(buf, literal) buf_text((buf), TEXT(literal))

#endif
