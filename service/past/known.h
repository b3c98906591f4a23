/*
 * `known_on`: of statements only what had been said by a day, with status, counts, reach and corroboration of these
 * alone. It is about valid time and goes with any `as_of`, which is about record time. What asks for statements calls
 * known_ask; names and other records are what they are.
 */
#ifndef CLAIMD_KNOWN_H
#define CLAIMD_KNOWN_H

#include "claimd/request.h"

/* To be named in the routes of what can be read so, with filter_undated_param. */
extern const struct param_spec known_on_param;

/* Reads the parameter into the request; a day that is still to come is a fault. */
enum err known_read(struct request *request) CLAIMD_MUST_CHECK;
/* Has the statement, which is asked for in `ask`, read what had been said by then, where that was asked for. */
void known_ask(const struct request *request, struct ask *ask);

#endif
