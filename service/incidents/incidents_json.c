#include "incidents/incidents_json.h"

#include "refs/ref_json.h"
#include "refs/steps.h"

/* clang-format off */
const char *const incidents_fields[] = {
    RECORD_FIELDS_HEAD, "slug", "name", "language", "names", "description", "description_language", "started_on",
    "ended_on", "started_from", "ended_to", "victim_count", "victim_countries", "victim_sectors", "victims", "part_of",
    "external_ids", "claim_count",
    RECORD_FIELDS_TAIL, NULL};
/* clang-format on */

void incidents_columns_read(const struct rows *rows, void *columns)
{
    struct incidents_columns *incidents = columns;
    record_columns_read(rows, &incidents->record);
#define READ(name) incidents->name = rows_column(rows, #name);
    INCIDENTS_COLUMNS(READ)
#undef READ
}

static void write_names(struct json_writer *json, const struct rows *rows, size_t row,
                        const struct incidents_columns *columns)
{
    enum { NAME, LANGUAGE, KIND, SOURCE, ALL = SOURCE + REF_PARTS };
    const size_t arrays[ALL] = {
        [NAME] = columns->name_texts,
        [LANGUAGE] = columns->name_languages,
        [KIND] = columns->name_kinds,
        [SOURCE + REF_ID] = columns->name_source_ids,
        [SOURCE + REF_SLUG] = columns->name_source_slugs,
        [SOURCE + REF_NAME] = columns->name_source_titles,
    };
    struct steps steps;
    json_write_key(json, "names");
    json_write_array_begin(json);
    steps_begin(&steps, rows, row, arrays, ALL);
    while (steps_next(&steps)) {
        json_write_object_begin(json);
        json_write_pair(json, "text", steps.cells[NAME]);
        json_write_pair(json, "language", steps.cells[LANGUAGE]);
        json_write_pair(json, "kind", steps.cells[KIND]);
        ref_write_source_cells(json, "seen_in", &steps.cells[SOURCE]);
        json_write_object_end(json);
    }
    json_write_array_end(json);
}

static void write_victim_count(struct json_writer *json, const struct rows *rows, size_t row,
                               const struct incidents_columns *columns)
{
    json_write_key(json, "victim_count");
    if (row_is_null(rows, row, columns->victim_count_min) && row_is_null(rows, row, columns->victim_count_max)) {
        json_write_null(json);
        return;
    }
    json_write_object_begin(json);
    cell_write_int(json, "min", rows, row, columns->victim_count_min);
    cell_write_int(json, "max", rows, row, columns->victim_count_max);
    json_write_object_end(json);
}

void incidents_write(struct json_writer *json, const struct rows *rows, size_t first, size_t end, const void *columns,
                     const void *room)
{
    const struct incidents_columns *incidents = columns;
    (void)end;
    (void)room;
    if (record_write_withheld(json, rows, first, &incidents->record, TEXT_NONE))
        return;
    json_write_object_begin(json);
    record_write_head(json, rows, first, &incidents->record);
    cell_write_text(json, "slug", rows, first, incidents->slug);
    cell_write_text(json, "name", rows, first, incidents->name);
    cell_write_text(json, "language", rows, first, incidents->language);
    write_names(json, rows, first, incidents);
    cell_write_text(json, "description", rows, first, incidents->description);
    cell_write_text(json, "description_language", rows, first, incidents->description_language);
    cell_write_text(json, "started_on", rows, first, incidents->started_on);
    cell_write_text(json, "ended_on", rows, first, incidents->ended_on);
    cell_write_day(json, "started_from", rows, first, incidents->started_from);
    cell_write_day(json, "ended_to", rows, first, incidents->ended_to);
    write_victim_count(json, rows, first, incidents);
    ref_write_texts(json, "victim_countries", rows, first, incidents->victim_countries);
    ref_write_texts(json, "victim_sectors", rows, first, incidents->victim_sectors);
    ref_write_actors(json, "victims", rows, first, incidents->victim_ids, incidents->victim_slugs,
                     incidents->victim_names, incidents->victim_kinds);
    ref_write_incident(json, "part_of", rows, first, incidents->wider_id, incidents->wider_slug, incidents->wider_name);
    ref_write_external_ids(json, rows, first, incidents->schemes, incidents->scheme_values, incidents->scheme_urls);
    cell_write_int(json, "claim_count", rows, first, incidents->claims);
    record_write_tail(json, rows, first, &incidents->record);
    json_write_object_end(json);
}
