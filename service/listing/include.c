#include "listing/include.h"

#include <stdlib.h>
#include <string.h>

#include "claimd/route.h"
#include "listing/fields.h"
#include "listing/filter.h"
#include "listing/include_places.h"
#include "past/known.h"

/* More ids than that are not asked for on the fast lane. */
#define QUICK_IDS 200

static const struct include *item_of(const struct included *included, size_t at)
{
    return &included->of->items[at];
}

static bool is_wanted(const struct included *included, size_t at)
{
    return (included->wanted & UINT64_C(1) << at) != 0;
}

/* What the form writes, and what is chosen of it, say the same. */
static enum err join_fields(const struct includes *of, uint64_t *wanted, struct arena *arena,
                            const char *const **fields)
{
    size_t count = 0;
    while ((*fields)[count] != NULL)
        count++;
    const char **joined = arena_array(arena, count + INCLUDES_MAX + 1, sizeof *joined);
    if (joined == NULL)
        return ERR_INTERNAL;
    memcpy(joined, *fields, count * sizeof *joined);
    for (size_t i = 0; i < of->count; i++) {
        if (of->items[i].from != NULL)
            continue;
        if (fields_have(*fields, of->items[i].name))
            *wanted |= UINT64_C(1) << i;
        else if ((*wanted & UINT64_C(1) << i) != 0)
            joined[count++] = of->items[i].name;
    }
    *fields = joined;
    return ERR_NONE;
}

enum err included_begin(struct request *request, int64_t each, const char *const **fields, struct included **out)
{
    const struct includes *of = request->route == NULL ? NULL : request->route->includes;
    const struct param *param = of == NULL ? NULL : filter_param(request, of->param->name);
    uint64_t wanted = param == NULL ? 0 : param->choice_set;
    *out = NULL;
    if (of != NULL && *fields != NULL) {
        enum err err = join_fields(of, &wanted, &request->arena, fields);
        if (err)
            return err;
    }
    if (wanted == 0)
        return ERR_NONE;
    struct included *included = arena_alloc(&request->arena, sizeof *included);
    if (included == NULL)
        return ERR_INTERNAL;
    *included = (struct included){.of = of, .wanted = wanted, .each = each};
    *out = included;
    return ERR_NONE;
}

uint64_t included_tags(const struct included *included)
{
    uint64_t tags = 0;
    for (size_t i = 0; included != NULL && i < included->of->count; i++)
        tags |= is_wanted(included, i) ? item_of(included, i)->tag : 0;
    return tags;
}

enum err included_piece(struct included *included, size_t fits, struct request *request)
{
    request->arena.max = INCLUDE_MEMORY_MAX;
    included->next = 0;
    included->held = TEXT_NONE;
    memset(included->brought, 0, sizeof included->brought);
    included->place_count = 0;
    included->places = arena_array(&request->arena, fits + 1, sizeof *included->places);
    return included->places == NULL ? ERR_INTERNAL : ERR_NONE;
}

static int compare_ids(const void *left, const void *right)
{
    return memcmp(left, right, UUID_SIZE);
}

static size_t distinct_ids(struct include_id *ids, size_t count)
{
    size_t kept = 0;
    qsort(ids, count, sizeof *ids, compare_ids);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || compare_ids(&ids[kept - 1], &ids[i]) != 0)
            ids[kept++] = ids[i];
    return kept;
}

/* What rows name for any include that is brought like that, each once. */
static struct include_id *ids_for(const struct included *included, const struct include_from *from, struct arena *arena,
                                  size_t *count)
{
    size_t room = 0;
    for (size_t p = 0; p < included->place_count; p++)
        for (size_t i = 0; i < included->of->count; i++)
            room += included->places[p].ids[i].count;
    struct include_id *ids = arena_array(arena, room + 1, sizeof *ids);
    size_t used = 0;
    for (size_t p = 0; ids != NULL && p < included->place_count; p++)
        for (size_t i = 0; i < included->of->count; i++)
            if (is_wanted(included, i) && item_of(included, i)->from == from) {
                const struct include_ids *named = &included->places[p].ids[i];
                if (named->count > 0)
                    memcpy(&ids[used], named->ids, named->count * sizeof *ids);
                used += named->count;
            }
    *count = ids == NULL ? 0 : distinct_ids(ids, used);
    return ids;
}

/* Of a stream that has begun it ends the connection. */
static enum err too_large(struct request *request)
{
    const struct fault fault = {
        .code = FAULT_CONFLICT,
        .where = FAULT_AT_PARAMETER,
        .name = TEXT("include"),
        .detail = TEXT("With what is included, the answer becomes too large: ask for fewer rows (`limit`), or include "
                       "less."),
    };
    enum err err = faults_add(&request->faults, &request->arena, &fault);
    return err ? err : ERR_INVALID_PARAMETERS;
}

static enum err ask_from(struct included *included, const struct include_from *from, enum lane lane,
                         struct request *request, struct ask *ask, bool *asked)
{
    size_t count;
    struct include_id *ids = ids_for(included, from, &request->arena, &count);
    struct text *texts = arena_array(&request->arena, count + 1, sizeof *texts);
    *asked = count > 0;
    if (ids == NULL || texts == NULL)
        return ERR_INTERNAL;
    if (count == 0)
        return ERR_NONE;
    for (size_t i = 0; i < count; i++) {
        char id[UUID_TEXT_SIZE];
        uuid_format((struct text){.ptr = (const char *)ids[i].bytes, .len = UUID_SIZE}, id);
        enum err err = arena_copy(&request->arena, text_of(id), &texts[i]);
        if (err)
            return err;
    }
    ask_begin(ask, from->sql, from->shape, lane == LANE_FAST && count > QUICK_IDS ? LANE_SLOW : lane);
    if (from->said)
        known_ask(request, ask);
    if (from->type != NULL)
        ask_bind(ask, from->type_at, text_of(from->type));
    /* One more tells that there are more. */
    if (from->hangs_on != NULL)
        ask_bind_int(ask, from->limit, included->each + 1, &request->arena);
    return ask_bind_array(ask, from->ids, texts, count, &request->arena);
}

/* It was asked for already, for another include. */
static bool is_brought(const struct included *included, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (is_wanted(included, i) && item_of(included, i)->from == item_of(included, at)->from)
            return true;
    return false;
}

/* Or do its tags do all? */
static bool brings(const struct included *included)
{
    for (size_t i = 0; i < included->of->count; i++)
        if (is_wanted(included, i) && item_of(included, i)->from != NULL)
            return true;
    return false;
}

enum err included_ask(struct included *included, enum lane lane, struct request *request, struct ask *ask, bool *whole)
{
    *whole = !brings(included);
    if (*whole)
        return ERR_NONE;
    if (included->held.ptr == NULL) {
        enum err err = buf_check(&request->reply.body);
        if (err)
            return err;
        if (arena_copy(&request->arena, buf_view(&request->reply.body), &included->held) != ERR_NONE)
            return too_large(request);
        buf_reset(&request->reply.body);
    }
    while (included->next < included->of->count) {
        size_t at = included->next++;
        const struct include_from *from = item_of(included, at)->from;
        bool asked = false;
        if (!is_wanted(included, at) || from == NULL || is_brought(included, at))
            continue;
        enum err err = ask_from(included, from, lane, request, ask, &asked);
        if (err || asked)
            return err;
    }
    *whole = true;
    return included_splice(included, request) ? too_large(request) : ERR_NONE;
}

enum err included_take(struct included *included, struct request *request, const struct rows *rows)
{
    const struct include_from *from = item_of(included, included->next - 1)->from;
    struct include_brought *brought = &included->brought[included->next - 1];
    void *columns = arena_alloc(&request->arena, from->form->columns_size);
    if (columns == NULL)
        return ERR_INTERNAL;
    if (rows->count == 0)
        return ERR_NONE;
    from->form->columns(rows, columns);
    BUF_CLEANUP struct buf texts;
    buf_init(&texts, INCLUDE_MEMORY_MAX);
    size_t id = rows_column(rows, "id");
    for (size_t first = 0, end; first < rows->count; first = end) {
        struct text at = rows->cells[first * rows->column_count + id];
        for (end = first + 1; end < rows->count && text_equal(rows->cells[end * rows->column_count + id], at);)
            end++;
        struct json_writer json;
        size_t begins = texts.len;
        json_writer_init(&json, &texts);
        from->form->write(&json, rows, first, end, columns, NULL);
        enum err err = include_add(brought, from, rows, first, begins, texts.len, &request->arena);
        if (err)
            return err;
    }
    if (texts.failed)
        return too_large(request);
    return include_settle(brought, buf_view(&texts), &request->arena) ? too_large(request) : ERR_NONE;
}

void included_write_warnings(const struct included *included, struct json_writer *json)
{
    for (size_t i = 0; included != NULL && i < included->of->count; i++) {
        if ((included->cut & UINT64_C(1) << i) == 0)
            continue;
        json_write_object_begin(json);
        json_write_pair(json, "code", TEXT("include-cut"));
        json_write_pair(json, "parameter", TEXT("include"));
        json_write_pair(json, "value", text_of(item_of(included, i)->name));
        json_write_pair(json, "detail",
                        TEXT("Some rows have more of these than the 20 that are shown, the oldest. The row's own count "
                             "says how many, and the record's own list has them all."));
        json_write_object_end(json);
    }
}
