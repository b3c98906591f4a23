/*
 * One event loop: an epoll set of sources with callbacks, timers, and a wake-up from other threads.
 *
 * Everything but loop_stop belongs to the thread that runs the loop. Loops share nothing.
 */
#ifndef CLAIMD_LOOP_LOOP_H
#define CLAIMD_LOOP_LOOP_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>

#include "claimd/err.h"
#include "loop/timer.h"

#define LOOP_EVENTS_MAX 128

/* A descriptor and who is told of it. Embedded by its owner, which must unwatch it before its memory goes. */
struct source {
    void (*ready)(struct source *source, uint32_t events);
    int fd; /* -1 while it is not watched */
    uint32_t events;
};

/* Who asks comes before who writes out what was asked. */
enum loop_phase { LOOP_PHASE_ASK, LOOP_PHASE_FLUSH };

/* Called once a round, before the loop waits, in the order of their phases. */
struct loop_hook {
    /* Returns the microseconds that the loop may wait at most; LOOP_WAIT_ANY when it does not care. */
    uint64_t (*before_wait)(struct loop_hook *hook);
    enum loop_phase phase;
    struct loop_hook *next;
};

#define LOOP_WAIT_ANY UINT64_MAX

struct loop {
    int epoll;
    uint64_t now; /* microseconds of CLOCK_MONOTONIC at the begin of this round */
    struct timers timers;
    struct loop_hook *hooks;
    struct source wake;
    /* Called in the loop's thread after loop_stop was called; the loop ends when `done` is set. */
    void (*stopping)(struct loop *loop, void *context);
    void *stopping_context;
    atomic_bool stop;
    bool done;
    struct epoll_event events[LOOP_EVENTS_MAX];
    int event_count;
};

enum err loop_init(struct loop *loop) CLAIMD_MUST_CHECK;
void loop_deinit(struct loop *loop);

/* Watches `fd` for `events`; a source that watches it already changes to them; it must not watch another. ERR_INTERNAL
 * when the kernel refuses. */
enum err loop_watch(struct loop *loop, struct source *source, int fd, uint32_t events) CLAIMD_MUST_CHECK;
/* Safe in any callback: the source is not called again, not even for what this round already has of it. */
void loop_unwatch(struct loop *loop, struct source *source);
/* The same for a descriptor that is closed already: its number may be somebody else's by now. */
void loop_forget(struct loop *loop, struct source *source);
void loop_hook_add(struct loop *loop, struct loop_hook *hook);
void loop_hook_remove(struct loop *loop, struct loop_hook *hook);

/* Runs until `done`. */
void loop_run(struct loop *loop);
/* From any thread, any number of times; async-signal-safe. */
void loop_stop(struct loop *loop);

/* The clock itself, for measuring; `loop->now` serves for deadlines. */
uint64_t loop_clock(void);

#endif
