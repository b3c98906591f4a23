#include "statements/statement_json.h"

#include "statements/citation_json.h"

void statement_columns_read(const struct rows *rows, struct statement_columns *columns)
{
    record_columns_read(rows, &columns->record);
#define READ(name) columns->name = rows_column(rows, #name);
    STATEMENT_COLUMNS(READ)
    columns->matched = rows_have(rows, "matched_asked");
    if (columns->matched) {
        STATEMENT_MATCHED_COLUMNS(READ)
    }
    columns->cited = rows_have(rows, "source_id");
    if (columns->cited) {
        STATEMENT_CITATION_COLUMNS(READ)
    }
#undef READ
}

bool statement_write_withheld(struct json_writer *json, const struct rows *rows, size_t row,
                              const struct statement_columns *columns)
{
    struct text status = row_text(rows, row, columns->status);
    /* Of the past it is shown as it stands today: withheld since. */
    bool stronger = text_equal(status, TEXT("retracted")) || text_equal(status, TEXT("superseded"));
    return record_write_withheld(json, rows, row, &columns->record, stronger ? status : TEXT("withheld"));
}

void statement_write_head(struct json_writer *json, const struct rows *rows, size_t row,
                          const struct statement_columns *columns, struct steps *actors)
{
    const size_t parts[] = {columns->actor_ids, columns->actor_slugs, columns->actor_names, columns->actor_kinds};
    struct steps all;
    steps_begin(&all, rows, row, parts, REF_ACTOR_PARTS);
    record_write_head(json, rows, row, &columns->record);
    ref_write_actor_steps(json, "claimants", &all, (size_t)row_int(rows, row, columns->claimant_count));
    if (actors != NULL)
        *actors = all;
}

static void write_claims(struct json_writer *json, struct text ids)
{
    json_write_key(json, "claims");
    json_write_array_begin(json);
    for (struct text id; ids.len > 0 && text_split(&ids, ',', &id);)
        json_write_string(json, id);
    json_write_array_end(json);
}

void statement_write_matched(struct json_writer *json, const struct rows *rows, size_t row,
                             const struct statement_columns *columns, const struct reach *reach)
{
    if (!columns->matched || reach == NULL)
        return;
    struct row_array asked = row_array(rows, row, columns->matched_asked);
    struct row_array ways = row_array(rows, row, columns->matched_via);
    struct row_array claims = row_array(rows, row, columns->matched_claims);
    struct row_array claimants = row_array(rows, row, columns->matched_claimants);
    json_write_key(json, "matched");
    json_write_array_begin(json);
    struct text position, via, ids, number;
    while (row_array_next(&asked, &position) && row_array_next(&ways, &via) && row_array_next(&claims, &ids) &&
           row_array_next(&claimants, &number)) {
        size_t at = (size_t)row_array_int(position) - 1;
        if (at >= reach->count)
            continue;
        json_write_object_begin(json);
        json_write_key(json, "parameter");
        json_write_string(json, text_of(reach->asked[at].parameter));
        json_write_key(json, "value");
        json_write_string(json, reach->asked[at].value);
        json_write_key(json, "via");
        json_write_string(json, via);
        write_claims(json, ids);
        json_write_key(json, "claimants");
        json_write_int(json, row_array_int(number));
        json_write_object_end(json);
    }
    json_write_array_end(json);
}

static void write_speaker(struct json_writer *json, const struct rows *rows, size_t row,
                          const struct statement_columns *columns)
{
    json_write_key(json, "spoken_by");
    if (row_is_null(rows, row, columns->speaker_id) && row_is_null(rows, row, columns->speaker_role)) {
        json_write_null(json);
        return;
    }
    json_write_object_begin(json);
    cell_write_uuid(json, "id", rows, row, columns->speaker_id);
    cell_write_text(json, "slug", rows, row, columns->speaker_slug);
    cell_write_text(json, "name", rows, row, columns->speaker_name);
    cell_write_text(json, "role", rows, row, columns->speaker_role);
    json_write_object_end(json);
}

static void write_confidence(struct json_writer *json, const struct rows *rows, size_t row,
                             const struct statement_columns *columns)
{
    json_write_key(json, "confidence");
    json_write_object_begin(json);
    cell_write_text(json, "level", rows, row, columns->confidence_level);
    cell_write_text(json, "stated_as", rows, row, columns->confidence_stated_as);
    cell_write_int(json, "score", rows, row, columns->confidence_score);
    cell_write_text(json, "scale", rows, row, columns->confidence_scale);
    json_write_object_end(json);
}

static void write_likelihood(struct json_writer *json, const struct rows *rows, size_t row,
                             const struct statement_columns *columns)
{
    json_write_key(json, "likelihood");
    if (row_is_null(rows, row, columns->likelihood_level)) {
        json_write_null(json);
        return;
    }
    json_write_object_begin(json);
    cell_write_text(json, "level", rows, row, columns->likelihood_level);
    cell_write_text(json, "stated_as", rows, row, columns->likelihood_stated_as);
    json_write_object_end(json);
}

void statement_write_body(struct json_writer *json, const struct rows *rows, size_t row,
                          const struct statement_columns *columns)
{
    write_speaker(json, rows, row, columns);
    cell_write_text(json, "statement", rows, row, columns->statement);
    cell_write_text(json, "language", rows, row, columns->language);
    cell_write_text(json, "claimed_on", rows, row, columns->claimed_on);
    cell_write_text(json, "claimed_on_precision", rows, row, columns->claimed_precision);
    cell_write_text(json, "date_basis", rows, row, columns->date_basis);
    cell_write_text(json, "date_note", rows, row, columns->date_note);
    cell_write_day(json, "claimed_from", rows, row, columns->claimed_from);
    cell_write_day(json, "claimed_to", rows, row, columns->claimed_to);
    write_confidence(json, rows, row, columns);
    write_likelihood(json, rows, row, columns);
    cell_write_text(json, "basis", rows, row, columns->basis);
}

void statement_write_standing(struct json_writer *json, const struct rows *rows, size_t row,
                              const struct statement_columns *columns)
{
    cell_write_text(json, "status", rows, row, columns->status);
    cell_write_int(json, "counter_claim_count", rows, row, columns->counter_claim_count);
}

void statement_write_tail(struct json_writer *json, const struct rows *rows, size_t first, size_t end,
                          const struct statement_columns *columns)
{
    cell_write_uuid(json, "supersedes", rows, first, columns->supersedes);
    ref_write_ids(json, "source_ids", rows, first, columns->source_ids);
    record_write_tail(json, rows, first, &columns->record);
    if (!columns->cited)
        return;
    json_write_key(json, "citations");
    json_write_array_begin(json);
    for (size_t row = first; row < end; row++)
        citation_write(json, rows, row, columns);
    json_write_array_end(json);
}
