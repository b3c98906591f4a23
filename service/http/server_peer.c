#include "http/answer.h"
#include "http/feed.h"
#include "http/server_private.h"

#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>

/* The exchange has come to the end of its time. */
static void expire(struct peer *peer)
{
    struct exchange *exchange = peer->exchange;
    if (exchange != NULL && feed_waits(exchange)) {
        exchange_give_up(exchange, ERR_DEADLINE);
        return;
    }
    bool waits = exchange != NULL && exchange->ticket != NULL;
    if (!waits) {
        /* One whose head never came was not heard to ask for anything; one who takes no answer would take none of this.
         */
        if (exchange != NULL && exchange->stage == STAGE_BODY)
            answer_cut_off(exchange, ERR_BODY_TOO_SLOW, TEXT_NONE);
        peer_shut(peer);
        return;
    }
    exchange_give_up(exchange, lanes_up(peer->server->lanes, exchange->ask.lane) ? ERR_DEADLINE : ERR_UNAVAILABLE);
}

static void fire(struct timer *timer)
{
    struct peer *peer = (struct peer *)timer;
    struct server *server = peer->server;
    struct exchange *exchange = peer->exchange;
    uint64_t now = server->loop->now;
    if (peer->due > now) {
        timer_arm(&server->loop->timers, timer, peer->due);
        return;
    }
    /* One who takes bytes fast enough has more time, within that of a whole stream. */
    if (exchange != NULL && exchange->stage == STAGE_SENDING) {
        uint64_t taken = exchange->sent - exchange->window_sent;
        uint64_t end = exchange->started + server->options->stream_ms * 1000;
        if (taken >= server->options->rate * server->options->rate_ms / 1000 && now < end) {
            exchange->window_sent = exchange->sent;
            peer_due(peer, now + server->options->rate_ms * 1000);
            return;
        }
    }
    if (exchange != NULL && feed_has_time(exchange)) {
        peer_due(peer, now + server->options->rate_ms * 1000);
        return;
    }
    expire(peer);
}

/*
 * The client has closed its side. It could be one that only says that it has no more to ask; to a proxy, a browser and
 * a script that gave up this is what leaving looks like, and a search is not run to find out.
 */
static void left(struct source *source, uint32_t events)
{
    (void)events;
    struct peer *peer = (struct peer *)((char *)source - offsetof(struct peer, leaves));
    exchange_leave(peer->exchange);
}

void peer_watch(struct peer *peer)
{
    /* Where the kernel refuses, the statement runs for nobody, to its own time limit. */
    (void)!loop_watch(peer->server->loop, &peer->leaves, peer->fd, EPOLLRDHUP);
}

void peer_unwatch(struct peer *peer)
{
    loop_unwatch(peer->server->loop, &peer->leaves);
}

struct peer *peer_new(struct server *server, int fd)
{
    struct peer *peer = calloc(1, sizeof(*peer));
    if (peer == NULL)
        return NULL;
    *peer = (struct peer){
        .timer.fire = fire, .server = server, .fd = fd, .leaves = {.ready = left, .fd = -1}, .next = server->peers};
    if (peer->next != NULL)
        peer->next->prev = peer;
    server->peers = peer;
    return peer;
}

void peer_free(struct peer *peer)
{
    struct server *server = peer->server;
    timer_disarm(&server->loop->timers, &peer->timer);
    peer_unwatch(peer);
    if (peer->exchange != NULL)
        exchange_free(peer->exchange);
    if (peer->prev != NULL)
        peer->prev->next = peer->next;
    else
        server->peers = peer->next;
    if (peer->next != NULL)
        peer->next->prev = peer->prev;
    free(peer);
}

void peer_due(struct peer *peer, uint64_t due)
{
    peer->due = due;
    if (!peer->timer.armed || peer->timer.due > due)
        timer_arm(&peer->server->loop->timers, &peer->timer, due);
}

void peer_shut(struct peer *peer)
{
    /* The library owns the descriptor: it sees the end of the connection, tells of it and closes. */
    shutdown(peer->fd, SHUT_RDWR);
    peer->server->due = true;
}
