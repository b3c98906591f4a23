#include "import/import_each.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "import/import_json.h"
#include "import_lines_sql.h"

/* Lines at a time, and what their faults may take. */
#define RANGE     1000
#define RANGE_MAX (64U << 20)

static void write_place(struct json_writer *json, const struct import_places *places, int64_t line)
{
    if (!places || line < 1 || (size_t)line > places->count) {
        import_place_write(json, NULL, line, 0);
        return;
    }
    const struct format_place *place = &places->items[line - 1];
    import_place_write(json, places->names[place->input], place->line, place->column);
}

static void write_line(struct buf *buf, const struct rows *rows, size_t row, const struct import_places *places)
{
    struct json_writer json;
    json_writer_init(&json, buf);
    char id[UUID_TEXT_SIZE];
    json_write_object_begin(&json);
    write_place(&json, places, row_int(rows, row, rows_column(rows, "line")));
    json_write_key(&json, "type");
    json_write_string(&json, row_text(rows, row, rows_column(rows, "type")));
    json_write_key(&json, "id");
    json_write_string(&json, row_uuid(rows, row, rows_column(rows, "id"), id) ? text_of(id) : TEXT_NONE);
    json_write_key(&json, "outcome");
    json_write_string(&json, row_text(rows, row, rows_column(rows, "outcome")));
    /* JSON already. */
    buf_literal(buf, ",\"faults\":");
    buf_text(buf, row_text(rows, row, rows_column(rows, "faults")));
    buf_literal(buf, "}\n");
}

static enum err spool_range(struct import_job *job, bool written, int64_t after, int64_t until, struct buf *buf)
{
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 4096);
    const struct rows *rows;
    struct ask ask;
    ask_begin(&ask, &import_lines_sql, written ? IMPORT_LINES_T_WRITTEN : 0, LANE_SLOW);
    ask_bind(&ask, IMPORT_LINES_P_IMPORT, text_of(job->id));
    ask_bind_int(&ask, IMPORT_LINES_P_AFTER, after, &arena);
    ask_bind_int(&ask, IMPORT_LINES_P_UNTIL, until, &arena);
    enum err err = session_ask(job->session, &ask, &rows);
    if (err)
        return err;
    buf_reset(buf);
    for (size_t row = 0; row < rows->count; row++)
        write_line(buf, rows, row, job->options->places);
    err = buf_check(buf);
    if (!err && buf->len > 0 && fwrite(buf->ptr, 1, buf->len, job->spool) != buf->len)
        err = ERR_INTERNAL;
    return err;
}

enum err import_each_spool(struct import_job *job, bool written)
{
    if (!job->spool)
        return ERR_NONE;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, RANGE_MAX);
    /* What is of no line stands first. */
    enum err err = spool_range(job, written, -1, 0, &buf);
    for (int64_t after = job->after; !err && after < job->until; after += RANGE)
        err = spool_range(job, written, after, after + RANGE < job->until ? after + RANGE : job->until, &buf);
    return err;
}

enum err import_each_release(struct import_job *job)
{
    if (!job->spool)
        return ERR_NONE;
    char piece[1 << 14];
    bool well = fflush(job->spool) == 0;
    rewind(job->spool);
    for (size_t got; well && (got = fread(piece, 1, sizeof piece, job->spool)) > 0;)
        well = fwrite(piece, 1, got, job->options->lines) == got;
    well = well && !ferror(job->spool) && fflush(job->options->lines) == 0;
    rewind(job->spool);
    if (well && ftruncate(fileno(job->spool), 0) == 0)
        return ERR_NONE;
    buf_format(job->words, "the report of the lines cannot be written: %s", strerror(errno));
    return ERR_INTERNAL;
}
