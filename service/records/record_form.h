/*
 * From the form in which a record is read to the form in which it is written: a reference is a string again, and what
 * the service works out goes, once it is seen to be what is on record. A document that is in the written form already
 * stays as it is.
 */
#ifndef CLAIMD_RECORDS_RECORD_FORM_H
#define CLAIMD_RECORDS_RECORD_FORM_H

#include <jansson.h>

#include "claimd/fault.h"
#include "records/record_fields.h"

/* A slug beside an id that nothing on record vouches for: both must mean the same. */
struct form_alias {
    struct text pointer; /* of the reference in the record */
    struct text slug;
    unsigned targets;
    struct form_alias *next;
};

struct record_form {
    enum record_type type;
    const json_t *current; /* the read form of what is on record; NULL: nothing is */
    bool patch;            /* the document is a part of a record: what is absent stays */
    struct arena *arena;
    struct faults *faults;
    struct form_alias *aliases; /* found on the way, in the arena */
};

/*
 * Changes `document` in place. Each field of the service's own that is not as `current` has it is a fault; so is a
 * label of a reference that is not that of the record which it names. Faults are in `faults`; what else is wrong with
 * the document is left for record_check to find.
 */
enum err record_form_take(struct record_form *form, json_t *document) CLAIMD_MUST_CHECK;

/* The read form of what is on record as a document in the written form; NULL without memory. The caller owns it. */
json_t *record_form_current(enum record_type type, const json_t *current, struct arena *arena) CLAIMD_MUST_CHECK;

#endif
