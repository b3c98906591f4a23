#include "db/lane_private.h"

#include <assert.h>
#include <stdlib.h>

/* Under one Sync an error takes the rest along: how often a statement may be taken along. */
#define ABORTS_MAX 3
#define FAST_DEPTH 32
#define SHAPES_MAX 256
/* Above the longest statement_timeout, for what hangs below the statement. */
#define HANG_GRACE_MS 5000
/* A stream's client reads between two statements; how slowly is the server's affair, this is the last resort. */
#define STREAM_IDLE_MS 120000
#define IDLE_MS        10000

struct lanes_options lanes_defaults(void)
{
    return (struct lanes_options){
        .links = {[LANE_FAST] = 2, [LANE_SLOW] = 4, [LANE_STREAM] = 2, [LANE_WRITE] = 2},
        .queue = {[LANE_FAST] = 1024, [LANE_SLOW] = 64, [LANE_STREAM] = 16, [LANE_WRITE] = 256},
        .statement_ms = {[LANE_FAST] = 5000, [LANE_SLOW] = 10000, [LANE_STREAM] = 30000, [LANE_WRITE] = 5000},
        .lock_ms = 2000,
        .connect_ms = 5000,
    };
}

static void finish(struct lane_ticket *ticket, enum err err, const struct rows *rows)
{
    if (!ticket->job.abandoned)
        ticket->done(ticket->context, err, rows);
    free(ticket);
}

/* Up since `after`, with room, the least busy; for a stream one that nobody holds. NULL: none. */
static struct lane_link *link_choose(struct lane_state *lane, uint64_t after)
{
    struct lane_link *best = NULL;
    for (unsigned i = 0; i < lane->link_count; i++) {
        struct lane_link *at = &lane->links[i];
        if (link_state(at->link) != LINK_UP || link_busy(at->link) >= lane->options.depth)
            continue;
        if (link_up_at(at->link) < after)
            continue;
        if (lane->lane >= LANE_STREAM && (at->session != NULL || at->ending))
            continue;
        if (best == NULL || link_busy(at->link) < link_busy(best->link))
            best = at;
    }
    return best;
}

static enum err ticket_send(struct lane_state *lane, struct lane_link *at, struct lane_ticket *ticket)
{
    if (ticket->session != NULL && ticket->session->holds == NULL) {
        enum err err = lane_session_begin(lane, at, ticket->session);
        if (err)
            return err;
    }
    if (ticket->session != NULL)
        lane_session_limit(lane, ticket->session, &ticket->job);
    enum err err = link_send(at->link, &ticket->job);
    if (err == ERR_NONE)
        lane->running++;
    return err;
}

static void dispatch_queue(struct lane_state *lane, struct lane_queue *queue)
{
    struct lane_link *at;
    while (queue->first != NULL && (at = link_choose(lane, queue->first->lost_at)) != NULL) {
        struct lane_ticket *ticket = lane_queue_pop(queue);
        enum err err = ticket_send(lane, at, ticket);
        /* The link is broken, and no longer chosen. */
        if (err == ERR_UNAVAILABLE)
            lane_queue_push_front(queue, ticket);
        else if (err != ERR_NONE)
            finish(ticket, err, NULL);
    }
}

static void dispatch(struct lane_state *lane)
{
    if (lane->lanes->closing)
        return;
    dispatch_queue(lane, &lane->again);
    dispatch_queue(lane, &lane->waiting);
}

static bool in_sight(const struct lane_state *lane)
{
    for (unsigned i = 0; i < lane->link_count; i++) {
        if (link_in_sight(lane->links[i].link))
            return true;
    }
    return false;
}

static struct lane_link *lane_link_of(struct lane_state *lane, const struct link *link)
{
    struct lane_link *at = lane->links;
    while (at->link != link)
        at++;
    return at;
}

static void up(struct link_owner *owner, struct link *link)
{
    (void)link;
    dispatch((struct lane_state *)owner);
}

static void down(struct link_owner *owner, struct link *link)
{
    struct lane_state *lane = (struct lane_state *)owner;
    struct lane_link *at = lane_link_of(lane, link);
    lane_session_lost(at);
    at->ending = false;
    if (in_sight(lane))
        return;
    /* Those that ran once already may wait for the database to come back, within their time; the others are told now.
     */
    while (lane->waiting.first != NULL)
        finish(lane_queue_pop(&lane->waiting), ERR_UNAVAILABLE, NULL);
}

/* Before the request is told: it may ask again at once, in a new transaction. */
static void write_ended(struct lane_state *lane, struct lane_ticket *ticket, enum err err, const struct rows *rows)
{
    if (ticket->session == NULL)
        return;
    bool refused = err != ERR_NONE || rows->refusal != NULL;
    if (refused && err != ERR_OUTCOME_UNKNOWN)
        lane_session_end(lane->lanes, ticket->session);
    else if (ticket->job.ask->commits)
        lane_session_committed(ticket->session);
}

/* The transaction is gone, and with it what this statement was a part of; or it was committed before. */
static enum err session_failure(const struct lane_ticket *ticket, enum link_end end)
{
    if (end != LINK_LOST)
        return ERR_INTERNAL;
    return ticket->job.ask->commits ? ERR_OUTCOME_UNKNOWN : ERR_UNAVAILABLE;
}

static void ticket_ended(struct lane_state *lane, struct lane_ticket *ticket, enum link_end end, enum err err,
                         const struct rows *rows)
{
    lane->running--;
    if (lane->lane == LANE_WRITE && end == LINK_DONE)
        write_ended(lane, ticket, err, rows);
    if (ticket->job.abandoned || end == LINK_DONE)
        finish(ticket, err, rows);
    else if (ticket->session != NULL)
        finish(ticket, session_failure(ticket, end), NULL);
    else if (end == LINK_ABORTED && ticket->aborts++ < ABORTS_MAX)
        lane_queue_push_front(ticket->lost_at != 0 ? &lane->again : &lane->waiting, ticket);
    else if (end == LINK_LOST && ticket->lost_at == 0) {
        ticket->lost_at = loop_clock();
        lane_queue_push(&lane->again, ticket);
    } else
        finish(ticket, ERR_UNAVAILABLE, NULL);
}

static void ended(struct link_owner *owner, struct link *link, struct job *job, enum link_end end, enum err err,
                  const struct rows *rows)
{
    struct lane_state *lane = (struct lane_state *)owner;
    struct lane_link *at = lane_link_of(lane, link);
    if (job == &at->rollback)
        at->ending = false;
    else if (job != &at->begin)
        ticket_ended(lane, (struct lane_ticket *)job, end, err, rows);
    dispatch(lane);
}

static uint64_t before_wait(struct loop_hook *hook)
{
    struct lanes *lanes = (struct lanes *)hook;
    for (int lane = 0; lane < LANE_COUNT; lane++) {
        for (unsigned i = 0; i < lanes->states[lane].link_count; i++)
            link_flush(lanes->states[lane].links[i].link);
    }
    return LOOP_WAIT_ANY;
}

enum err lanes_ask(struct lanes *lanes, const struct ask *ask, struct lane_session *session, lane_done_fn *done,
                   void *context, struct lane_ticket **ticket)
{
    assert(ask->sql != NULL && ask->lane < LANE_COUNT && (session != NULL) == (ask->lane >= LANE_STREAM));
    /* Within a transaction the setting would outlive the statement, and its failure would end the stream anyway. */
    assert(session == NULL || ask->budget_ms == 0);
    assert(!ask->commits || ask->lane == LANE_WRITE);
    struct lane_state *lane = &lanes->states[ask->lane];
    if (session != NULL && session->lost)
        return ERR_UNAVAILABLE;
    struct lane_link *held = session == NULL ? NULL : session->holds;
    if (held == NULL) {
        if (!in_sight(lane))
            return ERR_UNAVAILABLE;
        if (lane->waiting.count >= lanes->options->queue[ask->lane])
            return ERR_OVERLOADED;
    }
    struct lane_ticket *fresh = calloc(1, sizeof(*fresh));
    if (fresh == NULL)
        return ERR_INTERNAL;
    *fresh = (struct lane_ticket){.job = {.ask = ask}, .session = session, .done = done, .context = context};
    if (held != NULL) {
        enum err err = link_state(held->link) == LINK_UP ? ticket_send(lane, held, fresh) : ERR_UNAVAILABLE;
        if (err) {
            free(fresh);
            return err;
        }
    } else {
        struct lane_link *at = lane->waiting.first == NULL ? link_choose(lane, 0) : NULL;
        enum err err = at == NULL ? ERR_UNAVAILABLE : ticket_send(lane, at, fresh);
        if (err == ERR_UNAVAILABLE) {
            lane_queue_push(&lane->waiting, fresh);
        } else if (err != ERR_NONE) {
            free(fresh);
            return err;
        }
    }
    *ticket = fresh;
    return ERR_NONE;
}

void lanes_cancel(struct lanes *lanes, struct lane_ticket *ticket)
{
    (void)lanes;
    if (ticket->queue == NULL) {
        /* Its rows are on their way and what it was asked for is not there any more. */
        ticket->job.abandoned = true;
        ticket->session = NULL;
        return;
    }
    lane_queue_remove(ticket);
    free(ticket);
}

bool lanes_commits(const struct lane_ticket *ticket)
{
    return ticket->queue == NULL && ticket->job.ask->commits;
}

bool lanes_up(const struct lanes *lanes, enum lane lane)
{
    for (unsigned i = 0; i < lanes->states[lane].link_count; i++) {
        if (link_state(lanes->states[lane].links[i].link) == LINK_UP)
            return true;
    }
    return false;
}

unsigned lanes_busy(const struct lanes *lanes)
{
    unsigned busy = 0;
    for (int lane = 0; lane < LANE_COUNT; lane++)
        busy += lanes->states[lane].again.count + lanes->states[lane].waiting.count + lanes->states[lane].running;
    return busy;
}

static enum err lane_start(struct lanes *lanes, enum lane which)
{
    static const char *const names[LANE_COUNT] = {[LANE_FAST] = "claimd fast",
                                                  [LANE_SLOW] = "claimd slow",
                                                  [LANE_STREAM] = "claimd stream",
                                                  [LANE_WRITE] = "claimd write"};
    const struct lanes_options *options = lanes->options;
    struct lane_state *lane = &lanes->states[which];
    lane->options = (struct link_options){
        .conninfo = options->conninfo,
        .name = names[which],
        .log = options->log,
        /* A stream's BEGIN, its statement and the ROLLBACK when it leaves. */
        .depth = which == LANE_FAST   ? FAST_DEPTH
                 : which == LANE_SLOW ? 1
                                      : 4,
        .shapes = SHAPES_MAX,
        .statement_timeout_ms = options->statement_ms[which],
        .lock_timeout_ms = options->lock_ms,
        .idle_timeout_ms = which == LANE_STREAM ? STREAM_IDLE_MS : IDLE_MS,
        .connect_timeout_ms = options->connect_ms,
        .hang_timeout_ms = options->statement_ms[which] + HANG_GRACE_MS,
    };
    lane->links = calloc(options->links[which], sizeof(*lane->links));
    if (lane->links == NULL)
        return ERR_INTERNAL;
    for (; lane->link_count < options->links[which]; lane->link_count++) {
        enum err err = link_new(&lane->links[lane->link_count].link, lanes->loop, &lane->owner, &lane->options);
        if (err)
            return err;
    }
    return ERR_NONE;
}

enum err lanes_new(struct lanes **out, struct loop *loop, const struct lanes_options *options)
{
    struct lanes *lanes = calloc(1, sizeof(*lanes));
    if (lanes == NULL)
        return ERR_INTERNAL;
    lanes->loop = loop;
    lanes->options = options;
    lanes->hook = (struct loop_hook){.before_wait = before_wait, .phase = LOOP_PHASE_FLUSH};
    for (int which = 0; which < LANE_COUNT; which++) {
        struct lane_state *lane = &lanes->states[which];
        *lane = (struct lane_state){
            .owner = {.up = up, .down = down, .ended = ended}, .lanes = lanes, .lane = (enum lane)which};
        lane_queue_init(&lane->again);
        lane_queue_init(&lane->waiting);
        enum err err = lane_start(lanes, (enum lane)which);
        if (err) {
            lanes_free(lanes);
            return err;
        }
    }
    loop_hook_add(loop, &lanes->hook);
    *out = lanes;
    return ERR_NONE;
}

struct lanes *lanes_free(struct lanes *lanes)
{
    if (lanes == NULL)
        return NULL;
    loop_hook_remove(lanes->loop, &lanes->hook);
    lanes->closing = true;
    for (int which = 0; which < LANE_COUNT; which++) {
        struct lane_state *lane = &lanes->states[which];
        for (unsigned i = 0; i < lane->link_count; i++)
            link_free(lane->links[i].link);
        free(lane->links);
    }
    free(lanes);
    return NULL;
}
