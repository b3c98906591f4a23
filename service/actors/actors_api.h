/* /actors and /actors/{id}. */
#ifndef CLAIMD_ACTORS_API_H
#define CLAIMD_ACTORS_API_H

#include "claimd/request.h"
#include "listing/include.h"

/* Query parameters of the list, to be named in its route beside those of listing/. Static. */
extern const struct param_spec actors_kind_param;
extern const struct param_spec actors_merged_param;
extern const struct param_spec actors_country_param;
extern const struct param_spec actors_ambiguous_param;
extern const struct param_spec actors_sort_param;

/* Actors that other records name, for what routes can include. */
extern const struct include_from actors_included;

handler_fn actors_list;
handler_fn actors_get;
handler_fn actors_change;
handler_fn actors_moderate;

#endif
