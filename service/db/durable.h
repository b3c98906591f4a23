/* Whether a database keeps what it has acknowledged, by its settings. */
#ifndef CLAIMD_DB_DURABLE_H
#define CLAIMD_DB_DURABLE_H

#include "claimd/buf.h"

enum durable { DURABLE_YES, DURABLE_NO, DURABLE_UNREACHABLE };

/*
 * `words` tells which settings lose what, or why it cannot be told. `fsync` and `full_page_writes` are the server's;
 * `synchronous_commit` is what a session of this role begins with. Blocks, at most for the time of a connection.
 */
enum durable durable_check(const char *url, struct buf *words);

#endif
