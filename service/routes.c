#include "claimd/route.h"

#include "status/status_api.h"

static const struct route private_routes[] = {
    {.path = "/livez", .method = METHOD_GET, .handler = status_live, .class = ROUTE_READ, .unversioned = true},
    {.path = "/readyz",
     .method = METHOD_GET,
     .handler = status_ready,
     .params = status_ready_params,
     .param_count = sizeof(status_ready_params) / sizeof(status_ready_params[0]),
     .class = ROUTE_READ,
     .unversioned = true},
    {.path = "/version", .method = METHOD_GET, .handler = status_version, .class = ROUTE_READ, .unversioned = true},
};

const struct route_table claimd_routes = {.routes = NULL, .count = 0};
const struct route_table claimd_private_routes = {
    .routes = private_routes, .count = sizeof(private_routes) / sizeof(private_routes[0])};
