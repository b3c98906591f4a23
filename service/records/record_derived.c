#include "records/record_derived.h"

#define OF_EVERY_RECORD "revision", "created_at", "updated_at", "retracted_at", "retraction_reason", "origin"
#define OF_STATEMENTS                                                                                                  \
    OF_EVERY_RECORD, "claimed_on_precision", "claimed_from", "claimed_to", "status", "counter_claim_count",            \
        "source_ids", "matched"

static const char *const of_actor[] = {OF_EVERY_RECORD, "claims_against_count", "claims_by_count", NULL};
static const char *const of_incident[] = {OF_EVERY_RECORD, "started_from", "ended_to", "claim_count", NULL};
static const char *const of_source[] = {
    OF_EVERY_RECORD, "published_on_precision", "published_from", "published_to", "claim_count", NULL};
static const char *const of_claim[] = {OF_STATEMENTS, "endorsement_count", "corroboration", NULL};
static const char *const of_statement[] = {OF_STATEMENTS, NULL};
static const char *const of_others[] = {OF_EVERY_RECORD, NULL};

const char *const *record_derived(enum record_type type)
{
    switch (type) {
    case RECORD_ACTOR:
        return of_actor;
    case RECORD_INCIDENT:
        return of_incident;
    case RECORD_SOURCE:
        return of_source;
    case RECORD_CLAIM:
        return of_claim;
    case RECORD_COUNTER_CLAIM:
    case RECORD_ENDORSEMENT:
        return of_statement;
    case RECORD_COLLECTION:
    case RECORD_ACTOR_NAME:
    case RECORD_TYPE_COUNT:
        break;
    }
    return of_others;
}
