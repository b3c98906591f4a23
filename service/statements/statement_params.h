/* The query parameters that lists of statements share, to be named in routes. Static. */
#ifndef CLAIMD_STATEMENT_PARAMS_H
#define CLAIMD_STATEMENT_PARAMS_H

#include "claimd/params.h"

/* References: names to records (lookup/lookup.h). */
extern const struct param_spec statement_actor_param;
extern const struct param_spec statement_claimant_param;
extern const struct param_spec statement_party_param;
extern const struct param_spec statement_spoken_by_param;
extern const struct param_spec statement_incident_param;
extern const struct param_spec statement_source_param;
extern const struct param_spec statement_claim_param; /* what is answered */

extern const struct param_spec statement_scope_param;
extern const struct param_spec statement_date_field_param;
/* A response has no incident of its own. */
extern const struct param_spec statement_response_date_field_param;
extern const struct param_spec statement_confidence_param;
extern const struct param_spec statement_confidence_min_param;
extern const struct param_spec statement_basis_param;
extern const struct param_spec statement_responsibility_param;
extern const struct param_spec statement_status_param;
extern const struct param_spec statement_counter_stance_param;
extern const struct param_spec statement_endorsement_stance_param;
extern const struct param_spec statement_sort_param;

/* Choices by index. */
enum statement_scope { STATEMENT_SCOPE_ALL, STATEMENT_SCOPE_ORGANS, STATEMENT_SCOPE_EXACT };
enum statement_date_field { STATEMENT_CLAIMED, STATEMENT_PUBLISHED, STATEMENT_RECORDED, STATEMENT_INCIDENT };
enum statement_confidence { STATEMENT_LOW, STATEMENT_MODERATE, STATEMENT_HIGH, STATEMENT_UNSTATED };

#endif
