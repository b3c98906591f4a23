#include "http/server.h"

#include <microhttpd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "http/feed.h"
#include "http/server_private.h"

/* Of one connection: its request's head and its answer's. */
#define CONNECTION_MEMORY (32U << 10)
/* How often the library is run to let the last answers go. */
#define FAREWELL_ROUNDS 16

struct server_options server_defaults(void)
{
    return (struct server_options){
        .access_log = true,
        .connections = 15000,
        .connections_per_address = 0,
        .header_ms = 10000,
        .idle_ms = 60000,
        .body_ms = 10000,
        .deadline_ms = {[ROUTE_READ] = 5000, [ROUTE_SEARCH] = 10000, [ROUTE_STREAM] = 30000, [ROUTE_WRITE] = 5000},
        .stream_ms = 3600000,
        .rate = 4096,
        .rate_ms = 20000,
        .retry_after_s = 2,
    };
}

static uint64_t after(const struct server *server, uint64_t ms)
{
    return server->loop->now + ms * 1000;
}

void server_deadline(struct exchange *exchange, uint64_t ms)
{
    peer_due(exchange->peer, after(exchange->server, ms));
}

void server_sends(struct exchange *exchange)
{
    exchange->stage = STAGE_SENDING;
    exchange->window_sent = exchange->sent;
    const struct server_options *options = exchange->server->options;
    uint64_t ms = options->rate_ms;
    /* Of a whole answer it is not known how much has gone. */
    if (!exchange->streaming && options->rate > 0)
        ms += exchange->sent * 1000 / options->rate;
    server_deadline(exchange, ms);
}

void server_resume(struct exchange *exchange)
{
    /* Answered in its last moment, it may still be sent: the time to answer is over, the time to take it begins. */
    if (exchange->stage == STAGE_READY)
        server_deadline(exchange, exchange->server->options->rate_ms);
    exchange->server->due = true;
    peer_unwatch(exchange->peer);
    MHD_resume_connection(exchange->connection);
}

void server_suspend(struct exchange *exchange)
{
    bool fed = exchange->feed.to.state != NULL && exchange->ticket == NULL;
    if (fed ? !exchange->feed.paused : exchange->ask.lane != LANE_FAST)
        peer_watch(exchange->peer);
    MHD_suspend_connection(exchange->connection);
}

const struct sockaddr *server_client(const struct exchange *exchange)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info == NULL ? NULL : info->client_addr;
}

static struct peer *peer_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info == NULL ? NULL : info->socket_context;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode code)
{
    struct server *server = context;
    struct peer *peer = *socket_context;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (peer != NULL)
            peer_free(peer);
        *socket_context = NULL;
        return;
    }
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    peer = peer_new(server, info->connect_fd);
    *socket_context = peer;
    if (peer != NULL)
        peer_due(peer, after(server, server->options->header_ms));
}

/* The request line has come. The library will cut the target at its '?' and '&' in place. */
static void *on_target(void *context, const char *target, struct MHD_Connection *connection)
{
    struct server *server = context;
    struct peer *peer = peer_of(connection);
    if (peer == NULL)
        return NULL;
    if (peer->exchange != NULL)
        peer->exchange = exchange_free(peer->exchange);
    struct exchange *exchange = exchange_new(server, peer, connection);
    peer->exchange = exchange;
    if (exchange == NULL)
        return NULL;
    exchange->target_at = target;
    exchange->target_len = strlen(target);
    exchange->target_too_long = exchange->target_len > GUARD_TARGET_MAX;
    if (!exchange->target_too_long && arena_copy(&exchange->request.arena, (struct text){target, exchange->target_len},
                                                 &exchange->target) != ERR_NONE)
        peer->exchange = exchange_free(exchange);
    else
        peer_due(peer, after(server, server->options->header_ms));
    return peer->exchange;
}

/*
 * The library ends each line in place, with a NUL for CR and one for LF, and leaves out or moves what it does not
 * understand: a NUL within a value, a line without a name, a folded one, a bare LF. So what lies between two texts of
 * its read buffer must be the end of a line and nothing else.
 */
static bool is_line_end(const char *end, const char *next)
{
    uintptr_t from = (uintptr_t)end;
    uintptr_t to = (uintptr_t)next;
    if (to < from + 2 || to - from > CONNECTION_MEMORY)
        return false;
    while (*end == ' ' || *end == '\t')
        end++;
    return end + 2 == next && end[0] == '\0' && end[1] == '\0';
}

static enum MHD_Result on_header(void *context, enum MHD_ValueKind kind, const char *name, size_t name_len,
                                 const char *value, size_t value_len)
{
    (void)kind;
    struct exchange *exchange = context;
    if (exchange->header_count == GUARD_HEADER_MAX) {
        exchange->more_headers = true;
        return MHD_NO;
    }
    exchange->headers[exchange->header_count++] = (struct header_field){
        .name = {name, name_len},
        .value = {value == NULL ? "" : value, value_len},
        .cut = value == NULL || !is_line_end(exchange->line_end, name),
    };
    exchange->line_end = value == NULL ? NULL : value + value_len;
    return MHD_YES;
}

static void read_head(struct exchange *exchange, const char *method, const char *version)
{
    exchange->line_end = version + strlen(version);
    MHD_get_connection_values_n(exchange->connection, MHD_HEADER_KIND, on_header, exchange);
    /* The last line, and the empty one that ends the head. */
    bool torn = !exchange->more_headers &&
                (exchange->line_end == NULL || !is_line_end(exchange->line_end, exchange->line_end + 2) ||
                 !is_line_end(exchange->line_end + 2, exchange->line_end + 4));
    /* Both point into the request line: what lies between is the target and the blank behind it, unless it was cut. */
    bool cut = (uintptr_t)version - (uintptr_t)exchange->target_at != exchange->target_len + 1;
    const struct guard_head head = {
        .method = text_of(method),
        .target = exchange->target,
        .version = text_of(version),
        .target_cut = cut,
        .torn = torn,
        .more = exchange->more_headers,
        .headers = exchange->headers,
        .header_count = exchange->header_count,
    };
    exchange_head(exchange, &head);
}

static enum MHD_Result queue(struct exchange *exchange)
{
    if (exchange->response == NULL)
        return MHD_NO;
    server_sends(exchange);
    return MHD_queue_response(exchange->connection, exchange->status, exchange->response);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *upload, size_t *upload_size,
                                  void **connection_context)
{
    (void)context;
    (void)connection;
    (void)url;
    struct exchange *exchange = *connection_context;
    if (exchange == NULL || exchange->broken)
        return MHD_NO;
    /*
     * An answer queued while the headers are looked at closes the connection and keeps the library from asking for the
     * body (100 Continue); a connection that was suspended then comes back here with its headers alone.
     */
    if (exchange->stage == STAGE_HEAD)
        read_head(exchange, method, version);
    if (exchange->stage == STAGE_KEY) {
        server_suspend(exchange);
        return MHD_YES;
    }
    if (exchange->stage == STAGE_ADMITTED) {
        exchange->stage = STAGE_BODY;
        bool fed = exchange->feed.to.state != NULL;
        const struct server_options *options = exchange->server->options;
        peer_due(exchange->peer, after(exchange->server, fed ? options->rate_ms : options->body_ms));
        return MHD_YES;
    }
    if (*upload_size > 0 && exchange->feed.to.state != NULL)
        return feed_piece(exchange, upload, upload_size) ? MHD_YES : MHD_NO;
    if (*upload_size > 0) {
        bool more = exchange_body(exchange, (struct text){upload, *upload_size});
        *upload_size = 0;
        return more ? MHD_YES : MHD_NO;
    }
    if (exchange->stage == STAGE_BODY)
        exchange_run(exchange);
    if (exchange->stage == STAGE_WAITING) {
        server_suspend(exchange);
        return MHD_YES;
    }
    return exchange->stage == STAGE_READY ? queue(exchange) : MHD_NO;
}

static void on_completed(void *context, struct MHD_Connection *connection, void **connection_context,
                         enum MHD_RequestTerminationCode code)
{
    struct server *server = context;
    struct peer *peer = peer_of(connection);
    *connection_context = NULL;
    (void)code;
    if (peer == NULL || peer->exchange == NULL)
        return;
    if (peer->exchange->close && exchange_has_body(peer->exchange))
        server_linger(server, peer->fd);
    peer->exchange = exchange_free(peer->exchange);
    if (server->draining)
        peer_shut(peer);
    else
        peer_due(peer, after(server, server->options->idle_ms));
}

/* Targets and headers are decoded by this service's own code, piece by piece. */
static size_t leave_escaped(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context;
    (void)connection;
    return strlen(text);
}

__attribute__((format(printf, 2, 0))) static void log_library(void *context, const char *format, va_list values)
{
    struct server *server = context;
    char line[512];
    if (server->options->log->level < LOG_DEBUG)
        return;
    int len = vsnprintf(line, sizeof(line), format, values);
    if (len < 0)
        return;
    log_write(server->options->log, LOG_DEBUG, "http library", LOG_FIELDS(log_text("detail", text_of(line))));
}

static void library_ready(struct source *source, uint32_t events)
{
    (void)events;
    ((struct server *)((char *)source - offsetof(struct server, source)))->due = true;
}

static uint64_t before_wait(struct loop_hook *hook)
{
    struct server *server = (struct server *)hook;
    if (server->due) {
        server->due = false;
        MHD_run(server->daemon);
    }
    MHD_UNSIGNED_LONG_LONG ms;
    if (MHD_get_timeout(server->daemon, &ms) != MHD_YES)
        return server->due ? 0 : LOOP_WAIT_ANY;
    if (ms == 0)
        server->due = true;
    return server->due ? 0 : (uint64_t)ms * 1000;
}

static struct MHD_Daemon *daemon_start(struct server *server, int listener)
{
    const struct server_options *options = server->options;
    /* The logger first, so that it has the words about the others. */
    return MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL, on_request,
                            server, MHD_OPTION_EXTERNAL_LOGGER, log_library, server, MHD_OPTION_LISTEN_SOCKET, listener,
                            MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_URI_LOG_CALLBACK, on_target,
                            server, MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_UNESCAPE_CALLBACK,
                            leave_escaped, NULL, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
                            MHD_OPTION_CONNECTION_LIMIT, options->connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
                            options->connections_per_address, MHD_OPTION_CONNECTION_TIMEOUT, 0U, MHD_OPTION_END);
}

enum err server_new(struct server **out, struct loop *loop, struct lanes *lanes, int listener,
                    const struct server_options *options)
{
    struct server *server = calloc(1, sizeof(*server));
    if (server == NULL) {
        close(listener);
        return ERR_INTERNAL;
    }
    *server = (struct server){
        .hook = {.before_wait = before_wait, .phase = LOOP_PHASE_ASK},
        .source = {.ready = library_ready, .fd = -1},
        .loop = loop,
        .lanes = lanes,
        .options = options,
        .gzip = gzip_new(),
    };
    server->daemon = server->gzip == NULL ? NULL : daemon_start(server, listener);
    if (server->daemon == NULL) {
        close(listener);
        gzip_free(server->gzip);
        free(server);
        return ERR_INTERNAL;
    }
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    if (loop_watch(loop, &server->source, info->epoll_fd, EPOLLIN) != ERR_NONE) {
        MHD_stop_daemon(server->daemon);
        gzip_free(server->gzip);
        free(server);
        return ERR_INTERNAL;
    }
    loop_hook_add(loop, &server->hook);
    *out = server;
    return ERR_NONE;
}

void server_drain(struct server *server)
{
    if (server->draining)
        return;
    /* Who has connected already is let in. */
    MHD_run(server->daemon);
    server->draining = true;
    int listener = MHD_quiesce_daemon(server->daemon);
    if (listener >= 0)
        close(listener);
    for (struct peer *peer = server->peers; peer != NULL; peer = peer->next) {
        if (peer->exchange == NULL)
            peer_shut(peer);
    }
}

unsigned server_busy(const struct server *server)
{
    return server->busy;
}

struct server *server_free(struct server *server)
{
    if (server == NULL)
        return NULL;
    server_drain(server);
    for (struct peer *peer = server->peers; peer != NULL; peer = peer->next) {
        if (peer->exchange != NULL && (peer->exchange->ticket != NULL || feed_waits(peer->exchange)))
            exchange_give_up(peer->exchange, ERR_SHUTTING_DOWN);
    }
    for (int round = 0; round < FAREWELL_ROUNDS; round++)
        MHD_run(server->daemon);
    server_linger_end(server);
    loop_unwatch(server->loop, &server->source);
    loop_hook_remove(server->loop, &server->hook);
    MHD_stop_daemon(server->daemon);
    gzip_free(server->gzip);
    free(server);
    return NULL;
}
