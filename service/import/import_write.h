/* From staged lines to canonical bodies: ids for references, RFC 8785, salt and hash. */
#ifndef CLAIMD_IMPORT_WRITE_H
#define CLAIMD_IMPORT_WRITE_H

#include "import/import_job.h"

/*
 * Reads the staged lines of the batch back, some at a time, and stages the bodies that import_apply writes. What only
 * the ids show is a fault in the result.
 */
enum err import_write(struct import_job *job) CLAIMD_MUST_CHECK;

#endif
