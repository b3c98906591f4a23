/* What the database does with staged lines. */
#include <string.h>

#include "import/copy_text.h"
#include "import/import_job.h"
#include "import_apply_sql.h"
#include "import_faults_sql.h"
#include "import_kept_sql.h"

#define SUGGESTIONS_MAX 8
/* Faults that wait for their COPY. */
#define KEPT_SIZE (1U << 20)

enum err import_keep_faults(struct import_job *job, bool all)
{
    struct buf *kept = &job->result->faults.kept;
    if (!all && kept->len < KEPT_SIZE && !kept->failed)
        return ERR_NONE;
    return copy_send(job->session, "copy claimd.import_fault (import, line, fault) from stdin", kept);
}

static enum err add_found(struct import_job *job, const struct rows *rows, size_t row)
{
    struct row_array near = row_array(rows, row, rows_column(rows, "suggestions"));
    struct text suggestions[SUGGESTIONS_MAX];
    size_t count = 0;
    while (count < SUGGESTIONS_MAX && row_array_next(&near, &suggestions[count]))
        count++;
    return import_faults_add(&job->result->faults, &(struct import_fault){
                                                       .line = row_int(rows, row, rows_column(rows, "line")),
                                                       .pointer = row_text(rows, row, rows_column(rows, "pointer")),
                                                       .code = row_text(rows, row, rows_column(rows, "code")),
                                                       .detail = row_text(rows, row, rows_column(rows, "detail")),
                                                       .suggestions = suggestions,
                                                       .suggestion_count = count,
                                                   });
}

/* What the database finds: `shape` IMPORT_FAULTS_T_IDENTIFY for the lines themselves, 0 for their references. */
static enum err find_faults(struct import_job *job, uint64_t shape)
{
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 4096);
    const struct rows *rows;
    struct ask ask;
    ask_begin(&ask, &import_faults_sql, shape | (job->spool ? IMPORT_FAULTS_T_KEEP : 0), LANE_SLOW);
    ask_bind(&ask, IMPORT_FAULTS_P_IMPORT, text_of(job->id));
    ask_bind_int(&ask, IMPORT_FAULTS_P_LIMIT, IMPORT_FAULTS_MAX, &arena);
    struct text beyond = TEXT("");
    if (job->options->batch > 0)
        beyond = arena_format(&arena,
                              ", nor is it among the lines up to %lld: in batches a line refers to earlier ones and to "
                              "those of its own batch",
                              (long long)job->until);
    ask_bind(&ask, IMPORT_FAULTS_P_BEYOND, beyond);
    enum err err = session_ask(job->session, &ask, &rows);
    for (size_t row = 0; !err && row < rows->count; row++)
        err = add_found(job, rows, row);
    if (!err && rows->count > 0)
        job->result->faults.omitted += row_int(rows, 0, rows_column(rows, "total")) - (int64_t)rows->count;
    return err;
}

enum err import_resolve(struct import_job *job)
{
    import_progress_phase(&job->progress, IMPORT_RESOLVING);
    enum err err = find_faults(job, IMPORT_FAULTS_T_IDENTIFY);
    return err ? err : find_faults(job, 0);
}

/* "line 12: statement … cites …": a rule that only the tables hold. */
static enum err refused(struct import_job *job)
{
    struct session_fault fault = session_fault(job->session);
    struct text message = text_of(fault.message), line = message;
    int64_t number = 0;
    if (text_starts(message, TEXT("line "))) {
        struct text digits = {.ptr = message.ptr + 5, .len = strspn(message.ptr + 5, "0123456789")};
        if (text_to_int64(digits, &number) && text_starts(text_of(digits.ptr + digits.len), TEXT(": ")))
            line = text_of(digits.ptr + digits.len + 2);
    }
    enum err err = import_faults_note(
        &job->result->faults,
        &(struct import_fault){.line = number, .code = text_of(fault_info(FAULT_BROKEN_RULE)->slug), .detail = line});
    return err || !job->spool ? err : session_script(job->session, "rollback to savepoint applied");
}

/* Class 23 and 22: the data are at fault, not the service. */
static bool is_refusal(const struct session_fault *fault)
{
    return strncmp(fault->sqlstate, "23", 2) == 0 || strncmp(fault->sqlstate, "22", 2) == 0;
}

static enum err count(struct import_job *job, const struct rows *rows)
{
    for (size_t row = 0; row < rows->count; row++) {
        enum record_type type;
        if (!record_type_find(row_text(rows, row, rows_column(rows, "type")), &type))
            return ERR_INTERNAL;
        job->missing = row_int(rows, row, rows_column(rows, "missing"));
        job->found = row_int(rows, row, rows_column(rows, "found"));
        job->counts[type] = (struct import_counts){
            .created = row_int(rows, row, rows_column(rows, "created")),
            .updated = row_int(rows, row, rows_column(rows, "updated")),
            .unchanged = row_int(rows, row, rows_column(rows, "unchanged")),
        };
    }
    return ERR_NONE;
}

static enum err find_kept(struct import_job *job)
{
    struct import_faults *kept = &job->result->kept;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 4096);
    const struct rows *rows;
    struct ask ask;
    ask_begin(&ask, &import_kept_sql, 0, LANE_SLOW);
    ask_bind(&ask, IMPORT_KEPT_P_IMPORT, text_of(job->id));
    ask_bind_int(&ask, IMPORT_KEPT_P_LIMIT, IMPORT_FAULTS_MAX, &arena);
    enum err err = session_ask(job->session, &ask, &rows);
    for (size_t row = 0; !err && row < rows->count; row++) {
        struct row_array pointers = row_array(rows, row, rows_column(rows, "kept"));
        struct text pointer;
        while (!err && row_array_next(&pointers, &pointer))
            err = import_faults_add(kept, &(struct import_fault){.line = row_int(rows, row, rows_column(rows, "line")),
                                                                 .pointer = pointer});
    }
    if (!err && rows->count > 0)
        kept->omitted += row_int(rows, 0, rows_column(rows, "total")) - (int64_t)rows->count;
    return err;
}

enum err import_apply(struct import_job *job)
{
    import_progress_phase(&job->progress, IMPORT_APPLYING);
    memset(job->counts, 0, sizeof job->counts);
    job->missing = job->found = 0;
    enum err err = job->spool ? session_script(job->session, "savepoint applied") : ERR_NONE;
    if (err)
        return err;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 1U << 16);
    const struct rows *rows;
    struct ask ask;
    ask_begin(&ask, &import_apply_sql, 0, LANE_SLOW);
    ask_bind(&ask, IMPORT_APPLY_P_IMPORT, text_of(job->id));
    ask_bind(&ask, IMPORT_APPLY_P_LABEL, text_of(job->options->label));
    if (job->options->key_id)
        ask_bind(&ask, IMPORT_APPLY_P_KEY, text_of(job->options->key_id));
    err = ask_bind_array(&ask, IMPORT_APPLY_P_COMPLETE, job->options->complete, job->options->complete_count, &arena);
    if (err)
        return err;
    err = session_ask(job->session, &ask, &rows);
    struct session_fault fault = session_fault(job->session);
    if (err)
        return err == ERR_INTERNAL && is_refusal(&fault) ? refused(job) : err;
    err = count(job, rows);
    return err ? err : find_kept(job);
}
