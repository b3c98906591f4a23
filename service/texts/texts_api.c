#include "texts/texts_api.h"

#include "claimd/json_write.h"
#include "texts/texts_private.h"
#include "texts_drop_sql.h"
#include "texts_get_sql.h"
#include "texts_open_sql.h"
#include "writing/write_condition.h"

static const char *const choices[] = {"true", "false", NULL};
const struct param_spec texts_store_param = {
    .name = "store", .kind = PARAM_ONE_OF, .choices = choices, .fallback = "true"};

static bool is_id(struct text address)
{
    unsigned char id[UUID_SIZE];
    return uuid_parse(address, id);
}

enum err texts_fault(struct request *request, enum err err, struct fault fault)
{
    enum err added = fault.detail.ptr ? faults_add(&request->faults, &request->arena, &fault) : ERR_INTERNAL;
    return added ? added : err;
}

enum err texts_get(struct request *request, const struct rows *rows, struct ask *ask)
{
    struct reply *reply = &request->reply;
    if (rows == NULL) {
        ask_begin(ask, &texts_get_sql, is_id(request->id) ? TEXTS_GET_T_BY_ID : 0, LANE_SLOW);
        ask_bind(ask, TEXTS_GET_P_ID, request->id);
        return ERR_NONE;
    }
    if (rows->count == 0 || row_is_null(rows, 0, rows_column(rows, "text")))
        return ERR_NOT_FOUND;
    struct text sha256, tag = arena_format(&request->arena, "\"%lld-text\"",
                                           (long long)row_int(rows, 0, rows_column(rows, "revision")));
    struct text length =
        arena_format(&request->arena, "%lld", (long long)row_int(rows, 0, rows_column(rows, "length")));
    enum err err = arena_copy(&request->arena, row_text(rows, 0, rows_column(rows, "sha256")), &sha256);
    if (err || length.ptr == NULL || tag.ptr == NULL)
        return ERR_INTERNAL;
    reply_header(reply, "Cache-Control", TEXT("private, no-store"));
    /* To put another with If-Match; not for caches. */
    reply_header(reply, "ETag", tag);
    reply_header(reply, "X-Text-SHA256", sha256);
    reply_header(reply, "X-Text-Length", length);
    buf_text(&reply->body, row_text(rows, 0, rows_column(rows, "text")));
    return buf_check(&reply->body);
}

void texts_open(struct request *request, struct ask *ask)
{
    ask_begin(ask, &texts_open_sql, is_id(request->id) ? TEXTS_OPEN_T_BY_ID : 0, LANE_WRITE);
    ask_bind(ask, TEXTS_OPEN_P_ID, request->id);
}

static enum err conflict(struct request *request, struct text detail)
{
    return texts_fault(
        request, ERR_CONFLICT,
        (struct fault){.code = FAULT_CONFLICT, .where = FAULT_AT_POINTER, .name = TEXT(""), .detail = detail});
}

enum err texts_refused(struct request *request, const struct refusal *refusal)
{
    static const struct text moment = TEXT("The source, or what cites it, was changed in this moment; get it again.");
    struct text state = text_of(refusal->sqlstate);
    if (text_equal(state, TEXT("55P03")))
        return ERR_OVERLOADED;
    if (text_equal(state, TEXT("CD412")) || text_equal(refusal->constraint, TEXT("citation_stands_in_text")))
        return texts_fault(
            request, ERR_PRECONDITION_FAILED,
            (struct fault){.code = FAULT_CONFLICT, .where = FAULT_AT_POINTER, .name = TEXT(""), .detail = moment});
    return ERR_INTERNAL;
}

static enum err failed(struct request *request, struct text header, struct text detail)
{
    return texts_fault(
        request, ERR_PRECONDITION_FAILED,
        (struct fault){.code = FAULT_CONFLICT, .where = FAULT_AT_HEADER, .name = header, .detail = detail});
}

enum err texts_opened(struct request *request, const struct rows *rows, struct texts_change **out)
{
    struct texts_change *change = arena_alloc(&request->arena, sizeof *change);
    if (rows->refusal)
        return texts_refused(request, rows->refusal);
    if (rows->count == 0)
        return ERR_NOT_FOUND;
    if (change == NULL ||
        arena_copy(&request->arena, row_text(rows, 0, rows_column(rows, "slug")), &change->slug) != ERR_NONE)
        return ERR_INTERNAL;
    row_uuid(rows, 0, rows_column(rows, "id"), change->id);
    change->revision = row_int(rows, 0, rows_column(rows, "revision"));
    change->stored = row_bool(rows, 0, rows_column(rows, "stored"));
    struct text match = request_header(request, TEXT("If-Match"));
    if (match.ptr != NULL && !write_matches(match, change->revision))
        return failed(request, TEXT("If-Match"),
                      arena_format(&request->arena, "The source is at revision %lld, which the header does not name.",
                                   (long long)change->revision));
    if (request_header(request, TEXT("If-None-Match")).ptr != NULL && change->stored)
        return failed(request, TEXT("If-None-Match"), TEXT("A text is on file."));
    if (row_bool(rows, 0, rows_column(rows, "withheld")))
        return conflict(request, TEXT("The source is withheld, and stays as it is until that is lifted."));
    if (row_bool(rows, 0, rows_column(rows, "retracted")))
        return conflict(request, TEXT("The source is retracted."));
    *out = change;
    return ERR_NONE;
}

enum err texts_tell(struct request *request, const struct texts_change *change, bool stored)
{
    struct reply *reply = &request->reply;
    struct json_writer json;
    json_writer_init(&json, &reply->body);
    json_write_object_begin(&json);
    json_write_key(&json, "source");
    json_write_object_begin(&json);
    json_write_pair(&json, "id", text_of(change->id));
    json_write_pair(&json, "slug", change->slug);
    json_write_object_end(&json);
    json_write_key(&json, "revision");
    json_write_int(&json, change->revision);
    json_write_key(&json, "stored");
    json_write_bool(&json, stored);
    json_write_pair(&json, "text_sha256", change->sha256);
    json_write_key(&json, "text_length");
    json_write_int(&json, change->length);
    json_write_object_end(&json);
    reply->etag_prefix = arena_format(&request->arena, "%lld", (long long)change->revision);
    return reply->etag_prefix.ptr ? buf_check(&reply->body) : ERR_INTERNAL;
}

static enum err dropped(struct request *request, const struct rows *rows)
{
    if (rows->refusal)
        return texts_refused(request, rows->refusal);
    request->reply.status = 204;
    return ERR_NONE;
}

enum err texts_delete(struct request *request, const struct rows *rows, struct ask *ask)
{
    struct texts_change *change;
    if (request->state != NULL)
        return dropped(request, rows);
    if (rows == NULL) {
        texts_open(request, ask);
        return write_condition_needed(request);
    }
    enum err err = texts_opened(request, rows, &change);
    if (err)
        return err;
    if (!change->stored)
        return ERR_NOT_FOUND;
    request->state = change;
    ask_begin(ask, &texts_drop_sql, 0, LANE_WRITE);
    ask_bind(ask, TEXTS_DROP_P_SOURCE, text_of(change->id));
    ask_bind(ask, TEXTS_DROP_P_API_KEY, text_of(request->caller->id));
    ask->commits = true;
    return ERR_NONE;
}
