#include "past/instant.h"

#include <stdio.h>
#include <time.h>

#include "base/ascii.h"
#include "claimd/edtf.h"

#define SECOND     INT64_C(1000000)
#define DAY        (86400 * SECOND)
#define YEAR_1     (INT64_C(-62135596800) * SECOND)
#define DAY_LENGTH 10
#define DIGITS_MAX 6

/* Of exactly two digits at the beginning, which are taken away, followed by `end` (0: by nothing that is looked at). */
static bool two_digits(struct text *text, int most, char end, int *out)
{
    size_t taken = end == '\0' ? 2 : 3;
    if (text->len < taken || !ascii_is_digit(text->ptr[0]) || !ascii_is_digit(text->ptr[1]) ||
        (end != '\0' && text->ptr[2] != end))
        return false;
    *out = (text->ptr[0] - '0') * 10 + (text->ptr[1] - '0');
    *text = (struct text){.ptr = text->ptr + taken, .len = text->len - taken};
    return *out <= most;
}

/* ".5" is half a second. */
static bool fraction(struct text *text, int64_t *out)
{
    *out = 0;
    if (text->len == 0 || text->ptr[0] != '.')
        return true;
    int64_t unit = SECOND;
    size_t at = 1;
    for (; at < text->len && ascii_is_digit(text->ptr[at]); at++) {
        unit /= 10;
        *out += unit * (text->ptr[at] - '0');
    }
    *text = (struct text){.ptr = text->ptr + at, .len = text->len - at};
    return at > 1 && at <= DIGITS_MAX + 1;
}

static bool offset(struct text text, int64_t *out)
{
    *out = 0;
    if (text.len == 1)
        return text.ptr[0] == 'Z' || text.ptr[0] == 'z';
    if (text.len != 6 || (text.ptr[0] != '+' && text.ptr[0] != '-'))
        return false;
    int hours, minutes;
    struct text rest = {.ptr = text.ptr + 1, .len = 5};
    if (!two_digits(&rest, 23, ':', &hours) || !two_digits(&rest, 59, '\0', &minutes))
        return false;
    *out = (hours * 60 + minutes) * 60 * SECOND * (text.ptr[0] == '-' ? -1 : 1);
    return true;
}

static bool time_of_day(struct text text, int64_t *out)
{
    int hours, minutes, seconds;
    int64_t part, east;
    if (text.len == 0 || (text.ptr[0] != 'T' && text.ptr[0] != 't'))
        return false;
    text = (struct text){.ptr = text.ptr + 1, .len = text.len - 1};
    if (!two_digits(&text, 23, ':', &hours) || !two_digits(&text, 59, ':', &minutes) ||
        !two_digits(&text, 59, '\0', &seconds) || !fraction(&text, &part) || !offset(text, &east))
        return false;
    *out = ((hours * 60 + minutes) * 60 + seconds) * SECOND + part - east;
    return true;
}

bool instant_parse(struct text text, int64_t *microseconds, bool *day)
{
    struct edtf date;
    if (text.len < DAY_LENGTH || !edtf_parse((struct text){.ptr = text.ptr, .len = DAY_LENGTH}, &date))
        return false;
    struct tm midnight = {.tm_year = date.year - 1900, .tm_mon = date.month - 1, .tm_mday = date.day};
    int64_t at = (int64_t)timegm(&midnight) * SECOND, within = DAY - 1;
    bool whole = text.len == DAY_LENGTH;
    if (!whole && !time_of_day((struct text){.ptr = text.ptr + DAY_LENGTH, .len = text.len - DAY_LENGTH}, &within))
        return false;
    if (at + within < YEAR_1)
        return false;
    *microseconds = at + within;
    *day = whole;
    return true;
}

void instant_format(int64_t microseconds, char out[TIMESTAMP_TEXT_SIZE])
{
    int64_t part = microseconds % SECOND;
    part += part < 0 ? SECOND : 0;
    time_t seconds = (time_t)((microseconds - part) / SECOND);
    struct tm parts = {0};
    gmtime_r(&seconds, &parts);
    snprintf(out, TIMESTAMP_TEXT_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u.%06uZ", (unsigned)(parts.tm_year + 1900) % 10000,
             (unsigned)(parts.tm_mon + 1) % 100, (unsigned)parts.tm_mday % 100, (unsigned)parts.tm_hour % 100,
             (unsigned)parts.tm_min % 100, (unsigned)parts.tm_sec % 100, (unsigned)(part % SECOND));
}
