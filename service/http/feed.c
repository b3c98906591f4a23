#include "http/feed.h"

#include <errno.h>
#include <stddef.h>
#include <unistd.h>

#include "http/admit.h"
#include "http/answer.h"
#include "http/server_private.h"

static struct exchange *exchange_of(struct feed *feed)
{
    return (struct exchange *)((char *)feed - offsetof(struct exchange, feed));
}

static void resume(struct exchange *exchange)
{
    exchange->feed.paused = false;
    loop_unwatch(exchange->server->loop, &exchange->feed.full);
    server_resume(exchange);
}

static void room(struct source *source, uint32_t events)
{
    (void)events;
    struct exchange *exchange = exchange_of((struct feed *)((char *)source - offsetof(struct feed, full)));
    server_deadline(exchange, exchange->server->options->rate_ms);
    resume(exchange);
}

static void take_answer(struct exchange *exchange)
{
    struct feed *feed = &exchange->feed;
    struct request *request = &exchange->request;
    enum err err = feed->to.answer(feed->to.state, request, exchange_id(exchange));
    if (err)
        answer_problem(exchange, err, request->problem);
    else
        answer_reply(exchange);
}

static void done(struct source *source, uint32_t events)
{
    (void)events;
    struct feed *feed = (struct feed *)((char *)source - offsetof(struct feed, done));
    struct exchange *exchange = exchange_of(feed);
    loop_unwatch(exchange->server->loop, source);
    feed->answered = true;
    if (exchange->stage == STAGE_WAITING) {
        take_answer(exchange);
        server_resume(exchange);
    } else if (feed->paused) {
        resume(exchange);
    }
}

enum err feed_begin(struct exchange *exchange)
{
    struct feed *feed = &exchange->feed;
    const struct upload_host *host = exchange->server->options->uploads;
    if (host == NULL)
        return ERR_UNAVAILABLE;
    feed->full = (struct source){.ready = room, .fd = -1};
    feed->done = (struct source){.ready = done, .fd = -1};
    enum err err = host->begin(host->context, &exchange->request, &feed->to);
    return err ? err : loop_watch(exchange->server->loop, &feed->done, feed->to.done, EPOLLIN);
}

/* Until there is room. That time is not the client's. */
static bool pause_body(struct exchange *exchange)
{
    struct feed *feed = &exchange->feed;
    if (loop_watch(exchange->server->loop, &feed->full, feed->to.input, EPOLLOUT) != ERR_NONE)
        return false;
    feed->paused = true;
    server_deadline(exchange, exchange->server->options->stream_ms);
    server_suspend(exchange);
    return true;
}

bool feed_piece(struct exchange *exchange, const char *bytes, size_t *size)
{
    struct feed *feed = &exchange->feed;
    if (exchange->body_len + *size > exchange->body_max) {
        answer_cut_off(exchange, ERR_BODY_TOO_LARGE, admit_limit(exchange));
        return false;
    }
    while (*size > 0 && !feed->answered) {
        ssize_t taken = write(feed->to.input, bytes, *size);
        if (taken < 0 && errno == EAGAIN)
            return pause_body(exchange);
        /* Nobody reads any more: the answer is on its way. */
        if (taken < 0)
            break;
        bytes += taken;
        *size -= (size_t)taken;
        exchange->body_len += (size_t)taken;
    }
    exchange->body_len += *size;
    *size = 0;
    return true;
}

void feed_whole(struct exchange *exchange)
{
    struct feed *feed = &exchange->feed;
    server_deadline(exchange, exchange->server->options->stream_ms);
    feed->to.end(feed->to.state, true);
    feed->to.input = -1;
    if (feed->answered)
        take_answer(exchange);
    else
        exchange->stage = STAGE_WAITING;
}

bool feed_waits(const struct exchange *exchange)
{
    const struct feed *feed = &exchange->feed;
    return feed->to.state != NULL && (feed->paused || (exchange->stage == STAGE_WAITING && exchange->ticket == NULL));
}

bool feed_has_time(struct exchange *exchange)
{
    struct feed *feed = &exchange->feed;
    const struct server *server = exchange->server;
    if (feed->to.state == NULL || exchange->stage != STAGE_BODY || feed->paused)
        return false;
    uint64_t came = exchange->body_len - feed->window_body;
    feed->window_body = exchange->body_len;
    return came >= server->options->rate * server->options->rate_ms / 1000 &&
           server->loop->now < exchange->started + server->options->stream_ms * 1000;
}

void feed_give_up(struct exchange *exchange, enum err err)
{
    struct feed *feed = &exchange->feed;
    loop_unwatch(exchange->server->loop, &feed->done);
    if (!feed->to.stop(feed->to.state))
        err = ERR_OUTCOME_UNKNOWN;
    /* In the middle of a body the library takes no answer. */
    if (feed->paused)
        answer_cut_off(exchange, err, TEXT_NONE);
    if (feed->paused)
        exchange->broken = true;
    else
        answer_problem(exchange, err, TEXT_NONE);
    resume(exchange);
}

void feed_end(struct exchange *exchange)
{
    struct feed *feed = &exchange->feed;
    if (feed->to.state == NULL)
        return;
    loop_unwatch(exchange->server->loop, &feed->full);
    loop_unwatch(exchange->server->loop, &feed->done);
    feed->to.leave(feed->to.state);
    feed->to.state = NULL;
}
