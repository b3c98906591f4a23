/*
 * `as_of`: reads of the record as it stood at an instant; `known_on` is read along (past/known.h). A handler that reads
 * records is written for the present, as a reader; its room's handler is one call of past_handle.
 *
 * The instant is settled first, by a statement of its own: from then on what stands at it does not change any more. It
 * is left in `request->as_of` and in the place of the parameter, so that links and cursors keep it. What is asked by
 * the reader is then asked of that instant, and of what it does not find is said that it was not there then.
 */
#ifndef CLAIMD_PAST_H
#define CLAIMD_PAST_H

#include "claimd/request.h"

/* To be named in the routes of what can be read so. */
extern const struct param_spec past_as_of_param;

/* As a handler_fn, and called as one; `of` is its own. */
typedef enum err past_reader_fn(const void *of, struct request *request, const struct rows *rows, struct ask *ask);

struct past_reader {
    past_reader_fn *read;
    const void *of;
    bool reports; /* it is called where there are faults already, and finds more; else they end the request before it */
};

enum err past_handle(const struct past_reader *reader, struct request *request, const struct rows *rows,
                     struct ask *ask) CLAIMD_MUST_CHECK;

#endif
