/* Connection strings as libpq reads them, without a connection. */
#ifndef CLAIMD_DB_CONNINFO_H
#define CLAIMD_DB_CONNINFO_H

#include "claimd/buf.h"

/* Whether libpq can read it. Why not is not told: its words repeat the string, passwords and all. */
bool conninfo_right(const char *url);
/* The same connection in key=value form with its secrets masked; nothing where it cannot be read. */
void conninfo_masked(const char *url, struct buf *out);

#endif
