/* {"actor":{"values":[{"value","name","count"}…],"of"},…}: the facets that were asked for, in the order asked. */
#ifndef CLAIMD_FACETS_JSON_H
#define CLAIMD_FACETS_JSON_H

#include "claimd/json_write.h"
#include "claimd/params.h"
#include "claimd/rows.h"

/* `rows` of statements/read with the tag `facets`; NULL where they were not counted in time: each is null then. */
void facets_write(const struct rows *rows, const struct param *by, struct json_writer *json);
/* How many claims there are in all. */
int64_t facets_total(const struct rows *rows);

#endif
