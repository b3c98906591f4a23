#include "db/lane_queue.h"

void lane_queue_init(struct lane_queue *queue)
{
    *queue = (struct lane_queue){.last = &queue->first};
}

void lane_queue_push(struct lane_queue *queue, struct lane_ticket *ticket)
{
    ticket->next = NULL;
    ticket->queue = queue;
    *queue->last = ticket;
    queue->last = &ticket->next;
    queue->count++;
}

void lane_queue_push_front(struct lane_queue *queue, struct lane_ticket *ticket)
{
    ticket->next = queue->first;
    ticket->queue = queue;
    queue->first = ticket;
    if (ticket->next == NULL)
        queue->last = &ticket->next;
    queue->count++;
}

struct lane_ticket *lane_queue_pop(struct lane_queue *queue)
{
    struct lane_ticket *ticket = queue->first;
    queue->first = ticket->next;
    if (queue->first == NULL)
        queue->last = &queue->first;
    ticket->queue = NULL;
    queue->count--;
    return ticket;
}

void lane_queue_remove(struct lane_ticket *ticket)
{
    struct lane_queue *queue = ticket->queue;
    struct lane_ticket **at = &queue->first;
    while (*at != ticket)
        at = &(*at)->next;
    *at = ticket->next;
    if (queue->last == &ticket->next)
        queue->last = at;
    ticket->queue = NULL;
    queue->count--;
}
