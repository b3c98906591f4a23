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
#include "keys/key.h"

struct MHD_Connection;
struct MHD_Response;
struct peer;
struct gzip;

#define REQUEST_ID_SIZE 23 /* 128 random bits as base64url and a NUL */
/* A body that nobody asked for is read and dropped up to here, so that the connection can be used on. */
#define EXCHANGE_BODY_MAX 65536

enum exchange_stage {
    STAGE_HEAD,     /* the headers are not complete */
    STAGE_KEY,      /* its key is looked up; the connection is suspended, and the headers are seen again */
    STAGE_ADMITTED, /* the headers were found good */
    STAGE_BODY,     /* the request's body is on its way */
    STAGE_WAITING,  /* the handler has asked; the connection is suspended */
    STAGE_READY,    /* `response` is made and not yet queued */
    STAGE_SENDING,  /* the library sends it */
    STAGE_PIECE,    /* a stream's next piece is asked for; the connection is suspended */
};

/* A body on its way to an upload. */
struct feed {
    struct upload to;     /* `state` NULL: there is none */
    struct source full;   /* watched while the upload takes no more */
    struct source done;   /* watched until there is an answer */
    bool answered;        /* there is: what still comes is dropped */
    bool paused;          /* the connection is suspended while the body is on its way */
    uint64_t window_body; /* bytes that had come when the client's pace was looked at last */
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
    uint64_t body_max;
    bool body_kept; /* it is the handler's, else it is dropped */
    struct buf body;
    struct feed feed;

    /* What the headers led to */
    struct key key;
    struct caller caller;
    enum err refused;      /* told when the body has been read and dropped */
    const char *challenge; /* WWW-Authenticate; static or in the arena */

    /* What is under way in the database */
    struct lane_ticket *ticket;
    struct lane_session session;
    unsigned restarts;
    size_t faults_at_first;
    enum media media_at_first;

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
    bool piece_made; /* since the handler was called last */
    bool last;       /* no piece follows */
    bool broken;     /* the connection must be broken off */

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
 * The headers are complete. Afterwards STAGE_READY: it is answered at once and the connection closes after it;
 * STAGE_KEY: suspend the connection; or STAGE_ADMITTED: go on with the body.
 */
void exchange_head(struct exchange *exchange, const struct guard_head *head);
/* Body came. False: it is too much and the connection must be broken off; what there is to say has been said. */
bool exchange_body(struct exchange *exchange, struct text piece) CLAIMD_MUST_CHECK;
/* The request is complete. Afterwards STAGE_READY, or STAGE_WAITING: suspend the connection. */
void exchange_run(struct exchange *exchange);
/* A stream's piece is used up: asks for the next. Afterwards STAGE_PIECE: suspend the connection; or `last`, or
 * `broken`. */
void exchange_next_piece(struct exchange *exchange);
/*
 * It waits for the database and must no longer. The connection is resumed. A write whose commit is under way goes on;
 * then what is said is ERR_OUTCOME_UNKNOWN.
 */
void exchange_give_up(struct exchange *exchange, enum err err);
/* Its client has gone while it waited for the database. What was asked is dropped, the connection resumed and broken
 * off. */
void exchange_leave(struct exchange *exchange);
/* Asks the database; `done` is called with the rows, never at once. */
enum err exchange_ask(struct exchange *exchange, lane_done_fn *done) CLAIMD_MUST_CHECK;
/* Could the request have a body? */
bool exchange_has_body(const struct exchange *exchange);
/* The request's id, made when it is first needed. */
struct text exchange_id(struct exchange *exchange);

#endif
