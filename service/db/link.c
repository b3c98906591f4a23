#include "db/link.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/link_private.h"
#include "db/notice.h"

#define BACKOFF_FIRST_MS 100U
#define BACKOFF_MAX_MS   2000U
#define STATEMENT_MAX    (256U << 10)
#define VALUES_MAX       (4U << 20)
/* A result's tables; what they point at is libpq's. */
#define ROWS_MAX (64U << 20)
/* To begin with: a job, its preparation and a Sync, and some. */
#define ENTRIES_PER_JOB 4U

/* A round trip of its own at the begin, so that it works through poolers, which refuse `options`. */
static const char setup_text[] = "SELECT set_config('search_path', 'claimd', false),"
                                 " set_config('statement_timeout', $1, false),"
                                 " set_config('lock_timeout', $2, false),"
                                 " set_config('idle_in_transaction_session_timeout', $3, false),"
                                 " set_config('TimeZone', 'UTC', false),"
                                 /* What is acknowledged is to last. */
                                 " set_config('synchronous_commit', CASE current_setting('synchronous_commit')"
                                 " WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false),"
                                 /* Shapes are made so that one plan fits; a list takes milliseconds to plan. */
                                 " set_config('plan_cache_mode', 'force_generic_plan', false),"
                                 " set_config('jit', 'off', false),"
                                 " set_config('max_parallel_workers_per_gather', '0', false)";

static void log_line(const struct link *link, enum log_level level, const char *message, const char *detail)
{
    struct text text = text_of(detail);
    while (text.len > 0 && text.ptr[text.len - 1] == '\n')
        text.len--;
    log_write(link->options->log, level, message,
              LOG_FIELDS(log_text("link", text_of(link->options->name)), log_text("detail", text)));
}

static void arm_ms(struct link *link, uint64_t ms)
{
    timer_arm(&link->loop->timers, &link->timer, link->loop->now + ms * 1000);
}

enum err link_want(struct link *link, uint32_t events)
{
    int fd = PQsocket(link->pg);
    /* While it connects libpq closes one socket and opens another as it likes. */
    if (link->source.fd != fd)
        loop_forget(link->loop, &link->source);
    /* The other may have the number of the one, and is not in the set. */
    if (link->state == LINK_CONNECTING)
        link->source.events = 0;
    return fd < 0 ? ERR_UNAVAILABLE : loop_watch(link->loop, &link->source, fd, events);
}

static void close_connection(struct link *link)
{
    /* libpq has closed it where it found the connection gone. */
    if (link->source.fd == PQsocket(link->pg))
        loop_unwatch(link->loop, &link->source);
    else
        loop_forget(link->loop, &link->source);
    PQfinish(link->pg);
    link->pg = NULL;
    shapes_clear(&link->shapes);
}

static void end_jobs(struct link *link)
{
    PQclear(link->held);
    link->held = NULL;
    while (link->ring_count > 0) {
        struct entry entry = *pipeline_head(link);
        pipeline_pop(link);
        if (entry.kind == ENTRY_JOB || entry.kind == ENTRY_COMMIT) {
            link->busy--;
            if (entry.job->commits)
                pipeline_forget_commit(link, entry.job);
            link->owner->ended(link->owner, link, entry.job, LINK_LOST, ERR_UNAVAILABLE, NULL);
        }
    }
}

void link_lose(struct link *link, const char *why)
{
    log_line(link, LOG_WARNING, "database connection lost or not made", why);
    close_connection(link);
    bool was_up = link->state == LINK_UP;
    link->state = LINK_DOWN;
    link->broken = false;
    link->unsynced = false;
    link->evicted_count = 0;
    link->in_sight = was_up;
    /* The first attempt comes at once, the later ones spread, lest every loop of every instance knocks together. */
    uint64_t wait = 0;
    if (!was_up) {
        wait = (uint64_t)BACKOFF_FIRST_MS << (link->failures < 5 ? link->failures : 5);
        wait = wait > BACKOFF_MAX_MS ? BACKOFF_MAX_MS : wait;
        wait = wait / 2 + randombytes_uniform((uint32_t)wait / 2 + 1);
        link->failures++;
    }
    arm_ms(link, wait);
    end_jobs(link);
    link->owner->down(link->owner, link);
}

/* The server's warnings and notices. Its words may hold data, so they are for debugging only. */
static void notice(void *context, const PGresult *result)
{
    struct link *link = context;
    if (notice_is_unreplicated(result)) {
        link->doubtful = true;
        log_line(link, LOG_WARNING, "a commit's standby was not waited for", NULL);
        return;
    }
    log_line(link, LOG_DEBUG, "database notice", PQresultErrorMessage(result));
}

static void connect_on(struct link *link)
{
    PostgresPollingStatusType status = PQconnectPoll(link->pg);
    if (status == PGRES_POLLING_READING || status == PGRES_POLLING_WRITING) {
        if (link_want(link, status == PGRES_POLLING_READING ? EPOLLIN : EPOLLOUT))
            link_lose(link, "epoll_ctl failed");
        return;
    }
    if (status != PGRES_POLLING_OK) {
        link_lose(link, PQerrorMessage(link->pg));
        return;
    }
    char numbers[3][24];
    const char *values[3];
    const uint64_t settings[3] = {link->options->statement_timeout_ms, link->options->lock_timeout_ms,
                                  link->options->idle_timeout_ms};
    for (int i = 0; i < 3; i++) {
        snprintf(numbers[i], sizeof(numbers[i]), "%llu", (unsigned long long)settings[i]);
        values[i] = numbers[i];
    }
    bool sent = PQsetnonblocking(link->pg, 1) == 0 && PQenterPipelineMode(link->pg) == 1 &&
                PQsendQueryParams(link->pg, setup_text, 3, NULL, values, NULL, NULL, 0) == 1 &&
                PQpipelineSync(link->pg) == 1 && link_want(link, EPOLLIN | EPOLLOUT) == ERR_NONE;
    if (!sent) {
        link_lose(link, PQerrorMessage(link->pg));
        return;
    }
    pipeline_push(link, (struct entry){.kind = ENTRY_SETUP});
    pipeline_push(link, (struct entry){.kind = ENTRY_SYNC});
}

static void connect_begin(struct link *link)
{
    /* `dbname` is expanded first, so what follows it wins over the operator's string only where it must. */
    static const char *const keywords[] = {"fallback_application_name",
                                           "keepalives_idle",
                                           "keepalives_interval",
                                           "keepalives_count",
                                           "dbname",
                                           "client_encoding",
                                           NULL};
    const char *const values[] = {link->options->name, "10", "5", "3", link->options->conninfo, "UTF8", NULL};
    link->state = LINK_CONNECTING;
    link->pg = PQconnectStartParams(keywords, values, 1);
    if (link->pg == NULL || PQstatus(link->pg) == CONNECTION_BAD) {
        link_lose(link, link->pg == NULL ? "out of memory" : PQerrorMessage(link->pg));
        return;
    }
    PQsetNoticeReceiver(link->pg, notice, link);
    arm_ms(link, link->options->connect_timeout_ms);
    if (link_want(link, EPOLLOUT))
        link_lose(link, "epoll_ctl failed");
}

void link_is_up(struct link *link)
{
    timer_disarm(&link->loop->timers, &link->timer);
    link->state = LINK_UP;
    link->up_at = loop_clock();
    link->in_sight = true;
    link->failures = 0;
    log_line(link, LOG_INFO, "database connection is up", NULL);
    link->owner->up(link->owner, link);
}

static void ready(struct source *source, uint32_t events)
{
    struct link *link = (struct link *)((char *)source - offsetof(struct link, source));
    if (PQstatus(link->pg) != CONNECTION_OK) {
        connect_on(link);
        return;
    }
    const char *why = NULL;
    if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && !pipeline_read(link, &why)) {
        link_lose(link, why);
        return;
    }
    if ((events & EPOLLOUT) != 0)
        link_flush(link);
}

static void timed_out(struct timer *timer)
{
    struct link *link = (struct link *)((char *)timer - offsetof(struct link, timer));
    if (link->state == LINK_DOWN) {
        connect_begin(link);
        return;
    }
    if (link->state == LINK_CONNECTING) {
        link_lose(link, "no connection within the time given");
        return;
    }
    if (link->busy == 0)
        return;
    uint64_t due = link->heard_at + link->options->hang_timeout_ms * 1000;
    if (due <= link->loop->now)
        link_lose(link, "the database does not answer");
    else
        timer_arm(&link->loop->timers, timer, due);
}

enum err link_new(struct link **out, struct loop *loop, struct link_owner *owner, const struct link_options *options)
{
    struct link *link = calloc(1, sizeof(*link));
    if (link == NULL)
        return ERR_INTERNAL;
    link->options = options;
    link->owner = owner;
    link->loop = loop;
    link->in_sight = true;
    link->source = (struct source){.ready = ready, .fd = -1};
    link->timer.fire = timed_out;
    link->ring_size = (size_t)options->depth * ENTRIES_PER_JOB + 2;
    link->ring = calloc(link->ring_size, sizeof(*link->ring));
    buf_init(&link->text, STATEMENT_MAX);
    buf_init(&link->values, VALUES_MAX);
    arena_init(&link->arena, ROWS_MAX);
    if (link->ring == NULL || shapes_init(&link->shapes, options->shapes) != ERR_NONE) {
        link_free(link);
        return ERR_INTERNAL;
    }
    /* In the loop's own time, so that the owner has its pointer before it is told anything. */
    link->state = LINK_DOWN;
    arm_ms(link, 0);
    *out = link;
    return ERR_NONE;
}

struct link *link_free(struct link *link)
{
    if (link == NULL)
        return NULL;
    timer_disarm(&link->loop->timers, &link->timer);
    if (link->pg != NULL)
        close_connection(link);
    link->state = LINK_DOWN;
    end_jobs(link);
    shapes_deinit(&link->shapes);
    buf_deinit(&link->text);
    buf_deinit(&link->values);
    arena_deinit(&link->arena);
    free(link->ring);
    free(link);
    return NULL;
}

enum link_state link_state(const struct link *link)
{
    return link->broken ? LINK_DOWN : link->state;
}

bool link_in_sight(const struct link *link)
{
    return link->in_sight;
}

uint64_t link_up_at(const struct link *link)
{
    return link->up_at;
}

unsigned link_busy(const struct link *link)
{
    return link->busy;
}
