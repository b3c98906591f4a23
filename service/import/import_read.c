/* From the bytes of the input to staged lines. */
#include <errno.h>
#include <string.h>

#include <jansson.h>

#include "claimd/json_read.h"
#include "import/import_job.h"
#include "records/record_check.h"
#include "records/record_marks.h"
#include "records/record_texts.h"

#define LINE_ARENA_MAX (16U << 20)

/* A fault of a line that is no record at all. */
static enum err unreadable(struct import_job *job, int64_t line, const char *code, struct text detail)
{
    return import_faults_note(&job->result->faults,
                              &(struct import_fault){.line = line, .code = text_of(code), .detail = detail});
}

static enum err not_json(struct import_job *job, int64_t line, const struct json_fault *fault, struct arena *arena)
{
    struct text detail = arena_format(arena, "%s (column %zu)", fault->message, fault->column);
    return unreadable(job, line, err_info(ERR_INVALID_JSON)->slug, detail);
}

/* The texts that came with citations stay with the line until its quotes are checked (import_write.c). */
static enum err check(json_t *record, enum record_type type, struct arena *arena, struct faults *found)
{
    struct record_texts texts = {0};
    enum err err = record_texts_take(record, type, arena, found, &texts);
    if (!err || err == ERR_INVALID_RECORD)
        err = record_check(record, type, arena, found);
    if (err && err != ERR_INVALID_RECORD)
        return err;
    return record_texts_put(record, &texts);
}

/* Lines of an export have quotes that the service has found in texts, which stay where they are. */
static enum err check_as_exported(json_t *record, enum record_type type, struct arena *arena, struct faults *found)
{
    json_auto_t *aside = json_array();
    size_t index;
    json_t *citation;
    json_array_foreach(json_object_get(record, "citations"), index, citation)
    {
        const char *how = json_string_value(json_object_get(citation, "verified_how"));
        if (how && strcmp(how, "text") == 0 &&
            (json_array_append(aside, citation) != 0 ||
             json_object_set_new(citation, "verified_how", json_string("declared")) != 0))
            return ERR_INTERNAL;
    }
    enum err err = check(record, type, arena, found);
    json_array_foreach(aside, index, citation)
    {
        if (json_object_set_new(citation, "verified_how", json_string("text")) != 0)
            return ERR_INTERNAL;
    }
    return err;
}

/* Over HTTP a line is a record and nothing else; its marks are unknown fields. */
static enum err check_line(const struct import_job *job, json_t *record, enum record_type type, struct arena *arena,
                           struct faults *found, struct record_standing *standing)
{
    if (job->options->key_id)
        return check(record, type, arena, found);
    enum err err = record_marks_take(record, type, arena, found, standing);
    if ((err && err != ERR_INVALID_RECORD) || standing->header)
        return err;
    bool exported = json_object_get(standing->marks, "origin") != NULL;
    err = exported ? check_as_exported(record, type, arena, found) : check(record, type, arena, found);
    return err || found->count == 0 ? err : ERR_INVALID_RECORD;
}

static enum err stage_line(struct import_stage *stage, int64_t line, enum record_type type, json_t *record,
                           const struct record_standing *standing, struct arena *arena)
{
    if (standing->marks) {
        enum err err = import_stage_mark(stage, line, standing->marks, standing->header);
        if (err)
            return err;
    }
    return import_stage_add(stage, line, type, record, arena);
}

static enum err read_record(struct import_job *job, struct import_stage *stage, int64_t line, struct text text)
{
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, LINE_ARENA_MAX);
    json_auto_t *record = NULL;
    struct json_fault fault;
    enum err err = json_read(text, &record, &fault);
    if (err == ERR_INVALID_JSON)
        return not_json(job, line, &fault, &arena);
    if (err)
        return err;
    if (!json_is_object(record))
        return unreadable(job, line, fault_info(FAULT_MALFORMED)->slug, TEXT("A record is a JSON object."));
    struct faults found = {0};
    enum record_type type;
    err = record_type_of(record, &type, &arena, &found);
    bool known = !err;
    if (known && job->options->lacks && job->options->lacks[type]) {
        buf_format(job->words, "Line %lld is a record of the type %s, which needs the scope %s.", (long long)line,
                   record_shapes[type].name, job->options->lacks[type]);
        return ERR_FORBIDDEN;
    }
    struct record_standing standing = {0};
    if (known)
        err = check_line(job, record, type, &arena, &found, &standing);
    if (!err || err == ERR_INVALID_RECORD)
        err = import_faults_take(&job->result->faults, line, &found);
    if (!err && known)
        err = stage_line(stage, line, type, record, &standing, &arena);
    json_decref(standing.marks);
    return err ? err : import_keep_faults(job, false);
}

static enum err read_line(struct import_job *job, struct import_stage *stage, struct text text)
{
    int64_t number = job->lines.number;
    if (job->lines.too_long)
        return unreadable(job, number, fault_info(FAULT_TOO_LONG)->slug, TEXT("A line has at most 1048576 bytes."));
    if (text_trim(text).len == 0)
        return ERR_NONE;
    job->records++;
    return read_record(job, stage, number, text);
}

static enum err read_lines(struct import_job *job, struct import_stage *stage)
{
    while (job->options->batch == 0 || job->records < job->options->batch) {
        bool more;
        struct text text;
        enum err err = import_lines_next(&job->lines, &more, &text);
        if (err) {
            buf_format(job->words, "the input cannot be read: %s", strerror(errno));
            return err;
        }
        if (!more) {
            job->at_end = true;
            break;
        }
        err = read_line(job, stage, text);
        if (err)
            return err;
        import_progress_tell(&job->progress, job->lines.number, job->lines.bytes, job->options->size);
    }
    return import_stage_flush(stage);
}

enum err import_read(struct import_job *job)
{
    struct import_stage stage;
    job->after = job->lines.number;
    job->records = 0;
    import_progress_phase(&job->progress, IMPORT_READING);
    import_stage_init(&stage, job->session, job->id);
    enum err err = read_lines(job, &stage);
    import_stage_deinit(&stage);
    job->until = job->lines.number;
    job->result->lines += job->records;
    return err;
}
