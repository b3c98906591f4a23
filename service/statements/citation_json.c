#include "statements/citation_json.h"

#include "refs/ref_json.h"

static void write_source(struct json_writer *json, const struct rows *rows, size_t row,
                         const struct statement_columns *columns)
{
    json_write_key(json, "source");
    json_write_object_begin(json);
    cell_write_uuid(json, "id", rows, row, columns->source_id);
    cell_write_text(json, "slug", rows, row, columns->source_slug);
    cell_write_text(json, "title", rows, row, columns->source_title);
    cell_write_text(json, "kind", rows, row, columns->source_kind);
    cell_write_text(json, "url", rows, row, columns->source_url);
    cell_write_text(json, "published_on", rows, row, columns->source_published_on);
    json_write_object_end(json);
}

static void write_quote(struct json_writer *json, const struct rows *rows, size_t row,
                        const struct statement_columns *columns)
{
    json_write_key(json, "quote");
    if (row_is_null(rows, row, columns->exact)) {
        json_write_null(json);
        return;
    }
    json_write_object_begin(json);
    cell_write_text(json, "exact", rows, row, columns->exact);
    cell_write_text(json, "prefix", rows, row, columns->prefix);
    cell_write_text(json, "suffix", rows, row, columns->suffix);
    cell_write_int(json, "start", rows, row, columns->quote_start);
    cell_write_int(json, "end", rows, row, columns->quote_end);
    json_write_object_end(json);
}

static void write_translation(struct json_writer *json, const struct rows *rows, size_t row,
                              const struct statement_columns *columns)
{
    json_write_key(json, "translation");
    if (row_is_null(rows, row, columns->translation)) {
        json_write_null(json);
        return;
    }
    json_write_object_begin(json);
    cell_write_text(json, "language", rows, row, columns->translation_language);
    cell_write_text(json, "text", rows, row, columns->translation);
    json_write_object_end(json);
}

void citation_write(struct json_writer *json, const struct rows *rows, size_t row,
                    const struct statement_columns *columns)
{
    json_write_object_begin(json);
    write_source(json, rows, row, columns);
    cell_write_text(json, "form", rows, row, columns->form);
    write_quote(json, rows, row, columns);
    cell_write_text(json, "language", rows, row, columns->quote_language);
    cell_write_text(json, "translated_from", rows, row, columns->translated_from);
    write_translation(json, rows, row, columns);
    ref_write_actor(json, "reported_by", rows, row, columns->reporter_id, columns->reporter_slug,
                    columns->reporter_name, columns->reporter_kind);
    json_write_key(json, "verified");
    json_write_bool(json, !row_is_null(rows, row, columns->verified_how));
    cell_write_text(json, "verified_how", rows, row, columns->verified_how);
    json_write_object_end(json);
}
