/*
 * A body that is too long to be held: it is written into a descriptor as it comes, and somebody else, in a thread of
 * his own, reads it and makes the answer. A route with `upload` set has its requests taken in so.
 *
 * All functions are called in the thread of the request's loop and return at once.
 */
#ifndef CLAIMD_UPLOAD_H
#define CLAIMD_UPLOAD_H

#include <stdbool.h>

#include "claimd/request.h"

struct upload {
    int input; /* takes the body without blocking; -1 once the body has ended */
    int done;  /* is readable once there is an answer, which may be before the body has ended */
    void *state;
    /* The body has ended; `whole`: all of it came. Closes `input`. */
    void (*end)(void *state, bool whole);
    /* `done` is readable: fills the reply, or returns the error that the problem is written for. */
    enum err (*answer)(void *state, struct request *request, struct text request_id);
    /*
     * Nobody waits for it any more. True: nothing of it will be written; false: it is being made for good, or has been.
     */
    bool (*stop)(void *state);
    /* Always called, and last: the request is over, or its client has gone. */
    void (*leave)(void *state);
};

struct upload_host {
    void *context;
    /* The headers have been checked. ERR_OVERLOADED: not now. On an error `out` is untouched. */
    enum err (*begin)(void *context, struct request *request, struct upload *out);
};

#endif
