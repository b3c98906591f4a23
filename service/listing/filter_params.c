#include "listing/filter_params.h"

const struct param_spec filter_collection_param = {.name = "collection", .kind = PARAM_REFERENCE};

static const char *const no_or_yes[] = {"false", "true", NULL};
const struct param_spec filter_missing_param = {.name = "missing", .kind = PARAM_ONE_OF, .choices = no_or_yes};
const struct param_spec filter_victim_country_param = {.name = "victim_country", .kind = PARAM_REFERENCE};
const struct param_spec filter_sector_param = {.name = "sector", .kind = PARAM_REFERENCE};
const struct param_spec filter_language_param = {.name = "language", .kind = PARAM_LANGUAGE};
const struct param_spec filter_from_param = {.name = "from", .kind = PARAM_DATE};
const struct param_spec filter_to_param = {.name = "to", .kind = PARAM_DATE};

static const char *const undated[] = {"exclude", "include", NULL};
const struct param_spec filter_undated_param = {
    .name = "undated", .kind = PARAM_ONE_OF, .choices = undated, .fallback = "exclude"};
