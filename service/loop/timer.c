#include "loop/timer.h"

#include <stddef.h>

static struct timer *meld(struct timer *a, struct timer *b)
{
    if (a == NULL)
        return b;
    if (b == NULL)
        return a;
    if (b->due < a->due) {
        struct timer *earlier = b;
        b = a;
        a = earlier;
    }
    b->prev = a;
    b->next = a->child;
    if (b->next != NULL)
        b->next->prev = b;
    a->child = b;
    return a;
}

/* Melds siblings in pairs from the left, then the pairs from the right: what makes removal amortised O(log n). */
static struct timer *meld_siblings(struct timer *first)
{
    struct timer *pairs = NULL;
    while (first != NULL) {
        struct timer *a = first;
        struct timer *b = a->next;
        first = b == NULL ? NULL : b->next;
        a->next = NULL;
        a->prev = NULL;
        if (b != NULL) {
            b->next = NULL;
            b->prev = NULL;
        }
        struct timer *pair = meld(a, b);
        pair->next = pairs;
        pairs = pair;
    }
    struct timer *root = NULL;
    while (pairs != NULL) {
        struct timer *pair = pairs;
        pairs = pair->next;
        pair->next = NULL;
        root = meld(root, pair);
    }
    return root;
}

void timer_disarm(struct timers *timers, struct timer *timer)
{
    if (!timer->armed)
        return;
    struct timer *rest = meld_siblings(timer->child);
    if (timers->root == timer) {
        timers->root = rest;
    } else {
        if (timer->prev->child == timer)
            timer->prev->child = timer->next;
        else
            timer->prev->next = timer->next;
        if (timer->next != NULL)
            timer->next->prev = timer->prev;
        timers->root = meld(timers->root, rest);
    }
    timer->child = NULL;
    timer->next = NULL;
    timer->prev = NULL;
    timer->armed = false;
}

void timer_arm(struct timers *timers, struct timer *timer, uint64_t due)
{
    timer_disarm(timers, timer);
    timer->due = due;
    timer->armed = true;
    timers->root = meld(timers->root, timer);
}

uint64_t timers_next(const struct timers *timers)
{
    return timers->root == NULL ? TIMER_NEVER : timers->root->due;
}

void timers_run(struct timers *timers, uint64_t now)
{
    while (timers->root != NULL && timers->root->due <= now) {
        struct timer *timer = timers->root;
        timer_disarm(timers, timer);
        timer->fire(timer);
    }
}
