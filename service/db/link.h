/*
 * One connection to the database, never blocking: it connects, sets its session up, keeps statements prepared, runs
 * what it is given in a pipeline, and comes back by itself when it is lost. Which job goes where is its owner's affair.
 *
 * One thread: that of its loop. Only within service/db.
 */
#ifndef CLAIMD_DB_LINK_H
#define CLAIMD_DB_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "claimd/err.h"
#include "claimd/log.h"
#include "claimd/rows.h"
#include "claimd/sql.h"
#include "loop/loop.h"

struct link;

/* A statement on its way. Embedded or allocated by the owner; the link's from link_send to the call of `ended`. */
struct job {
    const struct ask *ask; /* borrowed, like what it points at; NULL: `command` */
    const char *command;   /* static, without parameters */
    bool abandoned;        /* nobody waits for it: its rows are not even looked at */
    /* An ask's own limits, for it and what follows it in its transaction. 0: those of the session. */
    uint32_t statement_ms;
    uint32_t lock_ms;
    bool commits; /* the link's own: what `ask` said, which is not there any more once it was abandoned */
};

enum link_end {
    LINK_DONE,    /* rows, or an error that is this statement's own */
    LINK_ABORTED, /* the failure of another took it along: it did not run and may be sent again */
    LINK_LOST,    /* the connection went: whether it ran, and was committed, is not known */
};

struct link_owner {
    /* The connection is up and takes jobs. */
    void (*up)(struct link_owner *owner, struct link *link);
    /* It went down, or an attempt to bring it up failed. All its jobs have ended before. */
    void (*down)(struct link_owner *owner, struct link *link);
    /*
     * `rows` is NULL unless LINK_DONE without error; borrowed until it returns. May send new jobs. An ask that commits
     * has ended when its commit has; ERR_OUTCOME_UNKNOWN: the server said that it is made, but not that it will last.
     */
    void (*ended)(struct link_owner *owner, struct link *link, struct job *job, enum link_end end, enum err err,
                  const struct rows *rows);
};

struct link_options {
    const char *conninfo;
    const char *name; /* shown in pg_stat_activity */
    const struct log *log;
    unsigned depth;  /* jobs at once */
    unsigned shapes; /* statements prepared at most */
    uint64_t statement_timeout_ms;
    uint64_t lock_timeout_ms;
    uint64_t idle_timeout_ms; /* in a transaction */
    uint64_t connect_timeout_ms;
    uint64_t hang_timeout_ms; /* nothing heard for that long with jobs under way: given up. Above statement_timeout */
};

enum link_state {
    LINK_DOWN, /* waits before the next attempt */
    LINK_CONNECTING,
    LINK_UP,
};

/* Begins to connect. `options` and what it points at, `owner` and `loop` outlive it. */
enum err link_new(struct link **out, struct loop *loop, struct link_owner *owner,
                  const struct link_options *options) CLAIMD_MUST_CHECK;
/* Closes it; jobs that are under way end as lost, and none may be sent any more. Returns NULL. */
struct link *link_free(struct link *link);

enum link_state link_state(const struct link *link);
/* False as soon as one attempt has failed since it was last up: it is not known when it will be back. */
bool link_in_sight(const struct link *link);
/* When it last came up, by loop_clock. */
uint64_t link_up_at(const struct link *link);
/* Jobs under way. */
unsigned link_busy(const struct link *link);
/*
 * Sends a job, to be flushed by link_flush. The link must be up and have fewer than `depth` jobs. ERR_UNAVAILABLE: it
 * is broken (`down` follows at the next flush) and the job stays the caller's; ERR_INTERNAL: the job cannot be sent at
 * all.
 */
enum err link_send(struct link *link, struct job *job) CLAIMD_MUST_CHECK;
/* Once a round: ends the batch with a Sync and writes it out. */
void link_flush(struct link *link);

#endif
