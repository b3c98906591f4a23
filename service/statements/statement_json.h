/*
 * The fields that claims, counter-claims and endorsements share, in the order of the documentation; each room puts its
 * own between them. Rows are those of statements/read.
 */
#ifndef CLAIMD_STATEMENT_JSON_H
#define CLAIMD_STATEMENT_JSON_H

#include <stdbool.h>

#include "claimd/json_write.h"
#include "claimd/rows.h"
#include "refs/record_json.h"
#include "refs/ref_json.h"
#include "statements/reach.h"

/* clang-format off */
#define STATEMENT_COLUMNS(X) \
    X(claimant_count) X(actor_ids) X(actor_slugs) X(actor_names) X(actor_kinds) \
    X(speaker_id) X(speaker_slug) X(speaker_name) X(speaker_role) X(statement) X(language) \
    X(claimed_on) X(claimed_precision) X(claimed_from) X(claimed_to) X(date_basis) X(date_note) \
    X(confidence_level) X(confidence_stated_as) X(confidence_score) X(confidence_scale) \
    X(likelihood_level) X(likelihood_stated_as) X(basis) X(supersedes) X(status) X(counter_claim_count) \
    X(source_ids)
/* With the tags `reach` or `answerer`. */
#define STATEMENT_MATCHED_COLUMNS(X) \
    X(matched_asked) X(matched_via) X(matched_claims) X(matched_claimants)
/* With the tag `citations`. */
#define STATEMENT_CITATION_COLUMNS(X) \
    X(source_id) X(source_slug) X(source_title) X(source_kind) X(source_url) X(source_published_on) \
    X(form) X(exact) X(prefix) X(suffix) X(quote_start) X(quote_end) X(quote_language) \
    X(translated_from) X(translation) X(translation_language) X(verified_how) \
    X(reporter_id) X(reporter_slug) X(reporter_name) X(reporter_kind)

/* The top-level names (struct form). */
#define STATEMENT_FIELDS_HEAD RECORD_FIELDS_HEAD, "claimants"
#define STATEMENT_FIELDS_BODY \
    "spoken_by", "statement", "language", "claimed_on", "claimed_on_precision", "date_basis", "date_note", \
    "claimed_from", "claimed_to", "confidence", "likelihood", "basis"
#define STATEMENT_FIELDS_STANDING "status", "counter_claim_count"
#define STATEMENT_FIELDS_TAIL "supersedes", "source_ids", RECORD_FIELDS_TAIL, "citations"
/* clang-format on */

struct statement_columns {
    struct record_columns record;
#define STATEMENT_MEMBER(name) size_t name;
    STATEMENT_COLUMNS(STATEMENT_MEMBER)
    STATEMENT_MATCHED_COLUMNS(STATEMENT_MEMBER)
    STATEMENT_CITATION_COLUMNS(STATEMENT_MEMBER)
#undef STATEMENT_MEMBER
    bool cited;   /* the columns of citations are there */
    bool matched; /* those of matches are */
};

void statement_columns_read(const struct rows *rows, struct statement_columns *columns);

/* record_write_withheld with the statement's status */
bool statement_write_withheld(struct json_writer *json, const struct rows *rows, size_t row,
                              const struct statement_columns *columns);
/* id, revision, claimants; `actors` (NULL: not wanted) then stands at the accused */
void statement_write_head(struct json_writer *json, const struct rows *rows, size_t row,
                          const struct statement_columns *columns, struct steps *actors);
/* matched, where it was asked for whom */
void statement_write_matched(struct json_writer *json, const struct rows *rows, size_t row,
                             const struct statement_columns *columns, const struct reach *reach);
/* spoken_by … basis */
void statement_write_body(struct json_writer *json, const struct rows *rows, size_t row,
                          const struct statement_columns *columns);
/* status, counter_claim_count */
void statement_write_standing(struct json_writer *json, const struct rows *rows, size_t row,
                              const struct statement_columns *columns);
/* supersedes … updated_at, and the citations, a row each from `first` up to `end`, where they are there */
void statement_write_tail(struct json_writer *json, const struct rows *rows, size_t first, size_t end,
                          const struct statement_columns *columns);

#endif
