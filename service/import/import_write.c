#include "import/import_write.h"

#include <jansson.h>

#include "claimd/json_read.h"
#include "import/copy_text.h"
#include "import/import_lines.h"
#include "import_read_sql.h"
#include "quotes/citation_check.h"
#include "records/record_body.h"
#include "records/record_texts.h"

/* Lines at a time. Each may have a megabyte, so this is what bounds the memory. */
#define BATCH 64
/* Fields that are filled in and ids for references make a body longer than its line. */
#define BODY_MAX       (6U * IMPORT_LINE_MAX)
#define ROWS_MAX       (2U * BATCH * BODY_MAX)
#define LINE_ARENA_MAX (16U << 20)

struct batch {
    const char *import;
    struct buf *rows;
    struct import_faults *faults;
};

/* The row of claimd.import_record. */
static void add_row(const struct batch *batch, int64_t line, const char *id, enum record_type type,
                    const struct record_body *body)
{
    copy_text(batch->rows, text_of(batch->import));
    copy_int(batch->rows, line);
    copy_text(batch->rows, text_of(id));
    copy_text(batch->rows, text_of(record_shapes[type].name));
    copy_text(batch->rows, record_body_text(body));
    copy_bytea(batch->rows, (const unsigned char *)record_body_salt(body).ptr, RECORD_SALT_SIZE);
    copy_bytea(batch->rows, body->hash, sizeof body->hash);
    copy_row_end(batch->rows);
}

static enum err check_quotes(json_t *record, enum record_type type, const struct rows *rows, size_t row,
                             struct arena *arena, struct faults *found)
{
    struct citation_text *texts;
    struct record_texts sent;
    enum err err = record_texts_take(record, type, arena, found, &sent);
    if (!err)
        err = citation_texts_read(rows, row, sent.count, arena, &texts);
    for (size_t i = 0; !err && i < sent.count; i++)
        texts[i].sent = sent.items[i];
    return err ? err : citations_check(record, texts, sent.count, arena, found);
}

static enum err write_line(const struct batch *batch, const struct rows *rows, size_t row)
{
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, LINE_ARENA_MAX);
    RECORD_BODY_CLEANUP struct record_body body;
    record_body_init(&body, BODY_MAX);
    int64_t line = row_int(rows, row, rows_column(rows, "line"));
    enum record_type type;
    char id[UUID_TEXT_SIZE];
    json_auto_t *record = NULL;
    struct json_fault where;
    if (!record_type_find(row_text(rows, row, rows_column(rows, "type")), &type) ||
        !row_uuid(rows, row, rows_column(rows, "record"), id) ||
        json_read(row_text(rows, row, rows_column(rows, "body")), &record, &where) != ERR_NONE)
        return ERR_INTERNAL;
    const struct record_meanings meanings = {.pointers = row_array(rows, row, rows_column(rows, "pointers")),
                                             .targets = row_array(rows, row, rows_column(rows, "targets"))};
    struct faults found = {0};
    enum err err = check_quotes(record, type, rows, row, &arena, &found);
    if (!err)
        err = record_body_make(&body, record, type, id, &meanings, &arena, &found);
    if (err == ERR_INVALID_RECORD)
        return import_faults_take(batch->faults, line, &found);
    if (!err)
        add_row(batch, line, id, type, &body);
    return err;
}

/* The lines from behind `after` to `until`. */
static enum err write_batch(struct session *session, const struct batch *batch, int64_t after, int64_t until)
{
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 4096);
    struct ask ask;
    ask_begin(&ask, &import_read_sql, 0, LANE_SLOW);
    ask_bind(&ask, IMPORT_READ_P_IMPORT, text_of(batch->import));
    ask_bind_int(&ask, IMPORT_READ_P_AFTER, after, &arena);
    ask_bind_int(&ask, IMPORT_READ_P_UNTIL, until, &arena);
    const struct rows *rows;
    enum err err = session_ask(session, &ask, &rows);
    for (size_t row = 0; !err && row < rows->count; row++)
        err = write_line(batch, rows, row);
    if (err)
        return err;
    return copy_send(session,
                     "copy claimd.import_record (import, line, record, type, body, salt, body_hash) from stdin",
                     batch->rows);
}

enum err import_write(struct import_job *job)
{
    BUF_CLEANUP struct buf rows;
    buf_init(&rows, ROWS_MAX);
    import_progress_phase(&job->progress, IMPORT_WRITING);
    const struct batch batch = {.import = job->id, .rows = &rows, .faults = &job->result->faults};
    for (int64_t after = job->after; after < job->until; after += BATCH) {
        int64_t until = after + BATCH < job->until ? after + BATCH : job->until;
        enum err err = write_batch(job->session, &batch, after, until);
        if (!err)
            err = import_keep_faults(job, false);
        if (err)
            return err;
        import_progress_tell(&job->progress, until, until - job->after, job->until - job->after);
    }
    return ERR_NONE;
}
