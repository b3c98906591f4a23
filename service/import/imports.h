/*
 * POST /imports: an import that is fed by a body as it comes. Each runs in a thread of its own, with a session of its
 * own; there are few at once.
 */
#ifndef CLAIMD_IMPORT_IMPORTS_H
#define CLAIMD_IMPORT_IMPORTS_H

#include <stdint.h>

#include "claimd/log.h"
#include "claimd/upload.h"

struct imports_options {
    const char *url;      /* libpq URI or conninfo; borrowed */
    unsigned at_once;     /* more are answered with ERR_OVERLOADED */
    int64_t statement_ms; /* that a statement may take at most */
    const struct log *log;
};

struct imports;

/* One for all loops. NULL without memory. */
struct imports *imports_new(const struct imports_options *options) CLAIMD_MUST_CHECK;
/* Waits for those that are at work; none may be begun any more. Returns NULL. */
struct imports *imports_free(struct imports *imports);
struct upload_host imports_host(struct imports *imports);

/* `dry_run` and `report` of POST /imports. */
#define IMPORTS_PARAMS 2
extern const struct param_spec *const imports_params[IMPORTS_PARAMS];
/* What the route says where there is no host: ERR_UNAVAILABLE. */
enum err imports_none(struct request *request, const struct rows *rows, struct ask *ask) CLAIMD_MUST_CHECK;

#endif
