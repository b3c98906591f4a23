/* A libpq result in binary form, seen as rows. Only within service/db. */
#ifndef CLAIMD_DB_RESULT_H
#define CLAIMD_DB_RESULT_H

#include <libpq-fe.h>

#include "claimd/arena.h"
#include "claimd/rows.h"

/*
 * A view on the tuples of `result`, which must outlive it; its tables lie in `arena`. ERR_INTERNAL for a column that is
 * not in binary form, has a type that rows.h does not know, or for want of memory.
 */
enum err result_rows(const PGresult *result, struct arena *arena, struct rows *out) CLAIMD_MUST_CHECK;

#endif
