#include "db/link_private.h"
#include "db/result.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_SIZE 16 /* "s4294967295" */

/* https://www.postgresql.org/docs/15/errcodes-appendix.html */
#define SQLSTATE_QUERY_CANCELED      "57014" /* statement_timeout */
#define SQLSTATE_LOCK_NOT_AVAILABLE  "55P03" /* lock_timeout */
#define SQLSTATE_NO_SUCH_STATEMENT   "26000"
#define SQLSTATE_ADMIN_SHUTDOWN      "57P01"
#define SQLSTATE_CRASH_SHUTDOWN      "57P02"
#define SQLSTATE_IDLE_IN_TRANSACTION "25P03"

static bool ring_grow(struct link *link)
{
    struct entry *ring = calloc(link->ring_size * 2, sizeof(*ring));
    if (ring == NULL)
        return false;
    for (size_t i = 0; i < link->ring_count; i++)
        ring[i] = link->ring[(link->ring_head + i) % link->ring_size];
    free(link->ring);
    link->ring = ring;
    link->ring_head = 0;
    link->ring_size *= 2;
    return true;
}

void pipeline_push(struct link *link, struct entry entry)
{
    if (link->ring_count == link->ring_size && !ring_grow(link)) {
        link->broken = true;
        return;
    }
    link->ring[(link->ring_head + link->ring_count++) % link->ring_size] = entry;
}

struct entry *pipeline_head(struct link *link)
{
    return link->ring_count == 0 ? NULL : &link->ring[link->ring_head];
}

void pipeline_pop(struct link *link)
{
    link->ring_head = (link->ring_head + 1) % link->ring_size;
    link->ring_count--;
}

static void statement_name(uint32_t number, char out[NAME_SIZE])
{
    snprintf(out, NAME_SIZE, "s%u", (unsigned)number);
}

static void send_sync(struct link *link)
{
    if (PQpipelineSync(link->pg) == 1)
        pipeline_push(link, (struct entry){.kind = ENTRY_SYNC});
    else
        link->broken = true;
}

/*
 * Ends the batch. What the server is to forget goes into a batch of its own: within another's, somebody's error could
 * keep the statement there for ever.
 */
static void end_batch(struct link *link)
{
    if (link->unsynced)
        send_sync(link);
    link->unsynced = false;
    if (link->evicted_count == 0)
        return;
    for (size_t i = 0; i < link->evicted_count && !link->broken; i++) {
        char text[NAME_SIZE + sizeof("DEALLOCATE s")];
        snprintf(text, sizeof(text), "DEALLOCATE s%u", (unsigned)link->evicted[i]);
        link->broken = PQsendQueryParams(link->pg, text, 0, NULL, NULL, NULL, NULL, 1) != 1;
        pipeline_push(link, (struct entry){.kind = ENTRY_QUIET});
    }
    link->evicted_count = 0;
    send_sync(link);
}

/* The shape of `ask`, prepared on this connection by the time that what is sent next is run. */
static enum err prepare(struct link *link, const struct ask *ask, const struct shape **out)
{
    struct shape *shape = shapes_find(&link->shapes, ask->sql, ask->shape);
    if (shape != NULL) {
        *out = shape;
        return ERR_NONE;
    }
    unsigned char order[SQL_PARAMS_MAX];
    size_t count = 0;
    buf_reset(&link->text);
    enum err err = sql_compose(ask->sql, ask->shape, &link->text, order, &count);
    buf_char(&link->text, '\0');
    if (err != ERR_NONE || buf_check(&link->text) != ERR_NONE)
        return ERR_INTERNAL;
    uint32_t evicted;
    shape = shapes_add(&link->shapes, ask->sql, ask->shape, &evicted);
    shape->count = count;
    memcpy(shape->order, order, count);
    if (link->evicted_count == EVICTED_MAX)
        end_batch(link);
    if (evicted != 0)
        link->evicted[link->evicted_count++] = evicted;
    char name[NAME_SIZE];
    statement_name(shape->number, name);
    if (PQsendPrepare(link->pg, name, link->text.ptr, 0, NULL) != 1)
        return ERR_UNAVAILABLE;
    pipeline_push(link, (struct entry){.kind = ENTRY_PREPARE, .shape = shape->number});
    *out = shape;
    return ERR_NONE;
}

/* Copies of all values, each with a NUL behind it, as libpq wants them in text form. */
static enum err copy_values(struct link *link, const struct ask *ask, const char *copies[SQL_PARAMS_MAX])
{
    size_t size = 1;
    for (size_t i = 0; i < ask->sql->param_count; i++)
        size += ask->values[i].len + 1;
    buf_reset(&link->values);
    char *at = buf_reserve(&link->values, size);
    if (at == NULL)
        return ERR_INTERNAL;
    for (size_t i = 0; i < ask->sql->param_count; i++) {
        struct text value = ask->values[i];
        copies[i] = NULL;
        if (value.ptr == NULL)
            continue;
        /* It would be cut short there, and mean something else. */
        if (memchr(value.ptr, '\0', value.len) != NULL)
            return ERR_INTERNAL;
        copies[i] = at;
        at = mempcpy(at, value.ptr, value.len);
        *at++ = '\0';
    }
    return ERR_NONE;
}

static enum err send_ask(struct link *link, const struct ask *ask, uint32_t *number)
{
    const struct shape *shape;
    const char *copies[SQL_PARAMS_MAX];
    const char *values[SQL_PARAMS_MAX];
    enum err err = ask->failed ? ERR_INTERNAL : copy_values(link, ask, copies);
    if (err == ERR_NONE)
        err = prepare(link, ask, &shape);
    if (err)
        return err;
    for (size_t i = 0; i < shape->count; i++)
        values[i] = copies[shape->order[i]];
    char name[NAME_SIZE];
    statement_name(shape->number, name);
    if (PQsendQueryPrepared(link->pg, name, (int)shape->count, values, NULL, NULL, 1) != 1)
        return ERR_UNAVAILABLE;
    *number = shape->number;
    return ERR_NONE;
}

/*
 * A batch is one transaction to the server, so a setting made within it ends with it: behind a statement with a budget
 * the batch is ended.
 */
static bool send_budget(struct link *link, uint32_t ms)
{
    char text[16];
    const char *const values[] = {text};
    snprintf(text, sizeof(text), "%u", (unsigned)ms);
    link->unsynced = true;
    if (PQsendQueryParams(link->pg, "SELECT set_config('statement_timeout', $1, true)", 1, NULL, values, NULL, NULL,
                          1) != 1)
        return false;
    pipeline_push(link, (struct entry){.kind = ENTRY_QUIET});
    return true;
}

enum err link_send(struct link *link, struct job *job)
{
    assert(link->state == LINK_UP && link->busy < link->options->depth);
    if (link->broken)
        return ERR_UNAVAILABLE;
    uint32_t shape = 0;
    enum err err = ERR_NONE;
    uint32_t budget = job->ask == NULL ? 0 : job->ask->budget_ms;
    if (budget != 0 && !send_budget(link, budget))
        err = ERR_UNAVAILABLE;
    else if (job->ask != NULL)
        err = send_ask(link, job->ask, &shape);
    else if (PQsendQueryParams(link->pg, job->command, 0, NULL, NULL, NULL, NULL, 1) != 1)
        err = ERR_UNAVAILABLE;
    if (err != ERR_NONE) {
        link->broken = err == ERR_UNAVAILABLE;
        return err;
    }
    link->unsynced = true;
    pipeline_push(link, (struct entry){.kind = ENTRY_JOB, .shape = shape, .job = job});
    if (budget != 0)
        end_batch(link);
    if (link->busy++ == 0) {
        link->heard_at = link->loop->now;
        if (!link->timer.armed)
            timer_arm(&link->loop->timers, &link->timer, link->loop->now + link->options->hang_timeout_ms * 1000);
    }
    return ERR_NONE;
}

void link_flush(struct link *link)
{
    if (link->state != LINK_UP && (link->pg == NULL || PQstatus(link->pg) != CONNECTION_OK))
        return;
    if (!link->broken)
        end_batch(link);
    int left = link->broken ? -1 : PQflush(link->pg);
    if (left < 0 || link_want(link, left > 0 ? EPOLLIN | EPOLLOUT : EPOLLIN) != ERR_NONE)
        link_lose(link, PQerrorMessage(link->pg));
}

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

static void job_ended(struct link *link, const struct entry *entry, const PGresult *result)
{
    struct job *job = entry->job;
    ExecStatusType status = PQresultStatus(result);
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    enum link_end end = LINK_DONE;
    enum err err = ERR_NONE;
    struct rows rows = {0};
    if (status == PGRES_PIPELINE_ABORTED) {
        end = LINK_ABORTED;
    } else if (is_state(state, SQLSTATE_NO_SUCH_STATEMENT)) {
        /* Its preparation was aborted after this was sent. */
        shapes_drop(&link->shapes, entry->shape);
        end = LINK_ABORTED;
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
    link->owner->ended(link->owner, link, job, end, err, end == LINK_DONE && err == ERR_NONE ? &rows : NULL);
    arena_deinit(&link->arena);
}

/* False: the connection is of no use any more. */
static bool answered(struct link *link, const struct entry *entry, const PGresult *result, const char **why)
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
        job_ended(link, entry, result);
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
        PQclear(result);
        if (!fine)
            return false;
    }
    return true;
}
