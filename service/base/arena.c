#include "claimd/arena.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A sanitizer build sets it to 1: every allocation is then a block of its own, and an overflow is seen. */
#ifndef ARENA_BLOCK_SIZE
#define ARENA_BLOCK_SIZE 4096
#endif

struct arena_block {
    struct arena_block *next;
    size_t used;
    size_t cap;
    alignas(max_align_t) unsigned char bytes[];
};

void arena_init(struct arena *arena, size_t max)
{
    *arena = (struct arena){.max = max};
}

void arena_deinit(struct arena *arena)
{
    struct arena_block *block = arena->blocks;
    while (block != NULL) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
    arena->blocks = NULL;
    arena->used = 0;
}

static struct arena_block *block_push(struct arena *arena, size_t size)
{
    size_t cap = size > ARENA_BLOCK_SIZE ? size : ARENA_BLOCK_SIZE;
    struct arena_block *block = cap > SIZE_MAX - sizeof(*block) ? NULL : calloc(1, sizeof(*block) + cap);
    if (block == NULL)
        return NULL;
    block->cap = cap;
    block->next = arena->blocks;
    arena->blocks = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    /* A size of 0 takes a slot too, so that the address is nobody else's. */
    size_t padded;
    if (__builtin_add_overflow(size + (size == 0), alignof(max_align_t) - 1, &padded))
        return NULL;
    padded -= padded % alignof(max_align_t);
    if (padded > arena->max - arena->used)
        return NULL;
    struct arena_block *block = arena->blocks;
    if (block == NULL || block->cap - block->used < padded)
        block = block_push(arena, padded);
    if (block == NULL)
        return NULL;
    void *bytes = block->bytes + block->used;
    block->used += padded;
    arena->used += padded;
    return bytes;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        return NULL;
    return arena_alloc(arena, bytes);
}

enum err arena_copy(struct arena *arena, struct text text, struct text *out)
{
    char *copy = text.len == SIZE_MAX ? NULL : arena_alloc(arena, text.len + 1);
    if (copy == NULL)
        return ERR_INTERNAL;
    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);
    *out = (struct text){.ptr = copy, .len = text.len};
    return ERR_NONE;
}

struct text arena_vformat(struct arena *arena, const char *format, va_list values)
{
    va_list again;
    va_copy(again, values);
    int len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (len < 0)
        return TEXT_NONE;
    size_t size = (size_t)len + 1;
    char *bytes = arena_alloc(arena, size);
    if (bytes == NULL || vsnprintf(bytes, size, format, values) != len)
        return TEXT_NONE;
    return (struct text){.ptr = bytes, .len = (size_t)len};
}

struct text arena_format(struct arena *arena, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    struct text text = arena_vformat(arena, format, values);
    va_end(values);
    return text;
}
