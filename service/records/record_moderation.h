/* The body of a request that withholds or restores a record: why, and what. */
#ifndef CLAIMD_RECORDS_RECORD_MODERATION_H
#define CLAIMD_RECORDS_RECORD_MODERATION_H

#include <stdbool.h>
#include <stdint.h>

#include "claimd/fault.h"

struct record_moderation {
    struct text reason; /* in the arena */
    int64_t revision;   /* the one that is withheld; 0: all of the record */
    bool delete_it;     /* for good */
};

/*
 * {"reason", "revision"?, "delete"?}; of a request that restores `reason` alone. ERR_INVALID_JSON or ERR_INVALID_RECORD
 * with all faults.
 */
enum err record_moderation_read(struct text body, bool withholds, struct arena *arena, struct faults *faults,
                                struct record_moderation *out) CLAIMD_MUST_CHECK;

/* ERR_INVALID_RECORD's fault for a reason that is empty or too long, at `where`. Adds none for a good one. */
enum err record_reason_check(struct text reason, enum fault_where where, struct arena *arena,
                             struct faults *faults) CLAIMD_MUST_CHECK;

#endif
