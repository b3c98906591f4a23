#include "history/history_json.h"

#include "refs/ref_json.h"

const char *const history_fields[] = {"revision", "op",          "recorded_at",        "by", "reason", "body_hash",
                                      "withheld", "withheld_at", "withholding_reason", NULL};

void history_columns_read(const struct rows *rows, void *columns)
{
    struct history_columns *history = columns;
#define READ(name) history->name = rows_column(rows, #name);
    HISTORY_COLUMNS(READ)
#undef READ
}

void history_write_header(struct json_writer *json, const struct rows *rows, size_t row,
                          const struct history_columns *columns)
{
    cell_write_int(json, "revision", rows, row, columns->number);
    cell_write_text(json, "op", rows, row, columns->op);
    cell_write_instant(json, "recorded_at", rows, row, columns->recorded_at);
    json_write_key(json, "by");
    json_write_object_begin(json);
    cell_write_uuid(json, "key", rows, row, columns->api_key);
    cell_write_text(json, "key_name", rows, row, columns->key_name);
    cell_write_text(json, "label", rows, row, columns->label);
    json_write_object_end(json);
    cell_write_text(json, "reason", rows, row, columns->reason);
    cell_write_text(json, "body_hash", rows, row, columns->body_hash);
    json_write_key(json, "withheld");
    json_write_bool(json, !row_is_null(rows, row, columns->withheld_at));
    cell_write_instant(json, "withheld_at", rows, row, columns->withheld_at);
    cell_write_text(json, "withholding_reason", rows, row, columns->withholding_reason);
}

void history_write(struct json_writer *json, const struct rows *rows, size_t first, size_t end, const void *columns,
                   const void *room)
{
    (void)end;
    (void)room;
    json_write_object_begin(json);
    history_write_header(json, rows, first, columns);
    json_write_object_end(json);
}
