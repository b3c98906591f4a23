/* How actors are asked of the database: the orders, the pages and the filters of actors/read. */
#ifndef CLAIMD_ACTORS_STORE_H
#define CLAIMD_ACTORS_STORE_H

#include "listing/listing.h"

/* For each choice of actors_sort_param. */
extern const struct sort actors_sorts[];
extern const struct page_terms actors_page_terms;
/* How they are searched, and the order of that. */
extern const struct search_terms actors_search;
extern const struct sort actors_ranked;

enum err actors_filter(struct request *request, const struct lookup *lookup, struct ask *ask,
                       struct listing_filters *out) CLAIMD_MUST_CHECK;

#endif
