/* Counter-claims and endorsements as JSON. */
#ifndef CLAIMD_RESPONSES_JSON_H
#define CLAIMD_RESPONSES_JSON_H

#include "listing/csv_form.h"
#include "statements/statement_json.h"

struct counter_claim_columns {
    struct statement_columns statement;
    size_t stance, counter_ids, counter_types, raises_claim;
};

struct endorsement_columns {
    struct statement_columns statement;
    size_t stance, endorsed_ids;
};

extern const char *const counter_claim_fields[];
extern const char *const endorsement_fields[];
/* `columns` is a struct counter_claim_columns; `reach` a struct reach or NULL. */
void counter_claim_columns_read(const struct rows *rows, void *columns);
void counter_claim_write(struct json_writer *json, const struct rows *rows, size_t first, size_t end,
                         const void *columns, const void *reach);
/* `columns` is a struct endorsement_columns. */
void endorsement_columns_read(const struct rows *rows, void *columns);
void endorsement_write(struct json_writer *json, const struct rows *rows, size_t first, size_t end, const void *columns,
                       const void *reach);

/* The same as CSV (docs/reference/formats.md). */
extern const struct csv_form counter_claims_csv;
extern const struct csv_form endorsements_csv;

#endif
