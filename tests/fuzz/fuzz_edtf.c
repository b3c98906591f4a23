/* Dates: what is taken is what it says, its days are of the calendar and lie in order. */
#include <string.h>
#include <time.h>

#include "claimd/edtf.h"
#include "fuzz.h"

/* The C library has a calendar too: a day that there is not becomes another. */
static void check_day(const char *text)
{
    struct edtf day;
    fuzz_require(edtf_parse(text_of(text), &day) && day.precision == EDTF_DAY);
    struct tm utc = {.tm_year = day.year - 1900, .tm_mon = day.month - 1, .tm_mday = day.day};
    (void)timegm(&utc);
    fuzz_require(utc.tm_year == day.year - 1900 && utc.tm_mon == day.month - 1 && utc.tm_mday == day.day);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text text = fuzz_text(data, size);
    struct edtf date;
    if (!edtf_parse(text, &date))
        return 0;
    char first[EDTF_DAY_SIZE], last[EDTF_DAY_SIZE];
    edtf_first_day(&date, first);
    edtf_last_day(&date, last);
    fuzz_require(strcmp(first, last) <= 0);
    fuzz_require(text_starts(text_of(first), text) && text_starts(text_of(last), text));
    check_day(first);
    check_day(last);
    return 0;
}
