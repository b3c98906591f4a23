/* How records are referred to within others. */
#ifndef CLAIMD_REF_JSON_H
#define CLAIMD_REF_JSON_H

#include "claimd/json_write.h"
#include "claimd/rows.h"
#include "refs/steps.h"

/* Of a reference whose parts stand in cells, as steps_next leaves them. */
enum { REF_ID, REF_SLUG, REF_NAME, REF_PARTS, REF_KIND = REF_PARTS, REF_ACTOR_PARTS };

/* {"id","slug","name","kind"}, or null without an id. */
void ref_write_actor(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t id,
                     size_t slug, size_t name, size_t kind);
/* The same out of REF_ACTOR_PARTS cells. */
void ref_write_actor_cells(struct json_writer *json, const char *key, const struct text *cells);
/* The same for arrays that run in step: a list, perhaps empty. */
void ref_write_actors(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t ids,
                      size_t slugs, size_t names, size_t kinds);
/* A list of the next `count` things of REF_ACTOR_PARTS; SIZE_MAX: of all that are left. */
void ref_write_actor_steps(struct json_writer *json, const char *key, struct steps *steps, size_t count);
/* {"id","slug","title"} out of REF_PARTS cells, or null without an id. */
void ref_write_source_cells(struct json_writer *json, const char *key, const struct text *cells);
/* {"id","slug","name"}, or null without an id. */
void ref_write_incident(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t id,
                        size_t slug, size_t name);
/* "external_ids" as a list of {"scheme","value","url"}, out of arrays that run in step. */
void ref_write_external_ids(struct json_writer *json, const struct rows *rows, size_t row, size_t schemes,
                            size_t values, size_t urls);
/* A list of texts out of a text array. */
void ref_write_texts(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t texts);
/* A list of ids out of a uuid array. */
void ref_write_ids(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t ids);

/* Single cells: the key and the value, or null. */
void cell_write_text(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t column);
void cell_write_uuid(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t column);
void cell_write_int(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t column);
void cell_write_day(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t column);
void cell_write_instant(struct json_writer *json, const char *key, const struct rows *rows, size_t row, size_t column);

#endif
