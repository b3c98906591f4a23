#include "refs/ref_json.h"

#include "refs/steps.h"

/* Behind the key; `kind` is NULL where the reference has none. */
static void write_ref(struct json_writer *json, struct text id, struct text slug, const char *label, struct text name,
                      const struct text *kind)
{
    json_write_object_begin(json);
    json_write_pair(json, "id", id);
    json_write_pair(json, "slug", slug);
    json_write_pair(json, label, name);
    if (kind != NULL)
        json_write_pair(json, "kind", *kind);
    json_write_object_end(json);
}

static void write_cells(struct json_writer *json, const struct text *cells, const char *label, const struct text *kind)
{
    char id[UUID_TEXT_SIZE];
    if (cells[REF_ID].ptr == NULL) {
        json_write_null(json);
        return;
    }
    uuid_format(cells[REF_ID], id);
    write_ref(json, text_of(id), cells[REF_SLUG], label, cells[REF_NAME], kind);
}

void ref_write_actor(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t id,
                     size_t slug, size_t name, size_t kind)
{
    char text[UUID_TEXT_SIZE];
    struct text kind_text = row_text(rows, row, kind);
    json_write_key(json, key);
    if (row_uuid(rows, row, id, text))
        write_ref(json, text_of(text), row_text(rows, row, slug), "name", row_text(rows, row, name), &kind_text);
    else
        json_write_null(json);
}

void ref_write_incident(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t id,
                        size_t slug, size_t name)
{
    char text[UUID_TEXT_SIZE];
    json_write_key(json, key);
    if (row_uuid(rows, row, id, text))
        write_ref(json, text_of(text), row_text(rows, row, slug), "name", row_text(rows, row, name), NULL);
    else
        json_write_null(json);
}

void ref_write_actor_cells(struct json_writer *json, const char *key, const struct text *cells)
{
    json_write_key(json, key);
    write_cells(json, cells, "name", &cells[REF_KIND]);
}

void ref_write_source_cells(struct json_writer *json, const char *key, const struct text *cells)
{
    json_write_key(json, key);
    write_cells(json, cells, "title", NULL);
}

void ref_write_actor_steps(struct json_writer *json, const char *key, struct steps *steps, size_t count)
{
    json_write_key(json, key);
    json_write_array_begin(json);
    for (; count > 0 && steps_next(steps); count--)
        write_cells(json, steps->cells, "name", &steps->cells[REF_KIND]);
    json_write_array_end(json);
}

void ref_write_actors(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t ids,
                      size_t slugs, size_t names, size_t kinds)
{
    const size_t columns[] = {[REF_ID] = ids, [REF_SLUG] = slugs, [REF_NAME] = names, [REF_KIND] = kinds};
    struct steps steps;
    steps_begin(&steps, rows, row, columns, REF_ACTOR_PARTS);
    ref_write_actor_steps(json, key, &steps, SIZE_MAX);
}

void ref_write_external_ids(struct json_writer *json, const struct rows *rows, size_t row, size_t schemes,
                            size_t values, size_t urls)
{
    const size_t columns[] = {schemes, values, urls};
    struct steps steps;
    json_write_key(json, "external_ids");
    json_write_array_begin(json);
    steps_begin(&steps, rows, row, columns, 3);
    while (steps_next(&steps)) {
        json_write_object_begin(json);
        json_write_pair(json, "scheme", steps.cells[0]);
        json_write_pair(json, "value", steps.cells[1]);
        json_write_pair(json, "url", steps.cells[2]);
        json_write_object_end(json);
    }
    json_write_array_end(json);
}

void ref_write_texts(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t texts)
{
    json_write_key(json, key);
    json_write_array_begin(json);
    struct row_array array = row_array(rows, row, texts);
    for (struct text text; row_array_next(&array, &text);)
        json_write_string(json, text);
    json_write_array_end(json);
}

void ref_write_ids(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t ids)
{
    json_write_key(json, key);
    json_write_array_begin(json);
    struct row_array array = row_array(rows, row, ids);
    for (struct text id; row_array_next(&array, &id);) {
        char text[UUID_TEXT_SIZE];
        uuid_format(id, text);
        json_write_string(json, text_of(text));
    }
    json_write_array_end(json);
}

void cell_write_text(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t column)
{
    json_write_pair(json, key, row_text(rows, row, column));
}

void cell_write_uuid(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t column)
{
    char text[UUID_TEXT_SIZE];
    json_write_pair(json, key, row_uuid(rows, row, column, text) ? text_of(text) : TEXT_NONE);
}

void cell_write_int(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t column)
{
    json_write_key(json, key);
    if (row_is_null(rows, row, column))
        json_write_null(json);
    else
        json_write_int(json, row_int(rows, row, column));
}

void cell_write_day(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t column)
{
    char text[11];
    json_write_pair(json, key, row_date(rows, row, column, text) ? text_of(text) : TEXT_NONE);
}

void cell_write_instant(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t column)
{
    char text[TIMESTAMP_TEXT_SIZE];
    json_write_pair(json, key, row_timestamp(rows, row, column, text) ? text_of(text) : TEXT_NONE);
}
