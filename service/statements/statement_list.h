/* What lists of claims, counter-claims and endorsements have in common: their filters, their orders, their pages. */
#ifndef CLAIMD_STATEMENT_LIST_H
#define CLAIMD_STATEMENT_LIST_H

#include "listing/listing.h"
#include "statements_read_sql.h"

/* For each choice of statement_sort_param. */
extern const struct sort statement_sorts[];
/* Of statements/read, for struct listing. */
extern const struct page_terms statement_page_terms;
extern const struct sort statement_ranked;
/* How they are searched: `kind` is "claim", "counter_claim", "endorsement". */
#define STATEMENT_SEARCH(of)                                                                                           \
    {                                                                                                                  \
        .kind = (of), .searched = STATEMENTS_READ_T_SEARCHED, .common = STATEMENTS_READ_T_COMMON,                      \
        .recent = STATEMENTS_READ_T_RECENT, .plain = STATEMENTS_READ_T_PLAIN,                                          \
        .highlighted = STATEMENTS_READ_T_HIGHLIGHT, .query = STATEMENTS_READ_P_QUERY,                                  \
        .recent_query = STATEMENTS_READ_P_RECENT, .marks = STATEMENTS_READ_P_MARKS,                                    \
    }
/*
 * For struct listing. What remains quick reads a stretch of an index: a list as such, or for actors, with one status,
 * between dates of its own, or the answers to a claim.
 */
#define STATEMENT_SLOW_TAGS                                                                                            \
    (STATEMENTS_READ_T_INCIDENT | STATEMENTS_READ_T_OTHERS | STATEMENTS_READ_T_ANSWERER | STATEMENTS_READ_T_STATUS |   \
     STATEMENTS_READ_T_SPOKEN_BY | STATEMENTS_READ_T_SOURCE | STATEMENTS_READ_T_COLLECTION |                           \
     STATEMENTS_READ_T_MISSING | STATEMENTS_READ_T_PRESENT | STATEMENTS_READ_T_VICTIM_COUNTRY |                        \
     STATEMENTS_READ_T_SECTOR | STATEMENTS_READ_T_PUBLISHED_DATES | STATEMENTS_READ_T_INCIDENT_DATES |                 \
     STATEMENTS_READ_T_RECORDED_DATES | STATEMENTS_READ_T_CONFIDENCE | STATEMENTS_READ_T_BASIS |                       \
     STATEMENTS_READ_T_RESPONSIBILITY | STATEMENTS_READ_T_LANGUAGE | STATEMENTS_READ_T_STANCE |                        \
     STATEMENTS_READ_T_SEARCHED)

/*
 * For struct listing: of what is filtered by one of these hardly anything may fit, and nothing tells before. (What fits
 * a source or an incident is counted.)
 */
#define STATEMENT_NARROWS (STATEMENTS_READ_T_BASIS | STATEMENTS_READ_T_CONFIDENCE | STATEMENTS_READ_T_RESPONSIBILITY)

/* Leaves a struct reach in `out->room` where actor, claimant or party was asked for, else NULL. */
enum err statement_filter(struct request *request, const struct lookup *lookup, struct ask *ask,
                          struct listing_filters *out) CLAIMD_MUST_CHECK;
/* The same with the actor that the path names in the place of a parameter: "actor", "claimant" or "party". */
enum err statement_filter_as(const char *path, struct request *request, const struct lookup *lookup, struct ask *ask,
                             struct listing_filters *out) CLAIMD_MUST_CHECK;
/*
 * After `statement_filter`, with its shape and filters: how many live claims the actors, sources and incidents that
 * were asked for have, whichever have fewest; INT64_MAX where none were. At most so many live ones fit.
 */
int64_t statement_bound(const struct lookup *lookup, const struct ask *ask, const struct listing_filters *filtered);
/* Binds the id that the path names. */
enum err statement_filter_path(uint64_t tag, size_t param, struct request *request, const struct lookup *lookup,
                               struct ask *ask) CLAIMD_MUST_CHECK;

#endif
