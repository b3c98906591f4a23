/*
 * The engine with a tiny route table instead of the API: what tests/engine/ drives from outside. Its statements need no
 * table, so any PostgreSQL will do; but what it writes goes into public.toy, which a test makes.
 *
 * toy_server PORT PRIVATE_PORT CONNINFO [name=number …]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "claimd/route.h"
#include "serve.h"

/* One parameter, $1, at most. */
#define STATEMENT(symbol, sql_text)                                                                                    \
    static const struct sql_piece symbol##_pieces[] = {{.text = (sql_text)}};                                          \
    static const char *const symbol##_params[] = {"p", NULL};                                                          \
    static const struct sql symbol = {.name = "toy/" #symbol,                                                          \
                                      .pieces = symbol##_pieces,                                                       \
                                      .piece_count = 1,                                                                \
                                      .params = symbol##_params,                                                       \
                                      .param_count = 1}

STATEMENT(answer, "SELECT (\x01\x01::int * 2) AS n, 'é\"' AS t");
STATEMENT(sleeps, "SELECT 1 AS n FROM pg_sleep(\x01\x01::float8)");
STATEMENT(divides, "SELECT 1 / \x01\x01::int AS n");
STATEMENT(broken, "SELECT nothing FROM nowhere WHERE \x01\x01::int = 1");
STATEMENT(numeric, "SELECT \x01\x01::numeric AS n");
STATEMENT(page, "SELECT n, repeat('x', 60) AS t, txid_current_snapshot()::text AS snapshot"
                " FROM generate_series(\x01\x01::int8, \x01\x01::int8 + 999) AS n");
STATEMENT(backend, "SELECT pg_backend_pid() + 0 * \x01\x01::int AS n");

STATEMENT(insert, "INSERT INTO public.toy (n) VALUES (\x01\x01::int8) RETURNING n");
STATEMENT(insert_called, "SELECT public.toy_write(\x01\x01::int8) AS n");
STATEMENT(count_of, "SELECT count(*) AS n FROM public.toy WHERE n = \x01\x01::int8");
STATEMENT(insert_slow, "INSERT INTO public.toy (n) SELECT \x01\x01::int8 FROM pg_sleep(0.5) RETURNING n");
STATEMENT(settings, "SELECT \x01\x01::int8 AS n, current_setting('statement_timeout') AS statement,"
                    " current_setting('lock_timeout') AS lock, current_setting('transaction_isolation') AS isolation,"
                    " current_setting('idle_in_transaction_session_timeout') AS idle,"
                    " current_setting('synchronous_commit') AS synchronous");

static const struct param_spec n_spec = {.name = "n", .kind = PARAM_INTEGER, .min = -1, .max = 1000000000};
static const struct param_spec budget_spec = {.name = "budget", .kind = PARAM_INTEGER, .min = 0, .max = 100000};
static const struct param_spec seconds_spec = {.name = "seconds", .kind = PARAM_TEXT};
static const struct param_spec *const n_specs[] = {&n_spec, &budget_spec, &seconds_spec};

static int64_t number(const struct request *request)
{
    const struct param *param = params_get(&request->params, "n");
    return param->count > 0 ? param->number : 1;
}

static enum err plain(struct request *request, const struct rows *rows, struct ask *ask)
{
    (void)rows;
    (void)ask;
    for (int64_t i = number(request); i > 0; i--)
        buf_char(&request->reply.body, (char)('a' + i % 26));
    return ERR_NONE;
}

static enum err write_number(struct request *request, const struct rows *rows)
{
    if (rows == NULL)
        return ERR_INTERNAL;
    if (rows->ran_out)
        buf_literal(&request->reply.body, "{\"ran_out\":true}");
    else
        buf_format(&request->reply.body, "{\"n\":%lld}", (long long)row_int(rows, 0, rows_column(rows, "n")));
    return ERR_NONE;
}

static enum err one_of(struct request *request, const struct rows *rows, struct ask *ask, const struct sql *sql,
                       enum lane lane)
{
    if (rows != NULL)
        return write_number(request, rows);
    ask_begin(ask, sql, 0, lane);
    ask->budget_ms = (uint32_t)params_get(&request->params, "budget")->number;
    ask_bind_int(ask, 0, number(request), &request->arena);
    return ERR_NONE;
}

static enum err get_answer(struct request *request, const struct rows *rows, struct ask *ask)
{
    request->reply.etag_prefix = TEXT("7");
    return one_of(request, rows, ask, &answer, LANE_FAST);
}

static enum err get_divided(struct request *request, const struct rows *rows, struct ask *ask)
{
    return one_of(request, rows, ask, &divides, LANE_FAST);
}

static enum err get_broken(struct request *request, const struct rows *rows, struct ask *ask)
{
    return one_of(request, rows, ask, &broken, LANE_FAST);
}

static enum err get_numeric(struct request *request, const struct rows *rows, struct ask *ask)
{
    return one_of(request, rows, ask, &numeric, LANE_FAST);
}

static enum err get_backend(struct request *request, const struct rows *rows, struct ask *ask)
{
    return one_of(request, rows, ask, &backend, LANE_FAST);
}

static enum err sleep_in(struct request *request, const struct rows *rows, struct ask *ask, enum lane lane)
{
    if (rows != NULL)
        return write_number(request, rows);
    ask_begin(ask, &sleeps, 0, lane);
    ask->budget_ms = (uint32_t)params_get(&request->params, "budget")->number;
    const struct param *seconds = params_get(&request->params, "seconds");
    ask_bind(ask, 0, seconds->count > 0 ? seconds->values[0] : TEXT("0.1"));
    return ERR_NONE;
}

static enum err sleep_fast(struct request *request, const struct rows *rows, struct ask *ask)
{
    return sleep_in(request, rows, ask, LANE_FAST);
}

static enum err sleep_slow(struct request *request, const struct rows *rows, struct ask *ask)
{
    return sleep_in(request, rows, ask, LANE_SLOW);
}

/* n steps, of which there may be REQUEST_STEPS_MAX. */
static enum err steps(struct request *request, const struct rows *rows, struct ask *ask)
{
    if (rows != NULL && request->step >= (unsigned)number(request))
        return write_number(request, rows);
    ask_begin(ask, &answer, 0, LANE_FAST);
    ask_bind_int(ask, 0, request->step, &request->arena);
    return ERR_NONE;
}

/* A distinct shape for each n: more than a connection keeps. */
static enum err shape(struct request *request, const struct rows *rows, struct ask *ask)
{
    enum err err = one_of(request, rows, ask, &answer, LANE_FAST);
    ask->shape = (uint64_t)number(request);
    return err;
}

/* n pages of 1,000 rows; with budget=k the statement of page k fails. */
static enum err stream(struct request *request, const struct rows *rows, struct ask *ask)
{
    unsigned step = request->step;
    int64_t fails_at = params_get(&request->params, "budget")->number;
    for (size_t i = 0; rows != NULL && i < rows->count; i++) {
        struct text text = row_text(rows, i, 1);
        struct text snapshot = row_text(rows, i, 2);
        buf_format(&request->reply.body, "%lld %.*s %.*s\n", (long long)row_int(rows, i, 0), TEXT_ARG(text),
                   TEXT_ARG(snapshot));
    }
    request->reply.more = rows != NULL;
    /* Of the arena's 8 MiB: what a piece takes must come back. */
    if (arena_alloc(&request->arena, 200000) == NULL)
        return ERR_INTERNAL;
    if (step >= (unsigned)number(request))
        return ERR_NONE;
    bool fails = fails_at > 0 && fails_at == (int64_t)step + 1;
    ask_begin(ask, fails ? &divides : &page, 0, LANE_STREAM);
    ask_bind_int(ask, 0, fails ? 0 : (int64_t)step * 1000, &request->arena);
    return ERR_NONE;
}

static enum err livez(struct request *request, const struct rows *rows, struct ask *ask)
{
    (void)rows;
    (void)ask;
    buf_literal(&request->reply.body, "{\"live\":true}");
    return ERR_NONE;
}

/* What the engine made of a body. */
static enum err echo(struct request *request, const struct rows *rows, struct ask *ask)
{
    (void)rows;
    (void)ask;
    size_t sum = 0;
    for (size_t i = 0; i < request->body.len; i++)
        sum += (unsigned char)request->body.ptr[i];
    buf_format(&request->reply.body, "{\"length\":%zu,\"sum\":%zu,\"media\":%d,\"caller\":", request->body.len, sum,
               (int)request->body_media);
    if (request->caller == NULL)
        buf_literal(&request->reply.body, "null}");
    else
        buf_format(&request->reply.body, "{\"id\":\"%s\",\"name\":\"%.*s\",\"scopes\":%u}}", request->caller->id,
                   TEXT_ARG(request->caller->name), request->caller->scopes);
    return ERR_NONE;
}

static void write_refusal(struct request *request, const struct refusal *refusal)
{
    request->reply.status = 409;
    buf_format(&request->reply.body, "{\"refused\":\"%s\",\"constraint\":\"%.*s\"}", refusal->sqlstate,
               TEXT_ARG(refusal->constraint));
}

static enum err write_by(struct request *request, const struct rows *rows, struct ask *ask, const struct sql *sql)
{
    if (rows != NULL && rows->refusal != NULL) {
        write_refusal(request, rows->refusal);
        return ERR_NONE;
    }
    if (rows != NULL) {
        request->reply.status = 201;
        return write_number(request, rows);
    }
    ask_begin(ask, sql, 0, LANE_WRITE);
    ask->commits = true;
    ask_bind_int(ask, 0, number(request), &request->arena);
    return ERR_NONE;
}

static enum err write_one(struct request *request, const struct rows *rows, struct ask *ask)
{
    return write_by(request, rows, ask, &insert);
}

static enum err write_slow(struct request *request, const struct rows *rows, struct ask *ask)
{
    return write_by(request, rows, ask, &insert_slow);
}

static enum err write_called(struct request *request, const struct rows *rows, struct ask *ask)
{
    return write_by(request, rows, ask, &insert_called);
}

/* Writes n and n + 1 in two steps of one transaction; with budget=1 it answers after the first without a commit. */
static enum err write_two(struct request *request, const struct rows *rows, struct ask *ask)
{
    bool leaves = params_get(&request->params, "budget")->number == 1;
    if (rows != NULL && rows->refusal != NULL) {
        write_refusal(request, rows->refusal);
        return ERR_NONE;
    }
    if (request->step == 2 || (request->step == 1 && leaves))
        return write_number(request, rows);
    ask_begin(ask, &insert, 0, LANE_WRITE);
    ask->commits = request->step == 1;
    ask_bind_int(ask, 0, number(request) + (int64_t)request->step, &request->arena);
    return ERR_NONE;
}

/* After a refusal it asks again, in a new transaction. */
static enum err write_again(struct request *request, const struct rows *rows, struct ask *ask)
{
    if (request->step == 2)
        return write_number(request, rows);
    if (request->step == 1 && rows->refusal == NULL)
        return ERR_INTERNAL;
    ask_begin(ask, request->step == 0 ? &insert : &count_of, 0, LANE_WRITE);
    ask->commits = true;
    ask_bind_int(ask, 0, number(request), &request->arena);
    return ERR_NONE;
}

static enum err write_settings(struct request *request, const struct rows *rows, struct ask *ask)
{
    static const char *const names[] = {"statement", "lock", "isolation", "idle", "synchronous"};
    if (rows == NULL) {
        ask_begin(ask, &settings, 0, LANE_WRITE);
        ask->commits = true;
        ask_bind_int(ask, 0, 1, &request->arena);
        return ERR_NONE;
    }
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        buf_format(&request->reply.body, "%s\"%s\":\"%.*s\"", i == 0 ? "{" : ",", names[i],
                   TEXT_ARG(row_text(rows, 0, rows_column(rows, names[i]))));
    buf_char(&request->reply.body, '}');
    return ERR_NONE;
}

/* Its answer is whole before it is known whether the commit is made. */
static enum err write_answered(struct request *request, const struct rows *rows, struct ask *ask)
{
    if (rows != NULL)
        return rows->refusal == NULL ? ERR_NONE : write_by(request, rows, ask, &insert);
    request->reply.status = 201;
    request->reply.etag_prefix = TEXT("1");
    buf_literal(&request->reply.body, "{\"written\":true}");
    return write_by(request, NULL, ask, &insert);
}

static const enum media text_media[] = {MEDIA_TEXT};

#define GET(where, what, of)                                                                                           \
    {                                                                                                                  \
        .path = (where), .method = METHOD_GET, .handler = (what), .params = n_specs, .param_count = 3, .class = (of)   \
    }
#define GET_TEXT(where, what, of)                                                                                      \
    {                                                                                                                  \
        .path = (where), .method = METHOD_GET, .handler = (what), .params = n_specs, .param_count = 3, .class = (of),  \
        .media = text_media, .media_count = 1                                                                          \
    }

#define WRITE(what_method, where, what)                                                                                \
    {                                                                                                                  \
        .path = (where), .method = (what_method), .handler = (what), .params = n_specs, .param_count = 3,              \
        .class = ROUTE_WRITE                                                                                           \
    }

static const enum body_media takes_both[] = {BODY_JSON, BODY_TEXT};
static const enum body_media takes_patch[] = {BODY_MERGE_PATCH};

static const struct route toy_routes[] = {
    {.path = "/echo",
     .method = METHOD_POST,
     .handler = echo,
     .class = ROUTE_WRITE,
     .takes = takes_both,
     .takes_count = 2,
     .body_max = 100000},
    {.path = "/echo",
     .method = METHOD_PATCH,
     .handler = echo,
     .class = ROUTE_WRITE,
     .takes = takes_patch,
     .takes_count = 1,
     .body_optional = true},
    {.path = "/keyed",
     .method = METHOD_POST,
     .handler = echo,
     .class = ROUTE_WRITE,
     .takes = takes_both,
     .takes_count = 2,
     .scope = SCOPE_CLAIMS_WRITE | SCOPE_MODERATE},
    {.path = "/keyed", .method = METHOD_DELETE, .handler = echo, .class = ROUTE_WRITE, .scope = SCOPE_CLAIMS_WRITE},
    {.path = "/keyed", .method = METHOD_GET, .handler = echo},
    {.path = "/open", .method = METHOD_GET, .handler = echo, .open = true},
    WRITE(METHOD_POST, "/write", write_one),
    WRITE(METHOD_POST, "/write-slow", write_slow),
    WRITE(METHOD_POST, "/write-two", write_two),
    WRITE(METHOD_POST, "/write-again", write_again),
    WRITE(METHOD_POST, "/write-called", write_called),
    WRITE(METHOD_POST, "/write-settings", write_settings),
    WRITE(METHOD_POST, "/write-answered", write_answered),
    GET_TEXT("/plain", plain, ROUTE_READ),
    GET("/answer", get_answer, ROUTE_READ),
    GET("/answer/{id}", get_answer, ROUTE_READ),
    GET("/divided", get_divided, ROUTE_READ),
    GET("/broken", get_broken, ROUTE_READ),
    GET("/numeric", get_numeric, ROUTE_READ),
    GET("/backend", get_backend, ROUTE_READ),
    GET("/sleep-fast", sleep_fast, ROUTE_READ),
    GET("/sleep-slow", sleep_slow, ROUTE_SEARCH),
    GET("/steps", steps, ROUTE_READ),
    GET("/shape", shape, ROUTE_READ),
    GET_TEXT("/stream", stream, ROUTE_STREAM),
};
static const struct route_table toy_table = {toy_routes, sizeof(toy_routes) / sizeof(*toy_routes)};

static const struct route toy_private[] = {
    {.path = "/livez", .method = METHOD_GET, .handler = livez, .unversioned = true}};
static const struct route_table toy_private_table = {toy_private, 1};

static void set(struct serve_options *options, const char *name, unsigned long value)
{
    if (strcmp(name, "loops") == 0)
        options->loops = (unsigned)value;
    else if (strcmp(name, "grace_ms") == 0)
        options->grace_ms = value;
    else if (strcmp(name, "header_ms") == 0)
        options->server.header_ms = value;
    else if (strcmp(name, "idle_ms") == 0)
        options->server.idle_ms = value;
    else if (strcmp(name, "body_ms") == 0)
        options->server.body_ms = value;
    else if (strcmp(name, "read_ms") == 0)
        options->server.deadline_ms[ROUTE_READ] = value;
    else if (strcmp(name, "search_ms") == 0)
        options->server.deadline_ms[ROUTE_SEARCH] = value;
    else if (strcmp(name, "stream_ms") == 0)
        options->server.stream_ms = value;
    else if (strcmp(name, "rate") == 0)
        options->server.rate = value;
    else if (strcmp(name, "rate_ms") == 0)
        options->server.rate_ms = value;
    else if (strcmp(name, "connections") == 0)
        options->server.connections = (unsigned)value;
    else if (strcmp(name, "per_address") == 0)
        options->server.connections_per_address = (unsigned)value;
    else if (strcmp(name, "slow_statement_ms") == 0)
        options->lanes.statement_ms[LANE_SLOW] = value;
    else if (strcmp(name, "fast_links") == 0)
        options->lanes.links[LANE_FAST] = (unsigned)value;
    else if (strcmp(name, "slow_links") == 0)
        options->lanes.links[LANE_SLOW] = (unsigned)value;
    else if (strcmp(name, "stream_links") == 0)
        options->lanes.links[LANE_STREAM] = (unsigned)value;
    else if (strcmp(name, "write_ms") == 0)
        options->server.deadline_ms[ROUTE_WRITE] = value;
    else if (strcmp(name, "write_links") == 0)
        options->lanes.links[LANE_WRITE] = (unsigned)value;
    else if (strcmp(name, "write_queue") == 0)
        options->lanes.queue[LANE_WRITE] = (unsigned)value;
    else if (strcmp(name, "read_auth") == 0)
        options->server.read_auth = value != 0;
    else if (strcmp(name, "slow_queue") == 0)
        options->lanes.queue[LANE_SLOW] = (unsigned)value;
    else
        fprintf(stderr, "unknown setting %s\n", name);
}

static uint16_t port(const char *text)
{
    return (uint16_t)strtoul(text, NULL, 10);
}

int main(int argc, char **argv)
{
    static struct log log = {.fd = STDERR_FILENO, .level = LOG_INFO};
    static const struct text origins[] = {TEXT("https://editor.example")};
    struct serve_options options = serve_defaults();
    if (argc < 4 || !listen_at("127.0.0.1", port(argv[1]), false, &options.listen) ||
        !listen_at("127.0.0.1", port(argv[2]), false, &options.private_listen))
        return 2;
    options.check_migrations = false;
    options.routes = &toy_table;
    options.private_routes = &toy_private_table;
    options.lanes.conninfo = argv[3];
    options.log = &log;
    options.server.access_log = false;
    options.server.origins = origins;
    options.server.origin_count = 1;
    for (int i = 4; i < argc; i++) {
        char *equals = strchr(argv[i], '=');
        if (equals == NULL)
            return 2;
        *equals = '\0';
        if (strcmp(argv[i], "log_level") == 0)
            log.level = (enum log_level)strtoul(equals + 1, NULL, 10);
        else if (strcmp(argv[i], "access_log") == 0)
            options.server.access_log = true;
        else
            set(&options, argv[i], strtoul(equals + 1, NULL, 10));
    }
    return serve_run(&options) == ERR_NONE ? 0 : 1;
}
