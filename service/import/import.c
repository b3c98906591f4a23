#include "import/import.h"

#include <errno.h>
#include <string.h>

#include <jansson.h>

#include "claimd/json_read.h"
#include "claimd/uuid.h"
#include "db/session.h"
#include "import/import_lines.h"
#include "import/import_progress.h"
#include "import/import_stage.h"
#include "import/import_write.h"
#include "import_apply_sql.h"
#include "import_begin_sql.h"
#include "import_end_sql.h"
#include "import_faults_sql.h"
#include "records/record_check.h"

#define LINE_ARENA_MAX (16U << 20)

/* A client that is slow to send, and a file that is long, are no reason to give up half-way. */
#define BEGIN_TEXT                                                                                                     \
    "begin isolation level read committed; "                                                                           \
    "set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0"

struct import {
    const struct import_options *options;
    struct import_result *result;
    struct session *session;
    struct import_progress progress;
    char id[UUID_TEXT_SIZE];
    int64_t last_line;
};

void import_result_init(struct import_result *result)
{
    *result = (struct import_result){0};
    import_faults_init(&result->faults);
}

void import_result_deinit(struct import_result *result)
{
    import_faults_deinit(&result->faults);
}

static bool faulty(const struct import *import)
{
    return import->result->faults.count > 0;
}

static enum err begin(struct import *import)
{
    unsigned char id[UUID_SIZE];
    uuid_make(id);
    uuid_format((struct text){.ptr = (const char *)id, .len = sizeof id}, import->id);
    enum err err = session_script(import->session, BEGIN_TEXT);
    if (err)
        return err;
    const struct rows *rows;
    struct ask ask;
    ask_begin(&ask, &import_begin_sql, 0, LANE_SLOW);
    ask_bind(&ask, IMPORT_BEGIN_P_IMPORT, text_of(import->id));
    ask_bind(&ask, IMPORT_BEGIN_P_LABEL, text_of(import->options->label));
    return session_ask(import->session, &ask, &rows);
}

/* A fault of a line that is no record at all. */
static enum err unreadable(struct import *import, int64_t line, const char *code, struct text detail)
{
    return import_faults_add(&import->result->faults,
                             &(struct import_fault){.line = line, .code = text_of(code), .detail = detail});
}

static enum err not_json(struct import *import, int64_t line, const struct json_fault *fault, struct arena *arena)
{
    struct text detail = arena_format(arena, "%s (column %zu)", fault->message, fault->column);
    return unreadable(import, line, err_info(ERR_INVALID_JSON)->slug, detail);
}

static enum err read_record(struct import *import, struct import_stage *stage, int64_t line, struct text text)
{
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, LINE_ARENA_MAX);
    json_auto_t *record = NULL;
    struct json_fault fault;
    enum err err = json_read(text, &record, &fault);
    if (err == ERR_INVALID_JSON)
        return not_json(import, line, &fault, &arena);
    if (err)
        return err;
    if (!json_is_object(record))
        return unreadable(import, line, fault_info(FAULT_MALFORMED)->slug, TEXT("A record is a JSON object."));
    struct faults found = {0};
    enum record_type type;
    err = record_type_of(record, &type, &arena, &found);
    bool known = !err;
    if (known)
        err = record_check(record, type, &arena, &found);
    if (err && err != ERR_INVALID_RECORD)
        return err;
    err = import_faults_take(&import->result->faults, line, &found);
    if (!err && known)
        err = import_stage_add(stage, line, type, record, &arena);
    return err;
}

static bool is_blank(struct text text)
{
    return text_trim(text).len == 0;
}

static enum err read_lines(struct import *import, struct import_lines *lines, struct import_stage *stage,
                           struct buf *words)
{
    import_progress_phase(&import->progress, "reading");
    for (;;) {
        bool more;
        struct text text;
        enum err err = import_lines_next(lines, &more, &text);
        if (err) {
            buf_format(words, "the input cannot be read: %s", strerror(errno));
            return err;
        }
        import->last_line = lines->number;
        if (!more)
            return import_stage_flush(stage);
        if (lines->too_long) {
            err = unreadable(import, lines->number, fault_info(FAULT_TOO_LONG)->slug,
                             TEXT("A line has at most 1048576 bytes."));
        } else if (!is_blank(text)) {
            import->result->lines++;
            err = read_record(import, stage, lines->number, text);
        }
        if (err)
            return err;
        import_progress_tell(&import->progress, lines->number);
    }
}

static enum err read_input(struct import *import, struct buf *words)
{
    struct import_lines lines;
    struct import_stage stage;
    import_lines_init(&lines, import->options->input);
    import_stage_init(&stage, import->session, import->id);
    enum err err = read_lines(import, &lines, &stage, words);
    import_stage_deinit(&stage);
    import_lines_deinit(&lines);
    return err;
}

static enum err add_found(struct import *import, const struct rows *rows, size_t row)
{
    struct row_array near = row_array(rows, row, rows_column(rows, "suggestions"));
    struct text suggestions[8];
    size_t count = 0;
    while (count < sizeof suggestions / sizeof *suggestions && row_array_next(&near, &suggestions[count]))
        count++;
    return import_faults_add(&import->result->faults, &(struct import_fault){
                                                          .line = row_int(rows, row, rows_column(rows, "line")),
                                                          .pointer = row_text(rows, row, rows_column(rows, "pointer")),
                                                          .code = row_text(rows, row, rows_column(rows, "code")),
                                                          .detail = row_text(rows, row, rows_column(rows, "detail")),
                                                          .suggestions = suggestions,
                                                          .suggestion_count = count,
                                                      });
}

/* What the database finds: `shape` IMPORT_FAULTS_T_IDENTIFY for the lines themselves, 0 for their references. */
static enum err find_faults(struct import *import, uint64_t shape)
{
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 4096);
    const struct rows *rows;
    struct ask ask;
    ask_begin(&ask, &import_faults_sql, shape, LANE_SLOW);
    ask_bind(&ask, IMPORT_FAULTS_P_IMPORT, text_of(import->id));
    ask_bind_int(&ask, IMPORT_FAULTS_P_LIMIT, IMPORT_FAULTS_MAX, &arena);
    enum err err = session_ask(import->session, &ask, &rows);
    for (size_t row = 0; !err && row < rows->count; row++)
        err = add_found(import, rows, row);
    if (!err && rows->count > 0)
        import->result->faults.omitted += row_int(rows, 0, rows_column(rows, "total")) - (int64_t)rows->count;
    return err;
}

static enum err resolve(struct import *import)
{
    import_progress_phase(&import->progress, "resolving references");
    enum err err = find_faults(import, IMPORT_FAULTS_T_IDENTIFY);
    return err ? err : find_faults(import, 0);
}

/* "line 12: statement … cites …": a rule that only the tables hold. */
static enum err refused(struct import *import)
{
    struct session_fault fault = session_fault(import->session);
    struct text message = text_of(fault.message), line = message;
    int64_t number = 0;
    if (text_starts(message, TEXT("line "))) {
        struct text digits = {.ptr = message.ptr + 5, .len = strspn(message.ptr + 5, "0123456789")};
        if (text_to_int64(digits, &number) && text_starts(text_of(digits.ptr + digits.len), TEXT(": ")))
            line = text_of(digits.ptr + digits.len + 2);
    }
    return import_faults_add(
        &import->result->faults,
        &(struct import_fault){.line = number, .code = text_of(fault_info(FAULT_BROKEN_RULE)->slug), .detail = line});
}

/* Class 23 and 22: the data are at fault, not the service. */
static bool is_refusal(const struct session_fault *fault)
{
    return strncmp(fault->sqlstate, "23", 2) == 0 || strncmp(fault->sqlstate, "22", 2) == 0;
}

static enum err apply(struct import *import)
{
    import_progress_phase(&import->progress, "applying");
    const struct rows *rows;
    struct ask ask;
    ask_begin(&ask, &import_apply_sql, 0, LANE_SLOW);
    ask_bind(&ask, IMPORT_APPLY_P_IMPORT, text_of(import->id));
    ask_bind(&ask, IMPORT_APPLY_P_LABEL, text_of(import->options->label));
    enum err err = session_ask(import->session, &ask, &rows);
    struct session_fault fault = session_fault(import->session);
    if (err)
        return err == ERR_INTERNAL && is_refusal(&fault) ? refused(import) : err;
    for (size_t row = 0; row < rows->count; row++) {
        enum record_type type;
        if (!record_type_find(row_text(rows, row, rows_column(rows, "type")), &type))
            return ERR_INTERNAL;
        import->result->counts[type] = (struct import_counts){
            .created = row_int(rows, row, rows_column(rows, "created")),
            .updated = row_int(rows, row, rows_column(rows, "updated")),
            .unchanged = row_int(rows, row, rows_column(rows, "unchanged")),
        };
    }
    ask_begin(&ask, &import_end_sql, 0, LANE_SLOW);
    ask_bind(&ask, IMPORT_END_P_IMPORT, text_of(import->id));
    return session_ask(import->session, &ask, &rows);
}

static enum err finish(struct import *import, struct buf *words)
{
    if (import->options->dry_run)
        return session_script(import->session, "rollback");
    enum err err = session_script(import->session, "commit");
    if (err == ERR_UNAVAILABLE)
        buf_literal(words,
                    "the connection was lost while the import was committed, so it may have been written or not; "
                    "run it again, what is written already stays unchanged: ");
    return err;
}

static enum err run(struct import *import, struct buf *words)
{
    enum err err = session_check(import->session);
    if (!err)
        err = begin(import);
    if (!err)
        err = read_input(import, words);
    if (!err)
        err = resolve(import);
    if (!err && !faulty(import)) {
        import_progress_phase(&import->progress, "writing");
        err = import_write(import->session, import->id, import->last_line, &import->result->faults, &import->progress);
    }
    if (!err && !faulty(import))
        err = apply(import);
    if (!err && faulty(import))
        err = ERR_INVALID_RECORD;
    return err ? err : finish(import, words);
}

enum err import_run(const struct import_options *options, struct import_result *result, struct buf *words)
{
    SESSION_CLEANUP struct session *session = session_new(options->url, "claimd import");
    if (!session) {
        buf_literal(words, "out of memory");
        return ERR_INTERNAL;
    }
    struct import import = {.options = options, .result = result, .session = session};
    import_progress_init(&import.progress, options->progress);
    enum err err = run(&import, words);
    import_progress_end(&import.progress);
    result->milliseconds = import_progress_milliseconds(&import.progress);
    import_faults_sort(&result->faults);
    if (err && err != ERR_INVALID_RECORD && (words->len == 0 || text_ends(buf_view(words), TEXT(": "))))
        session_say(session, words);
    return err;
}
