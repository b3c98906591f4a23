/* An import at work: what its parts share. */
#ifndef CLAIMD_IMPORT_JOB_H
#define CLAIMD_IMPORT_JOB_H

#include "claimd/uuid.h"
#include "import/import.h"
#include "import/import_lines.h"
#include "import/import_progress.h"
#include "import/import_stage.h"

struct import_job {
    const struct import_options *options;
    struct import_result *result;
    struct buf *words;
    struct session *session;
    struct import_progress progress;
    struct import_lines lines;
    FILE *spool; /* results of lines that wait for the commit; NULL: nobody asks for them */
    /* The batch under way: the whole import, where there are none. */
    char id[UUID_TEXT_SIZE];
    int64_t after, until; /* its lines: behind `after`, up to `until` */
    int64_t records;
    struct import_counts counts[RECORD_TYPE_COUNT];
    int64_t missing, found;
    bool at_end; /* of the input */
};

/* Reads lines until the batch is full or the input ends, checks and stages them (import_read.c). */
enum err import_read(struct import_job *job) CLAIMD_MUST_CHECK;
/* Has the database find the records and the references' targets; faults are in the result (import_apply.c). */
enum err import_resolve(struct import_job *job) CLAIMD_MUST_CHECK;
/* Writes what differs, and counts in `job->counts`. What the tables refuse is a fault in the result. */
enum err import_apply(struct import_job *job) CLAIMD_MUST_CHECK;
/* Sends the faults that are kept for the report of every line, if they are many or `all` shall go. */
enum err import_keep_faults(struct import_job *job, bool all) CLAIMD_MUST_CHECK;

/*
 * Where an earlier run stopped: `*line` is the last that was committed, 0 where there was none; `*ended`: it was the
 * last of the file. ERR_CONFLICT: the file is another now (import_resume.c).
 */
enum err import_resume_find(struct import_job *job, int64_t *line, bool *ended) CLAIMD_MUST_CHECK;
/* Notes the batch in its own transaction. */
enum err import_resume_note(struct import_job *job) CLAIMD_MUST_CHECK;
/* Reads past the lines that are written. */
enum err import_resume_skip(struct import_job *job, int64_t line) CLAIMD_MUST_CHECK;

static inline bool import_is_faulty(const struct import_job *job)
{
    return job->result->faults.count > 0;
}

#endif
