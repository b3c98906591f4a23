/*
 * Migrations: bringing a database to what this program carries, and seeing whether it is there.
 *
 * Blocking; for the commands and for the start of the service, not for its loops.
 */
#ifndef CLAIMD_DB_MIGRATE_H
#define CLAIMD_DB_MIGRATE_H

#include <stdio.h>

#include "claimd/buf.h"
#include "claimd/err.h"
#include "db/migrations.h"

enum migrate_state {
    MIGRATE_CURRENT,
    MIGRATE_BEHIND,      /* migrations are to be applied */
    MIGRATE_AHEAD,       /* a newer program was here */
    MIGRATE_ALTERED,     /* what was applied is not what this program carries under that number */
    MIGRATE_FORBIDDEN,   /* the role may not look */
    MIGRATE_UNREACHABLE, /* no connection: it may come */
};

/* Compares; `words` gets one line (no newline) that an operator can act on. */
enum migrate_state migrate_check(const char *url, const struct migration_list *list, struct buf *words);

/*
 * Applies what is missing, each file in a transaction of its own, under an advisory lock, so that several may be
 * started at once. Tells on `out` what it did and on `errors` what went wrong. `grant_to`: a role to be given the
 * service's rights (claimd_service), or NULL.
 */
enum err migrate_run(const char *url, const struct migration_list *list, const char *grant_to, FILE *out,
                     FILE *errors) CLAIMD_MUST_CHECK;

#endif
