#include "writing/write.h"

#include <string.h>

#include "listing/single.h"
#include "writing/write_private.h"
#include "writing_retract_sql.h"
#include "writing_uses_sql.h"

const struct param_spec write_reason_param = {.name = "reason", .kind = PARAM_TEXT};

/* The answer is complete: it is kept with its key, or goes out as it is. */
static enum err finish(struct write *write, struct request *request, const struct rows *rows, struct ask *ask)
{
    (void)write;
    (void)request;
    (void)rows;
    (void)ask;
    return ERR_NONE;
}

/* What a GET would now give is the answer; without a key to keep it by, it is committed already. */
static enum err answer(struct write *write, struct request *request, const struct rows *rows, struct ask *ask)
{
    struct reply *reply = &request->reply;
    enum err err = single_reply(write->room->form, request, rows);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_INTERNAL : err;
    if (write->revision == 0) {
        struct text location =
            arena_format(&request->arena, "%.*s%s/%s", TEXT_ARG(request->base), write->room->path, write->id);
        if (location.ptr == NULL)
            return ERR_INTERNAL;
        reply->status = 201;
        reply_header(reply, "Location", location);
    }
    write->next = finish;
    return write->key.ptr ? write_once_keep(write, request, ask) : ERR_NONE;
}

enum err write_ask_answer(struct write *write, struct ask *ask)
{
    enum err err = write->room->read(text_of(write->id), ask);
    ask->lane = LANE_WRITE;
    ask->commits = write->key.ptr == NULL;
    write->next = answer;
    return err;
}

static enum err applied(struct write *write, struct request *request, const struct rows *rows, struct ask *ask)
{
    if (rows->refusal)
        return write_refused(write, request, rows->refusal);
    return write_ask_answer(write, ask);
}

/* Nothing to write, so nothing to wait for: what was read is the answer. */
static enum err answer_unchanged(struct write *write, struct request *request, struct ask *ask)
{
    struct reply *reply = &request->reply;
    buf_reset(&reply->body);
    buf_text(&reply->body, write->current);
    reply->etag_prefix = arena_format(&request->arena, "%lld", (long long)write->revision);
    write->next = finish;
    if (reply->etag_prefix.ptr == NULL)
        return ERR_INTERNAL;
    return write->key.ptr ? write_once_keep(write, request, ask) : buf_check(&reply->body);
}

static enum err staged(struct write *write, struct request *request, const struct rows *rows, struct ask *ask)
{
    if (rows->refusal)
        return write_refused(write, request, rows->refusal);
    write->next = applied;
    enum err err = write_stage_take(write, request, rows, ask);
    return err || !write->unchanged ? err : answer_unchanged(write, request, ask);
}

static enum err take_in(struct write *write, struct request *request, struct record_sent *sent, struct ask *ask)
{
    sent->type = write->room->type;
    sent->body = request->body;
    enum err err = record_intake(sent, &request->arena, &request->faults, &write->ready);
    write->next = staged;
    /* What is wrong with its references is told with what else is wrong. */
    if (err == ERR_INVALID_RECORD && write->ready.body.ptr != NULL)
        err = ERR_NONE;
    return err ? err : write_stage_ask(write, request, ask);
}

/* A new record at an address of the writer's choice. */
static enum err create_there(struct write *write, struct request *request, struct ask *ask)
{
    unsigned char uuid[UUID_SIZE];
    struct record_sent sent = {.id = TEXT_NONE};
    struct text rest = request->id, before;
    if (uuid_parse(request->id, uuid)) {
        sent.id = request->id;
    } else if (write->room->type < RECORD_CLAIM) {
        sent.slug = request->id;
    } else if (text_split(&rest, '/', &before) && rest.ptr != NULL) {
        sent.collection = before;
        sent.key = rest;
    } else {
        return ERR_NOT_FOUND;
    }
    return take_in(write, request, &sent, ask);
}

static enum err change(struct write *write, struct request *request, struct ask *ask)
{
    struct record_sent sent = {
        .patch = request->method == METHOD_PATCH, .current = write->current, .own_names = write->own_names};
    return take_in(write, request, &sent, ask);
}

static enum err told_uses(struct write *write, struct request *request, const struct rows *rows, struct ask *ask)
{
    (void)write;
    (void)ask;
    return write_in_use(request, rows);
}

static enum err retracted(struct write *write, struct request *request, const struct rows *rows, struct ask *ask)
{
    const struct refusal *refusal = rows->refusal;
    if (refusal == NULL)
        return write_ask_answer(write, ask);
    if (!text_equal(refusal->constraint, TEXT("record_in_use")))
        return write_refused(write, request, refusal);
    ask_begin(ask, &writing_uses_sql, 0, LANE_WRITE);
    ask_bind(ask, WRITING_USES_P_RECORD, text_of(write->id));
    write->next = told_uses;
    return ERR_NONE;
}

static enum err retract(struct write *write, struct request *request, struct ask *ask)
{
    ask_begin(ask, &writing_retract_sql, 0, LANE_WRITE);
    ask_bind(ask, WRITING_RETRACT_P_RECORD, text_of(write->id));
    ask_bind(ask, WRITING_RETRACT_P_REASON, params_get(&request->params, "reason")->values[0]);
    ask_bind(ask, WRITING_RETRACT_P_LABEL, request->caller->name);
    ask_bind(ask, WRITING_RETRACT_P_API_KEY, text_of(request->caller->id));
    ask_bind_int(ask, WRITING_RETRACT_P_EXPECTED, write->revision, &request->arena);
    write->next = retracted;
    return ERR_NONE;
}

static enum err keep_current(struct write *write, struct request *request, const struct rows *rows)
{
    row_uuid(rows, 0, rows_column(rows, "id"), write->id);
    write->revision = row_int(rows, 0, rows_column(rows, "revision"));
    if (write->room->type == RECORD_ACTOR)
        write->own_names = (size_t)row_int(rows, 0, rows_column(rows, "own_names"));
    enum err err = single_reply(write->room->form, request, rows);
    return err ? err : arena_copy(&request->arena, buf_view(&request->reply.body), &write->current);
}

/* What is on record was read: may it be changed? */
static enum err found(struct write *write, struct request *request, const struct rows *rows, struct ask *ask)
{
    if (rows->refusal)
        return write_refused(write, request, rows->refusal);
    bool creates = request->method == METHOD_PUT && request_header(request, TEXT("If-None-Match")).ptr != NULL;
    if (rows->count == 0)
        return creates ? create_there(write, request, ask) : ERR_NOT_FOUND;
    enum err err = keep_current(write, request, rows);
    if (!err)
        err = write_condition_check(request, write->revision);
    if (err)
        return err;
    if (!row_is_null(rows, 0, rows_column(rows, "withheld_at")))
        return write_fault(request, ERR_CONFLICT, FAULT_CONFLICT, TEXT(""),
                           TEXT("The record is withheld, and stays as it is until that is lifted."));
    buf_reset(&request->reply.body);
    return request->method == METHOD_DELETE ? retract(write, request, ask) : change(write, request, ask);
}

static enum err begin(struct write *write, struct request *request, struct ask *ask)
{
    if (request->method == METHOD_POST) {
        struct record_sent sent = {.id = TEXT_NONE};
        return take_in(write, request, &sent, ask);
    }
    enum err err = write->room->read(request->id, ask);
    ask->lane = LANE_WRITE;
    write->next = found;
    return err;
}

static enum err asked_once(struct write *write, struct request *request, const struct rows *rows, struct ask *ask)
{
    if (rows->refusal)
        return text_equal(text_of(rows->refusal->sqlstate), TEXT(LOCK_NOT_AVAILABLE))
                   ? ERR_IDEMPOTENCY_RUNNING
                   : write_refused(write, request, rows->refusal);
    bool answered;
    enum err err = write_once_take(request, rows, &answered);
    return err || answered ? err : begin(write, request, ask);
}

static enum err reason_needed(struct request *request)
{
    if (params_has(&request->params, "reason"))
        return ERR_NONE;
    const struct fault fault = {.code = FAULT_MISSING,
                                .where = FAULT_AT_PARAMETER,
                                .name = TEXT("reason"),
                                .detail = TEXT("Say why the record is retracted; it is shown.")};
    enum err err = faults_add(&request->faults, &request->arena, &fault);
    return err ? err : ERR_INVALID_PARAMETERS;
}

enum err write_handle(const struct write_room *room, struct request *request, const struct rows *rows, struct ask *ask)
{
    struct write *write = request->state;
    if (write)
        return write->next(write, request, rows, ask);
    write = arena_alloc(&request->arena, sizeof *write);
    if (!write)
        return ERR_INTERNAL;
    request->state = write;
    write->room = room;
    enum err err = write_once_read(write, request);
    if (!err && request->method == METHOD_DELETE)
        err = reason_needed(request);
    if (!err && request->method != METHOD_POST)
        err = write_condition_needed(request);
    if (err)
        return err;
    write->next = asked_once;
    return write->key.ptr ? write_once_ask(write, request, ask) : begin(write, request, ask);
}
