/* What is said of an import over HTTP. */
#include "claimd/json_write.h"
#include "import/imports_private.h"

static enum err put_lines(struct json_writer *json, FILE *lines)
{
    if (!lines)
        return ERR_NONE;
    char line[4096];
    struct buf *buf = json->buf;
    json_write_key(json, "lines");
    json_write_raw(json, TEXT("["));
    rewind(lines);
    bool begins = true, first = true;
    while (fgets(line, sizeof line, lines)) {
        struct text text = text_of(line);
        bool ends = text_ends(text, TEXT("\n"));
        if (begins && !first)
            buf_char(buf, ',');
        text.len -= ends;
        buf_text(buf, text);
        begins = ends;
        first = false;
    }
    buf_char(buf, ']');
    return ferror(lines) ? ERR_INTERNAL : ERR_NONE;
}

static void put_counts(struct json_writer *json, const struct import_result *result)
{
    json_write_key(json, "counts");
    json_write_object_begin(json);
    for (size_t type = 0; type < RECORD_TYPE_COUNT; type++) {
        const struct import_counts *counts = &result->counts[type];
        json_write_key(json, record_shapes[type].name);
        json_write_object_begin(json);
        json_write_key(json, "created");
        json_write_int(json, counts->created);
        json_write_key(json, "updated");
        json_write_int(json, counts->updated);
        json_write_key(json, "unchanged");
        json_write_int(json, counts->unchanged);
        json_write_object_end(json);
    }
    json_write_object_end(json);
}

enum err imports_answer(struct buf *buf, const struct import_result *result, bool dry_run, FILE *lines)
{
    struct json_writer json;
    json_writer_init(&json, buf);
    json_write_object_begin(&json);
    json_write_key(&json, "written");
    json_write_bool(&json, !dry_run);
    json_write_key(&json, "dry_run");
    json_write_bool(&json, dry_run);
    json_write_key(&json, "records");
    json_write_int(&json, result->lines);
    put_counts(&json, result);
    enum err err = put_lines(&json, lines);
    json_write_object_end(&json);
    return err ? err : buf_check(buf);
}

static void put_fault(struct json_writer *json, const struct import_fault *fault)
{
    json_write_object_begin(json);
    json_write_key(json, "line");
    if (fault->line > 0)
        json_write_int(json, fault->line);
    else
        json_write_null(json);
    import_fault_write(json, fault);
    json_write_object_end(json);
}

enum err imports_refusal(struct buf *buf, const struct import_result *result, FILE *lines)
{
    struct json_writer json;
    json_writer_init(&json, buf);
    json_write_object_begin(&json);
    json_write_key(&json, "errors");
    json_write_array_begin(&json);
    for (size_t i = 0; i < result->faults.count; i++)
        put_fault(&json, &result->faults.items[i]);
    json_write_array_end(&json);
    json_write_key(&json, "errors_omitted");
    json_write_int(&json, result->faults.omitted);
    json_write_key(&json, "records");
    json_write_int(&json, result->lines);
    enum err err = put_lines(&json, lines);
    json_write_object_end(&json);
    return err ? err : buf_check(buf);
}
