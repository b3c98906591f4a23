#include "db/link_private.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_SIZE 16 /* "s4294967295" */

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

void pipeline_forget_commit(struct link *link, const struct job *job)
{
    for (size_t i = 0; i < link->ring_count; i++) {
        struct entry *entry = &link->ring[(link->ring_head + i) % link->ring_size];
        if (entry->kind == ENTRY_COMMIT && entry->job == job)
            *entry = (struct entry){.kind = ENTRY_QUIET};
    }
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
static bool send_limits(struct link *link, uint32_t statement_ms, uint32_t lock_ms)
{
    char statement[16], lock[16];
    const char *const values[] = {statement, lock_ms == 0 ? NULL : lock};
    snprintf(statement, sizeof(statement), "%u", (unsigned)statement_ms);
    snprintf(lock, sizeof(lock), "%u", (unsigned)lock_ms);
    link->unsynced = true;
    if (PQsendQueryParams(link->pg,
                          "SELECT set_config('statement_timeout', $1, true),"
                          " set_config('lock_timeout', coalesce($2, current_setting('lock_timeout')), true)",
                          2, NULL, values, NULL, NULL, 1) != 1)
        return false;
    pipeline_push(link, (struct entry){.kind = ENTRY_QUIET});
    return true;
}

/* From here on the transaction may be made for good, whatever becomes of the connection. */
static enum err send_commit(struct link *link, struct job *job)
{
    link->doubtful = false;
    if (PQsendQueryParams(link->pg, "COMMIT", 0, NULL, NULL, NULL, NULL, 1) != 1)
        return ERR_UNAVAILABLE;
    pipeline_push(link, (struct entry){.kind = ENTRY_COMMIT, .job = job});
    return ERR_NONE;
}

static bool send_settings(struct link *link, const char *command, const char *const values[], int count)
{
    link->unsynced = true;
    if (PQsendQueryParams(link->pg, command, count, NULL, values, NULL, NULL, 1) != 1)
        return false;
    pipeline_push(link, (struct entry){.kind = ENTRY_QUIET});
    return true;
}

/* For the batch, as above. */
static bool send_times(struct link *link, const struct ask *ask)
{
    char as_of[TIMESTAMP_TEXT_SIZE], known_on[TIMESTAMP_TEXT_SIZE];
    const char *const instant[] = {as_of}, *const known[] = {known_on, ask->known_undated ? "yes" : "no"};
    if (ask->as_of.len >= sizeof as_of || ask->known_on.len >= sizeof known_on)
        return false;
    snprintf(as_of, sizeof as_of, "%.*s", TEXT_ARG(ask->as_of));
    snprintf(known_on, sizeof known_on, "%.*s", TEXT_ARG(ask->known_on));
    return (ask->as_of.ptr == NULL || send_settings(link, "SELECT set_config('claimd.as_of', $1, true)", instant, 1)) &&
           (ask->known_on.ptr == NULL ||
            send_settings(
                link, "SELECT set_config('claimd.known_on', $1, true), set_config('claimd.known_undated', $2, true)",
                known, 2));
}

enum err link_send(struct link *link, struct job *job)
{
    assert(link->state == LINK_UP && link->busy < link->options->depth);
    if (link->broken)
        return ERR_UNAVAILABLE;
    uint32_t shape = 0;
    enum err err = ERR_NONE;
    uint32_t budget = job->ask == NULL ? 0 : job->ask->budget_ms;
    uint32_t limit = budget != 0 ? budget : job->statement_ms;
    job->commits = job->ask != NULL && job->ask->commits;
    bool past = job->ask != NULL && (job->ask->as_of.ptr != NULL || job->ask->known_on.ptr != NULL);
    if (limit != 0 && !send_limits(link, limit, job->lock_ms))
        err = ERR_UNAVAILABLE;
    else if (past && !send_times(link, job->ask))
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
    if (job->commits && send_commit(link, job) != ERR_NONE)
        link->broken = true; /* the job ends as lost, with all others */
    if (budget != 0 || past)
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
