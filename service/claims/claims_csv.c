#include "statements/statement_csv.h"

#include "claims/claims_json.h"

static const struct csv_column columns[] = {
    STATEMENT_CSV_HEAD,
    CSV_SPLIT("actors", "actor_names", CSV_TAIL, "claimant_count"),
    CSV_SPLIT("actor_slugs", "actor_slugs", CSV_TAIL, "claimant_count"),
    CSV_SPLIT("actor_ids", "actor_ids", CSV_TAIL, "claimant_count"),
    CSV_COLUMN("matched_via", "matched_via"),
    CSV_COLUMN("subject_type", "subject_type"),
    CSV_COLUMN("subject_id", "subject_id"),
    CSV_COLUMN("subject_slug", "subject_slug"),
    CSV_COLUMN("subject", "subject_name"),
    CSV_COLUMN("subject_description", "pattern"),
    STATEMENT_CSV_BODY,
    CSV_COLUMN("responsibility", "responsibility"),
    STATEMENT_CSV_STANDING,
    CSV_COLUMN("endorsement_count", "endorsement_count"),
    CSV_COLUMN("corroboration", "corroboration"),
    STATEMENT_CSV_TAIL,
};

const struct csv_form claims_csv = CSV_FORM(columns);
