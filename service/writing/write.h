/*
 * How a record is written over HTTP: POST, PUT, PATCH and DELETE, the same for every resource. One transaction each on
 * LANE_WRITE: what is on record is read, the new record staged, its references resolved, the body applied, and the
 * answer read by the statement that a GET uses, before the commit.
 */
#ifndef CLAIMD_WRITING_WRITE_H
#define CLAIMD_WRITING_WRITE_H

#include "claimd/request.h"
#include "listing/form.h"
#include "records/record_fields.h"

/* A resource as the writer sees it. Static. */
struct write_room {
    enum record_type type;
    const char *path; /* "/claims" */
    const struct form *form;
    /* Asks for the record at an address: an id, else a slug or collection/key. The lane is set by the caller. */
    enum err (*read)(struct text at, struct ask *ask);
};

/* By request->method. The routes of PUT, PATCH and DELETE have an {id}. */
enum err write_handle(const struct write_room *room, struct request *request, const struct rows *rows,
                      struct ask *ask) CLAIMD_MUST_CHECK;

/*
 * PUT withholds the record, or the body of one revision, DELETE takes that back, POST takes a retraction back. The
 * answer is the record as it is then.
 */
enum err write_moderate(const struct write_room *room, struct request *request, const struct rows *rows,
                        struct ask *ask) CLAIMD_MUST_CHECK;

/* `revision`: of which a withholding is taken back. */
extern const struct param_spec write_revision_param;
/* `reason`: why a record is retracted. */
extern const struct param_spec write_reason_param;

#endif
