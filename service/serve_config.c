#include <unistd.h>

#include "config.h"
#include "serve.h"

static bool endpoint_at(const struct endpoint *endpoint, struct listen_at *out)
{
    return listen_at(endpoint->host, endpoint->port, endpoint->is_unix, out);
}

enum err serve(const struct config *config)
{
    const struct log log = {.fd = STDERR_FILENO, .level = (enum log_level)config->log_level};
    struct serve_options options = serve_defaults();
    if (!endpoint_at(&config->listen, &options.listen) ||
        !endpoint_at(&config->private_listen, &options.private_listen))
        return ERR_INTERNAL;
    options.log = &log;
    options.loops = (unsigned)config->loops;
    options.grace_ms = (uint64_t)config->drain_deadline;

    struct lanes_options *lanes = &options.lanes;
    lanes->conninfo = config->database_url;
    lanes->links[LANE_FAST] = (unsigned)config->fast_connections;
    lanes->links[LANE_SLOW] = (unsigned)config->slow_connections;
    lanes->links[LANE_STREAM] = (unsigned)config->stream_connections;
    lanes->queue[LANE_FAST] = (unsigned)config->fast_queue;
    lanes->queue[LANE_SLOW] = (unsigned)config->slow_queue;
    lanes->queue[LANE_STREAM] = (unsigned)config->stream_queue;
    lanes->statement_ms[LANE_FAST] = (uint64_t)config->read_deadline;
    lanes->statement_ms[LANE_SLOW] = (uint64_t)config->search_deadline;

    struct server_options *server = &options.server;
    server->access_log = config->access_log != 0;
    server->connections = (unsigned)config->connections;
    server->connections_per_address = (unsigned)config->connections_per_address;
    server->header_ms = (uint64_t)config->header_deadline;
    server->deadline_ms[ROUTE_READ] = (uint64_t)config->read_deadline;
    server->deadline_ms[ROUTE_SEARCH] = (uint64_t)config->search_deadline;
    server->deadline_ms[ROUTE_WRITE] = (uint64_t)config->read_deadline;
    server->stream_ms = (uint64_t)config->stream_deadline;
    server->rate = (uint64_t)config->stream_rate;
    return serve_run(&options);
}
