/* /sources and /sources/{id}. */
#ifndef CLAIMD_SOURCES_API_H
#define CLAIMD_SOURCES_API_H

#include "claimd/request.h"
#include "listing/include.h"

/* Query parameters of the list, to be named in its route beside those of listing/. Static. */
extern const struct param_spec sources_kind_param;
extern const struct param_spec sources_publisher_param;
extern const struct param_spec sources_sort_param;

/* Sources that other records name, for what routes can include. */
extern const struct include_from sources_included;

handler_fn sources_list;
handler_fn sources_get;
handler_fn sources_change;
handler_fn sources_moderate;

#endif
