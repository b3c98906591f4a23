#include "claimd/hash.h"
#include "writing/write_key.h"
#include "writing/write_private.h"
#include "writing_answer_sql.h"
#include "writing_keep_sql.h"

#define HASH_MAX (4U << 20)

/* A part ends where its length says: no two requests give the same bytes. */
static void add_part(struct buf *buf, struct text part)
{
    buf_format(buf, "%zu:", part.len);
    buf_text(buf, part);
}

/* Of all that makes it this request: who repeats it may change none of these. */
static enum err hash_request(struct request *request, struct text *out)
{
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, HASH_MAX);
    buf_int(&buf, request->method);
    /* /v1/claims and /claims are one address. */
    struct text path = request->path;
    path.ptr += request->base.len;
    path.len -= request->base.len;
    add_part(&buf, path);
    add_part(&buf, request->query);
    add_part(&buf, request_header(request, TEXT("If-Match")));
    add_part(&buf, request_header(request, TEXT("If-None-Match")));
    add_part(&buf, request->body);
    unsigned char hash[HASH_SHA256_SIZE];
    char hex[2 * HASH_SHA256_SIZE + 1];
    hash_sha256(buf_view(&buf), hash);
    hash_hex(hash, sizeof hash, hex);
    *out = arena_format(&request->arena, "\\x%s", hex);
    return out->ptr ? buf_check(&buf) : ERR_INTERNAL;
}

enum err write_once_read(struct write *write, struct request *request)
{
    enum err err = write_key_read(request, &write->key);
    return err || write->key.ptr == NULL ? err : hash_request(request, &write->hash);
}

enum err write_once_ask(struct write *write, struct request *request, struct ask *ask)
{
    ask_begin(ask, &writing_answer_sql, 0, LANE_WRITE);
    ask_bind(ask, WRITING_ANSWER_P_API_KEY, text_of(request->caller->id));
    ask_bind(ask, WRITING_ANSWER_P_KEY, write->key);
    ask_bind(ask, WRITING_ANSWER_P_HASH, write->hash);
    return ERR_NONE;
}

static enum err give_again(struct request *request, const struct rows *rows)
{
    struct reply *reply = &request->reply;
    struct text location;
    reply->status = (int)row_int(rows, 0, rows_column(rows, "status"));
    reply->media = MEDIA_JSON;
    buf_text(&reply->body, row_text(rows, 0, rows_column(rows, "body")));
    enum err err = arena_copy(&request->arena, row_text(rows, 0, rows_column(rows, "revision")), &reply->etag_prefix);
    if (!err && !row_is_null(rows, 0, rows_column(rows, "location"))) {
        err = arena_copy(&request->arena, row_text(rows, 0, rows_column(rows, "location")), &location);
        if (!err)
            reply_header(reply, "Location", location);
    }
    reply_header(reply, "Idempotency-Replayed", TEXT("true"));
    return err ? err : buf_check(&reply->body);
}

enum err write_once_take(struct request *request, const struct rows *rows, bool *answered)
{
    *answered = rows->count > 0;
    if (!*answered)
        return ERR_NONE;
    return row_bool(rows, 0, rows_column(rows, "same")) ? give_again(request, rows) : ERR_IDEMPOTENCY_MISMATCH;
}

static struct text location_of(const struct reply *reply)
{
    for (size_t i = 0; i < reply->header_count; i++)
        if (text_equal(text_of(reply->headers[i].name), TEXT("Location")))
            return reply->headers[i].value;
    return TEXT_NONE;
}

enum err write_once_keep(struct write *write, struct request *request, struct ask *ask)
{
    const struct reply *reply = &request->reply;
    struct text body;
    enum err err = arena_copy(&request->arena, buf_view(&reply->body), &body);
    ask_begin(ask, &writing_keep_sql, 0, LANE_WRITE);
    ask->commits = true;
    ask_bind(ask, WRITING_KEEP_P_API_KEY, text_of(request->caller->id));
    ask_bind(ask, WRITING_KEEP_P_KEY, write->key);
    ask_bind_int(ask, WRITING_KEEP_P_STATUS, reply->status, &request->arena);
    ask_bind(ask, WRITING_KEEP_P_REVISION, reply->etag_prefix);
    ask_bind(ask, WRITING_KEEP_P_LOCATION, location_of(reply));
    ask_bind(ask, WRITING_KEEP_P_BODY, body);
    return err;
}
