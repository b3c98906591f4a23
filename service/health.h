/* Asks a running service's private listener whether it can serve: for health checks of containers and supervisors. */
#ifndef CLAIMD_HEALTH_H
#define CLAIMD_HEALTH_H

#include "claimd/err.h"
#include "config.h"

/* GET /readyz, within 5 s. ERR_UNAVAILABLE: nobody answers there, or not with 200; `*status` is the answer's or 0. */
enum err health_ask(const struct endpoint *at, int *status) CLAIMD_MUST_CHECK;

#endif
