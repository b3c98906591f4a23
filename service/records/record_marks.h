/*
 * What a line of an import says of its record's standing, beside the record itself: that it is retracted, that it is
 * withheld (then it says nothing else), what its collection last said of it, what was decided of it and others.
 * docs/reference/records.md.
 */
#ifndef CLAIMD_RECORDS_RECORD_MARKS_H
#define CLAIMD_RECORDS_RECORD_MARKS_H

#include <stdbool.h>

#include <jansson.h>

#include "claimd/fault.h"
#include "records/record_fields.h"

/* May a line of that type say what was decided of its record and others? */
bool record_has_decisions(enum record_type type);
/* Is it a field of a header, a line that says of a record only that it is withheld? */
bool record_of_header(const char *name);

struct record_standing {
    json_t *marks; /* an object of those that are there, the caller's; NULL: none is */
    bool header;   /* the record is withheld: the line is no whole record, and is checked already */
};

/*
 * Takes the marks out of `record`, and checks them; of a header the rest too. ERR_INVALID_RECORD with `faults`. To be
 * freed whatever is returned.
 */
enum err record_marks_take(json_t *record, enum record_type type, struct arena *arena, struct faults *faults,
                           struct record_standing *out) CLAIMD_MUST_CHECK;

#endif
