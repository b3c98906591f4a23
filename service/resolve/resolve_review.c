/* The review on a terminal: plain lines, so that it works over any connection and from a script. */
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "resolve/resolve_private.h"

enum answer { ANSWER_LATER, ANSWER_YES, ANSWER_TURNED, ANSWER_APART, ANSWER_QUIT, ANSWER_NONE };

/* The copy of a likeness that outlives the rows. */
struct item {
    char id[RESOLVE_ID_SIZE];
    bool actors;
    struct text words;
};

static enum answer read_answer(const struct resolve_options *options, bool actors)
{
    static const struct {
        char letter;
        enum answer answer;
    } letters[] = {
        {'y', ANSWER_YES}, {'t', ANSWER_TURNED}, {'a', ANSWER_APART}, {'l', ANSWER_LATER}, {'q', ANSWER_QUIT}};
    char *line = NULL;
    size_t room = 0;
    enum answer answer = ANSWER_NONE;
    while (answer == ANSWER_NONE) {
        fputs(actors ? "[y] merge A into B, [t] merge B into A, [a] keep apart, [l] later, [q] quit? "
                     : "[y] A is part of B, [t] B is part of A, [a] keep apart, [l] later, [q] quit? ",
              options->out);
        fflush(options->out);
        ssize_t got = getline(&line, &room, options->in);
        if (got < 0)
            answer = ANSWER_QUIT;
        for (size_t i = 0; got > 0 && i < sizeof letters / sizeof *letters; i++) {
            if (line[0] == letters[i].letter && (line[1] == '\n' || line[1] == '\0' || line[1] == '\r'))
                answer = letters[i].answer;
        }
        if (answer == ANSWER_NONE)
            fputs("one of the letters y, t, a, l, q\n", options->out);
    }
    free(line);
    return answer;
}

static enum err decide(const struct resolve_options *options, struct session *session, const struct item *item,
                       enum answer answer)
{
    enum err err =
        resolve_decide(session, options, item->id, answer == ANSWER_APART ? "apart" : "same", answer == ANSWER_TURNED);
    if (!err) {
        fputs(answer == ANSWER_APART ? "kept apart\n\n" : item->actors ? "merged\n\n" : "linked\n\n", options->out);
        return ERR_NONE;
    }
    if (err == ERR_NOT_FOUND) {
        fputs("it was decided meanwhile\n\n", options->out);
        return ERR_NONE;
    }
    if (err != ERR_INTERNAL)
        return resolve_failed(options, session);
    /* A rule of the tables is against it: the next one may go. */
    fprintf(options->errors, "claimd resolve: %s: %s\n", item->id, session_fault(session).message);
    return ERR_NONE;
}

static enum err copy_items(const struct rows *rows, struct item *items, struct buf *words)
{
    for (size_t row = 0; row < rows->count; row++) {
        struct text id = row_text(rows, row, rows_column(rows, "id"));
        items[row].actors = text_equal(row_text(rows, row, rows_column(rows, "type")), TEXT("same_actor"));
        if (id.len != RESOLVE_ID_SIZE - 1)
            return ERR_INTERNAL;
        memcpy(items[row].id, id.ptr, id.len);
        size_t from = words->len;
        resolve_write_words(rows, row, words);
        /* The buffer may still move: the place becomes a pointer once it is whole. */
        items[row].words = (struct text){.ptr = NULL, .len = words->len - from};
    }
    size_t at = 0;
    for (size_t row = 0; row < rows->count; row++) {
        items[row].words.ptr = words->ptr + at;
        at += items[row].words.len;
    }
    return buf_check(words);
}

static enum err review_items(const struct resolve_options *options, struct session *session, const struct item *items,
                             size_t count)
{
    size_t decided = 0;
    enum err err = ERR_NONE;
    enum answer answer = ANSWER_LATER;
    for (size_t i = 0; !err && answer != ANSWER_QUIT && i < count; i++) {
        fprintf(options->out, "%zu of %zu: %.*s", i + 1, count, TEXT_ARG(items[i].words));
        answer = read_answer(options, items[i].actors);
        if (answer == ANSWER_LATER || answer == ANSWER_QUIT) {
            fputc('\n', options->out);
            continue;
        }
        err = decide(options, session, &items[i], answer);
        decided += err ? 0 : 1;
    }
    if (!err)
        fprintf(options->out, "%zu decided, %zu left\n", decided, count - decided);
    return err;
}

enum err resolve_review(const struct resolve_options *options, struct session *session)
{
    const struct rows *rows;
    enum err err = resolve_open(options, session, &rows);
    if (err)
        return err;
    BUF_CLEANUP struct buf words;
    buf_init(&words, RESOLVE_LIST_MAX);
    size_t count = rows->count;
    struct item *items = calloc(count + 1, sizeof *items);
    if (!items)
        return ERR_INTERNAL;
    err = copy_items(rows, items, &words);
    if (!err && count == 0)
        fputs("there is nothing to decide\n", options->out);
    else if (!err)
        err = review_items(options, session, items, count);
    free(items);
    return err;
}
