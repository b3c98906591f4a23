#include "db/link_private.h"
#include "db/result.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* https://www.postgresql.org/docs/15/errcodes-appendix.html */
#define SQLSTATE_QUERY_CANCELED      "57014" /* statement_timeout */
#define SQLSTATE_LOCK_NOT_AVAILABLE  "55P03" /* lock_timeout */
#define SQLSTATE_NO_SUCH_STATEMENT   "26000"
#define SQLSTATE_ADMIN_SHUTDOWN      "57P01"
#define SQLSTATE_CRASH_SHUTDOWN      "57P02"
#define SQLSTATE_IDLE_IN_TRANSACTION "25P03"
#define SQLSTATE_SERIALIZATION       "40001"
#define SQLSTATE_DEADLOCK            "40P01"

static void log_failure(const struct link *link, const struct job *job, const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    log_write(link->options->log, LOG_ERROR, "statement failed",
              LOG_FIELDS(log_text("link", text_of(link->options->name)),
                         log_text("statement", text_of(job->ask != NULL ? job->ask->sql->name : job->command)),
                         log_text("sqlstate", text_of(state)), log_text("detail", text_of(message))));
}

static bool is_state(const char *state, const char *wanted)
{
    return state != NULL && strcmp(state, wanted) == 0;
}

static bool server_gone(const char *state)
{
    return is_state(state, SQLSTATE_ADMIN_SHUTDOWN) || is_state(state, SQLSTATE_CRASH_SHUTDOWN) ||
           is_state(state, SQLSTATE_IDLE_IN_TRANSACTION);
}

/* What a write's handler is told of, since it knows what it means. */
static bool is_refusal(const char *state)
{
    static const char *const classes[] = {"22", "23", "P0", "CD"};
    if (state == NULL)
        return false;
    for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++) {
        if (strncmp(state, classes[i], 2) == 0)
            return true;
    }
    return is_state(state, SQLSTATE_LOCK_NOT_AVAILABLE) || is_state(state, SQLSTATE_SERIALIZATION) ||
           is_state(state, SQLSTATE_DEADLOCK);
}

static struct refusal refusal_of(const PGresult *result)
{
    struct refusal refusal = {
        .constraint = text_of(PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME)),
        .table = text_of(PQresultErrorField(result, PG_DIAG_TABLE_NAME)),
        .column = text_of(PQresultErrorField(result, PG_DIAG_COLUMN_NAME)),
        .message = text_of(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY)),
        .detail = text_of(PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL)),
    };
    snprintf(refusal.sqlstate, sizeof(refusal.sqlstate), "%s", PQresultErrorField(result, PG_DIAG_SQLSTATE));
    return refusal;
}

static bool writes(const struct job *job)
{
    return job->ask != NULL && job->ask->lane == LANE_WRITE;
}

static void job_ended(struct link *link, const struct entry *entry, const PGresult *result)
{
    struct job *job = entry->job;
    ExecStatusType status = PQresultStatus(result);
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    enum link_end end = LINK_DONE;
    enum err err = ERR_NONE;
    struct rows rows = {0};
    struct refusal refusal;
    if (status == PGRES_PIPELINE_ABORTED) {
        end = LINK_ABORTED;
    } else if (is_state(state, SQLSTATE_NO_SUCH_STATEMENT)) {
        /* Its preparation was aborted after this was sent. */
        shapes_drop(&link->shapes, entry->shape);
        end = LINK_ABORTED;
    } else if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && !job->abandoned && writes(job) &&
               is_refusal(state)) {
        refusal = refusal_of(result);
        rows.refusal = &refusal;
    } else if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        bool late = is_state(state, SQLSTATE_QUERY_CANCELED) || is_state(state, SQLSTATE_LOCK_NOT_AVAILABLE);
        rows.ran_out = late && !job->abandoned && job->ask != NULL && job->ask->budget_ms != 0;
        err = rows.ran_out ? ERR_NONE : late ? ERR_DEADLINE : ERR_INTERNAL;
        if (!late && !job->abandoned)
            log_failure(link, job, result);
    } else if (!job->abandoned) {
        err = result_rows(result, &link->arena, &rows);
        if (err != ERR_NONE)
            log_failure(link, job, result);
    }
    link->busy--;
    if (job->commits)
        pipeline_forget_commit(link, job);
    link->owner->ended(link->owner, link, job, end, err, end == LINK_DONE && err == ERR_NONE ? &rows : NULL);
    arena_deinit(&link->arena);
}

/* The statement of a job that commits has been answered; what came of it is kept until the commit has been too. */
static void statement_done(struct link *link, const struct entry *entry, PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    bool done = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
    if (entry->job->commits && done)
        link->held = result;
    else
        job_ended(link, entry, result);
}

static void commit_done(struct link *link, const struct entry *entry, PGresult *result)
{
    PGresult *held = link->held;
    link->held = NULL;
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        job_ended(link, entry, result);
    } else if (link->doubtful || strcmp(PQcmdStatus(result), "COMMIT") != 0) {
        /* The other tag is ROLLBACK, which no statement that was done leads to. */
        enum err err = link->doubtful ? ERR_OUTCOME_UNKNOWN : ERR_INTERNAL;
        link->busy--;
        link->owner->ended(link->owner, link, entry->job, LINK_DONE, err, NULL);
    } else {
        job_ended(link, entry, held);
    }
    PQclear(held);
}

/* False: the connection is of no use any more. */
static bool answered(struct link *link, const struct entry *entry, PGresult *result, const char **why)
{
    ExecStatusType status = PQresultStatus(result);
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    bool failed = status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_PIPELINE_SYNC;
    if (failed && (PQstatus(link->pg) == CONNECTION_BAD || server_gone(state))) {
        *why = PQerrorMessage(link->pg);
        return false;
    }
    pipeline_pop(link);
    switch (entry->kind) {
    case ENTRY_SETUP:
        if (failed) {
            *why = PQerrorMessage(link->pg);
            return false;
        }
        link_is_up(link);
        break;
    case ENTRY_PREPARE:
        if (failed)
            shapes_drop(&link->shapes, entry->shape);
        if (failed && status != PGRES_PIPELINE_ABORTED) {
            /* The job behind it reports as aborted; only here is it known why, and that it will not do better. */
            struct entry *next = pipeline_head(link);
            struct entry job = *next;
            assert(job.kind == ENTRY_JOB);
            *next = (struct entry){.kind = ENTRY_QUIET};
            job_ended(link, &job, result);
        }
        break;
    case ENTRY_QUIET:
        break;
    case ENTRY_JOB:
        statement_done(link, entry, result);
        break;
    case ENTRY_COMMIT:
        commit_done(link, entry, result);
        break;
    case ENTRY_SYNC:
        *why = "the pipeline is out of step";
        return !failed && status == PGRES_PIPELINE_SYNC;
    }
    return true;
}

bool pipeline_read(struct link *link, const char **why)
{
    if (PQconsumeInput(link->pg) != 1) {
        *why = PQerrorMessage(link->pg);
        return false;
    }
    const struct entry *head;
    unsigned nulls = 0;
    while (!link->broken && (head = pipeline_head(link)) != NULL && PQisBusy(link->pg) == 0) {
        PGresult *result = PQgetResult(link->pg);
        if (result == NULL) {
            /*
             * Behind each statement's result there is one NULL, or none where something was sent in between after a
             * failure: they say nothing. More in a row mean that there is nothing yet.
             */
            if (++nulls > 2)
                break;
            continue;
        }
        nulls = 0;
        link->heard_at = link->loop->now;
        /* A copy: what is sent meanwhile may move the ring. */
        struct entry entry = *head;
        bool fine = answered(link, &entry, result, why);
        if (link->held != result)
            PQclear(result);
        if (!fine)
            return false;
    }
    return true;
}
