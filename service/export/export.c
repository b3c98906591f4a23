#include "export/export.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "db/session.h"
#include "export/export_line.h"
#include "export_count_sql.h"
#include "export_lines_sql.h"

/* A body and what is said beside it. */
#define LINE_MAX        (16U << 20)
#define TERMINAL_PERIOD 200  /* milliseconds */
#define LOG_PERIOD      5000 /* milliseconds */
#define LOOK_EVERY      256  /* lines between two looks at the clock */

/* What is named stands before what names it, as far as that can be. */
static const char *const types[] = {"collection", "actor",         "source",      "actor_name", "incident",
                                    "claim",      "counter_claim", "endorsement", NULL};

/* Of these it may have been decided whether two are one, or one is part of another. */
static bool has_decisions(const char *type)
{
    return strcmp(type, "actor") == 0 || strcmp(type, "incident") == 0;
}

struct export
{
    const struct export_options *options;
    FILE *to;
    struct buf line;
    struct export_counts counts;
    int64_t all;  /* records, of which some are in every database, and are left out */
    int64_t told; /* when, in milliseconds */
    bool terminal;
    int unwritten; /* errno of a line that was not, or 0 */
};

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void tell(struct export *export)
{
    FILE *to = export->options->progress;
    if (!to || export->counts.lines % LOOK_EVERY != 0)
        return;
    int64_t time = now();
    if (time - export->told < (export->terminal ? TERMINAL_PERIOD : LOG_PERIOD))
        return;
    fprintf(to, "%sclaimd export: %lld of %lld records%s", export->terminal ? "\r\033[K" : "",
            (long long)export->counts.lines, (long long)export->all, export->terminal ? "" : "\n");
    fflush(to);
    export->told = time;
}

static enum err not_written(struct export *export)
{
    export->unwritten = errno;
    return ERR_INTERNAL;
}

static enum err put(void *context, const struct rows *row)
{
    struct export *export = context;
    buf_reset(&export->line);
    export_line(&export->line, row, 0);
    enum err err = buf_check(&export->line);
    if (!err && fwrite(export->line.ptr, 1, export->line.len, export->to) != export->line.len)
        err = not_written(export);
    export->counts.lines++;
    tell(export);
    return err;
}

static int64_t count_of(const struct rows *rows, const char *name)
{
    size_t column = rows_column(rows, name);
    return row_is_null(rows, 0, column) ? 0 : row_int(rows, 0, column);
}

static enum err count(struct export *export, struct session *session, struct buf *words)
{
    const char *collection = export->options->collection;
    const struct rows *rows;
    struct ask ask;
    ask_begin(&ask, &export_count_sql, 0, LANE_SLOW);
    ask_bind(&ask, EXPORT_COUNT_P_COLLECTION, text_of(collection ? collection : ""));
    enum err err = session_ask(session, &ask, &rows);
    if (err)
        return err;
    export->all = row_int(rows, 0, rows_column(rows, "records"));
    export->counts.revisions = count_of(rows, "revisions");
    export->counts.texts = count_of(rows, "texts");
    export->counts.withheld = count_of(rows, "withheld");
    if (row_bool(rows, 0, rows_column(rows, "known")))
        return ERR_NONE;
    buf_format(words, "there is no collection \"%s\"", collection);
    return ERR_NOT_FOUND;
}

static enum err put_all(struct export *export, struct session *session)
{
    const char *collection = export->options->collection;
    for (size_t i = 0; types[i]; i++) {
        struct ask ask;
        uint64_t whole = has_decisions(types[i]) ? EXPORT_LINES_T_DECISIONS : 0;
        ask_begin(&ask, &export_lines_sql, collection ? EXPORT_LINES_T_COLLECTION : whole, LANE_SLOW);
        ask_bind(&ask, EXPORT_LINES_P_TYPE, text_of(types[i]));
        if (collection)
            ask_bind(&ask, EXPORT_LINES_P_COLLECTION, text_of(collection));
        enum err err = session_stream(session, &ask, put, export);
        if (err)
            return err;
    }
    return fflush(export->to) == 0 ? ERR_NONE : not_written(export);
}

enum err export_run(const struct export_options *options, FILE *to, struct export_counts *counts, struct buf *words)
{
    struct export export = {.options = options, .to = to};
    export.terminal = options->progress && isatty(fileno(options->progress));
    export.told = now();
    SESSION_CLEANUP struct session *session = session_new(options->url, "claimd export");
    if (!session) {
        buf_literal(words, "out of memory");
        return ERR_INTERNAL;
    }
    buf_init(&export.line, LINE_MAX);
    enum err err = session_check(session);
    if (!err)
        err = session_script(session,
                             "begin isolation level repeatable read, read only; set local statement_timeout = 0; "
                             "set local jit = off");
    if (!err)
        err = count(&export, session, words);
    if (!err)
        err = put_all(&export, session);
    buf_deinit(&export.line);
    if (export.terminal)
        fputs("\r\033[K", options->progress);
    if (export.unwritten)
        buf_format(words, "the lines cannot be written: %s", strerror(export.unwritten));
    else if (err && words->len == 0)
        session_say(session, words);
    *counts = export.counts;
    return err;
}
