/*
 * Who takes which side over an incident, a row for each actor that spoke or was accused:
 *   {"actor":{…},"accuses":[{"actor":{…},"claims":[id…]}],"accused_by":[…],
 *    "answers":[{"stance","actor":{…},"counter_claims":[id…]}],"backs":[{"stance","actor":{…},"endorsements":[id…]}],
 *    "silent","claimed_from","claimed_to"}
 */
#ifndef CLAIMD_QUARREL_POSITIONS_JSON_H
#define CLAIMD_QUARREL_POSITIONS_JSON_H

#include <stdbool.h>

#include "claimd/json_write.h"
#include "claimd/rows.h"

/* Rows of quarrel/positions that are taken, in whole actors; beyond it the answer is cut and says so. */
#define POSITIONS_ROWS 10000

/* The rows as an array. Returns how many actors it has. */
size_t positions_write(const struct rows *rows, size_t count, struct json_writer *json);

#endif
