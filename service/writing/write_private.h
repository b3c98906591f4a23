/* A write under way, and its parts. Within service/writing. */
#ifndef CLAIMD_WRITING_WRITE_PRIVATE_H
#define CLAIMD_WRITING_WRITE_PRIVATE_H

#include "claimd/uuid.h"
#include "records/record_intake.h"
#include "writing/write.h"
#include "writing/write_condition.h"

#define LOCK_NOT_AVAILABLE "55P03" /* SQLSTATE: the wait for it was too long */

struct write;
typedef enum err write_step_fn(struct write *write, struct request *request, const struct rows *rows, struct ask *ask);

struct write {
    const struct write_room *room;
    write_step_fn *next; /* takes the rows of what was asked last */

    /* What is on record; nothing, and `revision` 0, where the record is new. */
    char id[UUID_TEXT_SIZE];
    int64_t revision;
    struct text current; /* read form */
    size_t own_names;

    /* What is to be. */
    struct record_ready ready;
    char import[UUID_TEXT_SIZE];
    bool unchanged;

    /* Idempotency-Key, TEXT_NONE without; the request's hash as a bytea literal. */
    struct text key;
    struct text hash;
};

/* write.c: asks for the record as it is now, which is the answer, and commits. */
enum err write_ask_answer(struct write *write, struct ask *ask) CLAIMD_MUST_CHECK;

/* write_stage.c: asks to stage what is `ready`. */
enum err write_stage_ask(struct write *write, struct request *request, struct ask *ask) CLAIMD_MUST_CHECK;
/*
 * Takes what came of it. ERR_CONFLICT or ERR_INVALID_RECORD with all faults; else asks to write the record, unless it
 * is the one that is on record already: `unchanged`.
 */
enum err write_stage_take(struct write *write, struct request *request, const struct rows *rows,
                          struct ask *ask) CLAIMD_MUST_CHECK;

/* write_conflict.c: a fault and its error, in a sentence. */
enum err write_fault(struct request *request, enum err err, enum fault_code code, struct text pointer,
                     struct text detail) CLAIMD_MUST_CHECK;
/* ERR_CONFLICT: what would be new is there. */
enum err write_exists(struct write *write, struct request *request, const char *id) CLAIMD_MUST_CHECK;
/* ERR_CONFLICT: with the records of the rows of writing/uses. */
enum err write_in_use(struct request *request, const struct rows *rows) CLAIMD_MUST_CHECK;

/* write_refusal.c: what the database refused, as the problem that it is. */
enum err write_refused(struct write *write, struct request *request, const struct refusal *refusal) CLAIMD_MUST_CHECK;

/* write_once.c: Idempotency-Key. ERR_INVALID_PARAMETERS where it is none; `write->key` TEXT_NONE without one. */
enum err write_once_read(struct write *write, struct request *request) CLAIMD_MUST_CHECK;
enum err write_once_ask(struct write *write, struct request *request, struct ask *ask) CLAIMD_MUST_CHECK;
/* True: the reply is the answer that was given, or an error says why there is none. */
enum err write_once_take(struct request *request, const struct rows *rows, bool *answered) CLAIMD_MUST_CHECK;
/* Asks to keep the reply with its key, and to commit. */
enum err write_once_keep(struct write *write, struct request *request, struct ask *ask) CLAIMD_MUST_CHECK;

#endif
