/* The forms that texts in a record may have. Within service/records. */
#ifndef CLAIMD_RECORDS_RECORD_VALUES_H
#define CLAIMD_RECORDS_RECORD_VALUES_H

#include <stdbool.h>

#include "records/record_fields.h"

struct value_form {
    const char *allowed; /* in words */
    const char *pattern; /* the same as a regular expression (ECMA 262), or NULL */
    size_t max;          /* code points; 0: the field has limits of its own */
};

/* The form of a kind of text; NULL for what is no text or has no form. Static. */
const struct value_form *value_form(enum field_kind kind);
/* Whether a UTF-8 text is of that form; its length aside where the field has limits of its own. */
bool value_fits(enum field_kind kind, struct text text);

#endif
