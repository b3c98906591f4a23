/* /claims, /claims/{id}, /sources/{id}/claims, /actors/{id}/claims-against, /actors/{id}/claims-by. */
#ifndef CLAIMD_CLAIMS_API_H
#define CLAIMD_CLAIMS_API_H

#include "claimd/request.h"
#include "listing/include.h"
#include "statements/statement_get.h"

/* How claims are read and shown. */
extern const struct statement_kind claims_kind;
/* Claims that other records name, for what routes can include. */
extern const struct include_from claims_included;

handler_fn claims_list;
handler_fn claims_get;
handler_fn claims_change;
handler_fn claims_moderate;
handler_fn claims_of_source;
handler_fn claims_against_actor;
handler_fn claims_by_actor;

#endif
