/* Lines and their references on their way into the staging tables, in batches of COPY. */
#ifndef CLAIMD_IMPORT_STAGE_H
#define CLAIMD_IMPORT_STAGE_H

#include <jansson.h>

#include "claimd/buf.h"
#include "claimd/uuid.h"
#include "db/session.h"
#include "records/record_fields.h"

struct import_stage {
    struct session *session;       /* borrowed */
    char id[UUID_TEXT_SIZE];       /* of the import */
    struct buf lines, refs, marks; /* rows that wait */
};

void import_stage_init(struct import_stage *stage, struct session *session, const char *id);
void import_stage_deinit(struct import_stage *stage);
/*
 * Stages a line. `record` may have faults: what can be told of it is staged all the same, so that references to it are
 * no faults of their own.
 */
enum err import_stage_add(struct import_stage *stage, int64_t number, enum record_type type, json_t *record,
                          struct arena *arena) CLAIMD_MUST_CHECK;
/* What a line says of its record's standing; `header`: nothing else. */
enum err import_stage_mark(struct import_stage *stage, int64_t number, const json_t *marks,
                           bool header) CLAIMD_MUST_CHECK;
enum err import_stage_flush(struct import_stage *stage) CLAIMD_MUST_CHECK;

#endif
