/*
 * What a handler sees of a request, and what it answers. No HTTP library, no libpq: a handler is a plain function that
 * a test calls with rows made by hand.
 *
 * The handler is called first with `rows` NULL. It either
 *   - fills `request->reply` and returns ERR_NONE: the answer is sent, or
 *   - fills `ask` (ask_begin) and returns ERR_NONE: it is called again with the rows, `request->step` one higher, or
 *   - returns an error: the problem is written for it (with `request->faults`), its reply is dropped. With
 *     ERR_PRECONDITION_FAILED the ETag that the reply would have had is told.
 * In a reply with `more` set it may do both: what is in the body is sent on as a piece of a stream, then it is called
 * again with the rows of what it asked. The stream ends when it asks for nothing. An error then aborts the connection.
 * A write asks on LANE_WRITE (claimd/sql.h). Where the database gave up a transaction because another stood in its way
 * (serialisation failure, deadlock), the handler is called again from its first step, `state` NULL and the reply empty.
 * `request->state` is the handler's own between its steps (in the arena). In a stream, what is taken from the arena
 * while a piece is made lasts until the next piece has been made; what was taken before the first lasts to the end.
 */
#ifndef CLAIMD_REQUEST_H
#define CLAIMD_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "claimd/arena.h"
#include "claimd/buf.h"
#include "claimd/err.h"
#include "claimd/fault.h"
#include "claimd/params.h"
#include "claimd/rows.h"
#include "claimd/sql.h"
#include "claimd/text.h"
#include "claimd/uuid.h"

enum method { METHOD_GET, METHOD_HEAD, METHOD_OPTIONS, METHOD_POST, METHOD_PUT, METHOD_PATCH, METHOD_DELETE };

enum media { MEDIA_JSON, MEDIA_PROBLEM, MEDIA_HTML, MEDIA_TEXT, MEDIA_NDJSON, MEDIA_CSV, MEDIA_COUNT };

/* application/json, application/merge-patch+json, application/x-ndjson, text/plain */
enum body_media { BODY_NONE, BODY_JSON, BODY_MERGE_PATCH, BODY_NDJSON, BODY_TEXT, BODY_MEDIA_COUNT };

/* What a key may do. Bits; a key with SCOPE_ADMIN may do all. docs/reference/keys.md */
enum scope {
    SCOPE_CLAIMS_WRITE = 1,
    SCOPE_SOURCES_WRITE = 2,
    SCOPE_MODERATE = 4,
    SCOPE_ADMIN = 8,
};

/* Who holds the key that came with a request. */
struct caller {
    char id[UUID_TEXT_SIZE]; /* of the key */
    struct text name;
    unsigned scopes; /* bits of enum scope */
};

/* A line of the request's head, as it was received. */
struct header_field {
    struct text name;
    struct text value;
    bool cut; /* something else was received between the text before and this one: a NUL, a bare LF, a line left out */
};

/* Steps of one request, the pieces of a stream aside. */
#define REQUEST_STEPS_MAX 12
#define REQUEST_ARENA_MAX (8U << 20)
#define REPLY_BODY_MAX    (64U << 20)

struct header {
    const char *name;  /* static */
    struct text value; /* in the arena or static */
};

#define REPLY_HEADERS_MAX 16

struct reply {
    int status;       /* 200 unless set */
    enum media media; /* of the body; what Accept chose among the route's, unless the handler sets another */
    struct buf body;
    bool more;               /* a stream: see above */
    bool immutable_body;     /* the same for every client until the next build: may be cached for long */
    struct text etag_prefix; /* the revision of a single record, or TEXT_NONE; the server adds the body's hash */
    struct header headers[REPLY_HEADERS_MAX];
    size_t header_count;
};

struct request {
    enum method method;
    struct text path;  /* decoded, as asked ("/v1/claims") */
    struct text query; /* raw, or TEXT_NONE */
    struct text base;  /* "/v1" or "", as asked: what links in the answer begin with */
    struct text id;    /* the captured `{id}` segment, decoded; TEXT_NONE where the route has none */
    const struct route *route;
    const struct header_field *headers;
    size_t header_count;
    struct text body; /* the whole of it, as long as the request; TEXT_NONE without */
    enum body_media body_media;
    const struct caller *caller; /* NULL: no key was given, which only a route without a scope sees */
    struct params params;
    struct faults faults;
    struct arena arena;
    struct text known_on; /* the last day of what is asked about, YYYY-MM-DD; TEXT_NONE: all that was ever said */
    bool known_undated;   /* with it: also what nobody knows the day of */
    struct text as_of;    /* the instant that the record is read at, as row_timestamp writes it; TEXT_NONE: now */
    unsigned step;
    void *state;
    struct reply reply;
    struct text problem; /* with an error: what its problem says in `detail`; TEXT_NONE: the error's own words */
};

typedef enum err handler_fn(struct request *request, const struct rows *rows, struct ask *ask);

/* All lines of that name, joined with ", "; TEXT_NONE without. In the arena when there are several. */
struct text request_header(struct request *request, struct text name);
/* May the caller do what needs one of `scopes`? */
bool request_may(const struct request *request, unsigned scopes);

/* `name` is static, `value` lives as long as the request. More than REPLY_HEADERS_MAX is a fault of the program. */
void reply_header(struct reply *reply, const char *name, struct text value);

#endif
