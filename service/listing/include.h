/*
 * `include`: records that belong to the rows of a list, nested in them, each under the name by which it was asked for.
 *
 * What a route can include is a table beside its row. The rows are made first; then one statement brings all records of
 * a sort that they name, or that hang on them, whatever the number of rows; each is written once, in the form in which
 * its own address shows it, and its text put into every row that it belongs to. Nothing is included in a row whose text
 * is withheld.
 */
#ifndef CLAIMD_LISTING_INCLUDE_H
#define CLAIMD_LISTING_INCLUDE_H

#include "claimd/json_write.h"
#include "claimd/request.h"
#include "listing/form.h"

/* Of what hangs on a row, at most that many are shown, with a warning: in a list, and of a single record. */
#define INCLUDE_EACH   20
#define INCLUDE_SINGLE 100
/* Rows with what they include are made in pieces of that many in a stream. */
#define INCLUDE_PIECE 200
/* Bytes that a request may hold on the way. */
#define INCLUDE_MEMORY_MAX (96U << 20)
#define INCLUDES_MAX       8

/* How a sort of record is brought: a statement with a column `id`, uuid, several rows of one id for one item. */
struct include_from {
    const struct sql *sql;
    uint64_t shape;
    size_t ids;           /* parameter, uuid[]: of the records, or of what they hang on */
    const char *hangs_on; /* column, uuid[]: what a record hangs on; NULL: it is asked for itself */
    size_t limit;         /* parameter: at most so many for each that they hang on */
    const char *type;     /* value of the parameter type_at, where it is not NULL */
    size_t type_at;
    const struct form *form;
    bool said; /* they are statements, of which a day may know only some (past/known.h) */
};

struct include {
    const char *name; /* a choice of `include`, and the name in the row */
    /* NULL: `tag` of the list's own statement is all that it takes, and the rows' form writes it. */
    const struct include_from *from;
    uint64_t tag;
    const char *ids; /* column of the list's rows, uuid or uuid[]: which of them belong to a row */
    const char *split;
    enum {
        INCLUDE_ALL,
        INCLUDE_HEAD,
        INCLUDE_TAIL
    } part;   /* … all of these, the first as many as `split` says, or
                 the others */
    bool one; /* one record or null, and not a list */
};

/* In the order of the parameter's choices; at most INCLUDES_MAX. */
struct includes {
    const struct param_spec *param;
    const struct include *items;
    size_t count;
};

/* Of one request. */
struct included;

/*
 * `*out` is NULL where the request includes nothing. `each`: INCLUDE_EACH or INCLUDE_SINGLE. What the rows' form writes
 * with a tag is included too where `*fields` (fields_read) name it, and joins them where `include` does.
 */
enum err included_begin(struct request *request, int64_t each, const char *const **fields,
                        struct included **out) CLAIMD_MUST_CHECK;
/* Of the list's statement. */
uint64_t included_tags(const struct included *included);
/* Before the rows of each piece. `fits` is how many items may come. */
enum err included_piece(struct included *included, size_t fits, struct request *request) CLAIMD_MUST_CHECK;
/* The item in rows `first` up to `end` has been written, and its text ends in '}' at the end of the body. */
enum err included_mark(struct included *included, const struct rows *rows, size_t first, size_t end,
                       struct request *request) CLAIMD_MUST_CHECK;
/*
 * Asks for what is still missing. Until `*whole` is set, the body is kept aside, and included_take must be given the
 * rows of what was asked; then the body is as before, with what was included.
 */
enum err included_ask(struct included *included, enum lane lane, struct request *request, struct ask *ask,
                      bool *whole) CLAIMD_MUST_CHECK;
enum err included_take(struct included *included, struct request *request, const struct rows *rows) CLAIMD_MUST_CHECK;
/* Objects of `meta.warnings`: what was cut short. */
void included_write_warnings(const struct included *included, struct json_writer *json);

#endif
