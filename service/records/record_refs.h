/* The references in a record: finding them, and putting ids in their place. */
#ifndef CLAIMD_RECORDS_RECORD_REFS_H
#define CLAIMD_RECORDS_RECORD_REFS_H

#include <jansson.h>

#include "claimd/fault.h"
#include "records/record_fields.h"

struct record_ref {
    struct text pointer;     /* JSON pointer, in the arena */
    struct text value;       /* as written; borrowed from the record */
    unsigned targets;        /* bit n: may name a record of enum record_type n */
    struct text replacement; /* what the visitor wants in its place; TEXT_NONE: nothing */
};

/* Any error ends the walk and is returned. */
typedef enum err record_ref_fn(void *context, struct record_ref *ref);

/*
 * Calls `visit` for each reference, in the order of the fields. What has not the form of a reference is passed over, so
 * a record with faults can be walked too.
 */
enum err record_refs(json_t *record, enum record_type type, struct arena *arena, record_ref_fn *visit,
                     void *context) CLAIMD_MUST_CHECK;

/*
 * Two references may have had different words for one record. Where ids stand for all of them: ERR_INVALID_RECORD with
 * a fault for each that a list holds twice.
 */
enum err record_refs_distinct(const json_t *record, enum record_type type, struct arena *arena,
                              struct faults *faults) CLAIMD_MUST_CHECK;

#endif
