/*
 * Memory that lives as long as one request and is freed at once.
 *
 * Bounded: past its ceiling an allocation fails. One thread. Every allocation is aligned for any object.
 */
#ifndef CLAIMD_ARENA_H
#define CLAIMD_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "claimd/err.h"
#include "claimd/text.h"

struct arena_block;

struct arena {
    struct arena_block *blocks;
    size_t used; /* bytes handed out */
    size_t max;
};

void arena_init(struct arena *arena, size_t max);
/* Frees all; the arena can be used again. */
void arena_deinit(struct arena *arena);
/* Zeroed memory, NULL when the ceiling or the machine's memory is reached. */
void *arena_alloc(struct arena *arena, size_t size) CLAIMD_MUST_CHECK;
/* `count` objects of `size` bytes, zeroed; NULL also on overflow. */
void *arena_array(struct arena *arena, size_t count, size_t size) CLAIMD_MUST_CHECK;
/* A copy with a NUL behind it (not counted); `out->ptr` is NULL only on failure. */
enum err arena_copy(struct arena *arena, struct text text, struct text *out) CLAIMD_MUST_CHECK;
/* printf into the arena; TEXT_NONE on failure. */
struct text arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct text arena_vformat(struct arena *arena, const char *format, va_list values)
    __attribute__((format(printf, 2, 0)));

#define ARENA_CLEANUP __attribute__((cleanup(arena_deinit)))

#endif
