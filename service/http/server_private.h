/* What the files of the server share. */
#ifndef CLAIMD_HTTP_SERVER_PRIVATE_H
#define CLAIMD_HTTP_SERVER_PRIVATE_H

#include "http/exchange.h"
#include "http/gzip.h"
#include "http/server.h"

struct MHD_Daemon;
struct lingering;
struct sockaddr;

/* One connection. Its timer fires at `due` or before, and then looks: most deadlines only move away. */
struct peer {
    struct timer timer;
    struct server *server;
    struct exchange *exchange; /* of the request under way, or NULL */
    struct source leaves;      /* watched while a slow statement is waited for */
    int fd;
    uint64_t due;
    struct peer *next;
    struct peer *prev;
};

struct server {
    struct loop_hook hook; /* first */
    struct source source;  /* the library's own epoll set */
    struct loop *loop;
    struct lanes *lanes;
    const struct server_options *options;
    struct MHD_Daemon *daemon;
    struct gzip *gzip;
    struct peer *peers;
    struct lingering *lingers;
    unsigned busy;
    bool due;      /* the library has something to do now */
    bool draining; /* no new requests */
};

/* server.c */
/* The connection goes on with what the exchange now has. */
void server_resume(struct exchange *exchange);
/* The connection waits for the database. In the library's callbacks only. */
void server_suspend(struct exchange *exchange);
/* Milliseconds from now in which the exchange must come to its next stage. */
void server_deadline(struct exchange *exchange, uint64_t ms);

/* Who is connected, or NULL. */
const struct sockaddr *server_client(const struct exchange *exchange);
/* STAGE_SENDING: from now on the client's pace is watched. */
void server_sends(struct exchange *exchange);

/* server_reply.c */
void server_drop_response(struct exchange *exchange);
bool server_takes_gzip(struct exchange *exchange);

/* server_cut.c */
/*
 * A connection is about to be closed whose client may still send: to close it at once would let the kernel throw away
 * the answer on its way. Its descriptor is kept for a while, and what comes is dropped.
 */
void server_linger(struct server *server, int connection);
void server_linger_end(struct server *server);

/* server_peer.c */
struct peer *peer_new(struct server *server, int fd);
void peer_free(struct peer *peer);
/* The connection is closed at `due` unless that is moved. */
void peer_due(struct peer *peer, uint64_t due);
/*
 * While a connection is suspended the library does not see its client leave. Nobody should run a slow statement for one
 * who has; for quick ones the look is not worth its price.
 */
void peer_watch(struct peer *peer);
void peer_unwatch(struct peer *peer);
/* Closes it: the library sees the end of its socket. */
void peer_shut(struct peer *peer);

#endif
