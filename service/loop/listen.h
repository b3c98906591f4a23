/* Listening sockets. */
#ifndef CLAIMD_LOOP_LISTEN_H
#define CLAIMD_LOOP_LISTEN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "claimd/err.h"
#include "claimd/text.h"

/* Where to listen. */
struct listen_at {
    struct sockaddr_storage address;
    socklen_t size;
};

/* `host`: a numeric IPv4 or IPv6 address, or a Unix socket's path. False when it is not: names are not looked up. */
bool listen_at(const char *host, uint16_t port, bool is_unix, struct listen_at *out);
/*
 * A listening socket that does not block. `shared`: several of one program may have the same port (SO_REUSEPORT), and
 * the kernel spreads the connections. A Unix socket that nobody listens on any more is replaced. ERR_INTERNAL: errno
 * tells.
 */
enum err listen_open(const struct listen_at *at, bool shared, int *out) CLAIMD_MUST_CHECK;
/*
 * One more at the address of `first`, which was opened shared: a socket of its own, or for a Unix socket, of which
 * there is one, another descriptor of it. ERR_INTERNAL: errno tells.
 */
enum err listen_join(const struct listen_at *at, int first, int *out) CLAIMD_MUST_CHECK;
/* Takes a Unix socket's path away, so that nobody comes any more; while it is open, or it may be somebody else's. */
void listen_leave(const struct listen_at *at);
/* Is a socket of somebody else already there? (With SO_REUSEPORT opening it would succeed.) */
bool listen_is_taken(const struct listen_at *at);
/* Where an open socket is: the port that the kernel chose for port 0. */
void listen_where(int listener, struct listen_at *out);
/* 0 for a Unix socket. */
uint16_t listen_port(const struct listen_at *at);
/* Of a Unix socket, else TEXT_NONE. Lives as long as `at`. */
struct text listen_path(const struct listen_at *at);

#endif
