/*
 * What writes leave to be done: a change that touches too many claims for one transaction, such as a group that is
 * attributed anew, is finished by a running service, piece by piece, each in a transaction of its own between those of
 * the writers. Several services may do so at once: each takes the next piece. One loop does it, on LANE_WRITE.
 */
#ifndef CLAIMD_UPKEEP_UPKEEP_H
#define CLAIMD_UPKEEP_UPKEEP_H

#include "claimd/log.h"
#include "db/lane.h"
#include "loop/loop.h"

/* Embedded by its owner, zero at first. */
struct upkeep {
    struct timer timer;
    struct loop *loop;
    struct lanes *lanes;
    const struct log *log;
    struct arena arena; /* of the ask */
    struct ask ask;
    struct lane_session session;
    struct lane_ticket *ticket; /* NULL: nothing is asked */
    int64_t most;               /* claims in a piece; fewer once one took too long */
    uint64_t told_at;           /* when the log last had a word of it; 0: there was nothing to do */
    bool stopping;
};

/* `lanes`, `loop` and `log` outlive it. */
void upkeep_begin(struct upkeep *upkeep, struct loop *loop, struct lanes *lanes, const struct log *log);
/* Begins nothing more; what runs may end. */
void upkeep_stop(struct upkeep *upkeep);
/* Does a piece run? */
bool upkeep_busy(const struct upkeep *upkeep);
/* Harmless before upkeep_begin. Before the lanes are freed; its memory outlives them. */
void upkeep_end(struct upkeep *upkeep);

#endif
