/* The running service: its loops, its listeners, its end. */
#ifndef CLAIMD_SERVE_H
#define CLAIMD_SERVE_H

#include <stdbool.h>
#include <stdint.h>

#include "claimd/err.h"
#include "claimd/route.h"
#include "db/lane.h"
#include "http/server.h"
#include "loop/listen.h"

struct serve_options {
    struct listen_at listen;         /* every loop has a socket there */
    struct listen_at private_listen; /* loop 0 alone; `size` 0 = none */
    unsigned loops;                  /* 0 = one for each core */
    uint64_t grace_ms;               /* for what runs when a signal asks to stop */
    bool allow_unsafe_database;      /* serve one whose settings may lose what was acknowledged */
    bool check_migrations;           /* refuse a database that is not what this program is for */
    const struct route_table *routes;
    const struct route_table *private_routes;
    struct lanes_options lanes; /* of one loop, but for the slow, stream and write connections: of the whole service */
    struct server_options server; /* `connections…` of the whole service: a loop has its share. `routes` is ignored */
    const struct log *log;
};

/* What a service has that says nothing else; `lanes.conninfo`, `log` and the addresses are left empty. */
struct serve_options serve_defaults(void);

/*
 * Serves until SIGTERM or SIGINT. Called once, in the first thread, before any other is made. ERR_UNAVAILABLE: the
 * database's migrations are not this program's, or its settings are not safe. ERR_INTERNAL: a listener, a thread or
 * memory was not to be had. The log has the rest. A database that cannot be reached is no failure: what needs it is
 * answered with 503 until it can be.
 */
enum err serve_run(const struct serve_options *options) CLAIMD_MUST_CHECK;

struct config;
/* The same with the routes of the API, as the settings say; logs to stderr. */
enum err serve(const struct config *config) CLAIMD_MUST_CHECK;

#endif
