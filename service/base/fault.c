#include "claimd/fault.h"

#include <string.h>

#include "ascii.h"

/* A name longer than this is near to nothing. Keeps the work and the stack small. */
#define NAME_MAX_LEN 100

enum err faults_add(struct faults *faults, struct arena *arena, const struct fault *fault)
{
    if (faults->count == FAULTS_MAX) {
        faults->dropped++;
        return ERR_NONE;
    }
    if (faults->items == NULL)
        faults->items = arena_array(arena, FAULTS_MAX, sizeof(*faults->items));
    if (faults->items == NULL)
        return ERR_INTERNAL;
    faults->items[faults->count++] = *fault;
    return ERR_NONE;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

struct pair {
    struct text a, b;
};

static bool same(const struct pair *pair, size_t i, size_t j)
{
    return ascii_lower(pair->a.ptr[i]) == ascii_lower(pair->b.ptr[j]);
}

/* Insertion, deletion, substitution and the swap of two neighbours cost 1 each (optimal string alignment). */
static size_t distance(const struct pair *pair)
{
    size_t rows[3][NAME_MAX_LEN + 1] = {0};
    size_t *before = rows[0], *last = rows[1], *row = rows[2];
    for (size_t j = 0; j <= pair->b.len; j++)
        last[j] = j;
    for (size_t i = 1; i <= pair->a.len; i++) {
        row[0] = i;
        for (size_t j = 1; j <= pair->b.len; j++) {
            row[j] = least(least(last[j], row[j - 1]) + 1, last[j - 1] + !same(pair, i - 1, j - 1));
            if (i > 1 && j > 1 && same(pair, i - 1, j - 2) && same(pair, i - 2, j - 1))
                row[j] = least(row[j], before[j - 2] + 1);
        }
        size_t *free_row = before;
        before = last;
        last = row;
        row = free_row;
    }
    return last[pair->b.len];
}

const char *fault_nearest(struct text name, const char *const *candidates)
{
    if (name.len > NAME_MAX_LEN)
        return NULL;
    const char *nearest = NULL;
    size_t limit = name.len / 3;
    for (size_t i = 0; candidates != NULL && candidates[i] != NULL; i++) {
        struct pair pair = {.a = name, .b = text_of(candidates[i])};
        /* The lengths' difference is the least distance: it spares a hostile query's long names the work. */
        size_t apart = pair.b.len > name.len ? pair.b.len - name.len : name.len - pair.b.len;
        if (pair.b.len > NAME_MAX_LEN || apart > limit)
            continue;
        size_t found = distance(&pair);
        if (found > limit || (found == limit && nearest != NULL))
            continue;
        nearest = candidates[i];
        limit = found;
    }
    return nearest;
}
