/*
 * Deadlines: an intrusive pairing heap, so that arming one never fails and costs nothing until it is due.
 *
 * Times are microseconds of CLOCK_MONOTONIC. One thread. A timer belongs to who embeds it and must be disarmed before
 * its memory goes.
 */
#ifndef CLAIMD_LOOP_TIMER_H
#define CLAIMD_LOOP_TIMER_H

#include <stdbool.h>
#include <stdint.h>

#define TIMER_NEVER UINT64_MAX

struct timer {
    /* Called once when it is due, disarmed; it may arm itself or any other again. */
    void (*fire)(struct timer *timer);
    uint64_t due;
    bool armed;
    struct timer *child; /* first of those that come after this one */
    struct timer *next;  /* sibling */
    struct timer *prev;  /* sibling before, or the parent of a first child */
};

struct timers {
    struct timer *root;
};

/* Arms it, or moves it when it is armed. */
void timer_arm(struct timers *timers, struct timer *timer, uint64_t due);
void timer_disarm(struct timers *timers, struct timer *timer);
/* When the earliest is due; TIMER_NEVER without any. */
uint64_t timers_next(const struct timers *timers);
/* Fires what is due at `now`. What is armed meanwhile for `now` or before fires too. */
void timers_run(struct timers *timers, uint64_t now);

#endif
