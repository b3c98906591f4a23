/*
 * One request and its answer, from the request line to the last byte: what is between the HTTP library (server*.c) and
 * the handlers. Knows no HTTP library.
 */
#ifndef CLAIMD_HTTP_EXCHANGE_H
#define CLAIMD_HTTP_EXCHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "claimd/request.h"
#include "db/lane.h"
#include "http/guard.h"
#include "http/server.h"

struct MHD_Connection;
struct MHD_Response;
struct peer;
struct gzip;

#define REQUEST_ID_SIZE 23 /* 128 random bits as base64url and a NUL */
/* A body that nobody asked for is read and dropped up to here, so that the connection can be used on. */
#define EXCHANGE_BODY_MAX 65536

enum exchange_stage {
    STAGE_HEAD,    /* the headers are not complete */
    STAGE_BODY,    /* the request's body is on its way */
    STAGE_WAITING, /* the handler has asked; the connection is suspended */
    STAGE_READY,   /* `response` is made and not yet queued */
    STAGE_SENDING, /* the library sends it */
    STAGE_PIECE,   /* a stream's next piece is asked for; the connection is suspended */
};

struct exchange {
    struct request request; /* first */
    struct ask ask;
    struct server *server;
    struct peer *peer;
    struct MHD_Connection *connection;
    enum exchange_stage stage;

    /* As received */
    struct text method; /* the library's, as long as the request */
    struct text target;
    bool target_too_long;
    const char *target_at; /* where the library has it, for the guard */
    size_t target_len;
    const char *line_end; /* of the last text that the library gave */
    struct header_field headers[GUARD_HEADER_MAX];
    size_t header_count;
    bool more_headers;
    struct guard_passed head;
    uint64_t body_len;

    /* What is under way in the database */
    struct lane_ticket *ticket;
    struct lane_session session;

    /* The answer */
    unsigned status;
    struct MHD_Response *response;
    bool gzip;
    bool close; /* the connection, after this answer */

    /* A stream */
    struct gzip *gzip_stream; /* its own, when it is compressed */
    struct arena before;      /* the request's, up to the first piece */
    struct arena previous;    /* that of the piece before */
    struct buf piece;         /* what the library is to take, taken up to `taken` */
    size_t taken;
    bool streaming;
    bool last;   /* no piece follows */
    bool broken; /* the connection must be broken off */

    uint64_t started;         /* microseconds */
    uint64_t sent;            /* bytes of body given to the library */
    uint64_t window_sent;     /* of them, when the window of the rate began */
    char id[REQUEST_ID_SIZE]; /* "" until exchange_id */
};

/* Ready for the request line. NULL without memory. */
struct exchange *exchange_new(struct server *server, struct peer *peer, struct MHD_Connection *connection);
/* Leaves no trace: what it has asked for is cancelled, its session ends. Returns NULL. */
struct exchange *exchange_free(struct exchange *exchange);

/*
 * The headers are complete. True: its answer is ready at once and the connection closes after it (the request is
 * refused by the guard or too large). False: go on with the body.
 */
bool exchange_head(struct exchange *exchange, const struct guard_head *head);
/* `len` bytes of body came. False: too many, break the connection off. */
bool exchange_body(struct exchange *exchange, size_t len) CLAIMD_MUST_CHECK;
/* The request is complete. Afterwards STAGE_READY, or STAGE_WAITING: suspend the connection. */
void exchange_run(struct exchange *exchange);
/* A stream's piece is used up: asks for the next. Afterwards STAGE_PIECE: suspend the connection; or `last`, or
 * `broken`. */
void exchange_next_piece(struct exchange *exchange);
/* It waits for the database and must no longer. The connection is resumed. */
void exchange_give_up(struct exchange *exchange, enum err err);
/* Its client has gone while it waited for the database. What was asked is dropped, the connection resumed and broken
 * off. */
void exchange_leave(struct exchange *exchange);
/* The request's id, made when it is first needed. */
struct text exchange_id(struct exchange *exchange);

#endif
