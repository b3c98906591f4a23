/*
 * A blocking session with the database for the commands (migrate, import). The service proper has lanes of its own.
 *
 * One thread. An error leaves its words in session_fault until the next call. ERR_UNAVAILABLE: the connection could not
 * be made or was lost; ERR_INTERNAL: the database refused, or memory ran out.
 */
#ifndef CLAIMD_DB_SESSION_H
#define CLAIMD_DB_SESSION_H

#include <stddef.h>

#include "claimd/rows.h"
#include "claimd/sql.h"

struct session;

/* What the database said. Texts are never NULL ("" where it said nothing) and live until the next call. */
struct session_fault {
    const char *sqlstate;
    const char *message;
    const char *detail;
    const char *hint;
    const char *context;
    size_t position; /* character in the statement, from 1; 0 where unknown */
};

/*
 * `url` is a libpq URI or conninfo string; `name` (static) is shown in pg_stat_activity. NULL only without memory;
 * whether it connected, session_check tells.
 */
struct session *session_new(const char *url, const char *name) CLAIMD_MUST_CHECK;
/* Returns NULL. A transaction that is open is rolled back by the database. */
struct session *session_free(struct session *session);
void session_cleanup(struct session **session);
enum err session_check(struct session *session) CLAIMD_MUST_CHECK;
bool session_in_transaction(const struct session *session);
struct session_fault session_fault(const struct session *session);
/* The same on one line, for an operator. */
void session_say(const struct session *session, struct buf *words);

/*
 * While session_ask waits, `tick` is called several times a second, and with the words of each notice of the server
 * (NULL: a mere tick). It must not use the session. False: the statement is to be cancelled.
 */
typedef bool session_tick_fn(void *context, const char *notice);
void session_watch(struct session *session, session_tick_fn *tick, void *context);

/* Was a commit acknowledged that a failover could lose, since the wait for a standby was given up? */
bool session_is_unreplicated(const struct session *session);

/* Runs a text of one or many statements. Rows are dropped. */
enum err session_script(struct session *session, const char *text) CLAIMD_MUST_CHECK;
/* Runs one statement with what is bound. `*rows` lives until the next call. */
enum err session_ask(struct session *session, const struct ask *ask, const struct rows **rows) CLAIMD_MUST_CHECK;

/*
 * The same for rows that are too many to be held: `each` sees them one at a time, each gone when it returns. What it
 * returns but ERR_NONE ends the statement, and is returned.
 */
typedef enum err session_row_fn(void *context, const struct rows *row);
enum err session_stream(struct session *session, const struct ask *ask, session_row_fn *each,
                        void *context) CLAIMD_MUST_CHECK;

/* COPY … FROM STDIN: begin, any number of pieces, end. A row that the database refuses may show only at the end. */
enum err session_copy_begin(struct session *session, const char *statement) CLAIMD_MUST_CHECK;
enum err session_copy(struct session *session, struct text piece) CLAIMD_MUST_CHECK;
enum err session_copy_end(struct session *session) CLAIMD_MUST_CHECK;

#define SESSION_CLEANUP __attribute__((cleanup(session_cleanup)))

#endif
