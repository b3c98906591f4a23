/* How incidents are asked of the database: the orders, the pages and the filters of incidents/read. */
#ifndef CLAIMD_INCIDENTS_STORE_H
#define CLAIMD_INCIDENTS_STORE_H

#include "listing/listing.h"

/* For each choice of incidents_sort_param. */
extern const struct sort incidents_sorts[];
extern const struct page_terms incidents_page_terms;
/* How they are searched, and the order of that. */
extern const struct search_terms incidents_search;
extern const struct sort incidents_ranked;

enum err incidents_filter(struct request *request, const struct lookup *lookup, struct ask *ask,
                          struct listing_filters *out) CLAIMD_MUST_CHECK;

#endif
