/* What the files of link.h share: link.c (its life) and pipeline.c (its jobs). */
#ifndef CLAIMD_DB_LINK_PRIVATE_H
#define CLAIMD_DB_LINK_PRIVATE_H

#include <libpq-fe.h>

#include "claimd/arena.h"
#include "claimd/buf.h"
#include "db/link.h"
#include "db/shapes.h"

#define EVICTED_MAX 32

/* What one entry of the pipeline is waiting for: each gives one result, a Sync included. */
enum entry_kind {
    ENTRY_SETUP,
    ENTRY_PREPARE, /* the job behind it waits for it */
    ENTRY_JOB,
    ENTRY_COMMIT, /* of the job before it, which has not ended yet */
    ENTRY_QUIET,  /* nobody asks what came of it */
    ENTRY_SYNC,
};

struct entry {
    enum entry_kind kind;
    uint32_t shape;  /* ENTRY_JOB (0 for a command), ENTRY_PREPARE */
    struct job *job; /* ENTRY_JOB, ENTRY_COMMIT */
};

struct link {
    const struct link_options *options;
    struct link_owner *owner;
    struct loop *loop;
    PGconn *pg; /* NULL while down */
    enum link_state state;
    bool in_sight;
    bool broken;   /* to be taken down at the next flush */
    bool unsynced; /* something was sent since the last Sync */
    unsigned busy;
    unsigned failures; /* attempts since it was last up */
    uint64_t up_at;
    uint64_t heard_at; /* when a result last came, or when the first was asked for */
    struct source source;
    struct timer timer; /* down: next attempt; connecting: give up; up: nothing heard */
    struct shapes shapes;
    struct entry *ring;
    size_t ring_size, ring_head, ring_count;
    uint32_t evicted[EVICTED_MAX]; /* shapes to be forgotten by the server too */
    size_t evicted_count;
    struct buf text;    /* of a statement, composed */
    struct buf values;  /* NUL-terminated */
    struct arena arena; /* of the rows under way */
    PGresult *held;     /* of the statement whose commit is waited for */
    bool doubtful;      /* the commit under way was made, but its standby was not waited for */
};

/* link.c */
/* Says so in the log, ends every job as lost, and waits for the next attempt. */
void link_lose(struct link *link, const char *why);
/* The setup has been answered. */
void link_is_up(struct link *link);
enum err link_want(struct link *link, uint32_t events) CLAIMD_MUST_CHECK;

/* pipeline.c */
/* Takes what the socket has. False: the connection is gone (`*why` tells). */
bool pipeline_read(struct link *link, const char **why) CLAIMD_MUST_CHECK;
/* Without memory the link is broken. */
void pipeline_push(struct link *link, struct entry entry);
struct entry *pipeline_head(struct link *link);
void pipeline_pop(struct link *link);
/* The commit that was sent behind `job` is nobody's any more. */
void pipeline_forget_commit(struct link *link, const struct job *job);

#endif
