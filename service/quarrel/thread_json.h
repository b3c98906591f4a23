/*
 * A claim with the tree of its answers:
 *   {"type":"claim","statement":{…},"endorsements":[{…}],"answers":[node…]}
 * where a node is {"type":"counter_claim","id","repeated","statement":{…},"answers":[node…]}. What contradicts several
 * statements of the tree stands under each; all but the first time as "repeated", without its text and its answers.
 */
#ifndef CLAIMD_QUARREL_THREAD_JSON_H
#define CLAIMD_QUARREL_THREAD_JSON_H

#include <stdbool.h>

#include "claimd/json_write.h"
#include "listing/envelope.h"

/* Answers to answers are followed that far, which JSON of 32 levels can hold … */
#define THREAD_DEPTH 12
/* … and that many in all. */
#define THREAD_ANSWERS 500

/* An answer at one of its places. */
struct thread_place {
    char id[37], target[37]; /* text form */
    struct text json;        /* the statement */
    bool endorsement;
    bool told; /* written in full already, here or at another place */
};

struct thread {
    struct text claim; /* JSON */
    char id[37];
    struct thread_place *places; /* the nearest first */
    size_t count;
    struct text as_of;     /* or TEXT_NONE */
    struct text known_on;  /* the same */
    bool cut;              /* there is more than is shown */
    struct envelope drawn; /* the licences alone */
};

void thread_write(struct thread *thread, struct json_writer *json);

#endif
