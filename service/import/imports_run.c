/* What the thread of an import does. */
#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "import/imports_private.h"
#include "writing_answer_sql.h"
#include "writing_keep_sql.h"

/* "\x…", as bytea is read. */
#define BYTEA_SIZE (2 + 2 * HASH_SHA256_SIZE + 1)

static ssize_t take(void *context, char *to, size_t size)
{
    struct imports_one *one = context;
    ssize_t got;
    do
        got = read(one->output, to, size);
    while (got < 0 && errno == EINTR);
    if (got > 0)
        hash_sum_add(one->content, (struct text){.ptr = to, .len = (size_t)got});
    return got;
}

static bool is_whole(struct imports_one *one)
{
    pthread_mutex_lock(&one->lock);
    bool whole = one->whole && !one->left;
    pthread_mutex_unlock(&one->lock);
    return whole;
}

static enum err again(struct imports_one *one, const struct rows *rows)
{
    if (!row_bool(rows, 0, rows_column(rows, "same")))
        return ERR_IDEMPOTENCY_MISMATCH;
    one->replayed = true;
    one->status = (int)row_int(rows, 0, rows_column(rows, "status"));
    buf_text(&one->answer, row_text(rows, 0, rows_column(rows, "body")));
    /* Anything but ERR_NONE, so that the import goes no further. */
    enum err err = buf_check(&one->answer);
    return err ? err : ERR_CONFLICT;
}

/* An Idempotency-Key that has its answer; another request with it may be at work, and is waited for a while. */
static enum err claim_key(struct imports_one *one, struct session *session)
{
    unsigned char hash[HASH_SHA256_SIZE];
    char content[BYTEA_SIZE] = "\\x";
    hash_sum_end(one->content, hash);
    hash_hex(hash, sizeof hash, content + 2);
    const struct rows *rows;
    struct ask ask;
    ask_begin(&ask, &writing_answer_sql, 0, LANE_WRITE);
    ask_bind(&ask, WRITING_ANSWER_P_API_KEY, text_of(one->caller));
    ask_bind(&ask, WRITING_ANSWER_P_KEY, one->key);
    ask_bind(&ask, WRITING_ANSWER_P_HASH, text_of(content));
    enum err err = session_ask(session, &ask, &rows);
    if (err)
        return strcmp(session_fault(session).sqlstate, "55P03") == 0 ? ERR_IDEMPOTENCY_RUNNING : err;
    return rows->count > 0 ? again(one, rows) : ERR_NONE;
}

static enum err whole(void *context, struct session *session, struct buf *words)
{
    struct imports_one *one = context;
    if (!is_whole(one)) {
        buf_literal(words, "The body ended before all of it had come.");
        return ERR_BAD_REQUEST;
    }
    return one->key.ptr ? claim_key(one, session) : ERR_NONE;
}

static bool wanted(void *context)
{
    struct imports_one *one = context;
    pthread_mutex_lock(&one->lock);
    bool left = one->left;
    pthread_mutex_unlock(&one->lock);
    return !left;
}

static enum err before_commit(void *context, struct session *session, const struct import_result *result, FILE *lines)
{
    struct imports_one *one = context;
    /* For one who has left nothing is written; from here on his leaving comes too late. */
    pthread_mutex_lock(&one->lock);
    one->committing = !one->left;
    pthread_mutex_unlock(&one->lock);
    if (!one->committing)
        return ERR_BAD_REQUEST;
    enum err err = imports_answer(&one->answer, result, false, lines);
    one->status = 200;
    if (err || !one->key.ptr)
        return err;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 4096);
    const struct rows *rows;
    struct ask ask;
    ask_begin(&ask, &writing_keep_sql, 0, LANE_WRITE);
    ask_bind(&ask, WRITING_KEEP_P_API_KEY, text_of(one->caller));
    ask_bind(&ask, WRITING_KEEP_P_KEY, one->key);
    ask_bind_int(&ask, WRITING_KEEP_P_STATUS, one->status, &arena);
    ask_bind(&ask, WRITING_KEEP_P_BODY, buf_view(&one->answer));
    return session_ask(session, &ask, &rows);
}

static enum err import(struct imports_one *one, FILE *input, FILE *lines, struct import_result *result)
{
    const struct import_hooks hooks = {
        .context = one, .whole = whole, .before_commit = before_commit, .wanted = wanted};
    const struct import_options options = {
        .url = one->imports->options.url,
        .label = one->label.ptr,
        .key_id = one->caller,
        .input = input,
        .lines = lines,
        .dry_run = one->dry_run,
        .hooks = &hooks,
        .lacks = one->lacks,
        .statement_ms = one->imports->options.statement_ms,
    };
    return import_run(&options, result, &one->words);
}

/* What is answered, once the import has ended with `err`. */
static enum err conclude(struct imports_one *one, enum err err, const struct import_result *result, FILE *lines)
{
    if (one->replayed)
        return ERR_NONE;
    one->status = 0;
    if (!err && !one->dry_run) {
        one->status = 200;
        return ERR_NONE;
    }
    if (err && err != ERR_INVALID_RECORD)
        return err;
    buf_reset(&one->answer);
    one->status = err ? err_info(err)->status : 200;
    return err ? imports_refusal(&one->answer, result, lines) : imports_answer(&one->answer, result, true, lines);
}

void imports_run(struct imports_one *one)
{
    FILE *input = fopencookie(one, "r", (cookie_io_functions_t){.read = take});
    FILE *lines = one->lines ? tmpfile() : NULL;
    struct import_result result;
    import_result_init(&result);
    enum err err = input && (lines || !one->lines) ? import(one, input, lines, &result) : ERR_INTERNAL;
    enum err told = conclude(one, err, &result, lines);
    one->err = told ? told : err == ERR_INVALID_RECORD ? err : ERR_NONE;
    if (told)
        one->status = 0;
    if (told == ERR_INTERNAL || told == ERR_UNAVAILABLE || told == ERR_OUTCOME_UNKNOWN)
        log_write(one->imports->options.log, LOG_WARNING, "an import failed",
                  LOG_FIELDS(log_text("key", text_of(one->caller)), log_text("detail", buf_view(&one->words))));
    import_result_deinit(&result);
    if (input)
        fclose(input);
    if (lines)
        fclose(lines);
    close(one->output);
    eventfd_write(one->done, 1);
}
