#include "db/shapes.h"

#include <stdlib.h>

enum err shapes_init(struct shapes *shapes, size_t capacity)
{
    *shapes = (struct shapes){.items = calloc(capacity, sizeof(struct shape)), .capacity = capacity};
    return shapes->items == NULL ? ERR_INTERNAL : ERR_NONE;
}

void shapes_deinit(struct shapes *shapes)
{
    free(shapes->items);
    *shapes = (struct shapes){0};
}

void shapes_clear(struct shapes *shapes)
{
    *shapes = (struct shapes){.items = shapes->items, .capacity = shapes->capacity, .last_number = shapes->last_number};
}

static struct shape **bucket_of(struct shapes *shapes, const struct sql *sql, uint64_t tags)
{
    uint64_t mixed = ((uint64_t)(uintptr_t)sql ^ (tags * 0x9E3779B97F4A7C15U)) * 0xBF58476D1CE4E5B9U;
    return &shapes->buckets[(mixed >> 40) & (SHAPES_BUCKETS - 1)];
}

static void list_remove(struct shapes *shapes, struct shape *shape)
{
    if (shape->newer != NULL)
        shape->newer->older = shape->older;
    else
        shapes->newest = shape->older;
    if (shape->older != NULL)
        shape->older->newer = shape->newer;
    else
        shapes->oldest = shape->newer;
}

static void list_push(struct shapes *shapes, struct shape *shape)
{
    shape->newer = NULL;
    shape->older = shapes->newest;
    if (shapes->newest != NULL)
        shapes->newest->newer = shape;
    else
        shapes->oldest = shape;
    shapes->newest = shape;
}

struct shape *shapes_find(struct shapes *shapes, const struct sql *sql, uint64_t tags)
{
    struct shape *shape = *bucket_of(shapes, sql, tags);
    while (shape != NULL && (shape->sql != sql || shape->tags != tags))
        shape = shape->bucket_next;
    if (shape != NULL && shape != shapes->newest) {
        list_remove(shapes, shape);
        list_push(shapes, shape);
    }
    return shape;
}

static void forget(struct shapes *shapes, struct shape *shape)
{
    struct shape **link = bucket_of(shapes, shape->sql, shape->tags);
    while (*link != shape)
        link = &(*link)->bucket_next;
    *link = shape->bucket_next;
    list_remove(shapes, shape);
    shape->bucket_next = shapes->spare;
    shapes->spare = shape;
}

struct shape *shapes_add(struct shapes *shapes, const struct sql *sql, uint64_t tags, uint32_t *evicted)
{
    *evicted = 0;
    if (shapes->spare == NULL && shapes->used == shapes->capacity) {
        *evicted = shapes->oldest->number;
        forget(shapes, shapes->oldest);
    }
    struct shape *shape = shapes->spare;
    if (shape != NULL)
        shapes->spare = shape->bucket_next;
    else
        shape = &shapes->items[shapes->used++];
    struct shape **bucket = bucket_of(shapes, sql, tags);
    *shape = (struct shape){.sql = sql, .tags = tags, .number = ++shapes->last_number, .bucket_next = *bucket};
    *bucket = shape;
    list_push(shapes, shape);
    return shape;
}

void shapes_drop(struct shapes *shapes, uint32_t number)
{
    for (struct shape *shape = shapes->newest; shape != NULL; shape = shape->older) {
        if (shape->number == number) {
            forget(shapes, shape);
            return;
        }
    }
}
