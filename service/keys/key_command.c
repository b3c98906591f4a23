#include "keys/key_command.h"

#include <string.h>

#include <sodium.h>

#include "claimd/edtf.h"
#include "claimd/json_write.h"
#include "db/session.h"
#include "keys/key.h"
#include "keys_create_sql.h"
#include "keys_list_sql.h"
#include "keys_revoke_sql.h"

#define WORDS_MAX 4096
#define LIST_MAX  (16U << 20)
#define ARENA_MAX 65536

static enum err usage(const struct key_options *options, const char *what)
{
    fprintf(options->errors, "claimd key: %s\n", what);
    return ERR_INVALID_PARAMETERS;
}

static enum err failed(const struct key_options *options, const struct session *session)
{
    BUF_CLEANUP struct buf words;
    buf_init(&words, WORDS_MAX);
    session_say(session, &words);
    fprintf(options->errors, "claimd key: %.*s\n", TEXT_ARG(buf_view(&words)));
    if (strcmp(session_fault(session).sqlstate, "42501") == 0)
        fputs("claimd key: keys are the affair of the role that owns the schema (--migrate-database, "
              "CLAIMD_MIGRATE_URL)\n",
              options->errors);
    return ERR_UNAVAILABLE;
}

/* 90d, 12h, 30m, in seconds. */
static bool duration(struct text text, int64_t *out)
{
    static const struct {
        char unit;
        int64_t seconds;
    } units[] = {{'m', 60}, {'h', 3600}, {'d', 86400}};
    int64_t number;
    if (text.len < 2 || !text_to_int64((struct text){text.ptr, text.len - 1}, &number) || number < 1 ||
        number > INT32_MAX)
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (text.ptr[text.len - 1] == units[i].unit) {
            *out = number * units[i].seconds;
            return true;
        }
    }
    return false;
}

static bool bind_expiry(struct ask *ask, const char *expires, struct arena *arena)
{
    struct edtf date;
    int64_t seconds;
    struct text text = text_of(expires);
    if (duration(text, &seconds)) {
        ask_bind_int(ask, KEYS_CREATE_P_SECONDS, seconds, arena);
        return true;
    }
    if (!edtf_parse(text, &date) || date.precision != EDTF_DAY)
        return false;
    ask_bind(ask, KEYS_CREATE_P_DAY, text);
    return true;
}

static bool scopes_are_known(const struct key_options *options)
{
    for (size_t i = 0; i < options->scope_count; i++) {
        if (scope_of(text_of(options->scopes[i])) == 0)
            return false;
    }
    return options->scope_count > 0;
}

static enum err bind_scopes(struct ask *ask, const struct key_options *options, struct arena *arena)
{
    struct text names[SCOPE_COUNT];
    size_t count = 0;
    unsigned scopes = 0;
    for (size_t i = 0; i < options->scope_count; i++)
        scopes |= scope_of(text_of(options->scopes[i]));
    for (unsigned i = 0; i < SCOPE_COUNT; i++) {
        if ((scopes & 1U << i) != 0)
            names[count++] = text_of(scope_names[i]);
    }
    return ask_bind_array(ask, KEYS_CREATE_P_SCOPES, names, count, arena);
}

/* The key goes to standard output alone, so that a script can take it; it is not shown again. */
static enum err made(const struct key_options *options, const struct rows *rows, const struct key *key,
                     const char *text)
{
    char expires[TIMESTAMP_TEXT_SIZE];
    if (rows->count == 0)
        return usage(options, "--expires lies in the past");
    fprintf(options->out, "%s\n", text);
    if (fflush(options->out) != 0) {
        fprintf(options->errors, "claimd key: the key could not be written; revoke it: claimd key revoke %s\n",
                key->id);
        return ERR_INTERNAL;
    }
    bool ends = row_timestamp(rows, 0, rows_column(rows, "expires_at"), expires);
    fprintf(options->errors, "claimd key: made %s for %s; %s%s. This is the only time that it is shown.\n", key->id,
            options->name, ends ? "it is taken until " : "it does not expire", ends ? expires : "");
    return ERR_NONE;
}

static enum err create(const struct key_options *options, struct session *session)
{
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, ARENA_MAX);
    struct key key;
    char text[KEY_TEXT_SIZE] = "", hash[2 * HASH_SHA256_SIZE + 1];
    struct ask ask;
    const struct rows *rows;
    ask_begin(&ask, &keys_create_sql, 0, LANE_FAST);
    if (options->expires != NULL && !bind_expiry(&ask, options->expires, &arena))
        return usage(options, "--expires takes a day (2027-06-30) or a time (90d, 12h, 30m)");
    enum err err = bind_scopes(&ask, options, &arena);
    if (err)
        return err;
    key_make(&key, text);
    hash_hex(key.hash, sizeof key.hash, hash);
    ask_bind(&ask, KEYS_CREATE_P_ID, text_of(key.id));
    ask_bind(&ask, KEYS_CREATE_P_NAME, text_of(options->name));
    ask_bind(&ask, KEYS_CREATE_P_HASH, text_of(hash));
    err = session_ask(session, &ask, &rows);
    err = err ? failed(options, session) : made(options, rows, &key, text);
    sodium_memzero(text, sizeof text);
    return err;
}

struct key_row {
    char id[UUID_TEXT_SIZE];
    char created[TIMESTAMP_TEXT_SIZE], expires[TIMESTAMP_TEXT_SIZE], used[TIMESTAMP_TEXT_SIZE],
        revoked[TIMESTAMP_TEXT_SIZE];
    struct text name, scopes, state;
};

static struct key_row read_row(const struct rows *rows, size_t row)
{
    struct key_row out = {
        .name = row_text(rows, row, rows_column(rows, "name")),
        .scopes = row_text(rows, row, rows_column(rows, "scopes")),
        .state = row_text(rows, row, rows_column(rows, "state")),
    };
    row_uuid(rows, row, rows_column(rows, "id"), out.id);
    row_timestamp(rows, row, rows_column(rows, "created_at"), out.created);
    row_timestamp(rows, row, rows_column(rows, "expires_at"), out.expires);
    row_timestamp(rows, row, rows_column(rows, "last_used_at"), out.used);
    row_timestamp(rows, row, rows_column(rows, "revoked_at"), out.revoked);
    return out;
}

static struct text or_none(const char *text)
{
    return *text ? text_of(text) : TEXT_NONE;
}

static void write_json(struct buf *out, const struct rows *rows)
{
    struct json_writer json;
    json_writer_init(&json, out);
    json_write_array_begin(&json);
    for (size_t i = 0; i < rows->count; i++) {
        const struct key_row row = read_row(rows, i);
        struct text scopes = row.scopes;
        json_write_object_begin(&json);
        json_write_pair(&json, "id", text_of(row.id));
        json_write_pair(&json, "name", row.name);
        json_write_key(&json, "scopes");
        json_write_array_begin(&json);
        for (struct text scope; text_split(&scopes, ',', &scope);)
            json_write_string(&json, scope);
        json_write_array_end(&json);
        json_write_pair(&json, "state", row.state);
        json_write_pair(&json, "created_at", or_none(row.created));
        json_write_pair(&json, "expires_at", or_none(row.expires));
        json_write_pair(&json, "revoked_at", or_none(row.revoked));
        json_write_pair(&json, "last_used_at", or_none(row.used));
        json_write_object_end(&json);
    }
    json_write_array_end(&json);
    buf_char(out, '\n');
}

static struct text or_dash(const char *text, size_t len)
{
    return *text ? (struct text){.ptr = text, .len = len} : TEXT("-");
}

static void write_table(struct buf *out, const struct rows *rows)
{
    buf_format(out, "%-36s  %-8s  %-10s  %-10s  %-16s  %s\n", "id", "state", "created", "expires", "last used",
               "scopes and name");
    for (size_t i = 0; i < rows->count; i++) {
        const struct key_row row = read_row(rows, i);
        struct text day = or_dash(row.expires, 10), used = or_dash(row.used, 16);
        buf_format(out, "%-36s  %-8.*s  %.10s  %-10.*s  %-16.*s  %.*s  %.*s\n", row.id, TEXT_ARG(row.state),
                   row.created, TEXT_ARG(day), TEXT_ARG(used), TEXT_ARG(row.scopes), TEXT_ARG(row.name));
    }
}

static enum err list(const struct key_options *options, struct session *session)
{
    BUF_CLEANUP struct buf out;
    buf_init(&out, LIST_MAX);
    struct ask ask;
    const struct rows *rows;
    ask_begin(&ask, &keys_list_sql, 0, LANE_FAST);
    if (session_ask(session, &ask, &rows) != ERR_NONE)
        return failed(options, session);
    if (options->json)
        write_json(&out, rows);
    else
        write_table(&out, rows);
    enum err err = buf_check(&out);
    if (err == ERR_NONE)
        fwrite(out.ptr, 1, out.len, options->out);
    return err;
}

static enum err revoke(const struct key_options *options, struct session *session)
{
    unsigned char id[UUID_SIZE];
    struct ask ask;
    const struct rows *rows;
    const char *word = options->words[1];
    if (!uuid_parse(text_of(word), id))
        return usage(options, "revoke takes the key's id, which `claimd key list` shows");
    ask_begin(&ask, &keys_revoke_sql, 0, LANE_FAST);
    ask_bind(&ask, KEYS_REVOKE_P_ID, text_of(word));
    if (session_ask(session, &ask, &rows) != ERR_NONE)
        return failed(options, session);
    if (rows->count == 0) {
        fprintf(options->errors, "claimd key: there is no key %s\n", word);
        return ERR_NOT_FOUND;
    }
    char at[TIMESTAMP_TEXT_SIZE] = "";
    row_timestamp(rows, 0, rows_column(rows, "revoked_at"), at);
    struct text name = row_text(rows, 0, rows_column(rows, "name"));
    fprintf(options->errors, "claimd key: %s of %.*s is revoked since %s\n", word, TEXT_ARG(name), at);
    return ERR_NONE;
}

static enum err check(const struct key_options *options, bool creates)
{
    if (!creates && (options->name != NULL || options->expires != NULL || options->scope_count > 0))
        return usage(options, "--name, --scope and --expires go with create");
    if (creates && options->name == NULL)
        return usage(options, "create needs --name: whose key it is");
    if (creates && !scopes_are_known(options))
        return usage(options, "create needs --scope, of claims:write, sources:write, moderate, admin");
    return ERR_NONE;
}

enum err key_command(const struct key_options *options)
{
    static const struct {
        const char *word;
        int words;
        enum err (*run)(const struct key_options *options, struct session *session);
    } actions[] = {{"create", 1, create}, {"list", 1, list}, {"revoke", 2, revoke}};
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        if (strcmp(options->words[0], actions[i].word) != 0 || options->word_count != actions[i].words)
            continue;
        enum err err = check(options, actions[i].run == create);
        if (err)
            return err;
        SESSION_CLEANUP struct session *session = session_new(options->url, "claimd key");
        if (session == NULL)
            return ERR_INTERNAL;
        return session_check(session) == ERR_NONE ? actions[i].run(options, session) : failed(options, session);
    }
    return usage(options,
                 "usage: claimd key create --name NAME --scope SCOPE… [--expires WHEN] | list [--json] | revoke ID");
}
