#include "serve.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "claimd/hash.h"
#include "db/durable.h"
#include "db/migrate.h"
#include "loop/listen.h"
#include "loop/loop.h"
#include "upkeep/upkeep.h"

/* How often a loop that is to end looks whether its requests have. */
#define DRAIN_STEP_US 20000
/* How often a database that could not be reached at the start is looked at again. */
#define CHECK_AGAIN_S 1
#define WORDS_MAX     1024

struct worker {
    struct loop loop;
    struct timer drain;
    const struct serve_options *options;
    struct lanes_options lanes_options;
    struct server_options server_options;
    struct server_options private_options;
    struct lanes *lanes;
    struct server *server;
    int listener;                  /* of `server`, which owns it */
    struct server *private_server; /* loop 0 alone */
    struct upkeep upkeep;          /* loop 0 alone */
    uint64_t drain_end;
    pthread_t thread;
    bool running;
};

struct serve_options serve_defaults(void)
{
    return (struct serve_options){
        .grace_ms = 10000,
        .check_migrations = true,
        .routes = &claimd_routes,
        .private_routes = &claimd_private_routes,
        .lanes = lanes_defaults(),
        .server = server_defaults(),
    };
}

static void say(const struct serve_options *options, enum log_level level, const char *message, const char *detail)
{
    log_write(options->log, level, message, LOG_FIELDS(log_text("detail", text_of(detail))));
}

static void drain_step(struct timer *timer)
{
    struct worker *worker = (struct worker *)((char *)timer - offsetof(struct worker, drain));
    struct loop *loop = &worker->loop;
    unsigned busy = server_busy(worker->server);
    if (worker->private_server != NULL)
        busy += server_busy(worker->private_server);
    if (upkeep_busy(&worker->upkeep))
        busy++;
    if (busy == 0 || loop->now >= worker->drain_end)
        loop->done = true;
    else
        timer_arm(&loop->timers, timer, loop->now + DRAIN_STEP_US);
}

static void stopping(struct loop *loop, void *context)
{
    struct worker *worker = context;
    server_drain(worker->server);
    if (worker->private_server != NULL)
        server_drain(worker->private_server);
    upkeep_stop(&worker->upkeep);
    worker->drain.fire = drain_step;
    worker->drain_end = loop->now + worker->options->grace_ms * 1000;
    timer_arm(&loop->timers, &worker->drain, loop->now);
}

static void *run(void *context)
{
    struct worker *worker = context;
    loop_run(&worker->loop);
    return NULL;
}

static unsigned share(unsigned whole, unsigned loops)
{
    return (whole + loops - 1) / loops;
}

static void say_not_listening(const struct serve_options *options, const struct listen_at *at, int error)
{
    log_write(options->log, LOG_ERROR, "cannot listen",
              LOG_FIELDS(log_int("port", listen_port(at)), log_text("path", listen_path(at)),
                         log_text("detail", text_of(strerror(error)))));
}

/* The first has a port chosen where it is 0, and the others join it. */
static enum err public_open(struct worker *worker, const struct worker *first, struct listen_at *at)
{
    enum err err = worker == first ? listen_open(at, true, &worker->listener)
                                   : listen_join(at, first->listener, &worker->listener);
    if (err) {
        say_not_listening(worker->options, at, errno);
        return err;
    }
    listen_where(worker->listener, at);
    return server_new(&worker->server, &worker->loop, worker->lanes, worker->listener, &worker->server_options);
}

static enum err private_open(struct worker *worker)
{
    const struct serve_options *options = worker->options;
    int listener;
    enum err err = listen_open(&options->private_listen, false, &listener);
    if (err) {
        say_not_listening(options, &options->private_listen, errno);
        return err;
    }
    worker->private_options = worker->server_options;
    worker->private_options.routes = options->private_routes;
    worker->private_options.access_log = false;
    worker->private_options.read_auth = false;
    return server_new(&worker->private_server, &worker->loop, worker->lanes, listener, &worker->private_options);
}

static enum err worker_init(struct worker *worker, const struct worker *first, const struct serve_options *options,
                            struct listen_at *at, unsigned loops)
{
    worker->options = options;
    worker->lanes_options = options->lanes;
    worker->server_options = options->server;
    worker->lanes_options.links[LANE_SLOW] = share(options->lanes.links[LANE_SLOW], loops);
    worker->lanes_options.links[LANE_STREAM] = share(options->lanes.links[LANE_STREAM], loops);
    worker->lanes_options.links[LANE_WRITE] = share(options->lanes.links[LANE_WRITE], loops);
    worker->lanes_options.log = options->log;
    worker->server_options.log = options->log;
    worker->server_options.routes = options->routes;
    worker->server_options.connections = share(options->server.connections, loops);
    worker->server_options.connections_per_address = share(options->server.connections_per_address, loops);
    enum err err = loop_init(&worker->loop);
    if (err)
        return err;
    worker->running = true;
    worker->loop.stopping = stopping;
    worker->loop.stopping_context = worker;
    err = lanes_new(&worker->lanes, &worker->loop, &worker->lanes_options);
    if (err == ERR_NONE)
        err = public_open(worker, first, at);
    if (err == ERR_NONE && worker == first && options->private_listen.size > 0)
        err = private_open(worker);
    /* A database that is not looked at may be one without the tables of this program. */
    if (err == ERR_NONE && worker == first && options->check_migrations)
        upkeep_begin(&worker->upkeep, &worker->loop, worker->lanes, options->log);
    return err;
}

static void worker_deinit(struct worker *worker)
{
    if (!worker->running)
        return;
    worker->private_server = server_free(worker->private_server);
    worker->server = server_free(worker->server);
    upkeep_end(&worker->upkeep);
    worker->lanes = lanes_free(worker->lanes);
    loop_deinit(&worker->loop);
}

/* A descriptor for each connection, and some; a lower ceiling would be met at the worst time. */
static void raise_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

/* False: an acknowledged write could be lost, and nobody has said that this does not matter. */
static bool database_is_safe(const struct serve_options *options, bool *known)
{
    BUF_CLEANUP struct buf words;
    buf_init(&words, WORDS_MAX);
    enum durable state = durable_check(options->lanes.conninfo, &words);
    if (state == DURABLE_UNREACHABLE)
        *known = false;
    if (state != DURABLE_NO)
        return true;
    log_write(options->log, options->allow_unsafe_database ? LOG_WARNING : LOG_ERROR,
              "the database may lose writes that were acknowledged", LOG_FIELDS(log_text("detail", buf_view(&words))));
    return options->allow_unsafe_database;
}

/* False: the database is one that this program must not serve. `*known`: there is no need to look again. */
static bool database_is_fit(const struct serve_options *options, bool *known)
{
    BUF_CLEANUP struct buf words;
    buf_init(&words, WORDS_MAX);
    *known = true;
    if (!options->check_migrations)
        return true;
    enum migrate_state state = migrate_check(options->lanes.conninfo, &claimd_migrations, &words);
    *known = state != MIGRATE_UNREACHABLE;
    if (state == MIGRATE_CURRENT)
        return database_is_safe(options, known);
    if (state == MIGRATE_UNREACHABLE)
        return true;
    log_write(options->log, LOG_ERROR, "the database is not what this program is for",
              LOG_FIELDS(log_text("detail", buf_view(&words))));
    return false;
}

/* Until a signal comes, or the database turns out to be the wrong one. */
static enum err wait_for_end(const struct serve_options *options, const sigset_t *signals, bool known)
{
    const struct timespec again = {.tv_sec = CHECK_AGAIN_S};
    for (;;) {
        int signal = sigtimedwait(signals, NULL, known ? NULL : &again);
        if (signal > 0) {
            say(options, LOG_INFO, "stopping", strsignal(signal));
            return ERR_NONE;
        }
        if (!known && !database_is_fit(options, &known))
            return ERR_UNAVAILABLE;
    }
}

static enum err run_all(const struct serve_options *options, struct worker *workers, unsigned loops,
                        const sigset_t *signals, bool known)
{
    enum err err = ERR_NONE;
    struct listen_at at = options->listen;
    for (unsigned i = 0; i < loops && err == ERR_NONE; i++)
        err = worker_init(&workers[i], &workers[0], options, &at, loops);
    unsigned started = 0;
    while (err == ERR_NONE && started < loops) {
        if (pthread_create(&workers[started].thread, NULL, run, &workers[started]) != 0)
            err = ERR_INTERNAL;
        else
            started++;
    }
    if (err == ERR_NONE) {
        log_write(
            options->log, LOG_INFO, "listening",
            LOG_FIELDS(log_int("port", listen_port(&at)), log_text("path", listen_path(&at)), log_int("loops", loops)));
        err = wait_for_end(options, signals, known);
    }
    if (workers[0].server != NULL)
        listen_leave(&at);
    if (workers[0].private_server != NULL)
        listen_leave(&options->private_listen);
    for (unsigned i = 0; i < started; i++)
        loop_stop(&workers[i].loop);
    for (unsigned i = 0; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    for (unsigned i = 0; i < loops; i++)
        worker_deinit(&workers[i]);
    return err;
}

/* That this process may use: a container is often given fewer than there are. */
static unsigned cpus(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;
    return count > 0 ? (unsigned)count : 1;
}

enum err serve_run(const struct serve_options *options)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    /* Before any thread: they inherit it, and the first thread alone waits for them. */
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    raise_descriptors();
    bool known;
    if (hash_init() != ERR_NONE)
        return ERR_INTERNAL;
    if (!database_is_fit(options, &known))
        return ERR_UNAVAILABLE;
    if (listen_is_taken(&options->listen)) {
        say_not_listening(options, &options->listen, EADDRINUSE);
        return ERR_INTERNAL;
    }
    unsigned loops = options->loops > 0 ? options->loops : cpus();
    struct worker *workers = calloc(loops, sizeof(*workers));
    if (workers == NULL)
        return ERR_INTERNAL;
    enum err err = run_all(options, workers, loops, &signals, known);
    free(workers);
    return err;
}
