/* What an editor does to a record as a whole: withhold it, lift that, take a retraction back. */
#include "listing/single.h"
#include "records/record_moderation.h"
#include "writing/write_private.h"
#include "writing_lift_sql.h"
#include "writing_restore_sql.h"
#include "writing_withhold_sql.h"

const struct param_spec write_revision_param = {.name = "revision", .kind = PARAM_INTEGER, .min = 1, .max = INT32_MAX};

struct moderation {
    struct write write; /* first: it is the request's state */
    struct record_moderation what;
};

static enum err no_revision(struct request *request, int64_t newest)
{
    bool sent = request->method == METHOD_PUT;
    const struct fault fault = {
        .code = FAULT_OUT_OF_RANGE,
        .where = sent ? FAULT_AT_POINTER : FAULT_AT_PARAMETER,
        .name = sent ? TEXT("/revision") : TEXT("revision"),
        .detail = TEXT("The record has no such revision."),
        .allowed_text = arena_format(&request->arena, "1 to %lld", (long long)newest),
    };
    enum err err = faults_add(&request->faults, &request->arena, &fault);
    return err ? err : sent ? ERR_INVALID_RECORD : ERR_INVALID_PARAMETERS;
}

static enum err moderated(struct write *write, struct request *request, const struct rows *rows, struct ask *ask)
{
    const struct refusal *refusal = rows->refusal;
    if (refusal == NULL && request->method == METHOD_POST &&
        row_int(rows, 0, rows_column(rows, "revision")) == write->revision)
        return write_fault(request, ERR_CONFLICT, FAULT_CONFLICT, TEXT(""), TEXT("The record is not retracted."));
    if (refusal == NULL)
        return write_ask_answer(write, ask);
    if (text_equal(refusal->constraint, TEXT("withheld_nothing")))
        return ERR_NOT_FOUND;
    if (text_equal(refusal->constraint, TEXT("withheld_body_deleted")))
        return write_fault(request, ERR_CONFLICT, FAULT_CONFLICT, TEXT(""),
                           TEXT("What was withheld was deleted, and cannot be shown again."));
    return write_refused(write, request, refusal);
}

static void ask_withhold(struct moderation *moderation, struct request *request, struct ask *ask)
{
    const struct record_moderation *what = &moderation->what;
    ask_begin(ask, &writing_withhold_sql, 0, LANE_WRITE);
    ask_bind(ask, WRITING_WITHHOLD_P_RECORD, text_of(moderation->write.id));
    if (what->revision > 0)
        ask_bind_int(ask, WRITING_WITHHOLD_P_REVISION, what->revision, &request->arena);
    ask_bind(ask, WRITING_WITHHOLD_P_REASON, what->reason);
    ask_bind(ask, WRITING_WITHHOLD_P_DELETE, what->delete_it ? TEXT("true") : TEXT("false"));
    ask_bind(ask, WRITING_WITHHOLD_P_API_KEY, text_of(request->caller->id));
    ask_bind_int(ask, WRITING_WITHHOLD_P_EXPECTED, moderation->write.revision, &request->arena);
}

static void ask_lift(struct moderation *moderation, struct request *request, struct ask *ask)
{
    const struct record_moderation *what = &moderation->what;
    ask_begin(ask, &writing_lift_sql, 0, LANE_WRITE);
    ask_bind(ask, WRITING_LIFT_P_RECORD, text_of(moderation->write.id));
    if (what->revision > 0)
        ask_bind_int(ask, WRITING_LIFT_P_REVISION, what->revision, &request->arena);
    ask_bind(ask, WRITING_LIFT_P_REASON, what->reason);
    ask_bind(ask, WRITING_LIFT_P_API_KEY, text_of(request->caller->id));
    ask_bind_int(ask, WRITING_LIFT_P_EXPECTED, moderation->write.revision, &request->arena);
}

static void ask_restore(struct moderation *moderation, struct request *request, struct ask *ask)
{
    ask_begin(ask, &writing_restore_sql, 0, LANE_WRITE);
    ask_bind(ask, WRITING_RESTORE_P_RECORD, text_of(moderation->write.id));
    ask_bind(ask, WRITING_RESTORE_P_REASON, moderation->what.reason);
    ask_bind(ask, WRITING_RESTORE_P_LABEL, request->caller->name);
    ask_bind(ask, WRITING_RESTORE_P_API_KEY, text_of(request->caller->id));
    ask_bind_int(ask, WRITING_RESTORE_P_EXPECTED, moderation->write.revision, &request->arena);
}

static enum err found(struct write *write, struct request *request, const struct rows *rows, struct ask *ask)
{
    struct moderation *moderation = (struct moderation *)write;
    if (rows->refusal)
        return write_refused(write, request, rows->refusal);
    if (rows->count == 0)
        return ERR_NOT_FOUND;
    row_uuid(rows, 0, rows_column(rows, "id"), write->id);
    write->revision = row_int(rows, 0, rows_column(rows, "revision"));
    enum err err = write_condition_check(request, write->revision);
    if (err)
        return err;
    if (moderation->what.revision > write->revision)
        return no_revision(request, write->revision);
    if (request->method == METHOD_PUT)
        ask_withhold(moderation, request, ask);
    else if (request->method == METHOD_DELETE)
        ask_lift(moderation, request, ask);
    else
        ask_restore(moderation, request, ask);
    write->next = moderated;
    return ERR_NONE;
}

static enum err read_parameters(struct request *request, struct record_moderation *out)
{
    const struct param *reason = params_get(&request->params, "reason");
    const struct param *revision = params_get(&request->params, "revision");
    *out = (struct record_moderation){
        .reason = reason->count > 0 ? reason->values[0] : TEXT_NONE,
        .revision = revision->count > 0 ? revision->number : 0,
    };
    size_t before = request->faults.count;
    enum err err = record_reason_check(out->reason, FAULT_AT_PARAMETER, &request->arena, &request->faults);
    return err || request->faults.count == before ? err : ERR_INVALID_PARAMETERS;
}

enum err write_moderate(const struct write_room *room, struct request *request, const struct rows *rows,
                        struct ask *ask)
{
    struct moderation *moderation = request->state;
    if (moderation)
        return moderation->write.next(&moderation->write, request, rows, ask);
    moderation = arena_alloc(&request->arena, sizeof *moderation);
    if (!moderation)
        return ERR_INTERNAL;
    enum err err = request->method == METHOD_DELETE
                       ? read_parameters(request, &moderation->what)
                       : record_moderation_read(request->body, request->method == METHOD_PUT, &request->arena,
                                                &request->faults, &moderation->what);
    if (!err)
        err = write_condition_needed(request);
    if (err)
        return err;
    request->state = moderation;
    moderation->write.room = room;
    moderation->write.next = found;
    err = room->read(request->id, ask);
    ask->lane = LANE_WRITE;
    return err;
}
