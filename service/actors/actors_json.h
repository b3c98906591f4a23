/* An actor as JSON, with its names and links. */
#ifndef CLAIMD_ACTORS_JSON_H
#define CLAIMD_ACTORS_JSON_H

#include "listing/csv_form.h"
#include "refs/record_json.h"

/* clang-format off */
#define ACTORS_COLUMNS(X) \
    X(slug) X(kind) X(name) X(language) X(country) X(description) X(description_language) X(name_texts) \
    X(name_languages) X(name_kinds) X(name_notes) X(user_ids) X(user_slugs) X(user_names) X(user_kinds) \
    X(name_source_ids) X(name_source_slugs) X(name_source_titles) X(link_types) X(link_since) X(link_until) \
    X(link_notes) X(target_ids) X(target_slugs) X(target_names) X(target_kinds) X(link_source_ids) \
    X(link_source_slugs) X(link_source_titles) X(schemes) X(scheme_values) X(scheme_urls) X(standing_id) \
    X(standing_slug) X(standing_name) X(standing_kind) X(shared_texts) X(sharer_ids) X(sharer_slugs) \
    X(sharer_names) X(sharer_kinds) X(claims_against) X(claims_by)
/* clang-format on */

struct actors_columns {
    struct record_columns record;
#define ACTORS_MEMBER(name) size_t name;
    ACTORS_COLUMNS(ACTORS_MEMBER)
#undef ACTORS_MEMBER
};

extern const char *const actors_fields[];
/* `columns` is a struct actors_columns. */
void actors_columns_read(const struct rows *rows, void *columns);
/* The actor of row `first` (struct form). */
void actors_write(struct json_writer *json, const struct rows *rows, size_t first, size_t end, const void *columns,
                  const void *room);

/* The same as CSV (docs/reference/formats.md). */
extern const struct csv_form actors_csv;

#endif
