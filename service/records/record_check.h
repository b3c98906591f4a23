/*
 * Is a record what its type asks for? Every fault is reported, with its JSON pointer. Used by imports and by whatever
 * else takes records in.
 */
#ifndef CLAIMD_RECORDS_RECORD_CHECK_H
#define CLAIMD_RECORDS_RECORD_CHECK_H

#include <jansson.h>

#include "claimd/fault.h"
#include "records/record_fields.h"
#include "records/record_report.h"

/*
 * Finds the type in the object's field `type`. ERR_INVALID_RECORD with a fault where there is none of the known ones.
 */
enum err record_type_of(const json_t *record, enum record_type *out, struct arena *arena,
                        struct faults *faults) CLAIMD_MUST_CHECK;

/*
 * Checks the shape of an object of that type, then, where the shape is right, the rules between its fields. What is
 * absent is filled in on the way: null, or [] for a list. ERR_INVALID_RECORD with `faults`; references are checked in
 * form only.
 */
enum err record_check(json_t *record, enum record_type type, struct arena *arena,
                      struct faults *faults) CLAIMD_MUST_CHECK;

/* The shape of one value that is there; `path` is its own. What it lacks of an object's fields is filled in. */
void record_check_value(struct record_report *report, const struct field *field, json_t *value,
                        const struct record_path *path);
/* Likewise of a list. */
void record_check_list(struct record_report *report, const struct field *field, json_t *list,
                       const struct record_path *path);

#endif
