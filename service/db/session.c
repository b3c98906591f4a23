#include "db/session.h"

#include <assert.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/notice.h"
#include "db/result.h"

#define TICK 200 /* milliseconds */
/* An embedded statement, composed. */
#define STATEMENT_MAX (64U << 10)
/* Texts of one call: its values and the table of its rows. */
#define CALL_ARENA_MAX (64U << 20)

struct session {
    PGconn *connection;
    PGresult *result; /* of the last call, or NULL */
    struct arena arena;
    struct rows rows;
    session_tick_fn *tick; /* NULL: nobody watches */
    void *watcher;
    bool unreplicated;
};

static void notice(void *context, const PGresult *result)
{
    struct session *session = context;
    const char *words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (notice_is_unreplicated(result))
        session->unreplicated = true;
    if (!session->tick)
        fputs(PQresultErrorMessage(result), stderr);
    else if (words)
        (void)session->tick(session->watcher, words);
}

struct session *session_new(const char *url, const char *name)
{
    struct session *session = calloc(1, sizeof *session);
    if (!session)
        return NULL;
    arena_init(&session->arena, CALL_ARENA_MAX);
    /* What stands before dbname gives way to the URL, what stands behind it does not. */
    const char *const keywords[] = {"connect_timeout", "fallback_application_name", "dbname", "client_encoding", NULL};
    const char *const values[] = {"10", name, url, "UTF8", NULL};
    session->connection = PQconnectdbParams(keywords, values, 1);
    PQsetNoticeReceiver(session->connection, notice, session);
    if (PQstatus(session->connection) == CONNECTION_OK)
        session->result = PQexec(session->connection, "SET client_min_messages = warning; SET DateStyle = ISO;"
                                                      /* What is acknowledged is to last. */
                                                      " SELECT set_config('synchronous_commit', 'on', false)"
                                                      " WHERE current_setting('synchronous_commit') = 'off'");
    return session;
}

struct session *session_free(struct session *session)
{
    if (!session)
        return NULL;
    PQclear(session->result);
    PQfinish(session->connection);
    arena_deinit(&session->arena);
    free(session);
    return NULL;
}

void session_cleanup(struct session **session)
{
    *session = session_free(*session);
}

enum err session_check(struct session *session)
{
    return PQstatus(session->connection) == CONNECTION_OK ? ERR_NONE : ERR_UNAVAILABLE;
}

static const char *fault_field(const struct session *session, int field)
{
    const char *text = PQresultErrorField(session->result, field);
    return text ? text : "";
}

bool session_in_transaction(const struct session *session)
{
    return PQtransactionStatus(session->connection) == PQTRANS_INTRANS;
}

struct session_fault session_fault(const struct session *session)
{
    struct session_fault fault = {
        .sqlstate = fault_field(session, PG_DIAG_SQLSTATE),
        .message = fault_field(session, PG_DIAG_MESSAGE_PRIMARY),
        .detail = fault_field(session, PG_DIAG_MESSAGE_DETAIL),
        .hint = fault_field(session, PG_DIAG_MESSAGE_HINT),
        .context = fault_field(session, PG_DIAG_CONTEXT),
        .position = (size_t)strtoul(fault_field(session, PG_DIAG_STATEMENT_POSITION), NULL, 10),
    };
    if (*fault.message == '\0')
        fault.message = PQerrorMessage(session->connection);
    if (*fault.message == '\0')
        fault.message = "not enough memory, or an answer of a form that is not known";
    return fault;
}

void session_say(const struct session *session, struct buf *words)
{
    struct session_fault fault = session_fault(session);
    buf_text(words, text_trim((struct text){.ptr = fault.message, .len = strcspn(fault.message, "\n")}));
    if (*fault.detail)
        buf_format(words, ". %s", fault.detail);
    if (*fault.hint)
        buf_format(words, ". %s", fault.hint);
    if (*fault.sqlstate)
        buf_format(words, " (SQLSTATE %s)", fault.sqlstate);
}

/* Takes `result` in place of the last one. */
static enum err finish(struct session *session, PGresult *result)
{
    PQclear(session->result);
    session->result = result;
    switch (PQresultStatus(result)) {
    case PGRES_EMPTY_QUERY:
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_COPY_IN:
        return ERR_NONE;
    default:
        return PQstatus(session->connection) == CONNECTION_OK ? ERR_INTERNAL : ERR_UNAVAILABLE;
    }
}

enum err session_script(struct session *session, const char *text)
{
    return finish(session, PQexec(session->connection, text));
}

void session_watch(struct session *session, session_tick_fn *tick, void *context)
{
    session->tick = tick;
    session->watcher = context;
}

bool session_is_unreplicated(const struct session *session)
{
    return session->unreplicated;
}

static void cancel(PGconn *connection)
{
    char why[256];
    PGcancel *handle = PQgetCancel(connection);
    if (handle)
        (void)PQcancel(handle, why, sizeof why);
    PQfreeCancel(handle);
}

/* As PQexecParams, but with an eye on the clock. */
static PGresult *watch(struct session *session, const char *statement, int count, const char *const *values)
{
    PGconn *connection = session->connection;
    if (PQsendQueryParams(connection, statement, count, NULL, values, NULL, NULL, 1) != 1)
        return NULL;
    bool wanted = true;
    while (PQisBusy(connection)) {
        struct pollfd wait = {.fd = PQsocket(connection), .events = POLLIN};
        if (poll(&wait, 1, TICK) == 0) {
            bool still = !wanted || session->tick(session->watcher, NULL);
            if (!still)
                cancel(connection);
            wanted = wanted && still;
        } else if (PQconsumeInput(connection) != 1) {
            break;
        }
    }
    PGresult *last = NULL;
    for (PGresult *next; (next = PQgetResult(connection)) != NULL;) {
        PQclear(last);
        last = next;
    }
    return last;
}

static void forget(struct session *session)
{
    arena_deinit(&session->arena);
    arena_init(&session->arena, CALL_ARENA_MAX);
}

/* The statement with its NUL, and its values, which live in the session's arena. */
static enum err compose(struct session *session, const struct ask *ask, struct buf *statement,
                        const char *values[SQL_PARAMS_MAX], int *count)
{
    assert(ask->sql);
    forget(session);
    unsigned char order[SQL_PARAMS_MAX];
    size_t params;
    enum err err = ask->failed ? ERR_INTERNAL : sql_compose(ask->sql, ask->shape, statement, order, &params);
    if (err)
        return err;
    buf_char(statement, '\0');
    err = buf_check(statement);
    if (err)
        return err;
    for (size_t i = 0; i < params; i++) {
        struct text value = ask->values[order[i]], copy = TEXT_NONE;
        if (value.ptr && arena_copy(&session->arena, value, &copy) != ERR_NONE)
            return ERR_INTERNAL;
        values[i] = copy.ptr;
    }
    *count = (int)params;
    return ERR_NONE;
}

/* Passes the rows on until the statement has ended, which the session's result then tells of. */
static enum err pass_on(struct session *session, session_row_fn *each, void *context)
{
    PGconn *connection = session->connection;
    enum err err = ERR_NONE;
    PGresult *last = NULL;
    for (PGresult *next; (next = PQgetResult(connection)) != NULL;) {
        PQclear(last);
        last = next;
        if (err || PQresultStatus(next) != PGRES_SINGLE_TUPLE)
            continue;
        forget(session);
        err = result_rows(next, &session->arena, &session->rows);
        if (!err)
            err = each(context, &session->rows);
        if (err)
            cancel(connection);
    }
    enum err ended = finish(session, last);
    return err ? err : ended;
}

enum err session_stream(struct session *session, const struct ask *ask, session_row_fn *each, void *context)
{
    BUF_CLEANUP struct buf statement;
    buf_init(&statement, STATEMENT_MAX);
    const char *values[SQL_PARAMS_MAX];
    int count;
    enum err err = compose(session, ask, &statement, values, &count);
    if (err)
        return err;
    if (PQsendQueryParams(session->connection, statement.ptr, count, NULL, values, NULL, NULL, 1) != 1 ||
        PQsetSingleRowMode(session->connection) != 1)
        return finish(session, NULL);
    return pass_on(session, each, context);
}

enum err session_ask(struct session *session, const struct ask *ask, const struct rows **rows)
{
    BUF_CLEANUP struct buf statement;
    buf_init(&statement, STATEMENT_MAX);
    const char *values[SQL_PARAMS_MAX];
    int count;
    enum err err = compose(session, ask, &statement, values, &count);
    if (err)
        return err;
    err = finish(session, session->tick
                              ? watch(session, statement.ptr, count, values)
                              : PQexecParams(session->connection, statement.ptr, count, NULL, values, NULL, NULL, 1));
    if (err)
        return err;
    err = result_rows(session->result, &session->arena, &session->rows);
    if (err)
        return err;
    *rows = &session->rows;
    return ERR_NONE;
}

enum err session_copy_begin(struct session *session, const char *statement)
{
    enum err err = session_script(session, statement);
    assert(err || PQresultStatus(session->result) == PGRES_COPY_IN);
    return err;
}

/* What the server said about a COPY that it gave up on. */
static enum err copy_result(struct session *session)
{
    enum err err = finish(session, PQgetResult(session->connection));
    for (PGresult *next; (next = PQgetResult(session->connection)) != NULL;)
        PQclear(next);
    return err;
}

enum err session_copy(struct session *session, struct text piece)
{
    if (piece.len == 0 || PQputCopyData(session->connection, piece.ptr, (int)piece.len) == 1)
        return ERR_NONE;
    enum err err = copy_result(session);
    return err ? err : ERR_INTERNAL;
}

enum err session_copy_end(struct session *session)
{
    if (PQputCopyEnd(session->connection, NULL) != 1) {
        enum err err = copy_result(session);
        return err ? err : ERR_INTERNAL;
    }
    return copy_result(session);
}
