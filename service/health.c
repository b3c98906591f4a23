#include "health.h"

#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "claimd/text.h"
#include "loop/listen.h"

#define ANSWER_TIME_S 5

static const char request[] = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

static void close_file(int *file)
{
    if (*file >= 0)
        close(*file);
}

/* An unspecified address is one to listen on, not one to ask: the loopback interface is among those it means. */
static const char *host_to_ask(const struct endpoint *at)
{
    if (at->is_unix)
        return at->host;
    if (strcmp(at->host, "0.0.0.0") == 0)
        return "127.0.0.1";
    return strcmp(at->host, "::") == 0 ? "::1" : at->host;
}

/* The first bytes of the answer, "HTTP/1.1 200", come in one piece or not at all. */
static int read_status(int file)
{
    char answer[64];
    ssize_t len = recv(file, answer, sizeof answer - 1, MSG_WAITALL);
    if (len < 12 || memcmp(answer, "HTTP/1.", 7) != 0)
        return 0;
    int64_t status;
    return text_to_int64((struct text){.ptr = answer + 9, .len = 3}, &status) ? (int)status : 0;
}

enum err health_ask(const struct endpoint *at, int *status)
{
    *status = 0;
    struct listen_at address;
    if (!listen_at(host_to_ask(at), at->port, at->is_unix, &address))
        return ERR_INTERNAL;
    __attribute__((cleanup(close_file))) int file = socket(address.address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (file < 0)
        return ERR_INTERNAL;
    const struct timeval patience = {.tv_sec = ANSWER_TIME_S};
    if (setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0 ||
        setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) != 0)
        return ERR_INTERNAL;
    if (connect(file, (const struct sockaddr *)&address.address, address.size) != 0 ||
        send(file, request, sizeof request - 1, MSG_NOSIGNAL) != (ssize_t)(sizeof request - 1))
        return ERR_UNAVAILABLE;
    *status = read_status(file);
    return *status == 200 ? ERR_NONE : ERR_UNAVAILABLE;
}
