/*
 * `as_of`: reads of the record as it stood at an instant. A handler that reads records is written for the present; its
 * room wraps it:
 *
 *   err = past_enter(request, &rows, ask, &entered);
 *   if (err || !entered)
 *       return err;
 *   return past_leave(request, ask, … as for the present …);
 *
 * past_enter settles the instant first, by a statement of its own: from then on what stands at it does not change any
 * more. It leaves it in `request->as_of` and in the place of the parameter, so that links and cursors keep it. What is
 * asked by the handler is then asked of that instant.
 */
#ifndef CLAIMD_PAST_H
#define CLAIMD_PAST_H

#include "claimd/request.h"

/* To be named in the routes of what can be read so. */
extern const struct param_spec past_as_of_param;

/*
 * `*entered`: go on, with `*rows` (NULL as on the first call once the instant is settled); else return. What is wrong
 * with the parameter is in `request->faults` then.
 */
enum err past_enter(struct request *request, const struct rows **rows, struct ask *ask,
                    bool *entered) CLAIMD_MUST_CHECK;
/* Of `err`, which it returns, it says what is missing there. */
enum err past_leave(struct request *request, struct ask *ask, enum err err) CLAIMD_MUST_CHECK;
/* All of it around a handler whose other parameters have no faults. */
enum err past_handle(handler_fn *handler, struct request *request, const struct rows *rows,
                     struct ask *ask) CLAIMD_MUST_CHECK;

#endif
