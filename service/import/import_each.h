/*
 * The result of each line, as NDJSON:
 *   {"line":3,"type":"claim","id":"…","outcome":"created","faults":[]}
 * outcome: created, updated, unchanged, withheld (left alone since its record is withheld) or refused: nothing of the
 * import, or of its batch, was written. `type` is null where the line says none, `id` where there is no record yet,
 * `line` where a fault is of the whole.
 */
#ifndef CLAIMD_IMPORT_EACH_H
#define CLAIMD_IMPORT_EACH_H

#include "import/import_job.h"

/* Puts what became of the batch's lines into the spool, before its transaction ends. */
enum err import_each_spool(struct import_job *job, bool written) CLAIMD_MUST_CHECK;
/* What is in the spool is certain now: it goes to `options->lines`. ERR_INTERNAL where that cannot be written. */
enum err import_each_release(struct import_job *job) CLAIMD_MUST_CHECK;

#endif
