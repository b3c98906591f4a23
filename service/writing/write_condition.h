/* The conditions of a write: If-Match names the revision that the writer saw, If-None-Match: * that there is none. */
#ifndef CLAIMD_WRITING_WRITE_CONDITION_H
#define CLAIMD_WRITING_WRITE_CONDITION_H

#include "claimd/request.h"

/* Does If-Match (`value`) name the revision? */
bool write_matches(struct text value, int64_t revision);
/* ERR_PRECONDITION_REQUIRED where a change comes without a condition. */
enum err write_condition_needed(struct request *request) CLAIMD_MUST_CHECK;
/* ERR_PRECONDITION_FAILED, with faults that name the revision, unless the conditions hold. */
enum err write_condition_check(struct request *request, int64_t revision) CLAIMD_MUST_CHECK;

#endif
