#include "listing/include_places.h"

#include <stdlib.h>
#include <string.h>

static void take_id(struct include_ids *ids, struct text id)
{
    if (id.len == UUID_SIZE)
        memcpy(ids->ids[ids->count++].bytes, id.ptr, UUID_SIZE);
}

/* Which records of an include belong to the row. */
static enum err name_records(const struct include *include, const struct rows *rows, size_t row, struct arena *arena,
                             struct include_ids *out)
{
    size_t column = rows_column(rows, include->ids);
    if (rows->columns[column].type == COLUMN_UUID) {
        out->ids = arena_array(arena, 1, sizeof *out->ids);
        if (out->ids == NULL)
            return ERR_INTERNAL;
        take_id(out, rows->cells[row * rows->column_count + column]);
        return ERR_NONE;
    }
    struct row_array array = row_array(rows, row, column);
    size_t split = include->part == INCLUDE_ALL ? 0 : (size_t)row_int(rows, row, rows_column(rows, include->split));
    out->ids = arena_array(arena, array.count + 1, sizeof *out->ids);
    if (out->ids == NULL)
        return ERR_INTERNAL;
    size_t at = 0;
    for (struct text id; row_array_next(&array, &id); at++)
        if (include->part == INCLUDE_ALL || (at < split) == (include->part == INCLUDE_HEAD))
            take_id(out, id);
    return ERR_NONE;
}

enum err included_mark(struct included *included, const struct rows *rows, size_t first, size_t end,
                       struct request *request)
{
    (void)end;
    if (!row_is_null(rows, first, rows_column(rows, "withheld_at")) || request->reply.body.len == 0)
        return ERR_NONE;
    struct include_place *place = &included->places[included->place_count];
    place->at = request->reply.body.len - 1;
    for (size_t i = 0; i < included->of->count; i++) {
        const struct include *include = &included->of->items[i];
        if ((included->wanted & UINT64_C(1) << i) == 0 || include->from == NULL)
            continue;
        enum err err = name_records(include, rows, first, &request->arena, &place->ids[i]);
        if (err)
            return err;
    }
    included->place_count++;
    return ERR_NONE;
}

static enum err add(struct include_brought *brought, struct text key, size_t begins, size_t ends, struct arena *arena)
{
    if (key.len != UUID_SIZE)
        return ERR_NONE;
    if (brought->count == brought->room) {
        /* What is left behind goes with the request. */
        size_t room = brought->room == 0 ? 64 : 2 * brought->room;
        struct include_record *larger = arena_array(arena, room, sizeof *larger);
        if (larger == NULL)
            return ERR_INTERNAL;
        if (brought->count > 0)
            memcpy(larger, brought->records, brought->count * sizeof *larger);
        brought->records = larger;
        brought->room = room;
    }
    struct include_record *record = &brought->records[brought->count];
    *record = (struct include_record){.order = brought->count, .begins = begins, .ends = ends};
    memcpy(record->key.bytes, key.ptr, UUID_SIZE);
    brought->count++;
    return ERR_NONE;
}

enum err include_add(struct include_brought *brought, const struct include_from *from, const struct rows *rows,
                     size_t first, size_t begins, size_t ends, struct arena *arena)
{
    if (from->hangs_on == NULL)
        return add(brought, rows->cells[first * rows->column_count + rows_column(rows, "id")], begins, ends, arena);
    struct row_array keys = row_array(rows, first, rows_column(rows, from->hangs_on));
    for (struct text key; row_array_next(&keys, &key);) {
        enum err err = add(brought, key, begins, ends, arena);
        if (err)
            return err;
    }
    return ERR_NONE;
}

static int compare(const void *left, const void *right)
{
    const struct include_record *a = left, *b = right;
    int order = memcmp(a->key.bytes, b->key.bytes, UUID_SIZE);
    if (order != 0)
        return order;
    return (a->order > b->order) - (a->order < b->order);
}

enum err include_settle(struct include_brought *brought, struct text texts, struct arena *arena)
{
    if (brought->count > 1)
        qsort(brought->records, brought->count, sizeof *brought->records, compare);
    return arena_copy(arena, texts, &brought->texts);
}

/* The first record with that key; `count` where there is none. */
static size_t find(const struct include_brought *brought, const struct include_id *key)
{
    size_t low = 0, high = brought->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (memcmp(brought->records[middle].key.bytes, key->bytes, UUID_SIZE) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < brought->count && memcmp(brought->records[low].key.bytes, key->bytes, UUID_SIZE) == 0;
    return found ? low : brought->count;
}

static const struct include_brought *brought_for(const struct included *included, size_t at)
{
    const struct include_from *from = included->of->items[at].from;
    size_t first = 0;
    while (included->of->items[first].from != from || (included->wanted & UINT64_C(1) << first) == 0)
        first++;
    return &included->brought[first];
}

/* Those with one key, at most `each`. */
static int64_t write_those(const struct include_brought *brought, const struct include_id *key, int64_t each,
                           struct json_writer *json)
{
    int64_t count = 0;
    for (size_t at = find(brought, key);
         at < brought->count && memcmp(brought->records[at].key.bytes, key->bytes, UUID_SIZE) == 0; at++, count++) {
        const struct include_record *record = &brought->records[at];
        if (count < each)
            json_write_raw(
                json, (struct text){.ptr = brought->texts.ptr + record->begins, .len = record->ends - record->begins});
    }
    return count;
}

static void write_include(struct included *included, const struct include_place *place, size_t at,
                          struct json_writer *json)
{
    const struct include *include = &included->of->items[at];
    const struct include_brought *brought = brought_for(included, at);
    const struct include_ids *ids = &place->ids[at];
    json_write_key(json, include->name);
    if (include->one) {
        if (ids->count == 0 || write_those(brought, &ids->ids[0], 1, json) == 0)
            json_write_null(json);
        return;
    }
    json_write_array_begin(json);
    for (size_t i = 0; i < ids->count; i++)
        if (write_those(brought, &ids->ids[i], included->each, json) > included->each)
            included->cut |= UINT64_C(1) << at;
    json_write_array_end(json);
}

enum err included_splice(struct included *included, struct request *request)
{
    struct buf *body = &request->reply.body;
    size_t from = 0;
    for (size_t p = 0; p < included->place_count; p++) {
        const struct include_place *place = &included->places[p];
        struct json_writer json;
        buf_text(body, (struct text){.ptr = included->held.ptr + from, .len = place->at - from});
        from = place->at;
        json_writer_init(&json, body);
        /* There are members before: at least the id. */
        json.comma = 1;
        for (size_t i = 0; i < included->of->count; i++)
            if ((included->wanted & UINT64_C(1) << i) != 0 && included->of->items[i].from != NULL)
                write_include(included, place, i, &json);
    }
    buf_text(body, (struct text){.ptr = included->held.ptr + from, .len = included->held.len - from});
    included->held = TEXT_NONE;
    return buf_check(body);
}
