/* Texts in the order in which they came, each once, with what belongs to each. All in an arena. */
#ifndef CLAIMD_FORMATS_EUREPOC_TABLE_H
#define CLAIMD_FORMATS_EUREPOC_TABLE_H

#include <stdbool.h>

#include "claimd/arena.h"

struct table_item {
    struct text key;
    void *value;
};

struct table {
    struct table_item *items;
    size_t count, room;
    size_t *slots; /* index + 1, 0 where free; NULL while there are few */
    size_t slot_count;
};

/* NULL where it is not there. The item moves when another is added. */
struct table_item *table_find(const struct table *table, struct text key);
bool table_has(const struct table *table, const char *key);
/* Adds a copy of the key, or finds it. NULL without memory. */
struct table_item *table_add(struct table *table, struct arena *arena, struct text key) CLAIMD_MUST_CHECK;
/* The same, for keys alone. */
enum err table_put(struct table *table, struct arena *arena, struct text key) CLAIMD_MUST_CHECK;

#endif
