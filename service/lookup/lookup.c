#include "lookup/lookup.h"

#include <string.h>

#include "lookup_names_sql.h"
#include "lookup_suggest_sql.h"

/* Values of one request that suggestions are looked for; whoever has more of them wrong has made the same mistake. */
#define SUGGESTED_MAX 10

static const struct {
    const char *parameter;
    enum lookup_kind kind;
} parameters[] = {
    {"actor", LOOKUP_ACTOR},     {"claimant", LOOKUP_ACTOR},        {"party", LOOKUP_ACTOR},
    {"spoken_by", LOOKUP_ACTOR}, {"publisher", LOOKUP_ACTOR},       {"incident", LOOKUP_INCIDENT},
    {"source", LOOKUP_SOURCE},   {"collection", LOOKUP_COLLECTION}, {"victim_country", LOOKUP_COUNTRY},
    {"country", LOOKUP_COUNTRY}, {"claim", LOOKUP_STATEMENT},       {"sector", LOOKUP_SECTOR},
};

static enum lookup_kind kind_of(const struct param *param)
{
    if (param->spec->kind != PARAM_REFERENCE)
        return LOOKUP_NONE;
    for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++)
        if (strcmp(param->spec->name, parameters[i].parameter) == 0)
            return parameters[i].kind;
    return LOOKUP_NONE;
}

static struct text kind_name(enum lookup_kind kind)
{
    switch (kind) {
    case LOOKUP_ACTOR:
        return TEXT("actor");
    case LOOKUP_COUNTRY:
        return TEXT("country");
    case LOOKUP_INCIDENT:
        return TEXT("incident");
    case LOOKUP_SOURCE:
        return TEXT("source");
    case LOOKUP_COLLECTION:
        return TEXT("collection");
    case LOOKUP_SECTOR:
        return TEXT("sector");
    case LOOKUP_CLAIM:
        return TEXT("claim");
    case LOOKUP_STATEMENT:
        return TEXT("statement");
    case LOOKUP_NONE:
        break;
    }
    return TEXT("");
}

static bool has_comma(struct text text)
{
    return memchr(text.ptr, ',', text.len) != NULL;
}

static size_t parts_of(struct text value)
{
    size_t parts = 0;
    for (struct text part; text_split(&value, ',', &part);)
        parts++;
    return parts;
}

static size_t values_of(const struct request *request)
{
    size_t count = 0;
    for (size_t i = 0; i < request->params.count; i++) {
        const struct param *param = &request->params.items[i];
        if (kind_of(param) == LOOKUP_NONE)
            continue;
        for (size_t at = 0; at < param->count; at++)
            count += 1 + (has_comma(param->values[at]) ? parts_of(param->values[at]) : 0);
    }
    return count;
}

static void add(struct lookup *lookup, const struct param *param, enum lookup_kind kind, struct text text, size_t whole)
{
    lookup->values[lookup->count++] =
        (struct lookup_value){.param = param, .kind = kind, .text = text_trim(text), .part_of = whole};
}

enum err lookup_init(struct lookup *lookup, enum lookup_kind path, struct request *request)
{
    *lookup = (struct lookup){0};
    size_t room = values_of(request) + (path == LOOKUP_NONE ? 0 : 1);
    if (room == 0)
        return ERR_NONE;
    lookup->values = arena_array(&request->arena, room, sizeof *lookup->values);
    if (lookup->values == NULL)
        return ERR_INTERNAL;
    if (path != LOOKUP_NONE)
        add(lookup, NULL, path, request->id, 0);
    for (size_t i = 0; i < request->params.count; i++) {
        const struct param *param = &request->params.items[i];
        enum lookup_kind kind = kind_of(param);
        for (size_t at = 0; kind != LOOKUP_NONE && at < param->count; at++) {
            struct text rest = param->values[at];
            size_t whole = lookup->count;
            add(lookup, param, kind, rest, whole);
            if (has_comma(rest))
                for (struct text part; text_split(&rest, ',', &part);)
                    add(lookup, param, kind, part, whole);
        }
    }
    return ERR_NONE;
}

static enum err bind(const struct lookup *lookup, const size_t *chosen, size_t count, struct request *request,
                     struct ask *ask, size_t kinds_param, size_t values_param)
{
    struct text *kinds = arena_array(&request->arena, count, sizeof *kinds);
    struct text *values = arena_array(&request->arena, count, sizeof *values);
    if (kinds == NULL || values == NULL)
        return ERR_INTERNAL;
    for (size_t i = 0; i < count; i++) {
        const struct lookup_value *value = &lookup->values[chosen == NULL ? i : chosen[i]];
        kinds[i] = kind_name(value->kind);
        values[i] = value->text;
    }
    enum err err = ask_bind_array(ask, kinds_param, kinds, count, &request->arena);
    return err ? err : ask_bind_array(ask, values_param, values, count, &request->arena);
}

enum err lookup_ask(const struct lookup *lookup, struct request *request, struct ask *ask)
{
    ask_begin(ask, &lookup_names_sql, 0, LANE_FAST);
    return bind(lookup, NULL, lookup->count, request, ask, LOOKUP_NAMES_P_KINDS, LOOKUP_NAMES_P_VALUES);
}

struct columns {
    size_t asked, tier, id, slug, name, kind, country, claims_against, claims_by, merged_from, aliases;
};

static struct columns columns_of(const struct rows *rows)
{
    return (struct columns){
        .asked = rows_column(rows, "asked"),
        .tier = rows_column(rows, "tier"),
        .id = rows_column(rows, "id"),
        .slug = rows_column(rows, "slug"),
        .name = rows_column(rows, "name"),
        .kind = rows_column(rows, "kind"),
        .country = rows_column(rows, "country"),
        .claims_against = rows_column(rows, "claims_against"),
        .claims_by = rows_column(rows, "claims_by"),
        .merged_from = rows_column(rows, "merged_from"),
        .aliases = rows_column(rows, "aliases"),
    };
}

static enum err take_aliases(const struct rows *rows, size_t row, size_t column, struct arena *arena,
                             struct lookup_match *out)
{
    struct row_array array = row_array(rows, row, column);
    if (array.count == 0)
        return ERR_NONE;
    out->aliases = arena_array(arena, array.count, sizeof *out->aliases);
    if (out->aliases == NULL)
        return ERR_INTERNAL;
    for (struct text id; row_array_next(&array, &id);) {
        enum err err = arena_copy(arena, id, &out->aliases[out->alias_count++]);
        if (err)
            return err;
    }
    return ERR_NONE;
}

static enum err take_match(const struct rows *rows, size_t row, const struct columns *columns, struct arena *arena,
                           struct lookup_match *out)
{
    const size_t from[] = {columns->slug, columns->name, columns->kind, columns->country, columns->merged_from};
    struct text *const to[] = {&out->slug, &out->name, &out->kind, &out->country, &out->merged_from};
    for (size_t i = 0; i < sizeof from / sizeof from[0]; i++) {
        struct text text = row_text(rows, row, from[i]);
        enum err err = text.ptr == NULL ? ERR_NONE : arena_copy(arena, text, to[i]);
        if (err)
            return err;
    }
    char id[UUID_TEXT_SIZE];
    if (!row_uuid(rows, row, columns->id, id))
        return ERR_INTERNAL;
    out->claims_against = row_int(rows, row, columns->claims_against);
    out->claims_by = row_int(rows, row, columns->claims_by);
    enum err err = take_aliases(rows, row, columns->aliases, arena, out);
    return err ? err : arena_copy(arena, text_of(id), &out->id);
}

static bool is_address(const struct lookup_value *value)
{
    if (text_equal(value->tier, TEXT("slug")))
        return text_equal(value->matches[0].slug, value->text) ||
               text_equal(value->matches[0].merged_from, value->text);
    return text_equal(value->tier, TEXT("id")) || text_equal(value->tier, TEXT("key"));
}

/* A whole that names something settles its parts, one that does not is settled by them. */
static void settle(struct lookup *lookup)
{
    for (size_t i = 0; i < lookup->count; i++) {
        struct lookup_value *value = &lookup->values[i];
        if (value->part_of == i)
            continue;
        struct lookup_value *whole = &lookup->values[value->part_of];
        if (whole->count > 0)
            value->settled = true;
        else
            whole->settled = true;
    }
}

enum err lookup_take(struct lookup *lookup, struct request *request, const struct rows *rows)
{
    struct columns columns = columns_of(rows);
    for (size_t row = 0, end; row < rows->count; row = end) {
        int64_t asked = row_int(rows, row, columns.asked);
        for (end = row; end < rows->count && row_int(rows, end, columns.asked) == asked;)
            end++;
        if (asked < 0 || (size_t)asked >= lookup->count)
            return ERR_INTERNAL;
        struct lookup_value *value = &lookup->values[asked];
        value->matches = arena_array(&request->arena, end - row, sizeof *value->matches);
        if (value->matches == NULL)
            return ERR_INTERNAL;
        enum err err = arena_copy(&request->arena, row_text(rows, row, columns.tier), &value->tier);
        for (; !err && row + value->count < end; value->count++)
            err = take_match(rows, row + value->count, &columns, &request->arena, &value->matches[value->count]);
        if (err)
            return err;
        if (value->param == NULL && !is_address(value))
            value->count = 0;
    }
    settle(lookup);
    return ERR_NONE;
}

static bool unknown(const struct lookup_value *value)
{
    return value->param != NULL && !value->settled && value->count == 0;
}

bool lookup_has_unknown(const struct lookup *lookup)
{
    for (size_t i = 0; i < lookup->count; i++)
        if (unknown(&lookup->values[i]))
            return true;
    return false;
}

bool lookup_path_unknown(const struct lookup *lookup)
{
    return lookup->count > 0 && lookup->values[0].param == NULL && lookup->values[0].count == 0;
}

static size_t suggested(const struct lookup *lookup, size_t out[SUGGESTED_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < lookup->count && count < SUGGESTED_MAX; i++)
        if (unknown(&lookup->values[i]))
            out[count++] = i;
    return count;
}

enum err lookup_ask_suggestions(const struct lookup *lookup, struct request *request, struct ask *ask)
{
    size_t chosen[SUGGESTED_MAX];
    size_t count = suggested(lookup, chosen);
    ask_begin(ask, &lookup_suggest_sql, 0, LANE_SLOW);
    return bind(lookup, chosen, count, request, ask, LOOKUP_SUGGEST_P_KINDS, LOOKUP_SUGGEST_P_VALUES);
}

enum err lookup_take_suggestions(struct lookup *lookup, struct request *request, const struct rows *rows)
{
    size_t chosen[SUGGESTED_MAX];
    size_t count = suggested(lookup, chosen);
    size_t column = rows_column(rows, "slugs");
    for (size_t row = 0; row < rows->count && row < count; row++) {
        struct row_array array = row_array(rows, row, column);
        struct text *slugs = arena_array(&request->arena, array.count, sizeof *slugs);
        if (array.count > 0 && slugs == NULL)
            return ERR_INTERNAL;
        size_t taken = 0;
        for (struct text slug; row_array_next(&array, &slug); taken++) {
            enum err err = arena_copy(&request->arena, slug, &slugs[taken]);
            if (err)
                return err;
        }
        lookup->values[chosen[row]].suggestions = slugs;
        lookup->values[chosen[row]].suggestion_count = taken;
    }
    return ERR_NONE;
}
