/*
 * Imports: records from lines of JSON into the database, all or nothing in one transaction, or in batches of one each.
 *
 * Each line is checked as it is read and staged; then the database finds out which records the lines are and what their
 * references mean; then the bodies are made and applied. Every fault of every line is reported. Blocking: for the
 * command line, and for threads beside the loops.
 */
#ifndef CLAIMD_IMPORT_IMPORT_H
#define CLAIMD_IMPORT_IMPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "claimd/buf.h"
#include "claimd/hash.h"
#include "db/session.h"
#include "formats/format.h"
#include "import/import_faults.h"
#include "records/record_fields.h"

/* By what an import in batches is known again. */
struct import_origin {
    const char *name; /* the file's path */
    unsigned char content[HASH_SHA256_SIZE];
};

struct import_result;

/* Where the input and the answer are not simply a file and a report. Each may be NULL; an error ends the import. */
struct import_hooks {
    void *context;
    /* The input has ended: was that all of it, and is it to be written? In the import's transaction. */
    enum err (*whole)(void *context, struct session *session, struct buf *words);
    /*
     * All is written; what is done in the session now is committed with it. `lines` has the result of every line, where
     * they are asked for. Not in a dry run.
     */
    enum err (*before_commit)(void *context, struct session *session, const struct import_result *result, FILE *lines);
    /* Does anybody still wait for it? Asked several times a second while the database works. */
    bool (*wanted)(void *context);
};

/* Where lines come from that were made of foreign files. */
struct import_places {
    const struct format_place *items; /* of each line */
    size_t count;
    const char *const *names; /* of the files, as the user wrote them */
};

struct import_options {
    const char *url;    /* libpq URI or conninfo */
    const char *label;  /* who writes, as the history shows it */
    const char *key_id; /* with which API key: its id; NULL: none */
    FILE *input;        /* borrowed, like the others */
    int64_t size;       /* bytes of the input, 0 where unknown */
    FILE *progress;     /* NULL: silent */
    FILE *lines;  /* takes a JSON object for each line once its fate is certain, see import_each.h; NULL: nobody asks */
    bool dry_run; /* all is done, then taken back */
    int64_t batch;               /* lines of a transaction; 0: one transaction for all */
    const struct text *complete; /* slugs of the collections that the input is all of; not in batches */
    size_t complete_count;
    bool resume;                        /* begin behind the last batch that was committed of `origin` */
    const struct import_origin *origin; /* NULL: it cannot be resumed */
    const struct import_places *places; /* NULL: the lines are the input's own */
    const struct import_hooks *hooks;   /* or NULL */
    const char *const *lacks; /* by enum record_type, the scope that is needed and not there, else NULL; NULL: none */
    int64_t statement_ms;     /* that a statement may take; 0: any time */
};

struct import_counts {
    int64_t created, updated, unchanged;
};

struct import_result {
    int64_t lines; /* that hold a record */
    struct import_counts counts[RECORD_TYPE_COUNT];
    struct import_faults faults;
    struct import_faults kept; /* no faults: fields that an editor has changed, and that stay as they are */
    int64_t missing, found;    /* records that are missing since this import, and that are there again */
    int64_t resumed_behind;    /* lines that were passed over, as written by an earlier run */
    int64_t written_to;        /* in batches: the last line that is committed, by this run or an earlier one */
    int64_t refused_from;      /* in batches: the first line of the batch that has the faults, or 0 */
    int64_t milliseconds;
};

void import_result_init(struct import_result *result);
void import_result_deinit(struct import_result *result);

/*
 * ERR_INVALID_RECORD: there are faults in `result`, and nothing was written, or in batches nothing from the batch with
 * the faults on. ERR_OUTCOME_UNKNOWN: the connection was lost in COMMIT. ERR_CONFLICT: what is to be resumed is another
 * file. ERR_FORBIDDEN: a scope is lacking. These, ERR_UNAVAILABLE, ERR_INTERNAL and what a hook returned: `words` says
 * why. In one transaction only ERR_NONE has counts; in batches they are of what was committed.
 */
enum err import_run(const struct import_options *options, struct import_result *result,
                    struct buf *words) CLAIMD_MUST_CHECK;

#endif
