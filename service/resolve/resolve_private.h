/* claimd resolve at work: what its parts share. */
#ifndef CLAIMD_RESOLVE_PRIVATE_H
#define CLAIMD_RESOLVE_PRIVATE_H

#include "claimd/buf.h"
#include "claimd/rows.h"
#include "db/session.h"
#include "resolve/resolve_command.h"

#define RESOLVE_LIST_MAX (64U << 20)
#define RESOLVE_ID_SIZE  13

/* Tells what the database said on `errors`. ERR_UNAVAILABLE. */
enum err resolve_failed(const struct resolve_options *options, const struct session *session);

/*
 * What is left to people: all of it, or with `about` (NULL: none) what is about the actors or incidents that it names;
 * ERR_NOT_FOUND where it names none. `*rows` lives until the session is asked again.
 */
enum err resolve_ask_list(struct session *session, const char *about, const struct rows **rows) CLAIMD_MUST_CHECK;
/* The same, after whatever is alike was found anew; the fault is told on `errors`. `options->words[1]` is what about.
 */
enum err resolve_open(const struct resolve_options *options, struct session *session,
                      const struct rows **rows) CLAIMD_MUST_CHECK;
/* As JSON. */
void resolve_write_json(const struct rows *rows, struct buf *out);
/* One in words, for the terminal: control characters that came with the data are shown, not sent. */
void resolve_write_words(const struct rows *rows, size_t row, struct buf *out);

/*
 * Decides: `verdict` is "apart", or "same" for whatever the likeness is of. ERR_NOT_FOUND: there is none of that id.
 * In a transaction of its own; else the words are in session_fault.
 */
enum err resolve_decide(struct session *session, const struct resolve_options *options, const char *id,
                        const char *verdict, bool turned) CLAIMD_MUST_CHECK;

/* One by one, as long as there is an answer. */
enum err resolve_review(const struct resolve_options *options, struct session *session) CLAIMD_MUST_CHECK;

#endif
