/*
 * The HTTP server of one loop: connections, requests, replies, streams, deadlines. What a request means is the route
 * table's affair.
 *
 * Everything belongs to the thread of the loop.
 */
#ifndef CLAIMD_HTTP_SERVER_H
#define CLAIMD_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/network.h"
#include "claimd/err.h"
#include "claimd/log.h"
#include "claimd/route.h"
#include "claimd/upload.h"
#include "db/lane.h"
#include "loop/loop.h"

struct server;

struct server_options {
    const struct route_table *routes;
    const struct upload_host *uploads; /* for routes that ask for it; NULL: none */
    const struct log *log;
    bool access_log;
    unsigned connections;             /* at most, on this loop */
    unsigned connections_per_address; /* 0 = no limit, e.g. behind a proxy */
    uint64_t header_ms;               /* from the connection, or the request line, to the end of the headers */
    uint64_t idle_ms;                 /* between two requests */
    uint64_t body_ms;                 /* from the end of the headers to that of the body */
    uint64_t deadline_ms[4]; /* by enum route_class: until the reply, or a stream's first piece and each later one */
    uint64_t stream_ms;      /* a whole stream */
    uint64_t rate;           /* bytes a second that a client must take at least, over windows of `rate_ms` */
    uint64_t rate_ms;
    int retry_after_s;             /* what 503 says */
    bool read_auth;                /* reads need a key too, of any scope */
    const struct network *proxies; /* that are trusted to say by which scheme they were asked */
    size_t proxy_count;
    const struct text *origins; /* whose pages may write with a browser: "https://editor.example" */
    size_t origin_count;
};

/* What a service has that says nothing else; `routes` and `log` are left empty. */
struct server_options server_defaults(void);

/*
 * Takes over `listener`, a listening socket that does not block (closed in any case). `lanes` may be NULL where no
 * route asks. `options` and what it points at, `loop` and `lanes` outlive it.
 */
enum err server_new(struct server **out, struct loop *loop, struct lanes *lanes, int listener,
                    const struct server_options *options) CLAIMD_MUST_CHECK;
/* Accepts no more, closes idle connections, lets what runs come to its end. */
void server_drain(struct server *server);
/* Requests under way. */
unsigned server_busy(const struct server *server);
/* Answers what still waits with 503, breaks streams off, closes all. Only outside its callbacks. Returns NULL. */
struct server *server_free(struct server *server);

#endif
