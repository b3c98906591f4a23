#include "resolve/resolve_command.h"

#include <string.h>

#include "resolve/resolve_link.h"
#include "resolve/resolve_private.h"
#include "resolve_decide_sql.h"
#include "resolve_find_sql.h"
#include "resolve_part_of_sql.h"

#define WORDS_MAX 4096

static enum err usage(const struct resolve_options *options, const char *what)
{
    fprintf(options->errors, "claimd resolve: %s\n", what);
    return ERR_INVALID_PARAMETERS;
}

enum err resolve_failed(const struct resolve_options *options, const struct session *session)
{
    BUF_CLEANUP struct buf words;
    buf_init(&words, WORDS_MAX);
    session_say(session, &words);
    fprintf(options->errors, "claimd resolve: %.*s\n", TEXT_ARG(buf_view(&words)));
    return ERR_UNAVAILABLE;
}

static enum err find(const struct resolve_options *options, struct session *session)
{
    struct ask ask;
    const struct rows *rows;
    ask_begin(&ask, &resolve_find_sql, 0, LANE_SLOW);
    return session_ask(session, &ask, &rows) ? resolve_failed(options, session) : ERR_NONE;
}

enum err resolve_open(const struct resolve_options *options, struct session *session, const struct rows **rows)
{
    if (options->word_count > 2)
        return usage(options, "review and list take one name of an actor or an incident, or none");
    const char *about = options->word_count == 2 ? options->words[1] : NULL;
    enum err err = find(options, session);
    if (err)
        return err;
    err = resolve_ask_list(session, about, rows);
    if (err == ERR_NOT_FOUND)
        fprintf(options->errors, "claimd resolve: \"%s\" names no actor and no incident\n", about);
    else if (err)
        err = resolve_failed(options, session);
    return err;
}

static enum err list(const struct resolve_options *options, struct session *session)
{
    BUF_CLEANUP struct buf out;
    buf_init(&out, RESOLVE_LIST_MAX);
    const struct rows *rows;
    enum err err = resolve_open(options, session, &rows);
    if (err)
        return err;
    if (options->json)
        resolve_write_json(rows, &out);
    for (size_t row = 0; !options->json && row < rows->count; row++) {
        resolve_write_words(rows, row, &out);
        buf_char(&out, '\n');
    }
    err = buf_check(&out);
    if (!err && out.len > 0)
        fwrite(out.ptr, 1, out.len, options->out);
    return err;
}

/* Writes want READ COMMITTED and a transaction that is theirs. */
static enum err begin(struct session *session)
{
    return session_script(session, "begin isolation level read committed; set local statement_timeout = 0");
}

static enum err end(struct session *session, enum err err)
{
    if (!err)
        return session_script(session, "commit");
    return err;
}

enum err resolve_decide(struct session *session, const struct resolve_options *options, const char *id,
                        const char *verdict, bool turned)
{
    struct ask ask;
    const struct rows *rows;
    ask_begin(&ask, &resolve_decide_sql, 0, LANE_SLOW);
    ask_bind(&ask, RESOLVE_DECIDE_P_ID, text_of(id));
    ask_bind(&ask, RESOLVE_DECIDE_P_VERDICT, text_of(verdict));
    ask_bind(&ask, RESOLVE_DECIDE_P_TURNED, turned ? TEXT("true") : TEXT("false"));
    ask_bind(&ask, RESOLVE_DECIDE_P_LABEL, text_of(options->label));
    ask_bind(&ask, RESOLVE_DECIDE_P_REASON, options->reason ? text_of(options->reason) : TEXT(""));
    enum err err = session_ask(session, &ask, &rows);
    return err ? err : rows->count == 0 ? ERR_NOT_FOUND : ERR_NONE;
}

static enum err decide_all(const struct resolve_options *options, struct session *session, const char *verdict)
{
    if (options->word_count < 2)
        return usage(options, "this takes the ids of likenesses, which `claimd resolve list` shows");
    for (int i = 1; i < options->word_count; i++) {
        enum err err = resolve_decide(session, options, options->words[i], verdict, options->turned);
        if (err == ERR_NOT_FOUND) {
            fprintf(options->errors,
                    "claimd resolve: there is nothing to decide of the id %s; `claimd resolve list` shows what is\n",
                    options->words[i]);
            return err;
        }
        if (err)
            return resolve_failed(options, session);
        fprintf(options->out, "%s: %s\n", options->words[i], strcmp(verdict, "apart") == 0 ? "kept apart" : "linked");
    }
    return ERR_NONE;
}

static enum err accept(const struct resolve_options *options, struct session *session)
{
    return decide_all(options, session, "same");
}

static enum err keep_apart(const struct resolve_options *options, struct session *session)
{
    return decide_all(options, session, "apart");
}

static enum err link_certain(const struct resolve_options *options, struct session *session)
{
    struct resolve_counts counts;
    enum err err = begin(session);
    if (!err)
        err = resolve_link(session, options->label, &counts);
    err = end(session, err);
    if (err)
        return resolve_failed(options, session);
    fprintf(options->out, "%lld actors linked, %lld pairs ambiguous, %lld incidents perhaps part of wider ones\n",
            (long long)counts.linked, (long long)counts.ambiguous, (long long)counts.wider);
    return ERR_NONE;
}

static enum err part_of(const struct resolve_options *options, struct session *session)
{
    if (options->word_count != 3)
        return usage(options, "part-of takes two incidents, the narrower and the wider");
    struct ask ask;
    const struct rows *rows;
    ask_begin(&ask, &resolve_part_of_sql, 0, LANE_SLOW);
    ask_bind(&ask, RESOLVE_PART_OF_P_NARROW, text_of(options->words[1]));
    ask_bind(&ask, RESOLVE_PART_OF_P_WIDE, text_of(options->words[2]));
    ask_bind(&ask, RESOLVE_PART_OF_P_LABEL, text_of(options->label));
    ask_bind(&ask, RESOLVE_PART_OF_P_REASON, options->reason ? text_of(options->reason) : TEXT(""));
    if (session_ask(session, &ask, &rows) || rows->count != 1)
        return resolve_failed(options, session);
    int64_t narrow = row_int(rows, 0, rows_column(rows, "narrow")), wide = row_int(rows, 0, rows_column(rows, "wide"));
    if (narrow != 1 || wide != 1) {
        fprintf(options->errors, "claimd resolve: \"%s\" names %s\n", options->words[narrow != 1 ? 1 : 2],
                (narrow != 1 ? narrow : wide) == 0 ? "no incident" : "several incidents");
        return ERR_NOT_FOUND;
    }
    struct text above = row_text(rows, 0, rows_column(rows, "above"));
    if (above.len > 0) {
        fprintf(options->errors,
                "claimd resolve: \"%s\" is part of %.*s already; take that back first (part_of: null), or name that\n",
                options->words[1], TEXT_ARG(above));
        return ERR_CONFLICT;
    }
    fputs(row_bool(rows, 0, rows_column(rows, "changed")) ? "linked\n" : "it is part of it already\n", options->out);
    return ERR_NONE;
}

enum err resolve_command(const struct resolve_options *options)
{
    static const struct {
        const char *word;
        bool decides;
        enum err (*run)(const struct resolve_options *options, struct session *session);
    } verbs[] = {
        {"review", true, resolve_review}, {"list", false, list},        {"accept", true, accept},
        {"apart", true, keep_apart},      {"link", true, link_certain}, {"part-of", true, part_of},
    };
    const char *word = options->word_count > 0 ? options->words[0] : "review";
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (strcmp(word, verbs[i].word) != 0)
            continue;
        if (verbs[i].decides && !options->label)
            return usage(options, "who decides? --reviewer NAME (CLAIMD_REVIEWER), as the history shall show it");
        SESSION_CLEANUP struct session *session = session_new(options->url, "claimd resolve");
        if (!session)
            return ERR_INTERNAL;
        /* To compile the list takes longer than to make it. */
        if (session_check(session) || session_script(session, "set jit = off"))
            return resolve_failed(options, session);
        return verbs[i].run(options, session);
    }
    return usage(options,
                 "it is one of review [NAME], list [NAME], accept ID…, apart ID…, link, part-of NARROWER WIDER");
}
