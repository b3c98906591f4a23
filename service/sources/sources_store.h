/* How sources are asked of the database: the orders, the pages and the filters of sources/read. */
#ifndef CLAIMD_SOURCES_STORE_H
#define CLAIMD_SOURCES_STORE_H

#include "listing/listing.h"

/* For each choice of sources_sort_param. */
extern const struct sort sources_sorts[];
extern const struct page_terms sources_page_terms;
/* How they are searched, and the order of that. */
extern const struct search_terms sources_search;
extern const struct sort sources_ranked;

enum err sources_filter(struct request *request, const struct lookup *lookup, struct ask *ask,
                        struct listing_filters *out) CLAIMD_MUST_CHECK;

#endif
