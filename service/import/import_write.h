/* From staged lines to canonical bodies: ids for references, RFC 8785, salt and hash. */
#ifndef CLAIMD_IMPORT_WRITE_H
#define CLAIMD_IMPORT_WRITE_H

#include "db/session.h"
#include "import/import_faults.h"
#include "import/import_progress.h"

/*
 * Reads the staged lines of import `id` (numbers 1 to `last_line`) back in batches and stages the bodies that
 * import_apply writes. What only the ids show goes into `faults`.
 */
enum err import_write(struct session *session, const char *id, int64_t last_line, struct import_faults *faults,
                      struct import_progress *progress) CLAIMD_MUST_CHECK;

#endif
