/*
 * The names in a request's parameters, from the first step to where they are known: one statement, and a second for
 * suggestions where one names nothing; and one for the words that are searched for. Used by every handler that has
 * filters.
 */
#ifndef CLAIMD_LISTING_NAMES_H
#define CLAIMD_LISTING_NAMES_H

#include <stdbool.h>

#include "claimd/request.h"
#include "lookup/lookup.h"
#include "search/search.h"

struct names {
    struct lookup lookup;
    struct search search;
    const char *kind;
    bool suggesting, searching;
    bool known; /* every name is looked up, and every fault reported: go on */
};

/*
 * `path` as for lookup_init, `kind` as in struct search_terms, NULL where nothing can be searched for. Afterwards
 * `known`, or something is asked.
 */
enum err names_begin(struct names *names, enum lookup_kind path, const char *kind, struct request *request,
                     struct ask *ask) CLAIMD_MUST_CHECK;
/*
 * Takes the rows of what was asked. Afterwards `known`, or something is asked again. ERR_INVALID_PARAMETERS: the
 * request has faults, of names or others. ERR_NOT_FOUND: the path names nothing.
 */
enum err names_take(struct names *names, struct request *request, const struct rows *rows,
                    struct ask *ask) CLAIMD_MUST_CHECK;

#endif
