#include "listing/sort.h"

#include "claimd/edtf.h"

static bool two_digits_below(const char *digits, int bound)
{
    if (digits[0] < '0' || digits[0] > '9' || digits[1] < '0' || digits[1] > '9')
        return false;
    return (digits[0] - '0') * 10 + (digits[1] - '0') < bound;
}

static bool is_day(struct text key)
{
    struct edtf date;
    return edtf_parse(key, &date) && date.precision == EDTF_DAY;
}

/* 2026-01-02T03:04:05.678901Z */
static bool is_instant(struct text key)
{
    if (key.len != 27 || !is_day((struct text){.ptr = key.ptr, .len = 10}))
        return false;
    const char *at = key.ptr;
    return at[10] == 'T' && two_digits_below(at + 11, 24) && at[13] == ':' && two_digits_below(at + 14, 60) &&
           at[16] == ':' && two_digits_below(at + 17, 60) && at[19] == '.' && two_digits_below(at + 20, 100) &&
           two_digits_below(at + 22, 100) && two_digits_below(at + 24, 100) && at[26] == 'Z';
}

bool sort_key_valid(enum sort_type type, struct text key)
{
    switch (type) {
    case SORT_DAY:
        return is_day(key);
    case SORT_INSTANT:
        return is_instant(key);
    case SORT_TEXT:
        return key.len <= SORT_KEY_MAX && text_is_utf8(key) && !text_has_control(key);
    }
    return false;
}
