/* Query parameters that lists of several rooms share, to be named in routes. Static. */
#ifndef CLAIMD_LISTING_FILTER_PARAMS_H
#define CLAIMD_LISTING_FILTER_PARAMS_H

#include "claimd/params.h"

/* References: names to records (lookup/lookup.h). */
extern const struct param_spec filter_collection_param;
/* Is the record one that a complete import of its collection did not have? */
extern const struct param_spec filter_missing_param;
extern const struct param_spec filter_victim_country_param;

extern const struct param_spec filter_sector_param;
extern const struct param_spec filter_language_param;

/* Read by listing/period.h. */
extern const struct param_spec filter_from_param;
extern const struct param_spec filter_to_param;
extern const struct param_spec filter_undated_param;

#endif
