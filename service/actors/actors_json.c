#include "actors/actors_json.h"

#include "refs/ref_json.h"
#include "refs/steps.h"

/* clang-format off */
const char *const actors_fields[] = {
    RECORD_FIELDS_HEAD, "slug", "kind", "name", "language", "country", "description", "description_language",
    "names", "links", "external_ids", "merged_into", "shared_names", "claims_against_count", "claims_by_count",
    RECORD_FIELDS_TAIL, NULL};
/* clang-format on */

void actors_columns_read(const struct rows *rows, void *columns)
{
    struct actors_columns *actors = columns;
    record_columns_read(rows, &actors->record);
#define READ(name) actors->name = rows_column(rows, #name);
    ACTORS_COLUMNS(READ)
#undef READ
}

static void write_names(struct json_writer *json, const struct rows *rows, size_t row,
                        const struct actors_columns *columns)
{
    enum { NAME, LANGUAGE, KIND, NOTE, USER, SOURCE = USER + REF_ACTOR_PARTS, ALL = SOURCE + REF_PARTS };
    const size_t arrays[ALL] = {
        [NAME] = columns->name_texts,
        [LANGUAGE] = columns->name_languages,
        [KIND] = columns->name_kinds,
        [NOTE] = columns->name_notes,
        [USER + REF_ID] = columns->user_ids,
        [USER + REF_SLUG] = columns->user_slugs,
        [USER + REF_NAME] = columns->user_names,
        [USER + REF_KIND] = columns->user_kinds,
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
        ref_write_actor_cells(json, "used_by", &steps.cells[USER]);
        ref_write_source_cells(json, "seen_in", &steps.cells[SOURCE]);
        json_write_pair(json, "note", steps.cells[NOTE]);
        json_write_object_end(json);
    }
    json_write_array_end(json);
}

static void write_links(struct json_writer *json, const struct rows *rows, size_t row,
                        const struct actors_columns *columns)
{
    enum { TYPE, SINCE, UNTIL, NOTE, TARGET, SOURCE = TARGET + REF_ACTOR_PARTS, ALL = SOURCE + REF_PARTS };
    const size_t arrays[ALL] = {
        [TYPE] = columns->link_types,
        [SINCE] = columns->link_since,
        [UNTIL] = columns->link_until,
        [NOTE] = columns->link_notes,
        [TARGET + REF_ID] = columns->target_ids,
        [TARGET + REF_SLUG] = columns->target_slugs,
        [TARGET + REF_NAME] = columns->target_names,
        [TARGET + REF_KIND] = columns->target_kinds,
        [SOURCE + REF_ID] = columns->link_source_ids,
        [SOURCE + REF_SLUG] = columns->link_source_slugs,
        [SOURCE + REF_NAME] = columns->link_source_titles,
    };
    struct steps steps;
    json_write_key(json, "links");
    json_write_array_begin(json);
    steps_begin(&steps, rows, row, arrays, ALL);
    while (steps_next(&steps)) {
        json_write_object_begin(json);
        json_write_pair(json, "type", steps.cells[TYPE]);
        ref_write_actor_cells(json, "actor", &steps.cells[TARGET]);
        json_write_pair(json, "from", steps.cells[SINCE]);
        json_write_pair(json, "to", steps.cells[UNTIL]);
        ref_write_source_cells(json, "source", &steps.cells[SOURCE]);
        json_write_pair(json, "note", steps.cells[NOTE]);
        json_write_object_end(json);
    }
    json_write_array_end(json);
}

/* Where it is asked who bears a name that another bears too. */
static void write_shared(struct json_writer *json, const struct rows *rows, size_t row,
                         const struct actors_columns *columns)
{
    enum { TEXT_OF, SHARER, ALL = SHARER + REF_ACTOR_PARTS };
    const size_t arrays[ALL] = {
        [TEXT_OF] = columns->shared_texts,           [SHARER + REF_ID] = columns->sharer_ids,
        [SHARER + REF_SLUG] = columns->sharer_slugs, [SHARER + REF_NAME] = columns->sharer_names,
        [SHARER + REF_KIND] = columns->sharer_kinds,
    };
    struct steps steps;
    if (row_is_null(rows, row, columns->shared_texts))
        return;
    json_write_key(json, "shared_names");
    json_write_array_begin(json);
    steps_begin(&steps, rows, row, arrays, ALL);
    while (steps_next(&steps)) {
        json_write_object_begin(json);
        json_write_pair(json, "text", steps.cells[TEXT_OF]);
        ref_write_actor_cells(json, "actor", &steps.cells[SHARER]);
        json_write_object_end(json);
    }
    json_write_array_end(json);
}

void actors_write(struct json_writer *json, const struct rows *rows, size_t first, size_t end, const void *columns,
                  const void *room)
{
    const struct actors_columns *actors = columns;
    (void)end;
    (void)room;
    if (record_write_withheld(json, rows, first, &actors->record, TEXT_NONE))
        return;
    json_write_object_begin(json);
    record_write_head(json, rows, first, &actors->record);
    cell_write_text(json, "slug", rows, first, actors->slug);
    cell_write_text(json, "kind", rows, first, actors->kind);
    cell_write_text(json, "name", rows, first, actors->name);
    cell_write_text(json, "language", rows, first, actors->language);
    cell_write_text(json, "country", rows, first, actors->country);
    cell_write_text(json, "description", rows, first, actors->description);
    cell_write_text(json, "description_language", rows, first, actors->description_language);
    write_names(json, rows, first, actors);
    write_links(json, rows, first, actors);
    ref_write_external_ids(json, rows, first, actors->schemes, actors->scheme_values, actors->scheme_urls);
    ref_write_actor(json, "merged_into", rows, first, actors->standing_id, actors->standing_slug, actors->standing_name,
                    actors->standing_kind);
    write_shared(json, rows, first, actors);
    cell_write_int(json, "claims_against_count", rows, first, actors->claims_against);
    cell_write_int(json, "claims_by_count", rows, first, actors->claims_by);
    record_write_tail(json, rows, first, &actors->record);
    json_write_object_end(json);
}
