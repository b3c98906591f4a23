/* /actors and /actors/{id}. */
#ifndef CLAIMD_ACTORS_API_H
#define CLAIMD_ACTORS_API_H

#include "claimd/request.h"

/* Query parameters of the list, to be named in its route beside those of listing/. Static. */
extern const struct param_spec actors_kind_param;
extern const struct param_spec actors_country_param;
extern const struct param_spec actors_sort_param;

handler_fn actors_list;
handler_fn actors_get;
handler_fn actors_change;
handler_fn actors_moderate;

#endif
