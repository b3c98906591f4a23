/*
 * What stands around the rows of a page:
 *   {"data":[…],"page":{"limit","returned","next","prev"},"meta":{"count","count_is","resolved","warnings","licenses"}}
 * and the Link header (RFC 8288): next, prev, the other forms of the list (alternate), license with how to cite it.
 */
#ifndef CLAIMD_LISTING_ENVELOPE_H
#define CLAIMD_LISTING_ENVELOPE_H

#include "claimd/json_write.h"
#include "claimd/request.h"
#include "listing/include.h"
#include "lookup/lookup.h"
#include "search/search.h"

/* Different collections on one page that are told of; a page has at most 1,000 rows. */
#define ENVELOPE_LICENCES_MAX 1000

struct envelope_licence {
    struct text collection, licence, citation;
};

struct envelope {
    int64_t limit;
    size_t returned;
    struct text next, prev;          /* targets, or TEXT_NONE */
    int64_t count;                   /* -1: not known */
    bool exact;                      /* … and if known, whether it is exact */
    bool ran_out;                    /* it was to be exact */
    bool cut;                        /* more fit than were put in the order of relevance */
    const struct search *search;     /* or NULL */
    struct text as_of;               /* TEXT_NONE: now */
    struct text known_on;            /* TEXT_NONE: all that was ever said */
    const struct included *included; /* or NULL */
    struct envelope_licence *licences;
    size_t licence_count;
};

/* Notes a collection, once. */
enum err envelope_add_licence(struct envelope *envelope, const struct envelope_licence *licence,
                              struct arena *arena) CLAIMD_MUST_CHECK;
/* Notes the collections of rows `first` up to `end`, each once. */
enum err envelope_add_licences(struct envelope *envelope, const struct rows *rows, size_t first, size_t end,
                               struct arena *arena) CLAIMD_MUST_CHECK;
/* Behind the array of the rows, within the object that holds it. */
void envelope_write(const struct envelope *envelope, const struct lookup *lookup, struct json_writer *json);
/* "licenses" and their list */
void envelope_write_licences(const struct envelope *envelope, struct json_writer *json);
enum err envelope_link_header(const struct envelope *envelope, struct request *request) CLAIMD_MUST_CHECK;

#endif
