/* An import under way. Its loop and its thread share it; whoever leaves last frees it. Within service/import. */
#ifndef CLAIMD_IMPORT_IMPORTS_PRIVATE_H
#define CLAIMD_IMPORT_IMPORTS_PRIVATE_H

#include <pthread.h>

#include "claimd/hash.h"
#include "import/import.h"
#include "import/imports.h"

#define IMPORTS_ANSWER_MAX (48U << 20)
#define IMPORTS_WORDS_MAX  4096

struct imports {
    struct imports_options options;
    pthread_mutex_t lock;
    pthread_cond_t ended;
    unsigned at_work;
};

struct imports_one {
    struct imports *imports;
    /* What is asked: set before the thread begins. */
    bool dry_run, lines;
    struct text label; /* malloc'd, with a NUL */
    struct text key;   /* Idempotency-Key, malloc'd, or TEXT_NONE */
    char caller[UUID_TEXT_SIZE];
    const char *lacks[RECORD_TYPE_COUNT];
    /* Between the two, under `lock`. */
    pthread_mutex_t lock;
    unsigned owners;
    bool whole, left, committing;
    int input; /* the loop's alone */
    int done;
    /* The thread's, and the loop's once `finished`. */
    int output;
    struct hash_sum *content; /* of the address and the body, as far as it was read */
    enum err err;
    int status; /* of the answer, 0 where there is none but a problem for `err` */
    bool replayed;
    struct buf answer;
    struct buf words;
};

/* imports_run.c: in the thread of the import. */
void imports_run(struct imports_one *one);

/* imports_answer.c: {"written":true,…}. `lines`: the result of each line, or NULL. */
enum err imports_answer(struct buf *buf, const struct import_result *result, bool dry_run,
                        FILE *lines) CLAIMD_MUST_CHECK;
/* {"errors":[…],…}: what a problem says of the faults, in an object of its own. */
enum err imports_refusal(struct buf *buf, const struct import_result *result, FILE *lines) CLAIMD_MUST_CHECK;

#endif
