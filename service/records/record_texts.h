/* The texts of sources that citations bring along (`source_text`): quotes are checked against them, no body has them.
 */
#ifndef CLAIMD_RECORDS_RECORD_TEXTS_H
#define CLAIMD_RECORDS_RECORD_TEXTS_H

#include <jansson.h>

#include "claimd/fault.h"
#include "records/record_fields.h"

/* One for each citation: its text, or TEXT_NONE. Array and texts live in the arena that they were taken with. */
struct record_texts {
    struct text *items;
    size_t count;
};

/* Takes them out of the record. ERR_INVALID_RECORD with faults for those that are no text. */
enum err record_texts_take(json_t *record, enum record_type type, struct arena *arena, struct faults *faults,
                           struct record_texts *out) CLAIMD_MUST_CHECK;
/* Puts them back, for a record that is read again. ERR_INTERNAL without memory. */
enum err record_texts_put(json_t *record, const struct record_texts *texts) CLAIMD_MUST_CHECK;

#endif
