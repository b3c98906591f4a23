#include "claims/claims_json.h"

#include "refs/ref_json.h"

/* clang-format off */
const char *const claims_fields[] = {
    STATEMENT_FIELDS_HEAD, "actors", "matched", "subject", STATEMENT_FIELDS_BODY, "responsibility",
    STATEMENT_FIELDS_STANDING, "endorsement_count", "corroboration", STATEMENT_FIELDS_TAIL, NULL};
/* clang-format on */

void claims_columns_read(const struct rows *rows, void *columns)
{
    struct claims_columns *claims = columns;
    statement_columns_read(rows, &claims->statement);
#define READ(name) claims->name = rows_column(rows, #name);
    CLAIMS_COLUMNS(READ)
#undef READ
}

static void write_subject(struct json_writer *json, const struct rows *rows, size_t row,
                          const struct claims_columns *columns)
{
    json_write_key(json, "subject");
    json_write_object_begin(json);
    cell_write_text(json, "type", rows, row, columns->subject_type);
    if (row_is_null(rows, row, columns->subject_id)) {
        cell_write_text(json, "description", rows, row, columns->pattern);
    } else {
        cell_write_uuid(json, "id", rows, row, columns->subject_id);
        cell_write_text(json, "slug", rows, row, columns->subject_slug);
        cell_write_text(json, "name", rows, row, columns->subject_name);
    }
    json_write_object_end(json);
}

void claims_write(struct json_writer *json, const struct rows *rows, size_t first, size_t end, const void *columns,
                  const void *reach)
{
    const struct claims_columns *claims = columns;
    const struct statement_columns *statement = &claims->statement;
    if (statement_write_withheld(json, rows, first, statement))
        return;
    json_write_object_begin(json);
    struct steps accused;
    statement_write_head(json, rows, first, statement, &accused);
    ref_write_actor_steps(json, "actors", &accused, SIZE_MAX);
    statement_write_matched(json, rows, first, statement, reach);
    write_subject(json, rows, first, claims);
    statement_write_body(json, rows, first, statement);
    cell_write_text(json, "responsibility", rows, first, claims->responsibility);
    statement_write_standing(json, rows, first, statement);
    cell_write_int(json, "endorsement_count", rows, first, claims->endorsement_count);
    cell_write_int(json, "corroboration", rows, first, claims->corroboration);
    statement_write_tail(json, rows, first, end, statement);
    json_write_object_end(json);
}
