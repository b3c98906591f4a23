/* What the lists and records of statements can include. Static. */
#ifndef CLAIMD_ROUTES_INCLUDE_H
#define CLAIMD_ROUTES_INCLUDE_H

#include "listing/include.h"

extern const struct includes routes_claims_includes;
extern const struct includes routes_counter_claims_includes;
extern const struct includes routes_endorsements_includes;

/* Their parameters, to be named in these routes. */
extern const struct param_spec routes_claims_include_param;
extern const struct param_spec routes_counter_claims_include_param;
extern const struct param_spec routes_endorsements_include_param;
/* … and where CSV is asked for. */
extern const struct param_spec routes_include_refused_param;

#endif
