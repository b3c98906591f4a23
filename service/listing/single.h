/* One record, from the request to the reply: `/actors/{id}` and its like, by id or by slug. */
#ifndef CLAIMD_LISTING_SINGLE_H
#define CLAIMD_LISTING_SINGLE_H

#include "claimd/request.h"
#include "listing/form.h"

/* The statement gives the rows of one record, none where there is none, with a column `revision` and what
 * listing/envelope.h notes of collections. */
struct single {
    const struct sql *sql;
    uint64_t one, by_id; /* tags: one record; by its id and not by its slug */
    size_t id, slug;     /* parameters */
    const struct form *form;
};

enum err single_handle(const struct single *single, struct request *request, const struct rows *rows,
                       struct ask *ask) CLAIMD_MUST_CHECK;

/* Asks for the record at an address: an id, else a slug. */
void single_ask(const struct single *single, struct text at, struct ask *ask);

/* The same for records that are asked for otherwise: `seek` asks for the one at the request's address. */
typedef enum err single_seek_fn(const void *of, const struct request *request, struct ask *ask);
enum err single_show(const struct form *form, single_seek_fn *seek, const void *of, struct request *request,
                     const struct rows *rows, struct ask *ask) CLAIMD_MUST_CHECK;

/* The second half alone, of the whole record, without the Link to the licence of its collection. No rows is
 * ERR_NOT_FOUND. */
enum err single_reply(const struct form *form, struct request *request, const struct rows *rows) CLAIMD_MUST_CHECK;

#endif
