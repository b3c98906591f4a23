/* How records are referred to within others. */
#ifndef CLAIMD_REF_JSON_H
#define CLAIMD_REF_JSON_H

#include "claimd/json_write.h"
#include "claimd/rows.h"

/* {"id","slug","name","kind"}, or null without an id. */
void ref_write_actor(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t id,
                     size_t slug, size_t name, size_t kind);
/* The same for arrays that run in step: a list, perhaps empty. */
void ref_write_actors(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t ids,
                      size_t slugs, size_t names, size_t kinds);
/* A list of ids out of a uuid array. */
void ref_write_ids(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t ids);

/* Single cells: the key and the value, or null. */
void cell_write_text(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t column);
void cell_write_uuid(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t column);
void cell_write_int(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t column);
void cell_write_day(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t column);
void cell_write_instant(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t column);

#endif
