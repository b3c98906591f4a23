/*
 * Imports: records from lines of JSON into the database, all or nothing, in one transaction.
 *
 * Each line is checked as it is read and staged; then the database finds out which records the lines are and what their
 * references mean; then the bodies are made and applied. Every fault of every line is reported. Blocking; for the
 * command line.
 */
#ifndef CLAIMD_IMPORT_IMPORT_H
#define CLAIMD_IMPORT_IMPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "claimd/buf.h"
#include "import/import_faults.h"
#include "records/record_fields.h"

struct import_options {
    const char *url;   /* libpq URI or conninfo */
    const char *label; /* who writes, as the history shows it */
    FILE *input;       /* borrowed */
    FILE *progress;    /* borrowed; NULL: silent */
    bool dry_run;      /* all is done, then taken back */
};

struct import_counts {
    int64_t created, updated, unchanged;
};

struct import_result {
    int64_t lines; /* that hold a record */
    struct import_counts counts[RECORD_TYPE_COUNT];
    struct import_faults faults;
    int64_t milliseconds;
};

void import_result_init(struct import_result *result);
void import_result_deinit(struct import_result *result);

/*
 * ERR_INVALID_RECORD: there are faults in `result`, and nothing was written. ERR_UNAVAILABLE, ERR_INTERNAL: `words`
 * says why. Only ERR_NONE has counts.
 */
enum err import_run(const struct import_options *options, struct import_result *result,
                    struct buf *words) CLAIMD_MUST_CHECK;

#endif
