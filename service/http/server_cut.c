#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/answer.h"
#include "http/negotiate.h"
#include "http/problem.h"
#include "http/server_private.h"

#define HEAD_MAX 1024
/* How long, and how much, one is listened to who still sends what was refused. */
#define LINGER_MS    2000
#define LINGER_BYTES (8U << 20)
#define LINGER_PIECE 16384

void answer_cut_off(struct exchange *exchange, enum err err, struct text detail)
{
    BUF_CLEANUP struct buf body, head;
    buf_init(&body, REPLY_BODY_MAX);
    buf_init(&head, HEAD_MAX + REPLY_BODY_MAX);
    const struct problem problem = {
        .err = err,
        .detail = detail,
        .instance = exchange->target,
        .request_id = exchange_id(exchange),
    };
    problem_write(&problem, &body);
    buf_format(&head,
               "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\nCache-Control: no-store\r\n"
               "X-Request-Id: %.*s\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
               err_info(err)->status, err_info(err)->title, media_content_type(MEDIA_PROBLEM), body.len,
               TEXT_ARG(exchange_id(exchange)));
    buf_text(&head, buf_view(&body));
    if (buf_check(&head) != ERR_NONE)
        return;
    exchange->status = (unsigned)err_info(err)->status;
    exchange->close = true;
    exchange->sent = body.len;
    /* Nothing was sent on this connection that was not taken, so a kilobyte has room. */
    (void)!send(exchange->peer->fd, head.ptr, head.len, MSG_NOSIGNAL | MSG_DONTWAIT);
}

struct lingering {
    struct timer timer; /* first */
    struct source source;
    struct server *server;
    struct lingering *next;
    struct lingering *prev;
    size_t read;
};

static void linger_free(struct lingering *linger)
{
    struct server *server = linger->server;
    int fd = linger->source.fd;
    timer_disarm(&server->loop->timers, &linger->timer);
    loop_unwatch(server->loop, &linger->source);
    close(fd);
    if (linger->prev != NULL)
        linger->prev->next = linger->next;
    else
        server->lingers = linger->next;
    if (linger->next != NULL)
        linger->next->prev = linger->prev;
    free(linger);
}

static void linger_over(struct timer *timer)
{
    linger_free((struct lingering *)timer);
}

static void linger_ready(struct source *source, uint32_t events)
{
    (void)events;
    struct lingering *linger = (struct lingering *)((char *)source - offsetof(struct lingering, source));
    char piece[LINGER_PIECE];
    ssize_t got = recv(source->fd, piece, sizeof(piece), MSG_DONTWAIT);
    if (got > 0)
        linger->read += (size_t)got;
    if (got <= 0 || linger->read > LINGER_BYTES)
        linger_free(linger);
}

void server_linger(struct server *server, int connection)
{
    int fd = dup(connection);
    if (fd < 0)
        return;
    struct lingering *linger = calloc(1, sizeof(*linger));
    if (linger == NULL) {
        close(fd);
        return;
    }
    *linger = (struct lingering){.timer = {.fire = linger_over},
                                 .source = {.ready = linger_ready, .fd = -1},
                                 .server = server,
                                 .next = server->lingers};
    if (loop_watch(server->loop, &linger->source, fd, EPOLLIN) != ERR_NONE) {
        close(fd);
        free(linger);
        return;
    }
    timer_arm(&server->loop->timers, &linger->timer, server->loop->now + LINGER_MS * 1000ULL);
    if (linger->next != NULL)
        linger->next->prev = linger;
    server->lingers = linger;
}

void server_linger_end(struct server *server)
{
    while (server->lingers != NULL)
        linger_free(server->lingers);
}
