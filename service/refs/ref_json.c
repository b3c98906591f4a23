#include "refs/ref_json.h"

static void write_actor(struct json_writer *json, struct text id, struct text slug, struct text name, struct text kind)
{
    json_write_object_begin(json);
    json_write_pair(json, "id", id);
    json_write_pair(json, "slug", slug);
    json_write_pair(json, "name", name);
    json_write_pair(json, "kind", kind);
    json_write_object_end(json);
}

void ref_write_actor(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t id,
                     size_t slug, size_t name, size_t kind)
{
    char text[UUID_TEXT_SIZE];
    json_write_key(json, key);
    if (row_uuid(rows, row, id, text))
        write_actor(json, text_of(text), row_text(rows, row, slug), row_text(rows, row, name),
                    row_text(rows, row, kind));
    else
        json_write_null(json);
}

void ref_write_actors(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t ids,
                      size_t slugs, size_t names, size_t kinds)
{
    struct row_array each[] = {row_array(rows, row, ids), row_array(rows, row, slugs), row_array(rows, row, names),
                               row_array(rows, row, kinds)};
    json_write_key(json, key);
    json_write_array_begin(json);
    struct text id, slug, name, kind;
    while (row_array_next(&each[0], &id) && row_array_next(&each[1], &slug) && row_array_next(&each[2], &name) &&
           row_array_next(&each[3], &kind)) {
        char text[UUID_TEXT_SIZE];
        uuid_format(id, text);
        write_actor(json, text_of(text), slug, name, kind);
    }
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
