#include "export/export_line.h"

#include "claimd/json_write.h"

static struct text column(const struct rows *rows, size_t row, const char *name)
{
    return row_text(rows, row, rows_column(rows, name));
}

static void write_id(struct json_writer *json, const char *name, const struct rows *rows, size_t row)
{
    char id[UUID_TEXT_SIZE];
    if (row_uuid(rows, row, rows_column(rows, name), id))
        json_write_pair(json, name, text_of(id));
}

static void write_given(struct json_writer *json, const char *name, const struct rows *rows, size_t row)
{
    struct text value = column(rows, row, name);
    if (value.ptr)
        json_write_pair(json, name, value);
}

/* Of what is withheld, that it is there. */
static void write_header(struct json_writer *json, const struct rows *rows, size_t row)
{
    write_id(json, "collection", rows, row);
    write_given(json, "country", rows, row);
    write_id(json, "id", rows, row);
    write_given(json, "key", rows, row);
    write_given(json, "kind", rows, row);
    write_given(json, "slug", rows, row);
    /* A quote of another statement may be verified against it. */
    if (!row_is_null(rows, row, rows_column(rows, "text_length"))) {
        json_write_key(json, "text_length");
        json_write_int(json, row_int(rows, row, rows_column(rows, "text_length")));
    }
    write_given(json, "text_sha256", rows, row);
    json_write_pair(json, "type", column(rows, row, "type"));
}

static void write_origin(struct json_writer *json, const struct rows *rows, size_t row)
{
    json_write_key(json, "origin");
    if (!row_bool(rows, row, rows_column(rows, "with_origin"))) {
        json_write_null(json);
        return;
    }
    struct text imported = column(rows, row, "imported");
    json_write_object_begin(json);
    json_write_key(json, "imported");
    if (imported.ptr)
        json_write_raw(json, imported);
    else
        json_write_null(json);
    json_write_key(json, "missing");
    if (row_bool(rows, row, rows_column(rows, "missing"))) {
        json_write_object_begin(json);
        json_write_pair(json, "version", column(rows, row, "missing_version"));
        json_write_object_end(json);
    } else {
        json_write_null(json);
    }
    json_write_pair(json, "version", column(rows, row, "version"));
    json_write_object_end(json);
}

static void write_decisions(struct json_writer *json, struct text decisions)
{
    if (!decisions.ptr)
        return;
    json_write_key(json, "decisions");
    json_write_raw(json, decisions);
}

static void write_reason(struct json_writer *json, const char *name, struct text reason)
{
    if (!reason.ptr)
        return;
    json_write_key(json, name);
    json_write_object_begin(json);
    json_write_pair(json, "reason", reason);
    json_write_object_end(json);
}

void export_line(struct buf *buf, const struct rows *rows, size_t row)
{
    struct json_writer json;
    struct text body = column(rows, row, "body");
    json_writer_init(&json, buf);
    json_write_object_begin(&json);
    if (body.ptr)
        /* Its members, which stand there as one value would: what follows is set off by a comma. */
        json_write_raw(&json, (struct text){.ptr = body.ptr + 1, .len = body.len - 2});
    else
        write_header(&json, rows, row);
    write_decisions(&json, column(rows, row, "decisions"));
    if (!text_equal(column(rows, row, "type"), TEXT("collection")))
        write_origin(&json, rows, row);
    write_reason(&json, "retracted", column(rows, row, "retraction_reason"));
    write_reason(&json, "withheld", column(rows, row, "withholding_reason"));
    json_write_object_end(&json);
    buf_char(buf, '\n');
}
