/* What others do with what was found. */
#include <stdio.h>
#include <string.h>

#include "lookup/lookup.h"

static bool is_of(const struct lookup_value *value, const char *parameter)
{
    if (parameter == NULL || value->param == NULL)
        return parameter == NULL && value->param == NULL;
    return strcmp(value->param->spec->name, parameter) == 0;
}

bool lookup_next(const struct lookup *lookup, const char *parameter, size_t *at, const struct lookup_value **out)
{
    for (; *at < lookup->count; (*at)++) {
        const struct lookup_value *value = &lookup->values[*at];
        if (!value->settled && is_of(value, parameter)) {
            *out = value;
            (*at)++;
            return true;
        }
    }
    return false;
}

struct set {
    struct text *items;
    size_t count;
};

static void add(struct set *set, struct text text)
{
    for (size_t i = 0; i < set->count; i++)
        if (text_equal(set->items[i], text))
            return;
    set->items[set->count++] = text;
}

static void add_ids(struct set *set, const struct lookup_match *match)
{
    add(set, match->id);
    for (size_t i = 0; i < match->alias_count; i++)
        add(set, match->aliases[i]);
}

static void add_slug(struct set *set, const struct lookup_match *match)
{
    add(set, match->slug);
}

static void add_country(struct set *set, const struct lookup_match *match)
{
    add(set, match->country);
}

static struct text *collect(const struct lookup *lookup, const char *parameter, struct arena *arena, size_t *count,
                            void (*add_of)(struct set *set, const struct lookup_match *match))
{
    const struct lookup_value *value;
    size_t room = 1;
    for (size_t at = 0; lookup_next(lookup, parameter, &at, &value);)
        for (size_t i = 0; i < value->count; i++)
            room += 1 + value->matches[i].alias_count;
    struct set set = {.items = arena_array(arena, room, sizeof *set.items)};
    if (set.items == NULL)
        return NULL;
    for (size_t at = 0; lookup_next(lookup, parameter, &at, &value);)
        for (size_t i = 0; i < value->count; i++)
            add_of(&set, &value->matches[i]);
    *count = set.count;
    return set.items;
}

struct text *lookup_ids(const struct lookup *lookup, const char *parameter, struct arena *arena, size_t *count)
{
    return collect(lookup, parameter, arena, count, add_ids);
}

struct text *lookup_slugs(const struct lookup *lookup, const char *parameter, struct arena *arena, size_t *count)
{
    return collect(lookup, parameter, arena, count, add_slug);
}

struct text *lookup_countries(const struct lookup *lookup, const char *parameter, struct arena *arena, size_t *count)
{
    return collect(lookup, parameter, arena, count, add_country);
}

static const char *what_is_missing(enum lookup_kind kind)
{
    switch (kind) {
    case LOOKUP_ACTOR:
        return "No actor has the id, slug, ISO code or name";
    case LOOKUP_COUNTRY:
        return "No state has the id, slug, ISO code or name";
    case LOOKUP_INCIDENT:
        return "No incident has the id, slug or name";
    case LOOKUP_SOURCE:
        return "No source has the id or slug";
    case LOOKUP_COLLECTION:
        return "No collection has the id, slug or name";
    case LOOKUP_SECTOR:
        return "No incident has victims in the sector";
    case LOOKUP_CLAIM:
    case LOOKUP_STATEMENT:
    case LOOKUP_NONE:
        break;
    }
    return "No claim or counter-claim has the id";
}

static bool unknown(const struct lookup_value *value)
{
    return value->param != NULL && !value->settled && value->count == 0;
}

enum err lookup_report(const struct lookup *lookup, struct request *request)
{
    for (size_t i = 0; i < lookup->count; i++) {
        const struct lookup_value *value = &lookup->values[i];
        if (!unknown(value))
            continue;
        struct text then = request->as_of.ptr == NULL
                               ? TEXT("")
                               : arena_format(&request->arena, " as of %.*s", TEXT_ARG(request->as_of));
        struct text detail =
            value->suggestion_count == 0
                ? arena_format(&request->arena, "%s `%.*s`%.*s.", what_is_missing(value->kind), TEXT_ARG(value->text),
                               TEXT_ARG(then))
                : arena_format(&request->arena, "%s `%.*s`%.*s. Did you mean `%.*s`?", what_is_missing(value->kind),
                               TEXT_ARG(value->text), TEXT_ARG(then), TEXT_ARG(value->suggestions[0]));
        if (detail.ptr == NULL)
            return ERR_INTERNAL;
        const struct fault fault = {
            .code = FAULT_UNKNOWN_VALUE,
            .where = FAULT_AT_PARAMETER,
            .name = text_of(value->param->spec->name),
            .detail = detail,
            .suggestions = value->suggestions,
            .suggestion_count = value->suggestion_count,
        };
        enum err err = faults_add(&request->faults, &request->arena, &fault);
        if (err)
            return err;
    }
    return ERR_NONE;
}

static bool needs_telling(const struct lookup_value *value)
{
    if (value->settled)
        return false;
    for (size_t i = 0; i < value->count; i++)
        if (value->matches[i].merged_from.ptr != NULL)
            return true;
    return value->param != NULL && value->count > 1;
}

void lookup_write_resolved(const struct lookup *lookup, struct json_writer *json)
{
    for (size_t i = 0; i < lookup->count; i++) {
        const struct lookup_value *value = &lookup->values[i];
        if (!needs_telling(value))
            continue;
        json_write_object_begin(json);
        json_write_pair(json, "parameter", value->param == NULL ? TEXT("id") : text_of(value->param->spec->name));
        json_write_pair(json, "value", value->text);
        json_write_pair(json, "by", value->tier);
        json_write_key(json, "matches");
        json_write_array_begin(json);
        for (size_t at = 0; at < value->count; at++) {
            const struct lookup_match *match = &value->matches[at];
            json_write_object_begin(json);
            json_write_pair(json, "id", match->id);
            json_write_pair(json, "slug", match->slug);
            json_write_pair(json, "name", match->name);
            json_write_pair(json, "kind", match->kind);
            if (match->merged_from.ptr != NULL)
                json_write_pair(json, "merged_from", match->merged_from);
            json_write_object_end(json);
        }
        json_write_array_end(json);
        json_write_object_end(json);
    }
}

static void write_detail(struct json_writer *json, const struct lookup_value *value)
{
    char detail[PARAM_VALUE_LENGTH_MAX * 4 + 100];
    int len = snprintf(detail, sizeof detail, "%s `%.*s`.", what_is_missing(value->kind), TEXT_ARG(value->text));
    json_write_string(json, (struct text){.ptr = detail, .len = len < 0 ? 0 : (size_t)len});
}

void lookup_write_warnings(const struct lookup *lookup, struct json_writer *json)
{
    for (size_t i = 0; i < lookup->count; i++) {
        const struct lookup_value *value = &lookup->values[i];
        if (!unknown(value))
            continue;
        json_write_object_begin(json);
        json_write_pair(json, "code", text_of(fault_info(FAULT_UNKNOWN_VALUE)->slug));
        json_write_pair(json, "parameter", text_of(value->param->spec->name));
        json_write_pair(json, "value", value->text);
        json_write_key(json, "detail");
        write_detail(json, value);
        json_write_object_end(json);
    }
}
