/* The wording of what is wrong with a query parameter. One function a fault; each is reported once. */
#ifndef CLAIMD_HTTP_PARAM_REPORT_H
#define CLAIMD_HTTP_PARAM_REPORT_H

#include "claimd/params.h"

struct param_report {
    struct arena *arena;
    struct faults *faults;
    enum err err; /* the first failure to report; sticks */
};

/* `known` is the NULL-terminated list of the names that the address has. */
void param_report_unknown(struct param_report *report, struct text name, const char *const *known);
/* A PARAM_REFUSED was given. */
void param_report_refused(struct param_report *report, const struct param_spec *spec, const char *const *known);
void param_report_empty(struct param_report *report, const struct param_spec *spec);
void param_report_repeated(struct param_report *report, const struct param_spec *spec);
void param_report_too_many(struct param_report *report, const struct param_spec *spec);
void param_report_too_long(struct param_report *report, const struct param_spec *spec, size_t code_points);
void param_report_not_a_choice(struct param_report *report, const struct param_spec *spec, struct text value);
void param_report_not_a_number(struct param_report *report, const struct param_spec *spec, struct text value);
void param_report_out_of_range(struct param_report *report, const struct param_spec *spec, struct text value);
void param_report_not_a_date(struct param_report *report, const struct param_spec *spec, struct text value);
void param_report_not_a_language(struct param_report *report, const struct param_spec *spec, struct text value);

#endif
