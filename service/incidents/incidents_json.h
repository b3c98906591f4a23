/* An incident as JSON. */
#ifndef CLAIMD_INCIDENTS_JSON_H
#define CLAIMD_INCIDENTS_JSON_H

#include "listing/csv_form.h"
#include "refs/record_json.h"

/* clang-format off */
#define INCIDENTS_COLUMNS(X) \
    X(slug) X(name) X(language) X(name_texts) X(name_languages) X(name_kinds) X(name_source_ids) \
    X(name_source_slugs) X(name_source_titles) X(description) X(description_language) X(started_on) \
    X(started_from) X(ended_on) X(ended_to) X(victim_count_min) X(victim_count_max) X(victim_countries) \
    X(victim_sectors) X(victim_ids) X(victim_slugs) X(victim_names) X(victim_kinds) X(wider_id) X(wider_slug) \
    X(wider_name) X(schemes) X(scheme_values) X(scheme_urls) X(claims)
/* clang-format on */

struct incidents_columns {
    struct record_columns record;
#define INCIDENTS_MEMBER(name) size_t name;
    INCIDENTS_COLUMNS(INCIDENTS_MEMBER)
#undef INCIDENTS_MEMBER
};

extern const char *const incidents_fields[];
/* `columns` is a struct incidents_columns. */
void incidents_columns_read(const struct rows *rows, void *columns);
/* The incident of row `first` (struct form). */
void incidents_write(struct json_writer *json, const struct rows *rows, size_t first, size_t end, const void *columns,
                     const void *room);

/* The same as CSV (docs/reference/formats.md). */
extern const struct csv_form incidents_csv;

#endif
