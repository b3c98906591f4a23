/* Statements by their ids; one also by collection and key ("sample/mandiant-barracuda", the slash written %2F). */
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
/* Asks for `count` of them, in text form: rows in the order of the ids, a row for each citation. */
enum err statement_ask_some(const struct statement_kind *kind, const struct text *ids, size_t count,
                            struct request *request, struct ask *ask) CLAIMD_MUST_CHECK;

/* /claims/{id} and its like, from the request to the reply. */
enum err statement_get(const struct statement_kind *kind, struct request *request, const struct rows *rows,
                       struct ask *ask) CLAIMD_MUST_CHECK;

#endif
