/* The rules between the fields of one record. Within service/records. */
#ifndef CLAIMD_RECORDS_RECORD_RULES_H
#define CLAIMD_RECORDS_RECORD_RULES_H

#include <jansson.h>

#include "records/record_fields.h"
#include "records/record_report.h"

/* Of a record whose shape is right and complete. */
void record_rules(const json_t *record, enum record_type type, struct record_report *report);

#endif
