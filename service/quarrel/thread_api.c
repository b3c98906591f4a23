#include <stdio.h>
#include <string.h>

#include "claims/claims_api.h"
#include "past/known.h"
#include "past/past.h"
#include "quarrel/quarrel_api.h"
#include "quarrel/thread_json.h"
#include "quarrel_thread_sql.h"
#include "responses/responses_api.h"
#include "statements/statement_get.h"

/* All the statements of a thread, each with its citations. */
#define THREAD_TEXT_MAX (7U << 20)

struct thread_state {
    enum { STAGE_CLAIM, STAGE_PLACES, STAGE_ANSWERS, STAGE_ENDORSEMENTS } stage;
    struct thread thread;
};

/* One item's JSON, into the arena. */
static enum err item_text(const struct statement_kind *kind, const struct rows *rows, size_t first, size_t end,
                          const void *columns, struct arena *arena, struct text *out)
{
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, THREAD_TEXT_MAX);
    struct json_writer json;
    json_writer_init(&json, &buf);
    kind->form->write(&json, rows, first, end, columns, NULL);
    enum err err = buf_check(&buf);
    return err ? err : arena_copy(arena, buf_view(&buf), out);
}

static enum err ask_places(struct thread_state *state, struct request *request, struct ask *ask)
{
    ask_begin(ask, &quarrel_thread_sql, 0, LANE_FAST);
    known_ask(request, ask);
    ask_bind(ask, QUARREL_THREAD_P_CLAIM, text_of(state->thread.id));
    ask_bind_int(ask, QUARREL_THREAD_P_DEPTH, THREAD_DEPTH + 1, &request->arena);
    ask_bind_int(ask, QUARREL_THREAD_P_LIMIT, THREAD_ANSWERS + 1, &request->arena);
    state->stage = STAGE_PLACES;
    return ERR_NONE;
}

static enum err take_claim(struct thread_state *state, struct request *request, const struct rows *rows,
                           struct ask *ask)
{
    if (rows->count == 0)
        return ERR_NOT_FOUND;
    void *columns = arena_alloc(&request->arena, claims_kind.form->columns_size);
    if (columns == NULL)
        return ERR_INTERNAL;
    claims_kind.form->columns(rows, columns);
    if (!row_uuid(rows, 0, rows_column(rows, "id"), state->thread.id))
        return ERR_INTERNAL;
    enum err err = item_text(&claims_kind, rows, 0, rows->count, columns, &request->arena, &state->thread.claim);
    if (!err)
        err = envelope_add_licences(&state->thread.drawn, rows, 0, rows->count, &request->arena);
    return err ? err : ask_places(state, request, ask);
}

static enum err reply(struct thread_state *state, struct request *request)
{
    struct json_writer json;
    json_writer_init(&json, &request->reply.body);
    state->thread.as_of = request->as_of;
    state->thread.known_on = request->known_on;
    thread_write(&state->thread, &json);
    request->reply.media = MEDIA_JSON;
    enum err err = envelope_link_header(&state->thread.drawn, request);
    return err ? err : buf_check(&request->reply.body);
}

/* Asks for the texts of one kind; `*none` where there is none of it. */
static enum err ask_texts(struct thread_state *state, bool endorsement, struct request *request, struct ask *ask,
                          bool *none)
{
    const struct thread *thread = &state->thread;
    struct text *ids = arena_array(&request->arena, thread->count + 1, sizeof *ids);
    if (ids == NULL)
        return ERR_INTERNAL;
    size_t count = 0;
    for (size_t i = 0; i < thread->count; i++)
        if (thread->places[i].endorsement == endorsement)
            ids[count++] = text_of(thread->places[i].id);
    *none = count == 0;
    return *none ? ERR_NONE
                 : statement_ask_some(endorsement ? &endorsement_kind : &counter_claim_kind, ids, count, request, ask);
}

static enum err go_on(struct thread_state *state, struct request *request, struct ask *ask)
{
    while (state->stage < STAGE_ENDORSEMENTS) {
        bool none;
        state->stage++;
        enum err err = ask_texts(state, state->stage == STAGE_ENDORSEMENTS, request, ask, &none);
        if (err || !none)
            return err;
    }
    return reply(state, request);
}

static enum err take_places(struct thread_state *state, struct request *request, const struct rows *rows,
                            struct ask *ask)
{
    struct thread *thread = &state->thread;
    size_t type = rows_column(rows, "type"), id = rows_column(rows, "id"), target = rows_column(rows, "target"),
           depth = rows_column(rows, "depth");
    thread->places = arena_array(&request->arena, rows->count + 1, sizeof *thread->places);
    if (thread->places == NULL)
        return ERR_INTERNAL;
    for (size_t row = 0; row < rows->count; row++) {
        if (row == THREAD_ANSWERS || row_int(rows, row, depth) > THREAD_DEPTH) {
            thread->cut = true;
            break;
        }
        struct thread_place *place = &thread->places[row];
        if (!row_uuid(rows, row, id, place->id) || !row_uuid(rows, row, target, place->target))
            return ERR_INTERNAL;
        place->endorsement = text_equal(row_text(rows, row, type), TEXT("endorsement"));
        thread->count = row + 1;
    }
    return go_on(state, request, ask);
}

static void place_text(struct thread *thread, const char *id, struct text json)
{
    for (size_t i = 0; i < thread->count; i++)
        if (strcmp(thread->places[i].id, id) == 0)
            thread->places[i].json = json;
}

static enum err take_texts(struct thread_state *state, const struct statement_kind *kind, struct request *request,
                           const struct rows *rows, struct ask *ask)
{
    void *columns = arena_alloc(&request->arena, kind->form->columns_size);
    if (columns == NULL)
        return ERR_INTERNAL;
    kind->form->columns(rows, columns);
    size_t id = rows_column(rows, "id");
    char at[UUID_TEXT_SIZE], next[UUID_TEXT_SIZE];
    for (size_t first = 0, end; first < rows->count; first = end) {
        struct text json = TEXT_NONE;
        if (!row_uuid(rows, first, id, at))
            return ERR_INTERNAL;
        for (end = first + 1; end < rows->count && row_uuid(rows, end, id, next) && strcmp(at, next) == 0;)
            end++;
        enum err err = item_text(kind, rows, first, end, columns, &request->arena, &json);
        if (err)
            return err;
        place_text(&state->thread, at, json);
    }
    enum err err = envelope_add_licences(&state->thread.drawn, rows, 0, rows->count, &request->arena);
    return err ? err : go_on(state, request, ask);
}

static enum err handle(const void *of, struct request *request, const struct rows *rows, struct ask *ask)
{
    struct thread_state *state = request->state;
    (void)of;
    if (rows == NULL) {
        request->state = arena_alloc(&request->arena, sizeof *state);
        if (request->state == NULL)
            return ERR_INTERNAL;
        enum err err = statement_ask(&claims_kind, request->id, ask);
        known_ask(request, ask);
        return err;
    }
    switch (state->stage) {
    case STAGE_CLAIM:
        return take_claim(state, request, rows, ask);
    case STAGE_PLACES:
        return take_places(state, request, rows, ask);
    case STAGE_ANSWERS:
        return take_texts(state, &counter_claim_kind, request, rows, ask);
    case STAGE_ENDORSEMENTS:
        return take_texts(state, &endorsement_kind, request, rows, ask);
    }
    return ERR_INTERNAL;
}

enum err quarrel_thread(struct request *request, const struct rows *rows, struct ask *ask)
{
    static const struct past_reader reader = {.read = handle};
    return past_handle(&reader, request, rows, ask);
}
