#include <unistd.h>

#include "config.h"
#include "import/imports.h"
#include "serve.h"

static bool endpoint_at(const struct endpoint *endpoint, struct listen_at *out)
{
    return listen_at(endpoint->host, endpoint->port, endpoint->is_unix, out);
}

#define LIST_MAX 64

/* Both were checked when the settings were read. */
static size_t networks(const char *list, struct network out[LIST_MAX])
{
    size_t count = 0;
    struct text rest = text_of(list);
    for (struct text part; count < LIST_MAX && text_split(&rest, ',', &part);)
        count += network_parse(text_trim(part), &out[count]);
    return count;
}

static size_t origins(const char *list, struct text out[LIST_MAX])
{
    size_t count = 0;
    struct text rest = text_of(list);
    for (struct text part; count < LIST_MAX && text_split(&rest, ',', &part);)
        out[count++] = text_trim(part);
    return count;
}

enum err serve(const struct config *config)
{
    struct network proxies[LIST_MAX];
    struct text pages[LIST_MAX];
    const struct log log = {.fd = STDERR_FILENO, .level = (enum log_level)config->log_level};
    struct serve_options options = serve_defaults();
    if (!endpoint_at(&config->listen, &options.listen) ||
        !endpoint_at(&config->private_listen, &options.private_listen))
        return ERR_INTERNAL;
    options.log = &log;
    options.loops = (unsigned)config->loops;
    options.grace_ms = (uint64_t)config->drain_deadline;
    options.allow_unsafe_database = config->allow_unsafe_database != 0;

    struct lanes_options *lanes = &options.lanes;
    lanes->conninfo = config->database_url;
    lanes->links[LANE_FAST] = (unsigned)config->fast_connections;
    lanes->links[LANE_SLOW] = (unsigned)config->slow_connections;
    lanes->links[LANE_STREAM] = (unsigned)config->stream_connections;
    lanes->links[LANE_WRITE] = (unsigned)config->write_connections;
    lanes->queue[LANE_FAST] = (unsigned)config->fast_queue;
    lanes->queue[LANE_SLOW] = (unsigned)config->slow_queue;
    lanes->queue[LANE_STREAM] = (unsigned)config->stream_queue;
    lanes->queue[LANE_WRITE] = (unsigned)config->write_queue;
    lanes->statement_ms[LANE_FAST] = (uint64_t)config->read_deadline;
    lanes->statement_ms[LANE_SLOW] = (uint64_t)config->search_deadline;
    lanes->statement_ms[LANE_WRITE] = (uint64_t)config->write_deadline;

    struct server_options *server = &options.server;
    server->access_log = config->access_log != 0;
    server->connections = (unsigned)config->connections;
    server->connections_per_address = (unsigned)config->connections_per_address;
    server->header_ms = (uint64_t)config->header_deadline;
    server->deadline_ms[ROUTE_READ] = (uint64_t)config->read_deadline;
    server->deadline_ms[ROUTE_SEARCH] = (uint64_t)config->search_deadline;
    server->deadline_ms[ROUTE_WRITE] = (uint64_t)config->write_deadline;
    server->read_auth = config->read_auth == CONFIG_READ_AUTH_REQUIRED;
    server->proxies = proxies;
    server->proxy_count = networks(config->trusted_proxies, proxies);
    server->origins = pages;
    server->origin_count = origins(config->write_origins, pages);
    server->stream_ms = (uint64_t)config->stream_deadline;
    server->rate = (uint64_t)config->stream_rate;

    struct imports *imports = imports_new(&(struct imports_options){.url = config->database_url,
                                                                    .at_once = (unsigned)config->imports,
                                                                    .statement_ms = config->stream_deadline,
                                                                    .log = &log});
    if (!imports)
        return ERR_INTERNAL;
    const struct upload_host uploads = imports_host(imports);
    server->uploads = &uploads;
    enum err err = serve_run(&options);
    imports_free(imports);
    return err;
}
