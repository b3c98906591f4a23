/* GET /facets: how the claims that fit some filters divide by what. */
#ifndef CLAIMD_FACETS_API_H
#define CLAIMD_FACETS_API_H

#include "claimd/request.h"

handler_fn facets;

extern const struct param_spec facets_by_param;
extern const struct param_spec facets_limit_param;

#endif
