#include "sources/sources_json.h"

#include "refs/ref_json.h"

/* clang-format off */
const char *const sources_fields[] = {
    RECORD_FIELDS_HEAD, "slug", "kind", "title", "language", "translated_from", "publisher", "authors", "agency", "url",
    "published_on", "published_on_precision", "published_basis", "published_note", "published_from", "published_to",
    "text_sha256", "text_length", "reliability", "reliability_by", "claim_count",
    RECORD_FIELDS_TAIL, NULL};
/* clang-format on */

void sources_columns_read(const struct rows *rows, void *columns)
{
    struct sources_columns *sources = columns;
    record_columns_read(rows, &sources->record);
#define READ(name) sources->name = rows_column(rows, #name);
    SOURCES_COLUMNS(READ)
#undef READ
}

void sources_write(struct json_writer *json, const struct rows *rows, size_t first, size_t end, const void *columns,
                   const void *room)
{
    const struct sources_columns *sources = columns;
    (void)end;
    (void)room;
    if (record_write_withheld(json, rows, first, &sources->record, TEXT_NONE))
        return;
    json_write_object_begin(json);
    record_write_head(json, rows, first, &sources->record);
    cell_write_text(json, "slug", rows, first, sources->slug);
    cell_write_text(json, "kind", rows, first, sources->kind);
    cell_write_text(json, "title", rows, first, sources->title);
    cell_write_text(json, "language", rows, first, sources->language);
    cell_write_text(json, "translated_from", rows, first, sources->translated_from);
    ref_write_actor(json, "publisher", rows, first, sources->publisher_id, sources->publisher_slug,
                    sources->publisher_name, sources->publisher_kind);
    ref_write_texts(json, "authors", rows, first, sources->authors);
    ref_write_actor(json, "agency", rows, first, sources->agency_id, sources->agency_slug, sources->agency_name,
                    sources->agency_kind);
    cell_write_text(json, "url", rows, first, sources->url);
    cell_write_text(json, "published_on", rows, first, sources->published_on);
    cell_write_text(json, "published_on_precision", rows, first, sources->published_precision);
    cell_write_text(json, "published_basis", rows, first, sources->published_basis);
    cell_write_text(json, "published_note", rows, first, sources->published_note);
    cell_write_day(json, "published_from", rows, first, sources->published_from);
    cell_write_day(json, "published_to", rows, first, sources->published_to);
    cell_write_text(json, "text_sha256", rows, first, sources->text_sha256);
    cell_write_int(json, "text_length", rows, first, sources->text_length);
    cell_write_text(json, "reliability", rows, first, sources->reliability);
    ref_write_actor(json, "reliability_by", rows, first, sources->grader_id, sources->grader_slug, sources->grader_name,
                    sources->grader_kind);
    cell_write_int(json, "claim_count", rows, first, sources->claims);
    record_write_tail(json, rows, first, &sources->record);
    json_write_object_end(json);
}
