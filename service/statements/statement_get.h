/* One statement by its id, or by collection and key ("sample/mandiant-barracuda", the slash written %2F). */
#ifndef CLAIMD_STATEMENT_GET_H
#define CLAIMD_STATEMENT_GET_H

#include "claimd/request.h"
#include "listing/form.h"

struct statement_kind {
    uint64_t shape;   /* of statements/read */
    const char *type; /* record_type */
    const struct form *form;
};

/* Asks for the statement at an address. ERR_NOT_FOUND where it can be none. */
enum err statement_ask(const struct statement_kind *kind, struct text at, struct ask *ask) CLAIMD_MUST_CHECK;
enum err statement_get(const struct statement_kind *kind, struct request *request, const struct rows *rows,
                       struct ask *ask) CLAIMD_MUST_CHECK;

#endif
