/* What waits for a connection of a lane: tickets, in the order in which they are sent. */
#ifndef CLAIMD_DB_LANE_QUEUE_H
#define CLAIMD_DB_LANE_QUEUE_H

#include "db/lane.h"
#include "db/link.h"

struct lane_queue;

struct lane_ticket {
    struct job job;
    struct lane_ticket *next; /* in the queue */
    struct lane_session *session;
    lane_done_fn *done;
    void *context;
    struct lane_queue *queue; /* the one that it waits in, or NULL */
    unsigned aborts;
    uint64_t lost_at; /* when the connection went that it ran on; 0 = never */
};

struct lane_queue {
    struct lane_ticket *first;
    struct lane_ticket **last;
    unsigned count;
};

void lane_queue_init(struct lane_queue *queue);
/* The ticket waits in no queue yet; it stays the caller's. */
void lane_queue_push(struct lane_queue *queue, struct lane_ticket *ticket);
/* What was under way comes before what was not yet. */
void lane_queue_push_front(struct lane_queue *queue, struct lane_ticket *ticket);
/* The first, which is there; it waits no more. */
struct lane_ticket *lane_queue_pop(struct lane_queue *queue);
/* From the queue that it waits in. */
void lane_queue_remove(struct lane_ticket *ticket);

#endif
