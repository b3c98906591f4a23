#include "routes_include.h"

#include "actors/actors_api.h"
#include "claims/claims_api.h"
#include "incidents/incidents_api.h"
#include "responses/responses_api.h"
#include "sources/sources_api.h"
#include "statements_read_sql.h"

#define CITATIONS                                                                                                      \
    {                                                                                                                  \
        .name = "citations", .tag = STATEMENTS_READ_T_CITATIONS                                                        \
    }
#define COUNTER_CLAIMS                                                                                                 \
    {                                                                                                                  \
        .name = "counter_claims", .from = &counter_claims_included, .ids = "id"                                        \
    }
#define SOURCES                                                                                                        \
    {                                                                                                                  \
        .name = "sources", .from = &sources_included, .ids = "source_ids"                                              \
    }
#define CLAIMANT                                                                                                       \
    {                                                                                                                  \
        .name = "claimant", .from = &actors_included, .ids = "actor_ids", .split = "claimant_count",                   \
        .part = INCLUDE_HEAD                                                                                           \
    }
#define COUNT(list) .items = (list), .count = sizeof(list) / sizeof((list)[0])

static const char *const of_claims_names[] = {"counter_claims", "endorsements", "sources",   "actor",
                                              "claimant",       "incident",     "citations", NULL};
const struct param_spec routes_claims_include_param = {
    .name = "include", .kind = PARAM_CHOICE, .choices = of_claims_names};
static const struct include of_claims[] = {
    COUNTER_CLAIMS,
    {.name = "endorsements", .from = &endorsements_included, .ids = "id"},
    SOURCES,
    {.name = "actor", .from = &actors_included, .ids = "actor_ids", .split = "claimant_count", .part = INCLUDE_TAIL},
    CLAIMANT,
    {.name = "incident", .from = &incidents_included, .ids = "subject_id", .one = true},
    CITATIONS,
};
const struct includes routes_claims_includes = {.param = &routes_claims_include_param, COUNT(of_claims)};

static const char *const of_counter_claims_names[] = {"counter_claims", "claims",    "sources",
                                                      "claimant",       "citations", NULL};
const struct param_spec routes_counter_claims_include_param = {
    .name = "include", .kind = PARAM_CHOICE, .choices = of_counter_claims_names};
static const struct include of_counter_claims[] = {
    COUNTER_CLAIMS, {.name = "claims", .from = &claims_included, .ids = "counter_ids"}, SOURCES, CLAIMANT, CITATIONS,
};
const struct includes routes_counter_claims_includes = {.param = &routes_counter_claims_include_param,
                                                        COUNT(of_counter_claims)};

static const char *const of_endorsements_names[] = {"claims", "sources", "claimant", "citations", NULL};
const struct param_spec routes_endorsements_include_param = {
    .name = "include", .kind = PARAM_CHOICE, .choices = of_endorsements_names};
static const struct include of_endorsements[] = {
    {.name = "claims", .from = &claims_included, .ids = "endorsed_ids"},
    SOURCES,
    CLAIMANT,
    CITATIONS,
};
const struct includes routes_endorsements_includes = {.param = &routes_endorsements_include_param,
                                                      COUNT(of_endorsements)};

const struct param_spec routes_include_refused_param = {
    .name = "include",
    .kind = PARAM_REFUSED,
    .reason = "A row of CSV is one record, without others in it: take the JSON or the NDJSON of this list.",
};
