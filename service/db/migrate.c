#include "db/migrate.h"

#include <string.h>
#include <time.h>

#include "db/session.h"
#include "db_migration_list_sql.h"
#include "db_migration_lock_sql.h"
#include "db_migration_record_sql.h"
#include "db_migration_table_sql.h"
#include "db_role_member_sql.h"

/* "claimd" in ASCII: the advisory lock of migrations. */
#define MIGRATION_LOCK 0x636c61696d64

#define WORDS_MAX 4096

#define INSUFFICIENT_PRIVILEGE "42501"

static bool same(const struct rows *rows, size_t row, const struct migration *migration)
{
    return row_int(rows, row, rows_column(rows, "version")) == migration->version &&
           text_equal(row_text(rows, row, rows_column(rows, "name")), text_of(migration->name)) &&
           text_equal(row_text(rows, row, rows_column(rows, "sha256")), text_of(migration->sha256));
}

static enum migrate_state compare(const struct rows *rows, const struct migration_list *list, struct buf *words)
{
    for (size_t i = 0; i < rows->count && i < list->count; i++) {
        if (same(rows, i, &list->items[i]))
            continue;
        buf_format(words,
                   "migration %04zu of the database (%.*s, %.*s…) is not the one that this claimd carries (%s, %.8s…): "
                   "a released migration is never edited; use the claimd that applied it",
                   i, TEXT_ARG(row_text(rows, i, rows_column(rows, "name"))), 8,
                   row_text(rows, i, rows_column(rows, "sha256")).ptr, list->items[i].name, list->items[i].sha256);
        return MIGRATE_ALTERED;
    }
    if (rows->count > list->count) {
        buf_format(words,
                   "the database has %zu migrations, this claimd knows %zu: a newer claimd was here; use that one",
                   rows->count, list->count);
        return MIGRATE_AHEAD;
    }
    if (rows->count < list->count) {
        buf_format(words, "the database lacks %zu of %zu migrations: run `claimd migrate`", list->count - rows->count,
                   list->count);
        return MIGRATE_BEHIND;
    }
    buf_format(words, "the database is up to date (%zu migrations)", list->count);
    return MIGRATE_CURRENT;
}

/* How the database stands; `*applied` (when not NULL) is how many of the list it has. */
static enum migrate_state look(struct session *session, const struct migration_list *list, size_t *applied,
                               struct buf *words)
{
    static const struct rows none = {0};
    const struct rows *rows;
    struct ask ask;
    ask_begin(&ask, &db_migration_table_sql, 0, LANE_FAST);
    enum err err = session_ask(session, &ask, &rows);
    if (!err && row_bool(rows, 0, rows_column(rows, "present"))) {
        ask_begin(&ask, &db_migration_list_sql, 0, LANE_FAST);
        err = session_ask(session, &ask, &rows);
    } else {
        rows = &none;
    }
    if (err) {
        buf_literal(words, "the database's migrations cannot be read: ");
        bool forbidden = strcmp(session_fault(session).sqlstate, INSUFFICIENT_PRIVILEGE) == 0;
        session_say(session, words);
        return forbidden ? MIGRATE_FORBIDDEN : MIGRATE_UNREACHABLE;
    }
    if (applied)
        *applied = rows->count;
    return compare(rows, list, words);
}

enum migrate_state migrate_check(const char *url, const struct migration_list *list, struct buf *words)
{
    SESSION_CLEANUP struct session *session = session_new(url, "claimd check");
    if (!session || session_check(session) != ERR_NONE) {
        buf_literal(words, "the database cannot be reached: ");
        if (session)
            session_say(session, words);
        return MIGRATE_UNREACHABLE;
    }
    return look(session, list, NULL, words);
}

static void print_words(FILE *to, struct buf *words)
{
    struct text text = buf_view(words);
    fprintf(to, "claimd migrate: %.*s\n", TEXT_ARG(text));
    buf_reset(words);
}

static enum err lock(struct session *session, FILE *out)
{
    BUF_CLEANUP struct buf key;
    buf_init(&key, 32);
    buf_int(&key, MIGRATION_LOCK);
    const struct rows *rows;
    struct ask ask;
    ask_begin(&ask, &db_migration_lock_sql, 0, LANE_FAST);
    ask_bind(&ask, DB_MIGRATION_LOCK_P_KEY, buf_view(&key));
    enum err err = session_ask(session, &ask, &rows);
    if (err || row_bool(rows, 0, rows_column(rows, "locked")))
        return err;
    fputs("claimd migrate: waiting for another migration of this database to end\n", out);
    fflush(out);
    ask.shape = DB_MIGRATION_LOCK_T_WAIT;
    return session_ask(session, &ask, &rows);
}

/* Line of a migration's text that holds the character `position` (from 1; UTF-8). */
static size_t line_of(const char *text, size_t position)
{
    size_t line = 1;
    for (size_t at = 1; *text && at < position; text++) {
        if (*text == '\n')
            line++;
        if ((text[1] & 0xC0) != 0x80)
            at++;
    }
    return line;
}

static enum err record(struct session *session, const struct migration *migration)
{
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 4096);
    const struct rows *rows;
    struct ask ask;
    ask_begin(&ask, &db_migration_record_sql, 0, LANE_FAST);
    ask_bind_int(&ask, DB_MIGRATION_RECORD_P_VERSION, migration->version, &arena);
    ask_bind(&ask, DB_MIGRATION_RECORD_P_NAME, text_of(migration->name));
    ask_bind(&ask, DB_MIGRATION_RECORD_P_SHA256, text_of(migration->sha256));
    return session_ask(session, &ask, &rows);
}

static enum err apply(struct session *session, const struct migration *migration, struct buf *words)
{
    enum err err = session_script(session, "begin");
    if (!err)
        err = session_script(session, migration->text);
    if (!err && !session_in_transaction(session)) {
        buf_format(words, "%04d-%s.sql ends the transaction that it runs in", migration->version, migration->name);
        return ERR_INTERNAL;
    }
    if (!err)
        err = record(session, migration);
    if (!err)
        err = session_script(session, "commit");
    if (!err)
        return ERR_NONE;
    buf_format(words, "%04d-%s.sql", migration->version, migration->name);
    struct session_fault fault = session_fault(session);
    if (fault.position > 0)
        buf_format(words, ":%zu", line_of(migration->text, fault.position));
    buf_literal(words, ": ");
    session_say(session, words);
    buf_literal(words, "; this migration was rolled back");
    return err;
}

static enum err apply_all(struct session *session, const struct migration_list *list, FILE *out, struct buf *words)
{
    size_t applied = 0;
    enum migrate_state state = look(session, list, &applied, words);
    if (state == MIGRATE_CURRENT)
        print_words(out, words);
    if (state != MIGRATE_BEHIND)
        return state == MIGRATE_CURRENT ? ERR_NONE : ERR_INTERNAL;
    buf_reset(words);
    for (size_t i = applied; i < list->count; i++) {
        struct timespec begin, end;
        clock_gettime(CLOCK_MONOTONIC, &begin);
        enum err err = apply(session, &list->items[i], words);
        if (err)
            return err;
        clock_gettime(CLOCK_MONOTONIC, &end);
        fprintf(out, "claimd migrate: applied %04d-%s in %lld ms\n", list->items[i].version, list->items[i].name,
                (long long)(end.tv_sec - begin.tv_sec) * 1000 + (end.tv_nsec - begin.tv_nsec) / 1000000);
        fflush(out);
    }
    return ERR_NONE;
}

static enum err grant(struct session *session, const char *role, FILE *out, struct buf *words)
{
    const struct rows *rows;
    struct ask ask;
    ask_begin(&ask, &db_role_member_sql, 0, LANE_FAST);
    ask_bind(&ask, DB_ROLE_MEMBER_P_ROLE, text_of(role));
    enum err err = session_ask(session, &ask, &rows);
    if (!err && row_bool(rows, 0, rows_column(rows, "member"))) {
        fprintf(out, "claimd migrate: role \"%s\" has the service's rights already\n", role);
        return ERR_NONE;
    }
    BUF_CLEANUP struct buf statement;
    buf_init(&statement, WORDS_MAX);
    if (!err) {
        buf_text(&statement, row_text(rows, 0, rows_column(rows, "grant_statement")));
        buf_char(&statement, '\0');
        err = buf_check(&statement);
    }
    if (!err)
        err = session_script(session, statement.ptr);
    if (err) {
        buf_format(words, "role \"%s\" was not given the service's rights: ", role);
        session_say(session, words);
        return err;
    }
    fprintf(out, "claimd migrate: role \"%s\" has the service's rights (claimd_service)\n", role);
    return ERR_NONE;
}

enum err migrate_run(const char *url, const struct migration_list *list, const char *grant_to, FILE *out, FILE *errors)
{
    BUF_CLEANUP struct buf words;
    buf_init(&words, WORDS_MAX);
    SESSION_CLEANUP struct session *session = session_new(url, "claimd migrate");
    enum err err = session ? session_check(session) : ERR_INTERNAL;
    if (!err)
        err = lock(session, out);
    if (err && session)
        session_say(session, &words);
    if (!err)
        err = apply_all(session, list, out, &words);
    if (!err && grant_to)
        err = grant(session, grant_to, out, &words);
    if (err)
        print_words(errors, &words);
    return err;
}
