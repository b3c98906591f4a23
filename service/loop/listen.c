#include "loop/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 1024

static bool at_path(const char *path, struct listen_at *out)
{
    struct sockaddr_un *address = (struct sockaddr_un *)&out->address;
    size_t len = strlen(path);
    if (len == 0 || len >= sizeof(address->sun_path))
        return false;
    address->sun_family = AF_UNIX;
    memcpy(address->sun_path, path, len + 1);
    out->size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len + 1);
    return true;
}

bool listen_at(const char *host, uint16_t port, bool is_unix, struct listen_at *out)
{
    struct listen_at at = {0};
    struct sockaddr_in *v4 = (struct sockaddr_in *)&at.address;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&at.address;
    if (is_unix) {
        if (!at_path(host, &at))
            return false;
    } else if (inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        at.size = sizeof(*v4);
    } else if (inet_pton(AF_INET6, host, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        at.size = sizeof(*v6);
    } else {
        return false;
    }
    *out = at;
    return true;
}

static int socket_of(const struct listen_at *at)
{
    int fd = socket(at->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int on = 1;
    int off = 0;
    if (fd < 0)
        return -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (at->address.ss_family == AF_INET6)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
    return fd;
}

static void remove_stale(const struct listen_at *at)
{
    const char *path = ((const struct sockaddr_un *)&at->address)->sun_path;
    struct stat status;
    if (lstat(path, &status) != 0 || !S_ISSOCK(status.st_mode))
        return;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&at->address, at->size) != 0 && errno == ECONNREFUSED)
        unlink(path);
    if (fd >= 0)
        close(fd);
}

enum err listen_open(const struct listen_at *at, bool shared, int *out)
{
    int on = 1;
    if (at->address.ss_family == AF_UNIX)
        remove_stale(at);
    int fd = socket_of(at);
    if (fd < 0)
        return ERR_INTERNAL;
    shared = shared && at->address.ss_family != AF_UNIX;
    if ((shared && setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) != 0) ||
        bind(fd, (const struct sockaddr *)&at->address, at->size) != 0 || listen(fd, BACKLOG) != 0) {
        int saved = errno;
        close(fd);
        errno = saved;
        return ERR_INTERNAL;
    }
    *out = fd;
    return ERR_NONE;
}

enum err listen_join(const struct listen_at *at, int first, int *out)
{
    if (at->address.ss_family != AF_UNIX)
        return listen_open(at, true, out);
    int fd = fcntl(first, F_DUPFD_CLOEXEC, 0);
    if (fd < 0)
        return ERR_INTERNAL;
    *out = fd;
    return ERR_NONE;
}

void listen_leave(const struct listen_at *at)
{
    if (at->address.ss_family == AF_UNIX)
        (void)unlink(((const struct sockaddr_un *)&at->address)->sun_path);
}

bool listen_is_taken(const struct listen_at *at)
{
    if (at->address.ss_family == AF_UNIX)
        return false;
    int fd = socket_of(at);
    if (fd < 0)
        return false;
    bool taken = bind(fd, (const struct sockaddr *)&at->address, at->size) != 0 && errno == EADDRINUSE;
    close(fd);
    return taken;
}

void listen_where(int listener, struct listen_at *out)
{
    struct listen_at at = {.size = sizeof(at.address)};
    if (getsockname(listener, (struct sockaddr *)&at.address, &at.size) == 0)
        *out = at;
}

uint16_t listen_port(const struct listen_at *at)
{
    if (at->address.ss_family == AF_INET)
        return ntohs(((const struct sockaddr_in *)&at->address)->sin_port);
    return at->address.ss_family == AF_INET6 ? ntohs(((const struct sockaddr_in6 *)&at->address)->sin6_port) : 0;
}

struct text listen_path(const struct listen_at *at)
{
    return at->address.ss_family == AF_UNIX ? text_of(((const struct sockaddr_un *)&at->address)->sun_path) : TEXT_NONE;
}
