#include "statements/statement_csv.h"

#include "responses/responses_json.h"

/* In step, a part for each citation. */
/* clang-format off */
#define CITATIONS \
    CSV_COLUMN_OF("source_slugs", "source_slug", CSV_EACH), CSV_COLUMN_OF("source_titles", "source_title", CSV_EACH), \
    CSV_COLUMN_OF("source_urls", "source_url", CSV_EACH), CSV_COLUMN_OF("quotes", "exact", CSV_EACH)
/* clang-format on */

static const struct csv_column counter_claim_columns[] = {
    STATEMENT_CSV_HEAD,
    CSV_COLUMN("matched_via", "matched_via"),
    CSV_COLUMN("stance", "counter_stance"),
    CSV_COLUMN("counters", "counter_ids"),
    CSV_COLUMN("counter_types", "counter_types"),
    CSV_COLUMN("raises_claim", "raises_claim"),
    STATEMENT_CSV_BODY,
    STATEMENT_CSV_STANDING,
    CITATIONS,
    STATEMENT_CSV_TAIL,
};

static const struct csv_column endorsement_columns[] = {
    STATEMENT_CSV_HEAD,
    CSV_COLUMN("matched_via", "matched_via"),
    CSV_COLUMN("stance", "endorsement_stance"),
    CSV_COLUMN("endorses", "endorsed_ids"),
    STATEMENT_CSV_BODY,
    STATEMENT_CSV_STANDING,
    CITATIONS,
    STATEMENT_CSV_TAIL,
};

const struct csv_form counter_claims_csv = CSV_FORM(counter_claim_columns);
const struct csv_form endorsements_csv = CSV_FORM(endorsement_columns);
