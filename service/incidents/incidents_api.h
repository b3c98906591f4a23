/* /incidents and /incidents/{id}. */
#ifndef CLAIMD_INCIDENTS_API_H
#define CLAIMD_INCIDENTS_API_H

#include "claimd/request.h"
#include "listing/include.h"

/* Query parameters of the list, to be named in its route beside those of listing/. Static. */
extern const struct param_spec incidents_sort_param;

/* Incidents that other records name, for what routes can include. */
extern const struct include_from incidents_included;

handler_fn incidents_list;
handler_fn incidents_get;
handler_fn incidents_change;
handler_fn incidents_moderate;

#endif
