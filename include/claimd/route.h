/*
 * The whole API in one table (service/routes.c). From it come dispatch, 404, 405 and Allow, HEAD, OPTIONS, the check of
 * parameters, and the test against the OpenAPI description.
 */
#ifndef CLAIMD_ROUTE_H
#define CLAIMD_ROUTE_H

#include "claimd/params.h"
#include "claimd/request.h"

/* listing/include.h */
struct includes;

/* What a route's time and cost are reckoned by. */
enum route_class { ROUTE_READ, ROUTE_SEARCH, ROUTE_STREAM, ROUTE_WRITE };

#define ROUTE_BODY_MAX (1U << 20)

struct route {
    const char *path; /* without /v1: "/claims/{id}/counter-claims"; at most one {id}. Another name in braces stands for
                         any segment, which the handler reads in `request->path` */
    enum method method; /* METHOD_GET stands for HEAD too; OPTIONS is derived */
    handler_fn *handler;
    const struct param_spec *const *params; /* NULL where none */
    size_t param_count;
    enum route_class class;
    const struct includes *includes; /* what `include` can name; NULL: the route has no such parameter */
    /*
     * Called even where params_parse found faults, which are in `request->faults` then: it looks its names up, adds
     * what it finds and returns ERR_INVALID_PARAMETERS, so that one answer has all faults.
     */
    bool adds_faults;
    /* What it can answer with, its favourite first; NULL: JSON alone. Accept chooses, and 406 lists them. */
    const enum media *media;
    size_t media_count;
    /*
     * Each of its media but the favourite has a row of its own, at the same path with a suffix (".csv"), whose
     * parameters and whose handler count where Accept chooses it.
     */
    bool suffixed;
    /* Bits of enum scope, of which the caller's key must have one; 0: open to all. Checked before the body is read. */
    unsigned scope;
    /* Media types of the body that it takes; NULL: no body, one that comes is dropped. 415 and Accept-Post come from
     * it.
     */
    const enum body_media *takes;
    size_t takes_count;
    size_t body_max; /* bytes; 0: ROUTE_BODY_MAX. More is 413, before it is read where its length is told */
    bool open;       /* to all, even where reads need a key (CLAIMD_READ_AUTH): what explains the rest */
    bool upload;     /* the body goes to the service's upload host as it comes; `handler` is for where there is none */
    bool body_optional;  /* without a body it is called with request->body TEXT_NONE; else that is 400 */
    bool ignores_accept; /* gives its favourite whatever Accept says: its path ends in a suffix, or machines ask it */
    bool unversioned;    /* only without /v1: /openapi.json, /problems/{id} */
};

struct route_table {
    const struct route *routes;
    size_t count;
};

/* The public API. Static. */
extern const struct route_table claimd_routes;
/* The private listener: /livez, /readyz, /version. Static. */
extern const struct route_table claimd_private_routes;

enum route_match { ROUTE_FOUND, ROUTE_NO_PATH, ROUTE_NO_METHOD };

/*
 * Finds the row for `method` and the raw (undecoded) path. ROUTE_FOUND: `*route`, and the raw `{id}` segment in `*id`;
 * HEAD finds GET's row. ROUTE_NO_METHOD: `*route` is some row of that path; so it is for OPTIONS, which has no rows.
 * `*versioned` tells whether the path began with /v1. A path without {id} goes before one with it. ROUTE_NO_PATH leaves
 * the out-parameters as they were.
 */
enum route_match route_find(const struct route_table *table, enum method method, struct text path,
                            const struct route **route, struct text *id, bool *versioned) CLAIMD_MUST_CHECK;
/* "csv" for MEDIA_CSV; NULL for a media that no path ends in. Static. */
const char *route_suffix(enum media media);
/* The row of a `suffixed` route for one of its media: itself for its favourite. */
const struct route *route_variant(const struct route_table *table, const struct route *route, enum media media);
/* "GET, HEAD, OPTIONS" for the path of `route`, into the arena. */
struct text route_allow(const struct route_table *table, const struct route *route, struct arena *arena);

#endif
