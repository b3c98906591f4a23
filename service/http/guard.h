/*
 * The header guard: refuses what two parsers could read in two ways, before anything else looks at a request.
 *
 * libmicrohttpd joins folded lines, cuts texts at a NUL, takes the first of two lengths and lets `xchunked` pass; what
 * it has made of the bytes is looked at here. A plain function over texts; knows no HTTP library. RFC 9112: 3 (request
 * line), 3.2 (target, Host), 5 (fields), 6.1 and 6.2 (framing).
 */
#ifndef CLAIMD_HTTP_GUARD_H
#define CLAIMD_HTTP_GUARD_H

#include <stdbool.h>
#include <stddef.h>

#include "claimd/err.h"
#include "claimd/request.h"
#include "claimd/text.h"

#define GUARD_TARGET_MAX  8192
#define GUARD_HEADERS_MAX 16384 /* names, values, and four bytes a line */
#define GUARD_HEADER_MAX  100   /* lines */

struct guard_head {
    struct text method;
    struct text target;
    struct text version;
    bool target_cut; /* what was received does not end where `target` does */
    bool torn;       /* the last line, or the empty one behind it, does not end in CR LF */
    bool more;       /* there were more headers than GUARD_HEADER_MAX */
    const struct header_field *headers;
    size_t header_count;
};

/* What a request that passed has. */
struct guard_passed {
    enum method method;
    bool http_1_0;
    bool chunked;
    int64_t content_length; /* -1 without */
    struct text path;       /* raw, begins with '/', or "*" */
    struct text query;      /* raw, TEXT_NONE without '?' */
};

/*
 * ERR_BAD_REQUEST, ERR_BAD_TARGET, ERR_TARGET_TOO_LONG, ERR_HEADERS_TOO_LARGE; `*why` is then a static sentence. After
 * any of them the connection must be closed: what follows on it may not be what it seems.
 */
enum err guard_check(const struct guard_head *head, struct guard_passed *out, const char **why) CLAIMD_MUST_CHECK;

#endif
