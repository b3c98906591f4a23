#include "http/cors.h"

#include "http/server_private.h"

/* The row that a preflight asks about; NULL where there is none. */
static const struct route *preflighted(struct exchange *exchange)
{
    static const char *const names[] = {
        [METHOD_GET] = "GET", [METHOD_HEAD] = "HEAD",   [METHOD_OPTIONS] = "OPTIONS", [METHOD_POST] = "POST",
        [METHOD_PUT] = "PUT", [METHOD_PATCH] = "PATCH", [METHOD_DELETE] = "DELETE"};
    struct text wanted = request_header(&exchange->request, TEXT("Access-Control-Request-Method"));
    const struct route *route = NULL;
    struct text id;
    bool versioned;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (text_equal(wanted, text_of(names[i])) &&
            route_find(exchange->server->options->routes, (enum method)i, exchange->head.path, &route, &id,
                       &versioned) != ROUTE_FOUND)
            route = NULL;
    }
    return route;
}

struct cors cors_of(struct exchange *exchange)
{
    const struct server_options *options = exchange->server->options;
    const struct route *route = exchange->request.route;
    if (exchange->head.method == METHOD_OPTIONS && route != NULL)
        route = preflighted(exchange);
    if (route == NULL || route->scope == 0)
        return (struct cors){.origin = TEXT("*")};
    struct cors cors = {.origin = TEXT_NONE, .varies = options->origin_count > 0};
    struct text origin = request_header(&exchange->request, TEXT("Origin"));
    for (size_t i = 0; i < options->origin_count; i++) {
        if (text_equal(origin, options->origins[i]))
            cors.origin = origin;
    }
    return cors;
}
