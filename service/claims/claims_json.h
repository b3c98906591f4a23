/* A claim as JSON. */
#ifndef CLAIMD_CLAIMS_JSON_H
#define CLAIMD_CLAIMS_JSON_H

#include "listing/csv_form.h"
#include "statements/statement_json.h"

/* clang-format off */
#define CLAIMS_COLUMNS(X) \
    X(subject_type) X(subject_id) X(subject_slug) X(subject_name) X(pattern) \
    X(responsibility) X(endorsement_count) X(corroboration)
/* clang-format on */

struct claims_columns {
    struct statement_columns statement;
#define CLAIMS_MEMBER(name) size_t name;
    CLAIMS_COLUMNS(CLAIMS_MEMBER)
#undef CLAIMS_MEMBER
};

extern const char *const claims_fields[];
/* `columns` is a struct claims_columns. */
void claims_columns_read(const struct rows *rows, void *columns);
/* One claim, out of rows `first` up to `end`; `reach` is a struct reach or NULL. */
void claims_write(struct json_writer *json, const struct rows *rows, size_t first, size_t end, const void *columns,
                  const void *reach);

/* The same as CSV (docs/reference/formats.md). */
extern const struct csv_form claims_csv;

#endif
