#include "http/transport.h"

#include "http/negotiate.h"

enum scheme { SCHEME_UNSAID, SCHEME_HTTPS, SCHEME_OTHER };

/* Each proxy on the way adds its own, and the first may be the client's invention: one that is not https spoils all. */
static enum scheme both(enum scheme so_far, enum scheme next)
{
    if (so_far == SCHEME_UNSAID || next == SCHEME_OTHER)
        return next == SCHEME_UNSAID ? so_far : next;
    return so_far;
}

static enum scheme scheme_of(struct text name)
{
    return text_equal_nocase(name, TEXT("https")) ? SCHEME_HTTPS : SCHEME_OTHER;
}

static struct text unquoted(struct text value)
{
    if (value.len >= 2 && value.ptr[0] == '"' && value.ptr[value.len - 1] == '"')
        return (struct text){.ptr = value.ptr + 1, .len = value.len - 2};
    return value;
}

/* One element of Forwarded: `for=192.0.2.60;proto=http;by=203.0.113.43` */
static enum scheme element_scheme(struct text element)
{
    enum scheme scheme = SCHEME_UNSAID;
    for (struct text pair, name; negotiate_split(&element, ';', &pair);) {
        if (text_split(&pair, '=', &name) && text_equal_nocase(text_trim(name), TEXT("proto")))
            scheme = both(scheme, scheme_of(unquoted(text_trim(pair))));
    }
    return scheme;
}

static enum scheme forwarded_scheme(struct request *request)
{
    enum scheme scheme = SCHEME_UNSAID;
    struct text forwarded = request_header(request, TEXT("Forwarded"));
    struct text proto = request_header(request, TEXT("X-Forwarded-Proto"));
    for (struct text part; negotiate_split(&forwarded, ',', &part);)
        scheme = both(scheme, element_scheme(part));
    for (struct text part; negotiate_split(&proto, ',', &part);)
        scheme = both(scheme, scheme_of(part));
    return scheme;
}

bool transport_is_private(struct request *request, const struct sockaddr *client, const struct network *proxies,
                          size_t proxy_count)
{
    if (client == NULL)
        return false;
    enum scheme scheme = forwarded_scheme(request);
    if (network_is_local(client))
        return scheme != SCHEME_OTHER;
    for (size_t i = 0; i < proxy_count; i++) {
        if (network_has(&proxies[i], client))
            return scheme == SCHEME_HTTPS;
    }
    return false;
}
