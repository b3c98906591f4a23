#include "loop/loop.h"

#include <assert.h>
#include <errno.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

/* The longest wait: a guard against a forgotten deadline, not a period of anything. */
#define WAIT_MAX_US 1000000U

uint64_t loop_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000U + (uint64_t)now.tv_nsec / 1000U;
}

static void woken(struct source *source, uint32_t events)
{
    (void)events;
    uint64_t count;
    /* Only to make it quiet again: what is to be done lies in the loop's flags. */
    ssize_t got = read(source->fd, &count, sizeof(count));
    (void)got;
}

enum err loop_init(struct loop *loop)
{
    *loop = (struct loop){.epoll = epoll_create1(EPOLL_CLOEXEC), .now = loop_clock()};
    loop->wake = (struct source){.ready = woken, .fd = -1};
    if (loop->epoll < 0)
        return ERR_INTERNAL;
    int wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (wake < 0 || loop_watch(loop, &loop->wake, wake, EPOLLIN) != ERR_NONE) {
        if (wake >= 0)
            close(wake);
        close(loop->epoll);
        return ERR_INTERNAL;
    }
    return ERR_NONE;
}

void loop_deinit(struct loop *loop)
{
    close(loop->wake.fd);
    close(loop->epoll);
}

enum err loop_watch(struct loop *loop, struct source *source, int fd, uint32_t events)
{
    if (source->fd == fd && source->events == events)
        return ERR_NONE;
    struct epoll_event event = {.events = events, .data.ptr = source};
    int failed = -1;
    assert(source->fd < 0 || source->fd == fd);
    if (source->fd == fd)
        failed = epoll_ctl(loop->epoll, EPOLL_CTL_MOD, fd, &event);
    /* A descriptor that was closed and opened again under the same number has left the set without a word. */
    if (failed)
        failed = epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event);
    if (failed)
        return ERR_INTERNAL;
    source->fd = fd;
    source->events = events;
    return ERR_NONE;
}

void loop_forget(struct loop *loop, struct source *source)
{
    source->fd = -1;
    source->events = 0;
    for (int i = 0; i < loop->event_count; i++) {
        if (loop->events[i].data.ptr == source)
            loop->events[i].data.ptr = NULL;
    }
}

void loop_unwatch(struct loop *loop, struct source *source)
{
    if (source->fd < 0)
        return;
    (void)epoll_ctl(loop->epoll, EPOLL_CTL_DEL, source->fd, &(struct epoll_event){0});
    loop_forget(loop, source);
}

void loop_hook_add(struct loop *loop, struct loop_hook *hook)
{
    struct loop_hook **at = &loop->hooks;
    while (*at != NULL && (*at)->phase <= hook->phase)
        at = &(*at)->next;
    hook->next = *at;
    *at = hook;
}

void loop_hook_remove(struct loop *loop, struct loop_hook *hook)
{
    struct loop_hook **at = &loop->hooks;
    while (*at != NULL && *at != hook)
        at = &(*at)->next;
    if (*at != NULL)
        *at = hook->next;
}

static int wait_ms(struct loop *loop)
{
    uint64_t wait = WAIT_MAX_US;
    for (struct loop_hook *hook = loop->hooks; hook != NULL; hook = hook->next) {
        uint64_t most = hook->before_wait(hook);
        if (most < wait)
            wait = most;
    }
    uint64_t due = timers_next(&loop->timers);
    if (due <= loop->now)
        return 0;
    if (due - loop->now < wait)
        wait = due - loop->now;
    /* Up, lest a timer that is due in half a millisecond spins. */
    return (int)((wait + 999) / 1000);
}

void loop_run(struct loop *loop)
{
    while (!loop->done) {
        int ms = wait_ms(loop);
        if (loop->done)
            break;
        loop->event_count = epoll_wait(loop->epoll, loop->events, LOOP_EVENTS_MAX, ms);
        loop->now = loop_clock();
        for (int i = 0; i < loop->event_count; i++) {
            struct source *source = loop->events[i].data.ptr;
            if (source != NULL)
                source->ready(source, loop->events[i].events);
        }
        loop->event_count = 0;
        timers_run(&loop->timers, loop->now);
        if (atomic_load_explicit(&loop->stop, memory_order_acquire) && loop->stopping != NULL) {
            void (*stopping)(struct loop *, void *) = loop->stopping;
            loop->stopping = NULL;
            stopping(loop, loop->stopping_context);
        }
    }
}

void loop_stop(struct loop *loop)
{
    atomic_store_explicit(&loop->stop, true, memory_order_release);
    uint64_t one = 1;
    int saved = errno;
    ssize_t put = write(loop->wake.fd, &one, sizeof(one));
    (void)put;
    errno = saved;
}
