#include "refs/record_json.h"

#include <string.h>

#include "refs/ref_json.h"

void record_columns_read(const struct rows *rows, struct record_columns *columns)
{
#define READ(name) columns->name = rows_column(rows, #name);
    RECORD_COLUMNS(READ)
    columns->with_origin = rows_have(rows, "origin_seen_at");
    if (columns->with_origin) {
        RECORD_ORIGIN_COLUMNS(READ)
    }
#undef READ
    columns->highlighted = false;
    for (size_t i = 0; i < rows->column_count && !columns->highlighted; i++) {
        columns->highlighted = strcmp(rows->columns[i].name, "highlight") == 0;
        columns->highlight = i;
    }
}

/* It comes as JSON. */
static void write_highlight(struct json_writer *json, const struct rows *rows, size_t row,
                            const struct record_columns *columns)
{
    struct text marked = row_text(rows, row, columns->highlight);
    json_write_key(json, "highlight");
    json_write_raw(json, marked.ptr == NULL ? TEXT("[]") : marked);
}

bool record_write_withheld(struct json_writer *json, const struct rows *rows, size_t row,
                           const struct record_columns *columns, struct text status)
{
    if (row_is_null(rows, row, columns->withheld_at))
        return false;
    json_write_only(json, NULL);
    json_write_object_begin(json);
    record_write_head(json, rows, row, columns);
    if (status.ptr != NULL)
        json_write_pair(json, "status", status);
    cell_write_instant(json, "withheld_at", rows, row, columns->withheld_at);
    cell_write_text(json, "withholding_reason", rows, row, columns->withholding_reason);
    struct record_columns told = *columns;
    told.with_origin = false;
    record_write_tail(json, rows, row, &told);
    json_write_object_end(json);
    return true;
}

void record_write_head(struct json_writer *json, const struct rows *rows, size_t row,
                       const struct record_columns *columns)
{
    cell_write_uuid(json, "id", rows, row, columns->id);
    cell_write_int(json, "revision", rows, row, columns->revision);
}

/* What imports found of it in its collection; null where none has brought it. */
static void write_origin(struct json_writer *json, const struct rows *rows, size_t row,
                         const struct record_columns *columns)
{
    json_write_key(json, "origin");
    if (row_is_null(rows, row, columns->origin_seen_at)) {
        json_write_null(json);
        return;
    }
    json_write_object_begin(json);
    cell_write_text(json, "version", rows, row, columns->origin_version);
    cell_write_instant(json, "seen_at", rows, row, columns->origin_seen_at);
    cell_write_instant(json, "missing_since", rows, row, columns->origin_missing_since);
    cell_write_text(json, "missing_version", rows, row, columns->origin_missing_version);
    json_write_object_end(json);
}

void record_write_tail(struct json_writer *json, const struct rows *rows, size_t row,
                       const struct record_columns *columns)
{
    cell_write_text(json, "collection", rows, row, columns->collection);
    cell_write_text(json, "key", rows, row, columns->key);
    if (columns->with_origin)
        write_origin(json, rows, row, columns);
    cell_write_instant(json, "created_at", rows, row, columns->created_at);
    cell_write_instant(json, "updated_at", rows, row, columns->updated_at);
    if (columns->highlighted && row_is_null(rows, row, columns->withheld_at))
        write_highlight(json, rows, row, columns);
    if (row_is_null(rows, row, columns->retracted_at))
        return;
    cell_write_instant(json, "retracted_at", rows, row, columns->retracted_at);
    cell_write_text(json, "retraction_reason", rows, row, columns->retraction_reason);
}
