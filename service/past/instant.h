/* Instants as a request gives them: a day, or RFC 3339 with up to six digits of a second, in UTC microseconds. */
#ifndef CLAIMD_PAST_INSTANT_H
#define CLAIMD_PAST_INSTANT_H

#include <stdbool.h>
#include <stdint.h>

#include "claimd/rows.h"
#include "claimd/text.h"

/*
 * Microseconds since 1970, in the years 0001 to 9999. A day (`*day` is set) is its last microsecond. False for anything
 * else, and the out-parameters are untouched.
 */
bool instant_parse(struct text text, int64_t *microseconds, bool *day);
/* As row_timestamp writes it. */
void instant_format(int64_t microseconds, char out[TIMESTAMP_TEXT_SIZE]);

#endif
