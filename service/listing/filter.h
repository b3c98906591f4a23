/* Filters of a list that are a set of values: which parameter, which tag and value of the statement. */
#ifndef CLAIMD_LISTING_FILTER_H
#define CLAIMD_LISTING_FILTER_H

#include <stddef.h>
#include <stdint.h>

#include "claimd/request.h"
#include "lookup/lookup.h"

enum filter_kind {
    FILTER_IDS,       /* PARAM_REFERENCE: ids that its names were looked up to */
    FILTER_SLUGS,     /* … their slugs */
    FILTER_COUNTRIES, /* PARAM_REFERENCE: ISO codes that they were looked up to */
    FILTER_CHOICES,   /* PARAM_CHOICE */
    FILTER_WORDS,     /* PARAM_WORDS, PARAM_LANGUAGE: the values as they are */
};

struct filter {
    const char *parameter;
    enum filter_kind kind;
    uint64_t tag;
    size_t param; /* takes an array */
};

/* The parameter of that name if the route has it and it was given, else NULL. */
const struct param *filter_param(const struct request *request, const char *name);

/* Where the parameter is given: the tag of the rows of which it is true, or of the others. */
void filter_either(const struct request *request, const char *name, uint64_t yes, uint64_t no, struct ask *ask);

/*
 * For each filter whose parameter is given: its tag and its array. `*nothing` is set (else left) where a name that was
 * given leads to no record, so that no row can fit.
 */
enum err filters_ask(const struct filter *filters, size_t count, struct request *request, const struct lookup *lookup,
                     struct ask *ask, bool *nothing) CLAIMD_MUST_CHECK;

#endif
