/* What the files of lane.h share: lane.c (who runs where) and lane_session.c (connections that a request has to
 * itself). */
#ifndef CLAIMD_DB_LANE_PRIVATE_H
#define CLAIMD_DB_LANE_PRIVATE_H

#include "db/lane.h"
#include "db/lane_queue.h"
#include "db/link.h"

struct lane_link {
    struct link *link;
    struct lane_session *session; /* LANE_STREAM: whose it is */
    bool ending;                  /* its ROLLBACK is under way */
    struct job begin, rollback;
};

struct lane_state {
    struct link_owner owner; /* first: the link's callbacks have this address */
    struct lanes *lanes;
    struct link_options options;
    enum lane lane;
    struct lane_link *links;
    unsigned link_count;
    /*
     * What was running when its connection went is asked again once, on a connection that is younger than that: the
     * others may be about to go the same way.
     */
    struct lane_queue again;
    struct lane_queue waiting;
    unsigned running;
};

struct lanes {
    struct loop_hook hook; /* first */
    struct loop *loop;
    const struct lanes_options *options;
    struct lane_state states[LANE_COUNT];
    bool closing;
};

/* lane_session.c */
/* Its connection is the session's from now on, in a transaction. */
enum err lane_session_begin(struct lane_state *lane, struct lane_link *at,
                            struct lane_session *session) CLAIMD_MUST_CHECK;
/* How long the next statement of `session` may run and wait for a lock. */
void lane_session_limit(const struct lane_state *lane, const struct lane_session *session, struct job *job);
/* The transaction was committed: the connection is free, and the session as it was at first. */
void lane_session_committed(struct lane_session *session);
/* The connection is gone. */
void lane_session_lost(struct lane_link *at);

#endif
