/* A source as JSON. */
#ifndef CLAIMD_SOURCES_JSON_H
#define CLAIMD_SOURCES_JSON_H

#include "listing/csv_form.h"
#include "refs/record_json.h"

/* clang-format off */
#define SOURCES_COLUMNS(X) \
    X(slug) X(kind) X(title) X(language) X(translated_from) X(publisher_id) X(publisher_slug) X(publisher_name) \
    X(publisher_kind) X(authors) X(agency_id) X(agency_slug) X(agency_name) X(agency_kind) X(url) \
    X(published_on) X(published_precision) X(published_basis) X(published_note) X(published_from) \
    X(published_to) X(text_sha256) X(text_length) X(reliability) X(grader_id) X(grader_slug) X(grader_name) \
    X(grader_kind) X(claims)
/* clang-format on */

struct sources_columns {
    struct record_columns record;
#define SOURCES_MEMBER(name) size_t name;
    SOURCES_COLUMNS(SOURCES_MEMBER)
#undef SOURCES_MEMBER
};

extern const char *const sources_fields[];
/* `columns` is a struct sources_columns. */
void sources_columns_read(const struct rows *rows, void *columns);
/* The source of row `first` (struct form). */
void sources_write(struct json_writer *json, const struct rows *rows, size_t first, size_t end, const void *columns,
                   const void *room);

/* The same as CSV (docs/reference/formats.md). */
extern const struct csv_form sources_csv;

#endif
