/* /counter-claims, /endorsements and their records; /claims/{id}/counter-claims, /claims/{id}/endorsements. */
#ifndef CLAIMD_RESPONSES_API_H
#define CLAIMD_RESPONSES_API_H

#include "claimd/request.h"
#include "listing/include.h"
#include "statements/statement_get.h"

/* How they are read and shown. */
extern const struct statement_kind counter_claim_kind;
extern const struct statement_kind endorsement_kind;
/* Those that answer a statement, the first ones, for what routes can include. */
extern const struct include_from counter_claims_included;
extern const struct include_from endorsements_included;

handler_fn counter_claims_list;
handler_fn counter_claims_get;
handler_fn counter_claims_change;
handler_fn counter_claims_moderate;
handler_fn counter_claims_of_claim;
handler_fn endorsements_list;
handler_fn endorsements_get;
handler_fn endorsements_change;
handler_fn endorsements_moderate;
handler_fn endorsements_of_claim;

#endif
