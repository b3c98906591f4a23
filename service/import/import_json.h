/* What an import found and did, as JSON: in answers, in the report and in the rows that a report of lines is made of.
 */
#ifndef CLAIMD_IMPORT_IMPORT_JSON_H
#define CLAIMD_IMPORT_IMPORT_JSON_H

#include "claimd/json_write.h"
#include "import/import.h"

/* The member `line`, null for the whole; with the name of an input also `input` and `column`, null where unknown. */
void import_place_write(struct json_writer *json, const char *input, int64_t line, int64_t column);
/* The members of a fault's object, its place aside. */
void import_fault_write(struct json_writer *json, const struct import_fault *fault);
/* The list of those that are kept, each with its place; `names` of the inputs, NULL where there is one of lines. */
void import_faults_write(struct json_writer *json, const struct import_faults *faults, const char *const *names);
/* An object: by type what was created, updated and left as it was. */
void import_counts_write(struct json_writer *json, const struct import_counts counts[RECORD_TYPE_COUNT]);
/* The members `kept`, `kept_omitted`, `missing` and `found`; `names` as above. */
void import_marks_write(struct json_writer *json, const struct import_result *result, const char *const *names);

#endif
