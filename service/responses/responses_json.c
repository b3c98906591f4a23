#include "responses/responses_json.h"

#include "refs/ref_json.h"

/* clang-format off */
const char *const counter_claim_fields[] = {
    STATEMENT_FIELDS_HEAD, "matched", "stance", "counters", "raises_claim", STATEMENT_FIELDS_BODY,
    STATEMENT_FIELDS_STANDING, STATEMENT_FIELDS_TAIL, NULL};
const char *const endorsement_fields[] = {
    STATEMENT_FIELDS_HEAD, "matched", "stance", "endorses", STATEMENT_FIELDS_BODY,
    STATEMENT_FIELDS_STANDING, STATEMENT_FIELDS_TAIL, NULL};
/* clang-format on */

void counter_claim_columns_read(const struct rows *rows, void *columns)
{
    struct counter_claim_columns *counter = columns;
    statement_columns_read(rows, &counter->statement);
    counter->stance = rows_column(rows, "counter_stance");
    counter->counter_ids = rows_column(rows, "counter_ids");
    counter->counter_types = rows_column(rows, "counter_types");
    counter->raises_claim = rows_column(rows, "raises_claim");
}

static void write_counters(struct json_writer *json, const struct rows *rows, size_t row,
                           const struct counter_claim_columns *columns)
{
    struct row_array ids = row_array(rows, row, columns->counter_ids);
    struct row_array types = row_array(rows, row, columns->counter_types);
    json_write_key(json, "counters");
    json_write_array_begin(json);
    struct text id, type;
    while (row_array_next(&ids, &id) && row_array_next(&types, &type)) {
        char text[UUID_TEXT_SIZE];
        uuid_format(id, text);
        json_write_object_begin(json);
        json_write_key(json, "type");
        json_write_string(json, type);
        json_write_key(json, "id");
        json_write_string(json, text_of(text));
        json_write_object_end(json);
    }
    json_write_array_end(json);
}

void counter_claim_write(struct json_writer *json, const struct rows *rows, size_t first, size_t end,
                         const void *columns, const void *reach)
{
    const struct counter_claim_columns *counter = columns;
    const struct statement_columns *statement = &counter->statement;
    if (statement_write_withheld(json, rows, first, statement))
        return;
    json_write_object_begin(json);
    statement_write_head(json, rows, first, statement, NULL);
    statement_write_matched(json, rows, first, statement, reach);
    cell_write_text(json, "stance", rows, first, counter->stance);
    write_counters(json, rows, first, counter);
    cell_write_uuid(json, "raises_claim", rows, first, counter->raises_claim);
    statement_write_body(json, rows, first, statement);
    statement_write_standing(json, rows, first, statement);
    statement_write_tail(json, rows, first, end, statement);
    json_write_object_end(json);
}

void endorsement_columns_read(const struct rows *rows, void *columns)
{
    struct endorsement_columns *endorsement = columns;
    statement_columns_read(rows, &endorsement->statement);
    endorsement->stance = rows_column(rows, "endorsement_stance");
    endorsement->endorsed_ids = rows_column(rows, "endorsed_ids");
}

void endorsement_write(struct json_writer *json, const struct rows *rows, size_t first, size_t end, const void *columns,
                       const void *reach)
{
    const struct endorsement_columns *endorsement = columns;
    const struct statement_columns *statement = &endorsement->statement;
    if (statement_write_withheld(json, rows, first, statement))
        return;
    json_write_object_begin(json);
    statement_write_head(json, rows, first, statement, NULL);
    statement_write_matched(json, rows, first, statement, reach);
    cell_write_text(json, "stance", rows, first, endorsement->stance);
    ref_write_ids(json, "endorses", rows, first, endorsement->endorsed_ids);
    statement_write_body(json, rows, first, statement);
    statement_write_standing(json, rows, first, statement);
    statement_write_tail(json, rows, first, end, statement);
    json_write_object_end(json);
}
