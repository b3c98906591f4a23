#include "config_values.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "claimd/text.h"

static bool parse_port(const char *text, uint16_t *out)
{
    int64_t port;
    if (!text_to_int64(text_of(text), &port) || port < 0 || port > UINT16_MAX)
        return false;
    *out = (uint16_t)port;
    return true;
}

bool config_endpoint(const char *text, struct endpoint *out)
{
    struct endpoint endpoint = {.is_unix = strncmp(text, "unix:", 5) == 0};
    if (endpoint.is_unix) {
        if (text[5] != '/' || strlen(text + 5) >= sizeof endpoint.host)
            return false;
        snprintf(endpoint.host, sizeof endpoint.host, "%s", text + 5);
        *out = endpoint;
        return true;
    }
    const char *colon = strrchr(text, ':');
    if (!colon || !parse_port(colon + 1, &endpoint.port))
        return false;
    bool six = text[0] == '[' && colon > text && colon[-1] == ']';
    const char *host = six ? text + 1 : text;
    size_t len = (size_t)(colon - host) - (six ? 1 : 0);
    if (len == 0 || len >= sizeof endpoint.host)
        return false;
    memcpy(endpoint.host, host, len);
    unsigned char address[sizeof(struct in6_addr)];
    if (inet_pton(six ? AF_INET6 : AF_INET, endpoint.host, address) != 1)
        return false;
    *out = endpoint;
    return true;
}

bool config_time(const char *text, int64_t *out)
{
    static const struct {
        const char *unit;
        int64_t milliseconds;
    } units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}};
    size_t digits = strspn(text, "0123456789");
    int64_t number;
    if (!text_to_int64((struct text){.ptr = text, .len = digits}, &number) || number > INT32_MAX)
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(text + digits, units[i].unit) == 0) {
            *out = number * units[i].milliseconds;
            return true;
        }
    }
    return false;
}

bool config_origin(struct text text)
{
    struct text rest = TEXT_NONE;
    static const struct text schemes[] = {TEXT("https://"), TEXT("http://")};
    for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++) {
        if (text_starts(text, schemes[i]))
            rest = (struct text){text.ptr + schemes[i].len, text.len - schemes[i].len};
    }
    for (size_t i = 0; i < rest.len; i++) {
        char c = rest.ptr[i];
        bool host =
            ascii_is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == ':' || c == '[' || c == ']';
        if (!host)
            return false;
    }
    return rest.len > 0;
}
