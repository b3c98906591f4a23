#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/answer.h"
#include "http/body.h"
#include "http/cors.h"
#include "http/etag.h"
#include "http/negotiate.h"
#include "http/problem.h"
#include "http/server_private.h"

/* What a stream's reader is asked for at once, at most. */
#define BLOCK_SIZE (32U << 10)
/* An entity tag and the lists of a preflight. */
#define EXPOSED      "Link, ETag, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, Location"
#define ACCEPTED     "Accept, Content-Type, If-Match, If-None-Match, Authorization, Idempotency-Key"
#define PREFLIGHT_S  "86400"
#define NOTHING_RUNS "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

void server_drop_response(struct exchange *exchange)
{
    if (exchange->response != NULL)
        MHD_destroy_response(exchange->response);
    exchange->response = NULL;
}

bool server_takes_gzip(struct exchange *exchange)
{
    return negotiate_gzip(request_header(&exchange->request, TEXT("Accept-Encoding")));
}

/* A header that does not fit breaks the whole: half an answer's head could mean something else. */
static void add(struct exchange *exchange, const char *name, const char *value)
{
    if (exchange->response == NULL || MHD_add_response_header(exchange->response, name, value) == MHD_YES)
        return;
    server_drop_response(exchange);
}

static void add_text(struct exchange *exchange, const char *name, struct text value)
{
    struct text copy;
    if (arena_copy(&exchange->request.arena, value, &copy) != ERR_NONE)
        server_drop_response(exchange);
    else
        add(exchange, name, copy.ptr);
}

static bool says(const struct reply *reply, const char *name)
{
    for (size_t i = 0; i < reply->header_count; i++) {
        if (text_equal_nocase(text_of(reply->headers[i].name), text_of(name)))
            return true;
    }
    return false;
}

/* What every answer says. */
static void add_common(struct exchange *exchange)
{
    const struct reply *reply = &exchange->request.reply;
    for (size_t i = 0; i < reply->header_count; i++)
        add_text(exchange, reply->headers[i].name, reply->headers[i].value);
    /* A page that needs more says so itself. */
    if (reply->media == MEDIA_HTML && !says(reply, "Content-Security-Policy"))
        add(exchange, "Content-Security-Policy", NOTHING_RUNS);
    add(exchange, "X-Content-Type-Options", "nosniff");
    const struct cors cors = cors_of(exchange);
    if (cors.varies)
        add(exchange, "Vary", "Origin");
    if (cors.origin.ptr != NULL)
        add_text(exchange, "Access-Control-Allow-Origin", cors.origin);
    add(exchange, "Access-Control-Expose-Headers", EXPOSED);
    if (exchange->close || exchange->server->draining)
        add(exchange, "Connection", "close");
}

static void add_cacheable(struct exchange *exchange)
{
    /* Who has given a key has an answer of his own. */
    bool own = exchange->request.caller != NULL;
    add(exchange, "Vary", own ? "Accept, Accept-Encoding, Authorization" : "Accept, Accept-Encoding");
    add(exchange, "Cache-Control",
        own                                      ? "private, max-age=0, must-revalidate"
        : exchange->request.reply.immutable_body ? "public, max-age=86400"
                                                 : "public, max-age=0, must-revalidate");
}

static void ready(struct exchange *exchange, int status)
{
    exchange->status = (unsigned)status;
    exchange->stage = STAGE_READY;
}

/* Takes the bytes of `body`, which is empty afterwards. */
static void make_response(struct exchange *exchange, struct buf *body)
{
    size_t len = 0;
    char *bytes = buf_steal(body, &len);
    server_drop_response(exchange);
    exchange->sent = len;
    exchange->response = bytes == NULL
                             ? MHD_create_response_from_buffer(0, (void *)(uintptr_t) "", MHD_RESPMEM_PERSISTENT)
                             : MHD_create_response_from_buffer(len, bytes, MHD_RESPMEM_MUST_FREE);
    if (exchange->response == NULL)
        free(bytes);
}

/* False: it stays as it is, which is no failure. */
static bool compress(struct exchange *exchange, struct buf *body)
{
    struct buf squeezed;
    buf_init(&squeezed, body->max);
    if (gzip_body(exchange->server->gzip, buf_view(body), &squeezed) != ERR_NONE) {
        buf_deinit(&squeezed);
        return false;
    }
    buf_deinit(body);
    *body = squeezed;
    return true;
}

void answer_reply(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    struct reply *reply = &request->reply;
    /* A handler that says how long its answer may be kept means: not at all. */
    bool own_rule = says(reply, "Cache-Control");
    bool gzip = reply->body.len >= GZIP_MIN && server_takes_gzip(exchange);
    bool read = request->method == METHOD_GET || request->method == METHOD_HEAD;
    bool tagged = read ? reply->status == 200 && !own_rule : reply->etag_prefix.ptr != NULL;
    struct text tag = TEXT_NONE;
    bool known = false;
    if (tagged) {
        tag = etag_make(reply->etag_prefix, buf_view(&reply->body), gzip, &request->arena);
        known = read && etag_matches(request_header(request, TEXT("If-None-Match")), tag);
    }
    /* Who is told that nothing has changed gets no body, but the headers of the one that he would get. */
    if (gzip && !compress(exchange, &reply->body)) {
        answer_problem(exchange, ERR_INTERNAL, TEXT_NONE);
        return;
    }
    make_response(exchange, &reply->body);
    add(exchange, "Content-Type", media_content_type(reply->media));
    if (gzip)
        add(exchange, "Content-Encoding", "gzip");
    if (tagged)
        add_text(exchange, "ETag", tag);
    if (tagged && read) {
        add_cacheable(exchange);
    } else {
        if (!own_rule)
            add(exchange, "Cache-Control", "no-store");
        add_text(exchange, "X-Request-Id", exchange_id(exchange));
    }
    add_common(exchange);
    if (known)
        exchange->sent = 0;
    ready(exchange, known ? 304 : reply->status);
}

static ssize_t read_piece(void *context, uint64_t position, char *out, size_t size)
{
    (void)position;
    struct exchange *exchange = context;
    for (;;) {
        if (exchange->broken)
            return MHD_CONTENT_READER_END_WITH_ERROR;
        size_t left = exchange->piece.len - exchange->taken;
        if (left > 0) {
            size_t len = left < size ? left : size;
            memcpy(out, exchange->piece.ptr + exchange->taken, len);
            exchange->taken += len;
            exchange->sent += len;
            return (ssize_t)len;
        }
        if (exchange->last)
            return MHD_CONTENT_READER_END_OF_STREAM;
        exchange_next_piece(exchange);
        if (exchange->broken)
            continue;
        server_suspend(exchange);
        return 0;
    }
}

void answer_stream(struct exchange *exchange)
{
    struct reply *reply = &exchange->request.reply;
    server_drop_response(exchange);
    exchange->response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_SIZE, read_piece, exchange, NULL);
    add(exchange, "Content-Type", media_content_type(reply->media));
    if (exchange->gzip)
        add(exchange, "Content-Encoding", "gzip");
    add_cacheable(exchange);
    add_common(exchange);
    exchange->streaming = true;
    ready(exchange, reply->status);
}

static void retry_after(struct exchange *exchange)
{
    struct text seconds = arena_format(&exchange->request.arena, "%d", exchange->server->options->retry_after_s);
    if (seconds.ptr != NULL)
        add(exchange, "Retry-After", seconds.ptr);
}

/* RFC 9110, 15.5.16; W3C Linked Data Platform 7.1 (Accept-Post); RFC 5789, 3.1 (Accept-Patch). */
static void add_accepted(struct exchange *exchange, enum method method)
{
    const char *name = method == METHOD_POST ? "Accept-Post" : method == METHOD_PATCH ? "Accept-Patch" : "Accept";
    struct text list = body_accepted(exchange->server->options->routes, exchange->request.route->path, method,
                                     &exchange->request.arena);
    if (list.ptr != NULL)
        add_text(exchange, name, list);
}

void answer_problem(struct exchange *exchange, enum err err, struct text detail)
{
    struct request *request = &exchange->request;
    struct reply *reply = &request->reply;
    const struct media_offers offers = negotiate_offers(request->route);
    struct body_types takes = {{NULL}};
    if (err == ERR_UNSUPPORTED_MEDIA)
        takes = body_types(request->route);
    struct text allow = TEXT_NONE;
    if (err == ERR_METHOD_NOT_ALLOWED)
        allow = route_allow(exchange->server->options->routes, request->route, &request->arena);
    struct text current = TEXT_NONE;
    if (err == ERR_PRECONDITION_FAILED && reply->etag_prefix.ptr != NULL && reply->body.len > 0)
        current = etag_make(reply->etag_prefix, buf_view(&reply->body), false, &request->arena);
    buf_reset(&reply->body);
    reply->header_count = 0;
    const struct problem problem = {
        .err = err,
        .detail = detail,
        .instance = exchange->target,
        .request_id = exchange_id(exchange),
        /* What is wrong with the request is beside the point where the service failed. */
        .faults = err_info(err)->status < 500 ? &request->faults : NULL,
        .method = exchange->method,
        .allow = allow,
        .accepts = err == ERR_NOT_ACCEPTABLE      ? offers.types
                   : err == ERR_UNSUPPORTED_MEDIA ? takes.types
                                                  : NULL,
    };
    problem_write(&problem, &reply->body);
    if (buf_check(&reply->body) != ERR_NONE) {
        server_drop_response(exchange);
        ready(exchange, 500);
        return;
    }
    make_response(exchange, &reply->body);
    add(exchange, "Content-Type", media_content_type(MEDIA_PROBLEM));
    add(exchange, "Cache-Control", "no-store");
    add_text(exchange, "X-Request-Id", exchange_id(exchange));
    int status = err_info(err)->status;
    if (err == ERR_METHOD_NOT_ALLOWED)
        add_text(exchange, "Allow", allow);
    if (current.ptr != NULL)
        add_text(exchange, "ETag", current);
    if (err == ERR_UNSUPPORTED_MEDIA)
        add_accepted(exchange, request->method);
    if (exchange->challenge != NULL)
        add(exchange, "WWW-Authenticate", exchange->challenge);
    if (err == ERR_UPGRADE_REQUIRED)
        add(exchange, "Upgrade", "HTTP/1.1");
    if (status == 503)
        retry_after(exchange);
    add_common(exchange);
    ready(exchange, status);
}

void answer_options(struct exchange *exchange, struct text allow)
{
    make_response(exchange, &exchange->request.reply.body);
    add_text(exchange, "Allow", allow);
    if (exchange->request.route != NULL) {
        add_accepted(exchange, METHOD_POST);
        add_accepted(exchange, METHOD_PATCH);
    }
    add_text(exchange, "Access-Control-Allow-Methods", allow);
    add(exchange, "Access-Control-Allow-Headers", ACCEPTED);
    add(exchange, "Access-Control-Max-Age", PREFLIGHT_S);
    add_common(exchange);
    ready(exchange, 204);
}
