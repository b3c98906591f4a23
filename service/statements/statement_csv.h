/* The columns of CSV that claims, counter-claims and endorsements share, in the order of the documentation. */
#ifndef CLAIMD_STATEMENT_CSV_H
#define CLAIMD_STATEMENT_CSV_H

#include "listing/csv_form.h"

/* clang-format off */
#define STATEMENT_CSV_HEAD \
    CSV_RECORD_HEAD, \
    CSV_SPLIT("claimants", "actor_names", CSV_HEAD, "claimant_count"), \
    CSV_SPLIT("claimant_slugs", "actor_slugs", CSV_HEAD, "claimant_count"), \
    CSV_SPLIT("claimant_ids", "actor_ids", CSV_HEAD, "claimant_count")

#define STATEMENT_CSV_BODY \
    CSV_COLUMN("spoken_by_id", "speaker_id"), CSV_COLUMN("spoken_by_slug", "speaker_slug"), CSV_COLUMN("spoken_by", "speaker_name"), \
    CSV_COLUMN("spoken_by_role", "speaker_role"), CSV_COLUMN("statement", "statement"), CSV_COLUMN("language", "language"), \
    CSV_COLUMN("claimed_on", "claimed_on"), CSV_COLUMN("claimed_on_precision", "claimed_precision"), CSV_COLUMN("claimed_from", "claimed_from"), \
    CSV_COLUMN("claimed_to", "claimed_to"), CSV_COLUMN("date_basis", "date_basis"), CSV_COLUMN("date_note", "date_note"), \
    CSV_COLUMN("confidence", "confidence_level"), CSV_COLUMN("confidence_stated_as", "confidence_stated_as"), \
    CSV_COLUMN("confidence_score", "confidence_score"), CSV_COLUMN("confidence_scale", "confidence_scale"), \
    CSV_COLUMN("likelihood", "likelihood_level"), CSV_COLUMN("likelihood_stated_as", "likelihood_stated_as"), CSV_COLUMN("basis", "basis")

#define STATEMENT_CSV_STANDING \
    {.name = "status", .from = "status", .kind = CSV_STATUS, .kept = true}, CSV_COLUMN("counter_claim_count", "counter_claim_count")

#define STATEMENT_CSV_TAIL \
    CSV_COLUMN("supersedes", "supersedes"), CSV_COLUMN("source_ids", "source_ids"), CSV_RECORD_TAIL
/* clang-format on */

#endif
