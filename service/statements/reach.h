/*
 * Whom a list is asked for: the actors behind `actor`, `claimant` and `party`, each with its side. The first parameter
 * says where the list is read, the others which of its rows to keep; so the first is the one that fewest claims reach.
 */
#ifndef CLAIMD_STATEMENT_REACH_H
#define CLAIMD_STATEMENT_REACH_H

#include "claimd/request.h"
#include "lookup/lookup.h"

struct reach_asked {
    const char *parameter;
    unsigned rank;     /* of the parameter, from 1 */
    struct text value; /* as the request has it */
    struct text id;
    struct text role; /* accused or claimant */
};

/* In the request's arena. */
struct reach {
    struct reach_asked *asked;
    size_t count;
    unsigned parameters;
    int64_t claims; /* that reach the actors of the first parameter */
    bool nothing;   /* a parameter that was given names nobody */
};

/* `path`: the parameter that the actor in the path stands for, or NULL. */
enum err reach_read(struct reach *reach, const char *path, struct request *request,
                    const struct lookup *lookup) CLAIMD_MUST_CHECK;

#endif
