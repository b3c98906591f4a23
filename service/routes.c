#include "claimd/route.h"

const struct route_table claimd_routes = {.routes = NULL, .count = 0};
const struct route_table claimd_private_routes = {.routes = NULL, .count = 0};
