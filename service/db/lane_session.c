#include "db/lane_private.h"

/* Of the time that a request has left, what is kept for telling it of a statement that took too long. */
#define MARGIN_MS      250
#define LOCK_MARGIN_MS 100

enum err lane_session_begin(struct lane_state *lane, struct lane_link *at, struct lane_session *session)
{
    bool writes = lane->lane == LANE_WRITE;
    at->begin = (struct job){.command = writes ? "BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE"
                                               : "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"};
    enum err err = link_send(at->link, &at->begin);
    if (err)
        return err;
    at->session = session;
    session->holds = at;
    return ERR_NONE;
}

static uint32_t less(uint64_t ms, uint64_t margin)
{
    uint64_t rest = ms - (ms / 10 < margin ? ms / 10 : margin);
    return rest == 0 ? 1 : (uint32_t)rest;
}

/*
 * The database is to give up first: what it says of a statement is certain, which the passing of the request's time is
 * not. A lock that is not to be had comes before both, since the handler has something to say about it.
 */
void lane_session_limit(const struct lane_state *lane, const struct lane_session *session, struct job *job)
{
    uint64_t now = lane->lanes->loop->now;
    if (session->due == 0)
        return;
    uint64_t left = session->due > now ? (session->due - now) / 1000 : 0;
    job->statement_ms = less(left, MARGIN_MS);
    job->lock_ms = less(job->statement_ms, LOCK_MARGIN_MS);
}

static struct lane_link *let_go(struct lane_session *session)
{
    struct lane_link *at = session->holds;
    session->holds = NULL;
    session->lost = false;
    if (at != NULL)
        at->session = NULL;
    return at;
}

void lane_session_committed(struct lane_session *session)
{
    let_go(session);
}

void lane_session_lost(struct lane_link *at)
{
    if (at->session == NULL)
        return;
    at->session->holds = NULL;
    at->session->lost = true;
    at->session = NULL;
}

void lane_session_end(struct lanes *lanes, struct lane_session *session)
{
    (void)lanes;
    struct lane_link *at = let_go(session);
    if (at == NULL)
        return;
    at->ending = true;
    at->rollback = (struct job){.command = "ROLLBACK"};
    /* A broken link is taken down soon, which ends the transaction and `ending` as well. */
    if (link_state(at->link) == LINK_UP && link_send(at->link, &at->rollback) != ERR_NONE)
        at->ending = true;
}
