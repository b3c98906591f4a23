/* What the server says unasked. Within service/db. */
#ifndef CLAIMD_DB_NOTICE_H
#define CLAIMD_DB_NOTICE_H

#include <stdbool.h>

#include <libpq-fe.h>

/*
 * A commit was made where the connection goes, but the wait for a synchronous standby was given up: a failover could
 * lose it. The server says so in a warning and then as if all were well.
 */
bool notice_is_unreplicated(const PGresult *notice);

#endif
