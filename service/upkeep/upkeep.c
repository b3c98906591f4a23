#include "upkeep/upkeep.h"

#include <stddef.h>

#include "upkeep_work_sql.h"

#define PIECE_CLAIMS 500
#define ARENA_MAX    4096
/* Between two pieces, so that writers come in between. */
#define PAUSE_US 20000
/* Between two looks where there was nothing to do, and after a failure. */
#define IDLE_US   1000000
#define FAILED_US 5000000
/* Between two words in the log. */
#define TELL_US 10000000

static void again(struct upkeep *upkeep, uint64_t in)
{
    if (!upkeep->stopping)
        timer_arm(&upkeep->loop->timers, &upkeep->timer, upkeep->loop->now + in);
}

static void tell(struct upkeep *upkeep, const char *message, int64_t jobs, int64_t claims)
{
    log_write(upkeep->log, LOG_INFO, message, LOG_FIELDS(log_int("jobs_left", jobs), log_int("claims_left", claims)));
    upkeep->told_at = upkeep->loop->now;
}

static void piece_done(struct upkeep *upkeep, const struct rows *rows)
{
    int64_t found = row_int(rows, 0, rows_column(rows, "jobs"));
    int64_t left = row_int(rows, 0, rows_column(rows, "jobs_left"));
    int64_t claims = row_int(rows, 0, rows_column(rows, "claims_left"));
    if (found > 0 && (upkeep->told_at == 0 || upkeep->loop->now - upkeep->told_at >= TELL_US))
        tell(upkeep, "deriving what writes have left", left, claims);
    if (left == 0 && upkeep->told_at != 0) {
        tell(upkeep, "nothing is left to be derived", left, claims);
        upkeep->told_at = 0;
        upkeep->most = PIECE_CLAIMS;
    }
    again(upkeep, left > 0 ? PAUSE_US : IDLE_US);
}

static void done(void *context, enum err err, const struct rows *rows)
{
    struct upkeep *upkeep = context;
    upkeep->ticket = NULL;
    if (err == ERR_NONE && rows->refusal == NULL) {
        piece_done(upkeep, rows);
        return;
    }
    lane_session_end(upkeep->lanes, &upkeep->session);
    /* A piece that takes too long keeps writers waiting: the next is smaller. */
    if (err == ERR_DEADLINE && upkeep->most > 1)
        upkeep->most /= 2;
    again(upkeep, FAILED_US);
}

static void look(struct timer *timer)
{
    struct upkeep *upkeep = (struct upkeep *)((char *)timer - offsetof(struct upkeep, timer));
    arena_deinit(&upkeep->arena);
    arena_init(&upkeep->arena, ARENA_MAX);
    upkeep->session = (struct lane_session){0};
    ask_begin(&upkeep->ask, &upkeep_work_sql, 0, LANE_WRITE);
    upkeep->ask.commits = true;
    ask_bind_int(&upkeep->ask, UPKEEP_WORK_P_MOST, upkeep->most, &upkeep->arena);
    if (lanes_ask(upkeep->lanes, &upkeep->ask, &upkeep->session, done, upkeep, &upkeep->ticket) != ERR_NONE)
        again(upkeep, FAILED_US);
}

void upkeep_begin(struct upkeep *upkeep, struct loop *loop, struct lanes *lanes, const struct log *log)
{
    *upkeep = (struct upkeep){.loop = loop, .lanes = lanes, .log = log, .most = PIECE_CLAIMS};
    upkeep->timer.fire = look;
    arena_init(&upkeep->arena, ARENA_MAX);
    timer_arm(&loop->timers, &upkeep->timer, loop_clock() + IDLE_US);
}

void upkeep_stop(struct upkeep *upkeep)
{
    upkeep->stopping = true;
    if (upkeep->loop != NULL)
        timer_disarm(&upkeep->loop->timers, &upkeep->timer);
}

bool upkeep_busy(const struct upkeep *upkeep)
{
    return upkeep->ticket != NULL;
}

void upkeep_end(struct upkeep *upkeep)
{
    if (upkeep->loop == NULL)
        return;
    upkeep_stop(upkeep);
    if (upkeep->ticket != NULL)
        lanes_cancel(upkeep->lanes, upkeep->ticket);
    upkeep->ticket = NULL;
    lane_session_end(upkeep->lanes, &upkeep->session);
    arena_deinit(&upkeep->arena);
}
