/*
 * Dates of known precision: EDTF, ISO 8601-2:2019 level 0 (`2021`, `2021-07`, `2021-07-19`), years 0001 to 9999, real
 * calendar days (proleptic Gregorian).
 */
#ifndef CLAIMD_EDTF_H
#define CLAIMD_EDTF_H

#include <stdbool.h>

#include "claimd/text.h"

enum edtf_precision { EDTF_YEAR, EDTF_MONTH, EDTF_DAY };

struct edtf {
    enum edtf_precision precision;
    int year;
    int month; /* 1–12, 0 for a year */
    int day;   /* 1–31, 0 unless a day */
};

/* YYYY-MM-DD and a NUL. */
#define EDTF_DAY_SIZE 11

/* `*out` untouched on failure. */
bool edtf_parse(struct text text, struct edtf *out);
/* First and last day of the interval that the date is, as YYYY-MM-DD. */
void edtf_first_day(const struct edtf *date, char out[EDTF_DAY_SIZE]);
void edtf_last_day(const struct edtf *date, char out[EDTF_DAY_SIZE]);

#endif
