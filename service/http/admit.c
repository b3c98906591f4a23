#include "http/admit.h"

#include <assert.h>

#include "claimd/percent.h"
#include "http/answer.h"
#include "http/body.h"
#include "http/feed.h"
#include "http/negotiate.h"
#include "http/server_private.h"
#include "http/transport.h"
#include "keys_find_sql.h"
#include "keys_used_sql.h"

/* RFC 6750, 3 */
#define CHALLENGE         "Bearer realm=\"claimd\""
#define CHALLENGE_INVALID CHALLENGE ", error=\"invalid_token\""

/* Finds the route and reads the parameters. */
static enum err prepare(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    const struct guard_passed *head = &exchange->head;
    struct text id = TEXT_NONE;
    bool versioned = false;
    enum err err = percent_decode(head->path, false, &request->arena, &request->path);
    if (err)
        return err;
    request->query = head->query;
    enum route_match match =
        route_find(exchange->server->options->routes, head->method, head->path, &request->route, &id, &versioned);
    if (match == ROUTE_NO_PATH)
        return ERR_NOT_FOUND;
    if (match == ROUTE_NO_METHOD)
        return ERR_METHOD_NOT_ALLOWED;
    request->base = versioned ? TEXT("/v1") : TEXT("");
    if (id.ptr != NULL) {
        err = percent_decode(id, false, &request->arena, &request->id);
        if (err)
            return err;
    }
    err = negotiate_route(request->route, request_header(request, TEXT("Accept")), &request->reply.media);
    if (err)
        return err;
    request->route = route_variant(exchange->server->options->routes, request->route, request->reply.media);
    err = params_parse(&request->params, request->route->params, request->route->param_count, head->query,
                       &request->arena, &request->faults);
    return err == ERR_INVALID_PARAMETERS && request->route->adds_faults ? ERR_NONE : err;
}

struct text admit_limit(struct exchange *exchange)
{
    return arena_format(&exchange->request.arena, "At most %llu bytes of body are read here.",
                        (unsigned long long)exchange->body_max);
}

/*
 * A short body is read and dropped before the answer, so that the connection can be used on and the client does not
 * write to one that is closed. A long one is not waited for.
 */
static void refuse(struct exchange *exchange, enum err err)
{
    exchange->refused = err;
    exchange->body_kept = false;
    exchange->body_max = EXCHANGE_BODY_MAX;
    exchange->stage = STAGE_ADMITTED;
    if (exchange->head.content_length <= EXCHANGE_BODY_MAX)
        return;
    exchange->close = true;
    answer_problem(exchange, err, exchange->request.problem);
}

static void admit_body(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    const struct route *route = request->route;
    assert(route != NULL);
    exchange->stage = STAGE_ADMITTED;
    if (exchange_has_body(exchange) && route->takes_count > 0) {
        enum err err = body_media(request, &request->body_media);
        if (err) {
            refuse(exchange, err);
            return;
        }
        exchange->body_max = route->body_max != 0 ? route->body_max : ROUTE_BODY_MAX;
        exchange->body_kept = !route->upload;
        buf_init(&exchange->body, exchange->body_max);
    }
    if (exchange->head.content_length > (int64_t)exchange->body_max) {
        exchange->close = true;
        answer_problem(exchange, ERR_BODY_TOO_LARGE, admit_limit(exchange));
        return;
    }
    if (route->upload && exchange_has_body(exchange)) {
        enum err err = feed_begin(exchange);
        if (err)
            refuse(exchange, err);
    }
}

static void unauthorized(struct exchange *exchange, bool presented, struct text why)
{
    exchange->challenge = presented ? CHALLENGE_INVALID : CHALLENGE;
    exchange->request.problem = why;
    refuse(exchange, ERR_UNAUTHORIZED);
}

/* Not while the request waits for it, and once an hour. A mark that is lost is made by the next request. */
static void mark_used(struct exchange *exchange)
{
    struct lanes *lanes = exchange->server->lanes;
    struct lane_ticket *ticket;
    ask_begin(&exchange->ask, &keys_used_sql, 0, LANE_SLOW);
    ask_bind(&exchange->ask, KEYS_USED_P_ID, text_of(exchange->caller.id));
    if (lanes_ask(lanes, &exchange->ask, NULL, NULL, NULL, &ticket) == ERR_NONE)
        lanes_cancel(lanes, ticket);
}

static void forbid_scope(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    char needed[128], has[128];
    struct buf names = {.ptr = needed, .cap = sizeof(needed), .max = sizeof(needed)};
    struct buf others = {.ptr = has, .cap = sizeof(has), .max = sizeof(has)};
    scope_write(&names, request->route->scope, "` or `");
    scope_write(&others, exchange->caller.scopes, "`, `");
    request->problem = arena_format(&request->arena, "This needs a key with the scope `%.*s`; this one has `%.*s`.",
                                    TEXT_ARG(buf_view(&names)), TEXT_ARG(buf_view(&others)));
    buf_reset(&names);
    scope_write(&names, request->route->scope, " ");
    exchange->challenge = arena_format(&request->arena, CHALLENGE ", error=\"insufficient_scope\", scope=\"%.*s\"",
                                       TEXT_ARG(buf_view(&names)))
                              .ptr;
    refuse(exchange, ERR_FORBIDDEN);
}

static void key_found(struct exchange *exchange, const struct rows *rows)
{
    struct request *request = &exchange->request;
    enum key_state state;
    bool stale;
    enum err err = key_check(&exchange->key, rows, &request->arena, &state, &exchange->caller, &stale);
    if (err) {
        refuse(exchange, err);
        return;
    }
    switch (state) {
    case KEY_UNKNOWN:
        unauthorized(exchange, true, TEXT("The key is not known."));
        return;
    case KEY_EXPIRED:
        unauthorized(exchange, true, TEXT("The key has expired."));
        return;
    case KEY_REVOKED:
        unauthorized(exchange, true, TEXT("The key was revoked."));
        return;
    case KEY_VALID:
        break;
    }
    request->caller = &exchange->caller;
    if (stale)
        mark_used(exchange);
    if (request->route->scope != 0 && !request_may(request, request->route->scope))
        forbid_scope(exchange);
    else if (exchange->refused != ERR_NONE)
        refuse(exchange, exchange->refused);
    else
        admit_body(exchange);
}

static void key_came(void *context, enum err err, const struct rows *rows)
{
    struct exchange *exchange = context;
    exchange->ticket = NULL;
    exchange->stage = STAGE_ADMITTED;
    if (err)
        refuse(exchange, err);
    else
        key_found(exchange, rows);
    server_resume(exchange);
}

/* Takes the key from the header and has it looked up, each time: what was revoked is not taken any more. */
static void admit_caller(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    const struct server_options *options = exchange->server->options;
    struct text header = request_header(request, TEXT("Authorization"));
    struct text scheme = TEXT_NONE;
    if (header.ptr == NULL) {
        unauthorized(exchange, false, TEXT("There is no `Authorization: Bearer` with a key."));
        return;
    }
    text_split(&header, ' ', &scheme);
    if (!text_equal_nocase(scheme, TEXT("Bearer")) || !key_parse(text_trim(header), &exchange->key)) {
        unauthorized(exchange, true, TEXT("`Authorization` is not `Bearer ck_<id>_<secret>`."));
        return;
    }
    if (!transport_is_private(request, server_client(exchange), options->proxies, options->proxy_count)) {
        request->problem = TEXT("A key is taken only from this machine, or from a trusted proxy that was asked with "
                                "https. Hold this one to be known to others, and have it revoked.");
        refuse(exchange, ERR_FORBIDDEN);
        return;
    }
    ask_begin(&exchange->ask, &keys_find_sql, 0, LANE_FAST);
    ask_bind(&exchange->ask, KEYS_FIND_P_ID, text_of(exchange->key.id));
    server_deadline(exchange, options->deadline_ms[ROUTE_READ]);
    enum err err = exchange_ask(exchange, key_came);
    if (err)
        refuse(exchange, err);
    else
        exchange->stage = STAGE_KEY;
}

void admit(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    enum err err = prepare(exchange);
    bool found = err != ERR_NOT_FOUND && err != ERR_METHOD_NOT_ALLOWED && request->route != NULL;
    bool needs_key =
        found && (request->route->scope != 0 || (exchange->server->options->read_auth && !request->route->open));
    exchange->refused = err;
    if (needs_key)
        admit_caller(exchange);
    else if (err)
        refuse(exchange, err);
    else
        admit_body(exchange);
}
