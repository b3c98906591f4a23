/*
 * Names to records: what the values of a request's reference parameters stand for, all of them by one statement, and a
 * second one with suggestions for those that stand for nothing.
 *
 * A value is tried whole first and then, split at commas, in parts. The first tier that has any record decides (id,
 * slug, ISO code, name, demonym); several of one tier are a union.
 *
 *   lookup_init            reads the request; `count` is 0 where it names nothing
 *   lookup_ask             asks for all of them
 *   lookup_take            takes the rows
 *   lookup_has_unknown     … then perhaps lookup_ask_suggestions and lookup_take_suggestions
 *   lookup_report          puts what is unknown into the request's faults
 *
 * Everything lies in the request's arena.
 */
#ifndef CLAIMD_LOOKUP_H
#define CLAIMD_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "claimd/json_write.h"
#include "claimd/request.h"

enum lookup_kind {
    LOOKUP_NONE,
    LOOKUP_ACTOR,
    LOOKUP_COUNTRY, /* a state, for its ISO 3166-1 code */
    LOOKUP_INCIDENT,
    LOOKUP_SOURCE,
    LOOKUP_COLLECTION,
    LOOKUP_SECTOR, /* no record: a word that incidents have, with the id of nobody */
    LOOKUP_CLAIM,
    LOOKUP_STATEMENT, /* a claim or a counter-claim */
};

struct lookup_match {
    struct text id;
    struct text slug, name, kind, country; /* TEXT_NONE where the record has none */
    int64_t claims_against, claims_by;     /* of an actor: live claims that reach it on either
                                              side; of an incident or a source the first: those about it, or that cite it */
    struct text merged_from;               /* slug of the actor that was meant, where this one stands for it */
    struct text *aliases;                  /* ids of the actors that were merged into this one */
    size_t alias_count;
};

/* A value, or one of its parts. */
struct lookup_value {
    const struct param *param; /* NULL: the path's {id} */
    enum lookup_kind kind;
    struct text text;
    size_t part_of; /* index of the whole value; its own where it is one */
    bool settled;   /* not looked at any more: the whole names something, or its parts are tried instead */
    struct text tier;
    struct lookup_match *matches;
    size_t count;
    const struct text *suggestions;
    size_t suggestion_count;
};

struct lookup {
    struct lookup_value *values;
    size_t count;
};

/*
 * `path`: what the route's {id} names, LOOKUP_NONE where nothing is to be looked up. A path is an address and no
 * search: an id, a key or the very slug.
 */
enum err lookup_init(struct lookup *lookup, enum lookup_kind path, struct request *request) CLAIMD_MUST_CHECK;
enum err lookup_ask(const struct lookup *lookup, struct request *request, struct ask *ask) CLAIMD_MUST_CHECK;
enum err lookup_take(struct lookup *lookup, struct request *request, const struct rows *rows) CLAIMD_MUST_CHECK;

/* Of the parameters; the path's {id} apart. */
bool lookup_has_unknown(const struct lookup *lookup);
bool lookup_path_unknown(const struct lookup *lookup);
enum err lookup_ask_suggestions(const struct lookup *lookup, struct request *request,
                                struct ask *ask) CLAIMD_MUST_CHECK;
enum err lookup_take_suggestions(struct lookup *lookup, struct request *request,
                                 const struct rows *rows) CLAIMD_MUST_CHECK;
enum err lookup_report(const struct lookup *lookup, struct request *request) CLAIMD_MUST_CHECK;

/*
 * Goes through the values that count for a parameter (NULL: the path): the whole ones that name something, else their
 * parts. `*at` begins at 0. False at the end.
 */
bool lookup_next(const struct lookup *lookup, const char *parameter, size_t *at, const struct lookup_value **out);
/* Ids of all that a parameter names, and of what was merged into it, each once. NULL only without memory. */
struct text *lookup_ids(const struct lookup *lookup, const char *parameter, struct arena *arena, size_t *count);
/* Their slugs. */
struct text *lookup_slugs(const struct lookup *lookup, const char *parameter, struct arena *arena, size_t *count);
/* Their country codes. */
struct text *lookup_countries(const struct lookup *lookup, const char *parameter, struct arena *arena, size_t *count);

/* The elements of `meta.resolved` (values ambiguous, or of a merged actor) and, for `on_unknown=empty`, of
 * `meta.warnings`. */
void lookup_write_resolved(const struct lookup *lookup, struct json_writer *json);
void lookup_write_warnings(const struct lookup *lookup, struct json_writer *json);

#endif
