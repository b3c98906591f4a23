/* What is said of an import over HTTP. */
#include "import/import_json.h"
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
    json_write_key(&json, "counts");
    import_counts_write(&json, result->counts);
    import_marks_write(&json, result, NULL);
    enum err err = put_lines(&json, lines);
    json_write_object_end(&json);
    return err ? err : buf_check(buf);
}

enum err imports_refusal(struct buf *buf, const struct import_result *result, FILE *lines)
{
    struct json_writer json;
    json_writer_init(&json, buf);
    json_write_object_begin(&json);
    json_write_key(&json, "errors");
    import_faults_write(&json, &result->faults, NULL);
    json_write_key(&json, "errors_omitted");
    json_write_int(&json, result->faults.omitted);
    json_write_key(&json, "records");
    json_write_int(&json, result->lines);
    enum err err = put_lines(&json, lines);
    json_write_object_end(&json);
    return err ? err : buf_check(buf);
}
