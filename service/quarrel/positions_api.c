#include <string.h>

#include "listing/envelope.h"
#include "lookup/lookup.h"
#include "past/known.h"
#include "past/past.h"
#include "quarrel/positions_json.h"
#include "quarrel/quarrel_api.h"
#include "quarrel_positions_sql.h"

struct positions_state {
    struct lookup lookup;
    struct text id, slug, name; /* of the incident */
    bool known;
};

static enum err begin(struct request *request, struct ask *ask)
{
    struct positions_state *state = arena_alloc(&request->arena, sizeof *state);
    if (state == NULL)
        return ERR_INTERNAL;
    request->state = state;
    enum err err = lookup_init(&state->lookup, LOOKUP_INCIDENT, request);
    return err ? err : lookup_ask(&state->lookup, request, ask);
}

static enum err ask_positions(struct positions_state *state, struct request *request, const struct rows *rows,
                              struct ask *ask)
{
    const struct lookup_value *value;
    size_t at = 0;
    enum err err = lookup_take(&state->lookup, request, rows);
    if (err)
        return err;
    if (lookup_path_unknown(&state->lookup) || !lookup_next(&state->lookup, NULL, &at, &value) || value->count == 0)
        return ERR_NOT_FOUND;
    state->id = value->matches[0].id;
    state->slug = value->matches[0].slug;
    state->name = value->matches[0].name;
    state->known = true;
    ask_begin(ask, &quarrel_positions_sql, 0, LANE_SLOW);
    known_ask(request, ask);
    ask_bind(ask, QUARREL_POSITIONS_P_INCIDENT, state->id);
    return ERR_NONE;
}

/* Rows up to the limit, the last actor only where he is whole. */
static size_t whole_actors(const struct rows *rows, bool *cut)
{
    *cut = rows->count > POSITIONS_ROWS;
    if (!*cut)
        return rows->count;
    size_t id = rows_column(rows, "actor_id"), end = POSITIONS_ROWS;
    char next[UUID_TEXT_SIZE] = "", last[UUID_TEXT_SIZE] = "";
    (void)row_uuid(rows, end, id, next);
    while (end > 0 && row_uuid(rows, end - 1, id, last) && strcmp(last, next) == 0)
        end--;
    return end;
}

/* They stand in step in every row. */
static enum err add_drawn(struct envelope *drawn, const struct rows *rows, struct arena *arena)
{
    if (rows->count == 0)
        return ERR_NONE;
    struct row_array collections = row_array(rows, 0, rows_column(rows, "collections"));
    struct row_array licences = row_array(rows, 0, rows_column(rows, "licences"));
    struct row_array citations = row_array(rows, 0, rows_column(rows, "collection_citations"));
    struct envelope_licence of;
    while (row_array_next(&collections, &of.collection) && row_array_next(&licences, &of.licence) &&
           row_array_next(&citations, &of.citation)) {
        enum err err = envelope_add_licence(drawn, &of, arena);
        if (err)
            return err;
    }
    return ERR_NONE;
}

static enum err reply(const struct positions_state *state, struct request *request, const struct rows *rows)
{
    struct envelope drawn = {0};
    enum err err = add_drawn(&drawn, rows, &request->arena);
    if (err)
        return err;
    bool cut;
    size_t end = whole_actors(rows, &cut);
    struct json_writer json;
    json_writer_init(&json, &request->reply.body);
    json_write_object_begin(&json);
    json_write_key(&json, "data");
    size_t actors = positions_write(rows, end, &json);
    json_write_key(&json, "meta");
    json_write_object_begin(&json);
    if (request->as_of.ptr != NULL)
        json_write_pair(&json, "as_of", request->as_of);
    if (request->known_on.ptr != NULL)
        json_write_pair(&json, "known_on", request->known_on);
    json_write_key(&json, "incident");
    json_write_object_begin(&json);
    json_write_pair(&json, "id", state->id);
    json_write_pair(&json, "slug", state->slug);
    json_write_pair(&json, "name", state->name);
    json_write_object_end(&json);
    json_write_key(&json, "actors");
    json_write_int(&json, (int64_t)actors);
    json_write_key(&json, "complete");
    json_write_bool(&json, !cut);
    envelope_write_licences(&drawn, &json);
    json_write_object_end(&json);
    json_write_object_end(&json);
    request->reply.media = MEDIA_JSON;
    err = envelope_link_header(&drawn, request);
    return err ? err : buf_check(&request->reply.body);
}

static enum err handle(const void *of, struct request *request, const struct rows *rows, struct ask *ask)
{
    struct positions_state *state = request->state;
    (void)of;
    if (rows == NULL)
        return begin(request, ask);
    return state->known ? reply(state, request, rows) : ask_positions(state, request, rows, ask);
}

enum err quarrel_positions(struct request *request, const struct rows *rows, struct ask *ask)
{
    static const struct past_reader reader = {.read = handle};
    return past_handle(&reader, request, rows, ask);
}
