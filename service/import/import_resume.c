/* Imports in batches remember how far they are, in the transaction of each batch. */
#include "import/import_job.h"
#include "import_progress_sql.h"
#include "import_progressed_sql.h"

/* "\x…", as bytea is read. */
#define BYTEA_SIZE (2 + 2 * HASH_SHA256_SIZE + 1)

static struct text bytea(const struct import_origin *origin, char out[BYTEA_SIZE])
{
    out[0] = '\\';
    out[1] = 'x';
    hash_hex(origin->content, HASH_SHA256_SIZE, out + 2);
    return text_of(out);
}

enum err import_resume_find(struct import_job *job, int64_t *line, bool *ended)
{
    const struct import_origin *origin = job->options->origin;
    char content[BYTEA_SIZE];
    const struct rows *rows;
    struct ask ask;
    ask_begin(&ask, &import_progress_sql, 0, LANE_SLOW);
    ask_bind(&ask, IMPORT_PROGRESS_P_CONTENT, bytea(origin, content));
    ask_bind(&ask, IMPORT_PROGRESS_P_NAME, text_of(origin->name));
    enum err err = session_ask(job->session, &ask, &rows);
    if (err)
        return err;
    if (rows->count == 0) {
        *line = 0;
        *ended = false;
        return ERR_NONE;
    }
    int64_t last = row_int(rows, 0, rows_column(rows, "lines"));
    if (!row_bool(rows, 0, rows_column(rows, "same"))) {
        buf_format(job->words,
                   "the file has changed since %lld lines of it were written, so it cannot be resumed; import it "
                   "without --resume: what is written already stays unchanged",
                   (long long)last);
        return ERR_CONFLICT;
    }
    *line = last;
    *ended = row_bool(rows, 0, rows_column(rows, "ended"));
    return ERR_NONE;
}

enum err import_resume_note(struct import_job *job)
{
    const struct import_origin *origin = job->options->origin;
    if (!origin)
        return ERR_NONE;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 4096);
    char content[BYTEA_SIZE];
    const struct rows *rows;
    struct ask ask;
    ask_begin(&ask, &import_progressed_sql, 0, LANE_SLOW);
    ask_bind(&ask, IMPORT_PROGRESSED_P_CONTENT, bytea(origin, content));
    ask_bind(&ask, IMPORT_PROGRESSED_P_NAME, text_of(origin->name));
    ask_bind_int(&ask, IMPORT_PROGRESSED_P_LINE, job->until, &arena);
    ask_bind(&ask, IMPORT_PROGRESSED_P_ENDED, job->at_end ? TEXT("t") : TEXT("f"));
    return session_ask(job->session, &ask, &rows);
}

enum err import_resume_skip(struct import_job *job, int64_t line)
{
    import_progress_phase(&job->progress, IMPORT_READING);
    while (job->lines.number < line) {
        bool more;
        struct text text;
        enum err err = import_lines_next(&job->lines, &more, &text);
        if (err)
            return err;
        if (!more) {
            buf_literal(job->words, "the file became shorter while it was read");
            return ERR_CONFLICT;
        }
    }
    return ERR_NONE;
}
