/* The private listener: is the process alive, can it serve, what is it. */
#ifndef CLAIMD_STATUS_API_H
#define CLAIMD_STATUS_API_H

#include "claimd/request.h"

/* The parameters of /readyz: `verbose` tells what was looked at. */
extern const struct param_spec *const status_ready_params[1];

/* 200 while the loop runs; asks nothing of the database. */
handler_fn status_live;
/*
 * 200 while the database answers and has this program's migrations. 503 otherwise: with the reason as a check that
 * failed, or as a problem when the database cannot be reached.
 */
handler_fn status_ready;
/* Name, version, and the migration that this program was built with. */
handler_fn status_version;

#endif
