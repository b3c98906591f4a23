/* What ties a statement to a source. */
#ifndef CLAIMD_CITATION_JSON_H
#define CLAIMD_CITATION_JSON_H

#include "statements/statement_json.h"

void citation_write(struct json_writer *json, const struct rows *rows, size_t row,
                    const struct statement_columns *columns);

#endif
