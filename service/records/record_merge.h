/* JSON Merge Patch (RFC 7396). */
#ifndef CLAIMD_RECORDS_RECORD_MERGE_H
#define CLAIMD_RECORDS_RECORD_MERGE_H

#include <jansson.h>

#include "claimd/err.h"

/* Changes `target`, an object, as `patch`, an object, says. ERR_INTERNAL without memory. */
enum err record_merge(json_t *target, json_t *patch) CLAIMD_MUST_CHECK;

#endif
