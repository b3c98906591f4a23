#include "http/exchange.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "claimd/base64url.h"
#include "http/admit.h"
#include "http/answer.h"
#include "http/feed.h"
#include "http/gzip.h"
#include "http/server_private.h"

/* How often a write begins anew that another stood in the way of. */
#define RESTARTS_MAX 3

struct exchange *exchange_new(struct server *server, struct peer *peer, struct MHD_Connection *connection)
{
    struct exchange *exchange = calloc(1, sizeof(*exchange));
    if (exchange == NULL)
        return NULL;
    exchange->server = server;
    exchange->peer = peer;
    exchange->connection = connection;
    exchange->started = loop_clock();
    arena_init(&exchange->request.arena, REQUEST_ARENA_MAX);
    buf_init(&exchange->request.reply.body, REPLY_BODY_MAX);
    buf_init(&exchange->piece, REPLY_BODY_MAX);
    exchange->body_max = EXCHANGE_BODY_MAX;
    server->busy++;
    return exchange;
}

struct text exchange_id(struct exchange *exchange)
{
    if (exchange->id[0] == '\0') {
        unsigned char random[16];
        struct buf id = {.ptr = exchange->id, .cap = sizeof(exchange->id), .max = sizeof(exchange->id)};
        randombytes_buf(random, sizeof(random));
        base64url_encode(&id, (struct text){(const char *)random, sizeof(random)});
    }
    return (struct text){exchange->id, REQUEST_ID_SIZE - 1};
}

static void log_access(struct exchange *exchange)
{
    static const char *const names[] = {
        [METHOD_GET] = "GET", [METHOD_HEAD] = "HEAD",   [METHOD_OPTIONS] = "OPTIONS", [METHOD_POST] = "POST",
        [METHOD_PUT] = "PUT", [METHOD_PATCH] = "PATCH", [METHOD_DELETE] = "DELETE"};
    const struct server_options *options = exchange->server->options;
    if (!options->access_log || exchange->status == 0)
        return;
    bool read = exchange->head.path.ptr != NULL;
    log_write(options->log, LOG_INFO, "request",
              LOG_FIELDS(log_text("method", text_of(read ? names[exchange->head.method] : "-")),
                         log_text("path", read ? exchange->head.path : exchange->target),
                         log_int("status", (int64_t)exchange->status),
                         log_int("us", (int64_t)(loop_clock() - exchange->started)),
                         log_int("bytes", (int64_t)exchange->sent), log_text("request_id", exchange_id(exchange)),
                         log_text("key", text_of(exchange->caller.id))));
}

struct exchange *exchange_free(struct exchange *exchange)
{
    struct server *server = exchange->server;
    if (exchange->ticket != NULL)
        lanes_cancel(server->lanes, exchange->ticket);
    feed_end(exchange);
    if (server->lanes != NULL)
        lane_session_end(server->lanes, &exchange->session);
    log_access(exchange);
    server_drop_response(exchange);
    gzip_free(exchange->gzip_stream);
    buf_deinit(&exchange->piece);
    buf_deinit(&exchange->body);
    sodium_memzero(&exchange->key, sizeof(exchange->key));
    buf_deinit(&exchange->request.reply.body);
    arena_deinit(&exchange->request.arena);
    arena_deinit(&exchange->previous);
    arena_deinit(&exchange->before);
    server->busy--;
    free(exchange);
    return NULL;
}

void exchange_head(struct exchange *exchange, const struct guard_head *head)
{
    const char *why = "";
    exchange->method = head->method;
    exchange->request.headers = exchange->headers;
    exchange->request.header_count = exchange->header_count;
    enum err err = exchange->target_too_long ? ERR_TARGET_TOO_LONG : guard_check(head, &exchange->head, &why);
    exchange->request.method = exchange->head.method;
    if (err == ERR_NONE) {
        admit(exchange);
        return;
    }
    exchange->close = true;
    answer_problem(exchange, err, text_of(why));
}

bool exchange_has_body(const struct exchange *exchange)
{
    return exchange->head.chunked || exchange->head.content_length > 0;
}

bool exchange_body(struct exchange *exchange, struct text piece)
{
    exchange->body_len += piece.len;
    if (exchange->body_len > exchange->body_max) {
        answer_cut_off(exchange, ERR_BODY_TOO_LARGE, admit_limit(exchange));
        return false;
    }
    if (exchange->body_kept)
        buf_text(&exchange->body, piece);
    return true;
}

static void fail(struct exchange *exchange, enum err err)
{
    if (exchange->stage == STAGE_PIECE)
        exchange->broken = true;
    else
        answer_problem(exchange, err, exchange->request.problem);
}

enum err exchange_ask(struct exchange *exchange, lane_done_fn *done)
{
    struct server *server = exchange->server;
    enum lane lane = exchange->ask.lane;
    struct lane_session *session = lane == LANE_STREAM || lane == LANE_WRITE ? &exchange->session : NULL;
    if (server->lanes == NULL)
        return ERR_INTERNAL;
    if (lane == LANE_WRITE)
        exchange->session.due = exchange->peer->due;
    return lanes_ask(server->lanes, &exchange->ask, session, done, exchange, &exchange->ticket);
}

static void rows_came(void *context, enum err err, const struct rows *rows);

static enum err ask(struct exchange *exchange)
{
    return exchange_ask(exchange, rows_came);
}

/* Makes of what the handler left the piece that is sent next. */
static enum err piece_make(struct exchange *exchange)
{
    struct buf *body = &exchange->request.reply.body;
    exchange->last = exchange->ask.sql == NULL;
    exchange->taken = 0;
    exchange->piece_made = true;
    buf_reset(&exchange->piece);
    if (exchange->gzip_stream != NULL) {
        enum err err = gzip_piece(exchange->gzip_stream, buf_view(body), exchange->last, &exchange->piece);
        buf_reset(body);
        return err;
    }
    struct buf empty = exchange->piece;
    exchange->piece = *body;
    *body = empty;
    return ERR_NONE;
}

static enum err stream_begin(struct exchange *exchange)
{
    if (exchange->head.http_1_0)
        return ERR_UPGRADE_REQUIRED;
    exchange->gzip = server_takes_gzip(exchange);
    if (exchange->gzip) {
        exchange->gzip_stream = gzip_new();
        if (exchange->gzip_stream == NULL)
            return ERR_INTERNAL;
    }
    enum err err = piece_make(exchange);
    if (err == ERR_NONE)
        answer_stream(exchange);
    return err;
}

/* What the handler left is taken up: an answer, a piece, or a question. */
static enum err take_up(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    enum err err = buf_check(&request->reply.body);
    if (err)
        return err;
    bool asks = exchange->ask.sql != NULL;
    if (!asks && request->faults.count > 0)
        return ERR_INVALID_PARAMETERS;
    bool streaming = exchange->stage == STAGE_PIECE;
    if (streaming && (request->reply.body.len > 0 || !asks)) {
        server_sends(exchange);
        return piece_make(exchange);
    }
    if (!streaming && request->reply.more && (request->reply.body.len > 0 || !asks))
        return stream_begin(exchange);
    if (!asks) {
        answer_reply(exchange);
        return ERR_NONE;
    }
    if (!streaming && request->step > REQUEST_STEPS_MAX)
        return ERR_INTERNAL;
    err = ask(exchange);
    if (err == ERR_NONE && !streaming)
        exchange->stage = STAGE_WAITING;
    return err;
}

/* A stream's memory does not grow with it: only the last piece's is kept, for the question that was asked with it. */
static void turn_arenas(struct exchange *exchange)
{
    struct arena *now = &exchange->request.arena;
    if (exchange->before.max == 0)
        exchange->before = *now;
    else {
        arena_deinit(&exchange->previous);
        exchange->previous = *now;
    }
    arena_init(now, REQUEST_ARENA_MAX);
}

static void step(struct exchange *exchange, const struct rows *rows)
{
    struct request *request = &exchange->request;
    exchange->ask = (struct ask){0};
    if (exchange->streaming && exchange->piece_made)
        turn_arenas(exchange);
    exchange->piece_made = false;
    enum err err = request->route->handler(request, rows, &exchange->ask);
    request->step++;
    if (err == ERR_NONE)
        err = take_up(exchange);
    if (err)
        fail(exchange, err);
}

static void reply_drop(struct exchange *exchange)
{
    struct reply *reply = &exchange->request.reply;
    buf_reset(&reply->body);
    *reply = (struct reply){.status = 200, .media = exchange->media_at_first, .body = reply->body};
}

static bool stood_in_the_way(const struct rows *rows)
{
    if (rows == NULL || rows->refusal == NULL)
        return false;
    struct text state = text_of(rows->refusal->sqlstate);
    return text_equal(state, TEXT("40001")) || text_equal(state, TEXT("40P01"));
}

/* From the first step, with nothing of what the handler has made so far but what lies in the arena. */
static void restart(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    if (exchange->restarts++ == RESTARTS_MAX) {
        fail(exchange, ERR_OVERLOADED);
        return;
    }
    request->step = 0;
    request->state = NULL;
    request->problem = TEXT_NONE;
    request->faults.count = exchange->faults_at_first;
    reply_drop(exchange);
    step(exchange, NULL);
}

static void rows_came(void *context, enum err err, const struct rows *rows)
{
    struct exchange *exchange = context;
    enum exchange_stage before = exchange->stage;
    exchange->ticket = NULL;
    if (err)
        fail(exchange, err);
    else if (stood_in_the_way(rows))
        restart(exchange);
    else {
        /* It was made for a commit that did not come about. */
        if (rows->refusal != NULL)
            reply_drop(exchange);
        step(exchange, rows);
    }
    if (exchange->stage != before || exchange->broken)
        server_resume(exchange);
}

/* What is left to check once the body is there. */
static enum err body_check(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    if (exchange->refused != ERR_NONE)
        return exchange->refused;
    assert(request->route != NULL);
    if (request->route->takes_count == 0)
        return ERR_NONE;
    if (exchange->body_len == 0) {
        request->body_media = BODY_NONE;
        if (request->route->body_optional)
            return ERR_NONE;
        request->problem = TEXT("The request has no body.");
        return ERR_INVALID_JSON;
    }
    request->body = buf_view(&exchange->body);
    return buf_check(&exchange->body);
}

void exchange_run(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    const struct route_table *routes = exchange->server->options->routes;
    if (exchange->head.method == METHOD_OPTIONS && text_equal(exchange->head.path, TEXT("*"))) {
        answer_options(exchange, TEXT("GET, HEAD, OPTIONS"));
        return;
    }
    if (exchange->head.method == METHOD_OPTIONS && request->route != NULL) {
        answer_options(exchange, route_allow(routes, request->route, &request->arena));
        return;
    }
    enum err err = body_check(exchange);
    if (err) {
        fail(exchange, err);
        return;
    }
    assert(request->route != NULL);
    request->reply.status = 200;
    exchange->faults_at_first = request->faults.count;
    exchange->media_at_first = request->reply.media;
    server_deadline(exchange, exchange->server->options->deadline_ms[request->route->class]);
    if (exchange->feed.to.state != NULL)
        feed_whole(exchange);
    else
        step(exchange, NULL);
}

void exchange_next_piece(struct exchange *exchange)
{
    const struct server_options *options = exchange->server->options;
    exchange->stage = STAGE_PIECE;
    bool late = exchange->server->loop->now > exchange->started + options->stream_ms * 1000;
    enum err err = late ? ERR_DEADLINE : ask(exchange);
    if (err)
        fail(exchange, err);
    else
        server_deadline(exchange, options->deadline_ms[ROUTE_STREAM]);
}

void exchange_give_up(struct exchange *exchange, enum err err)
{
    if (exchange->ticket == NULL) {
        feed_give_up(exchange, err);
        return;
    }
    if (lanes_commits(exchange->ticket))
        err = ERR_OUTCOME_UNKNOWN;
    lanes_cancel(exchange->server->lanes, exchange->ticket);
    exchange->ticket = NULL;
    fail(exchange, err);
    server_resume(exchange);
}

void exchange_leave(struct exchange *exchange)
{
    if (exchange->ticket != NULL)
        lanes_cancel(exchange->server->lanes, exchange->ticket);
    exchange->ticket = NULL;
    exchange->broken = true;
    server_resume(exchange);
}
