#include "import/import.h"

#include <string.h>

#include "import/import_each.h"
#include "import/import_job.h"
#include "import/import_write.h"
#include "import_begin_sql.h"
#include "import_end_sql.h"

/* A client that is slow to send, and a file that is long, are no reason to give up half-way. */
#define BEGIN_TEXT                                                                                                     \
    "begin isolation level read committed; "                                                                           \
    "set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0; "
/* Has the database say how far it is. */
#define WATCHED_TEXT "set local client_min_messages = notice; set local claimd.progress = on"

void import_result_init(struct import_result *result)
{
    *result = (struct import_result){0};
    import_faults_init(&result->faults);
    import_faults_init(&result->kept);
}

void import_result_deinit(struct import_result *result)
{
    import_faults_deinit(&result->faults);
    import_faults_deinit(&result->kept);
}

static enum err begin_batch(struct import_job *job)
{
    unsigned char id[UUID_SIZE];
    uuid_make(id);
    uuid_format((struct text){.ptr = (const char *)id, .len = sizeof id}, job->id);
    /* A dry run in batches is one transaction: what is taken back must be seen by the batches after it. */
    const char *begin = job->options->progress ? BEGIN_TEXT WATCHED_TEXT : BEGIN_TEXT;
    enum err err = session_in_transaction(job->session) ? ERR_NONE : session_script(job->session, begin);
    if (err)
        return err;
    if (job->options->statement_ms > 0) {
        char limit[64];
        snprintf(limit, sizeof limit, "set local statement_timeout = %lld", (long long)job->options->statement_ms);
        err = session_script(job->session, limit);
        if (err)
            return err;
    }
    if (job->spool)
        import_faults_keep(&job->result->faults, job->id);
    const struct rows *rows;
    struct ask ask;
    ask_begin(&ask, &import_begin_sql, 0, LANE_SLOW);
    ask_bind(&ask, IMPORT_BEGIN_P_IMPORT, text_of(job->id));
    ask_bind(&ask, IMPORT_BEGIN_P_LABEL, text_of(job->options->label));
    return session_ask(job->session, &ask, &rows);
}

static enum err forget_staging(struct import_job *job)
{
    const struct rows *rows;
    struct ask ask;
    ask_begin(&ask, &import_end_sql, 0, LANE_SLOW);
    ask_bind(&ask, IMPORT_END_P_IMPORT, text_of(job->id));
    return session_ask(job->session, &ask, &rows);
}

static enum err commit(struct import_job *job)
{
    const struct import_hooks *hooks = job->options->hooks;
    if (job->options->dry_run)
        return ERR_NONE;
    enum err err = import_resume_note(job);
    if (!err && hooks && hooks->before_commit && job->at_end)
        err = hooks->before_commit(hooks->context, job->session, job->result, job->spool);
    if (err)
        return err;
    err = session_script(job->session, "commit");
    if (!err && session_is_unreplicated(job->session)) {
        buf_literal(job->words, "the database gave up waiting for its standby, so a failover could lose the import");
        return ERR_OUTCOME_UNKNOWN;
    }
    if (err != ERR_UNAVAILABLE)
        return err;
    buf_literal(job->words, "the connection was lost while the import was committed, so it may have been written or "
                            "not; run it again, what is written already stays unchanged: ");
    return ERR_OUTCOME_UNKNOWN;
}

static void add_counts(struct import_job *job)
{
    job->result->missing += job->missing;
    job->result->found += job->found;
    for (size_t type = 0; type < RECORD_TYPE_COUNT; type++) {
        job->result->counts[type].created += job->counts[type].created;
        job->result->counts[type].updated += job->counts[type].updated;
        job->result->counts[type].unchanged += job->counts[type].unchanged;
    }
}

/* Nothing of the batch will stay, but what is wrong with each line is still told. */
static enum err refuse(struct import_job *job)
{
    if (job->options->batch > 0)
        job->result->refused_from = job->after + 1;
    enum err err = ERR_NONE;
    if (job->spool) {
        err = import_keep_faults(job, true);
        if (!err)
            err = import_each_spool(job, false);
        if (!err)
            err = session_script(job->session, "rollback");
        if (!err)
            err = import_each_release(job);
    }
    return err ? err : ERR_INVALID_RECORD;
}

static enum err write_batch(struct import_job *job)
{
    enum err err = import_resolve(job);
    if (!err && !import_is_faulty(job))
        err = import_write(job);
    if (!err && !import_is_faulty(job))
        err = import_apply(job);
    if (err)
        return err;
    if (import_is_faulty(job))
        return refuse(job);
    err = import_each_spool(job, true);
    if (!err)
        err = forget_staging(job);
    if (err)
        return err;
    add_counts(job);
    err = commit(job);
    if (err)
        return err;
    job->result->written_to = job->options->dry_run ? 0 : job->until;
    return job->options->dry_run && !job->at_end ? ERR_NONE : import_each_release(job);
}

static enum err run_batches(struct import_job *job)
{
    const struct import_hooks *hooks = job->options->hooks;
    while (!job->at_end) {
        enum err err = begin_batch(job);
        if (!err)
            err = import_read(job);
        if (!err && job->at_end && hooks && hooks->whole)
            err = hooks->whole(hooks->context, job->session, job->words);
        if (!err)
            err = write_batch(job);
        if (err)
            return err;
    }
    return session_in_transaction(job->session) ? session_script(job->session, "rollback") : ERR_NONE;
}

static enum err run(struct import_job *job)
{
    enum err err = session_check(job->session);
    if (!err && job->options->resume) {
        int64_t line = 0;
        err = import_resume_find(job, &line, &job->at_end);
        if (!err && !job->at_end)
            err = import_resume_skip(job, line);
        job->result->resumed_behind = job->result->written_to = line;
    }
    return err ? err : run_batches(job);
}

/* The lines of the spool mean nothing to whoever wrote the files. */
static void place_faults(const struct import_places *places, struct import_faults *faults)
{
    for (size_t i = 0; places && i < faults->count; i++) {
        struct import_fault *fault = &faults->items[i];
        if (fault->line < 1 || (size_t)fault->line > places->count)
            continue;
        const struct format_place *place = &places->items[fault->line - 1];
        fault->input = place->input;
        fault->line = place->line;
        fault->column = place->column;
    }
}

static bool tick(void *context, const char *notice)
{
    struct import_job *job = context;
    const struct import_hooks *hooks = job->options->hooks;
    import_progress_tick(&job->progress, notice);
    return !hooks || !hooks->wanted || hooks->wanted(hooks->context);
}

/* The time that a statement may take is over, or nobody wants it any more. */
static bool was_cancelled(const struct session *session)
{
    return strcmp(session_fault(session).sqlstate, "57014") == 0;
}

enum err import_run(const struct import_options *options, struct import_result *result, struct buf *words)
{
    SESSION_CLEANUP struct session *session = session_new(options->url, "claimd import");
    struct import_job job = {.options = options, .result = result, .session = session, .words = words};
    job.spool = options->lines ? tmpfile() : NULL;
    if (!session || (options->lines && !job.spool)) {
        buf_cstr(words, session ? "there is no room for the report of the lines" : "out of memory");
        return ERR_INTERNAL;
    }
    import_progress_init(&job.progress, options->progress, options->batch > 0);
    session_watch(session, tick, &job);
    import_lines_init(&job.lines, options->input);
    enum err err = run(&job);
    if (err == ERR_INTERNAL && was_cancelled(session))
        err = ERR_DEADLINE;
    import_lines_deinit(&job.lines);
    import_progress_end(&job.progress);
    if (job.spool)
        fclose(job.spool);
    result->milliseconds = import_progress_milliseconds(&job.progress);
    import_faults_sort(&result->faults);
    place_faults(options->places, &result->faults);
    place_faults(options->places, &result->kept);
    if (err && err != ERR_INVALID_RECORD && (words->len == 0 || text_ends(buf_view(words), TEXT(": "))))
        session_say(session, words);
    return err;
}
