#include "formats/eurepoc_table.h"

#include <string.h>

#define FEW 8

static size_t hash(struct text key)
{
    /* FNV-1a: the files are large, not hostile beyond what their ceilings allow. */
    uint64_t sum = 14695981039346656037U;
    for (size_t i = 0; i < key.len; i++)
        sum = (sum ^ (unsigned char)key.ptr[i]) * 1099511628211U;
    return (size_t)sum;
}

/* The slot that has the key, or the free one where it belongs. */
static size_t slot_of(const struct table *table, struct text key)
{
    size_t at = hash(key) & (table->slot_count - 1);
    while (table->slots[at] && !text_equal(table->items[table->slots[at] - 1].key, key))
        at = (at + 1) & (table->slot_count - 1);
    return at;
}

struct table_item *table_find(const struct table *table, struct text key)
{
    if (table->slots) {
        size_t found = table->slots[slot_of(table, key)];
        return found ? &table->items[found - 1] : NULL;
    }
    for (size_t i = 0; i < table->count; i++)
        if (text_equal(table->items[i].key, key))
            return &table->items[i];
    return NULL;
}

bool table_has(const struct table *table, const char *key)
{
    return table_find(table, text_of(key)) != NULL;
}

static enum err grow(struct table *table, struct arena *arena)
{
    size_t room = table->room ? 2 * table->room : FEW;
    struct table_item *items = arena_array(arena, room, sizeof *items);
    if (!items)
        return ERR_INTERNAL;
    if (table->items)
        memcpy(items, table->items, table->count * sizeof *items);
    table->items = items;
    table->room = room;
    if (room <= FEW)
        return ERR_NONE;
    table->slots = arena_array(arena, 2 * room, sizeof *table->slots);
    if (!table->slots)
        return ERR_INTERNAL;
    table->slot_count = 2 * room;
    for (size_t i = 0; i < table->count; i++)
        table->slots[slot_of(table, items[i].key)] = i + 1;
    return ERR_NONE;
}

struct table_item *table_add(struct table *table, struct arena *arena, struct text key)
{
    struct table_item *found = table_find(table, key);
    if (found)
        return found;
    struct text copy;
    if (arena_copy(arena, key, &copy) || (table->count == table->room && grow(table, arena)) || !table->items)
        return NULL;
    if (table->slots)
        table->slots[slot_of(table, copy)] = table->count + 1;
    table->items[table->count] = (struct table_item){.key = copy};
    return &table->items[table->count++];
}

enum err table_put(struct table *table, struct arena *arena, struct text key)
{
    return table_add(table, arena, key) ? ERR_NONE : ERR_INTERNAL;
}
