/* What every record has, at the beginning and the end of its JSON. */
#ifndef CLAIMD_REFS_RECORD_JSON_H
#define CLAIMD_REFS_RECORD_JSON_H

#include "claimd/json_write.h"
#include "claimd/rows.h"

/* clang-format off */
#define RECORD_COLUMNS(X) \
    X(id) X(revision) X(collection) X(key) X(created_at) X(updated_at) X(retracted_at) X(retraction_reason) \
    X(withheld_at) X(withholding_reason)
/* The top-level names, first and last (struct form). */
#define RECORD_FIELDS_HEAD "id", "revision"
#define RECORD_FIELDS_TAIL \
    "collection", "key", "created_at", "updated_at", "retracted_at", "retraction_reason", "highlight"
/* clang-format on */

/* Of one record only. */
#define RECORD_ORIGIN_COLUMNS(X) X(origin_version) X(origin_seen_at) X(origin_missing_since) X(origin_missing_version)

struct record_columns {
    bool with_origin; /* its columns are there */
#define RECORD_MEMBER(name) size_t name;
    RECORD_COLUMNS(RECORD_MEMBER)
    RECORD_ORIGIN_COLUMNS(RECORD_MEMBER)
#undef RECORD_MEMBER
    size_t highlight;
    bool highlighted; /* that column is there */
};

void record_columns_read(const struct rows *rows, struct record_columns *columns);
/*
 * Of a record whose body is withheld nothing is told but that it is there, and why it is withheld: writes that and
 * returns true, whatever fields were chosen (json_write_only); nothing is written of any other. `status` is a
 * statement's, or TEXT_NONE.
 */
bool record_write_withheld(struct json_writer *json, const struct rows *rows, size_t row,
                           const struct record_columns *columns, struct text status);
/* id, revision */
void record_write_head(struct json_writer *json, const struct rows *rows, size_t row,
                       const struct record_columns *columns);
/*
 * collection, key, origin where it is asked for, created_at, updated_at; of what was retracted also when and why; the
 * words marked, where asked for
 */
void record_write_tail(struct json_writer *json, const struct rows *rows, size_t row,
                       const struct record_columns *columns);

#endif
