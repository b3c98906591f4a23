/* What is read of a record and never written: numbers, times, and what the service works out. */
#ifndef CLAIMD_RECORDS_RECORD_DERIVED_H
#define CLAIMD_RECORDS_RECORD_DERIVED_H

#include "records/record_fields.h"

/* Their names in the read form of a type, NULL-terminated; `id` is not among them, since it may be given. Static. */
const char *const *record_derived(enum record_type type);

#endif
