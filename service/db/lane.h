/*
 * One loop's ways to the database: a few connections for quick statements, a few for slow ones, a few that a stream has
 * to itself. A statement that is asked for waits in a bounded queue until a connection of its lane is free.
 *
 * Everything belongs to the thread of the loop. Knows no libpq.
 */
#ifndef CLAIMD_DB_LANE_H
#define CLAIMD_DB_LANE_H

#include <stdbool.h>
#include <stdint.h>

#include "claimd/err.h"
#include "claimd/log.h"
#include "claimd/rows.h"
#include "claimd/sql.h"
#include "loop/loop.h"

struct lanes;
struct lane_ticket;

struct lanes_options {
    const char *conninfo; /* what libpq takes: URI or key=value */
    const struct log *log;
    unsigned links[LANE_COUNT]; /* connections a loop */
    unsigned queue[LANE_COUNT]; /* statements that may wait, a loop */
    uint64_t statement_ms[LANE_COUNT];
    uint64_t lock_ms;
    uint64_t connect_ms;
};

/* What a service has that says nothing else; `conninfo` and `log` are left empty. */
struct lanes_options lanes_defaults(void);

/*
 * A request's hold on a connection. For a stream, one REPEATABLE READ, READ ONLY transaction from its first statement
 * to lane_session_end. For a write, a READ COMMITTED one from its first statement to one that commits or fails; what is
 * asked after that begins another. Embedded by the request, zero at first.
 */
struct lane_session {
    struct lane_link *holds; /* NULL before the first statement has a connection */
    bool lost;               /* its transaction went with the connection */
    uint64_t due;            /* a write's: by loop->now, when the request's time is over */
};

/*
 * Called once for each ask that was accepted and not cancelled, from within the loop, never from within lanes_ask.
 * ERR_NONE: `rows`, borrowed until it returns. ERR_UNAVAILABLE, ERR_DEADLINE, ERR_INTERNAL (the log has the rest), and
 * for an ask that commits ERR_OUTCOME_UNKNOWN. A write that the database refused has `rows->refusal`, those that
 * another stood in the way of (40001, 40P01) too: nothing of its transaction is left.
 */
typedef void lane_done_fn(void *context, enum err err, const struct rows *rows);

/* Begins to connect. `options` (and its texts) and `loop` outlive it. */
enum err lanes_new(struct lanes **out, struct loop *loop, const struct lanes_options *options) CLAIMD_MUST_CHECK;
/* Nothing may wait any more. Returns NULL. */
struct lanes *lanes_free(struct lanes *lanes);

/*
 * Asks. `ask` and its texts stay as they are until `done` or lane_cancel. `session` is needed for LANE_STREAM and
 * LANE_WRITE, else NULL. ERR_OVERLOADED: the queue is full. ERR_UNAVAILABLE: there is no connection and none in sight.
 * On failure nothing is asked and `*ticket` is untouched.
 */
enum err lanes_ask(struct lanes *lanes, const struct ask *ask, struct lane_session *session, lane_done_fn *done,
                   void *context, struct lane_ticket **ticket) CLAIMD_MUST_CHECK;
/*
 * The ask leaves no trace: if it runs already, what comes of it is dropped. `done` is not called. What commits is not
 * cancelled once it runs: ask lanes_commits first, and say that the outcome is not known.
 */
void lanes_cancel(struct lanes *lanes, struct lane_ticket *ticket);
/* Gives the connection back. No ask of the session may be waiting. Harmless on a session that holds nothing. */
void lane_session_end(struct lanes *lanes, struct lane_session *session);

/* Has its COMMIT been sent? */
bool lanes_commits(const struct lane_ticket *ticket);

/* Is a connection of that lane up? */
bool lanes_up(const struct lanes *lanes, enum lane lane);
/* Statements that wait or run, abandoned ones included. */
unsigned lanes_busy(const struct lanes *lanes);

#endif
