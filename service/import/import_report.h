/* What an import did, for people and for programs. */
#ifndef CLAIMD_IMPORT_REPORT_H
#define CLAIMD_IMPORT_REPORT_H

#include <stdio.h>

#include "import/conversion.h"
#include "import/import.h"

struct import_report {
    const char *name;                    /* of the input, as the user wrote it */
    const struct conversion *conversion; /* where it is made of foreign files; or NULL */
    const struct import_options *options;
    const struct import_result *result;
    enum err err;      /* of import_run */
    struct text words; /* of import_run, or TEXT_NONE */
};

/* Counts on `out`, faults on `errors`, a line each. */
void import_report_text(const struct import_report *report, FILE *out, FILE *errors);
/* One JSON object on `out`. */
void import_report_json(const struct import_report *report, FILE *out);

#endif
