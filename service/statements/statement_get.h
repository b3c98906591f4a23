/* One statement by its id, or by collection and key ("sample/mandiant-barracuda", the slash written %2F). */
#ifndef CLAIMD_STATEMENT_GET_H
#define CLAIMD_STATEMENT_GET_H

#include "claimd/request.h"
#include "statements/statement_json.h"

struct statement_kind {
    uint64_t shape;   /* of statements/read */
    const char *type; /* record_type */
    void (*write)(struct json_writer *json, const struct rows *rows, size_t first, size_t end, const void *columns,
                  const void *reach);
    size_t columns_size;
    void (*columns)(const struct rows *rows, void *columns);
};

enum err statement_get(const struct statement_kind *kind, struct request *request, const struct rows *rows,
                       struct ask *ask) CLAIMD_MUST_CHECK;

#endif
