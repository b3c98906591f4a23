#include "statements/statement_params.h"

const struct param_spec statement_actor_param = {.name = "actor", .kind = PARAM_REFERENCE};
const struct param_spec statement_claimant_param = {.name = "claimant", .kind = PARAM_REFERENCE};
const struct param_spec statement_party_param = {.name = "party", .kind = PARAM_REFERENCE};
const struct param_spec statement_spoken_by_param = {.name = "spoken_by", .kind = PARAM_REFERENCE};
const struct param_spec statement_incident_param = {.name = "incident", .kind = PARAM_REFERENCE};
const struct param_spec statement_source_param = {.name = "source", .kind = PARAM_REFERENCE};
const struct param_spec statement_claim_param = {.name = "claim", .kind = PARAM_REFERENCE};

static const char *const scopes[] = {"all", "organs", "exact", NULL};
const struct param_spec statement_scope_param = {
    .name = "scope", .kind = PARAM_ONE_OF, .choices = scopes, .fallback = "all"};

static const char *const date_fields[] = {"claimed", "published", "recorded", "incident", NULL};
const struct param_spec statement_date_field_param = {
    .name = "date_field", .kind = PARAM_ONE_OF, .choices = date_fields, .fallback = "claimed"};

static const char *const response_date_fields[] = {"claimed", "published", "recorded", NULL};
const struct param_spec statement_response_date_field_param = {
    .name = "date_field", .kind = PARAM_ONE_OF, .choices = response_date_fields, .fallback = "claimed"};

static const char *const confidences[] = {"low", "moderate", "high", "unstated", NULL};
const struct param_spec statement_confidence_param = {
    .name = "confidence", .kind = PARAM_CHOICE, .choices = confidences};
static const char *const least_confidences[] = {"low", "moderate", "high", NULL};
const struct param_spec statement_confidence_min_param = {
    .name = "confidence_min", .kind = PARAM_ONE_OF, .choices = least_confidences};

static const char *const bases[] = {"technical", "intelligence", "legal",    "political",
                                    "media",     "self",         "unstated", NULL};
const struct param_spec statement_basis_param = {.name = "basis", .kind = PARAM_CHOICE, .choices = bases};

static const char *const responsibilities[] = {"state_prohibited",
                                               "state_prohibited_but_inadequate",
                                               "state_ignored",
                                               "state_encouraged",
                                               "state_shaped",
                                               "state_coordinated",
                                               "state_ordered",
                                               "state_rogue_conducted",
                                               "state_executed",
                                               "state_integrated",
                                               NULL};
const struct param_spec statement_responsibility_param = {
    .name = "responsibility", .kind = PARAM_CHOICE, .choices = responsibilities};

static const char *const statuses[] = {"uncontested", "answered",  "disputed", "withheld",
                                       "superseded",  "retracted", NULL};
const struct param_spec statement_status_param = {.name = "status", .kind = PARAM_CHOICE, .choices = statuses};

static const char *const counter_stances[] = {"denies", "rejects", "disputes", "counter_accuses", NULL};
const struct param_spec statement_counter_stance_param = {
    .name = "stance", .kind = PARAM_CHOICE, .choices = counter_stances};
static const char *const endorsement_stances[] = {"endorses", "supports_without_attributing", NULL};
const struct param_spec statement_endorsement_stance_param = {
    .name = "stance", .kind = PARAM_CHOICE, .choices = endorsement_stances};

/* As statement_sorts has them (statement_list.c). */
static const char *const sorts[] = {"claimed_on", "-claimed_on", "created_at", "-created_at",
                                    "updated_at", "-updated_at", NULL};
const struct param_spec statement_sort_param = {
    .name = "sort", .kind = PARAM_ONE_OF, .choices = sorts, .fallback = "-claimed_on"};
