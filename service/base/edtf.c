#include "claimd/edtf.h"

#include "ascii.h"

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_of(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* The number in exactly `count` digits at `at`, -1 where there is none. */
static int digits(struct text text, size_t at, size_t count)
{
    int number = 0;
    for (size_t i = at; i < at + count; i++) {
        if (!ascii_is_digit(text.ptr[i]))
            return -1;
        number = number * 10 + (text.ptr[i] - '0');
    }
    return number;
}

bool edtf_parse(struct text text, struct edtf *out)
{
    if (text.len != 4 && text.len != 7 && text.len != 10)
        return false;
    struct edtf date = {.precision = EDTF_YEAR, .year = digits(text, 0, 4)};
    if (date.year < 1)
        return false;
    if (text.len >= 7) {
        date.precision = EDTF_MONTH;
        date.month = digits(text, 5, 2);
        if (text.ptr[4] != '-' || date.month < 1 || date.month > 12)
            return false;
    }
    if (text.len == 10) {
        date.precision = EDTF_DAY;
        date.day = digits(text, 8, 2);
        if (text.ptr[7] != '-' || date.day < 1 || date.day > days_of(date.year, date.month))
            return false;
    }
    *out = date;
    return true;
}

/* Two digits of `number`, which is below 100. */
static void put_two(char *at, int number)
{
    at[0] = (char)('0' + number / 10);
    at[1] = (char)('0' + number % 10);
}

static void put_day(int year, int month, int day, char out[EDTF_DAY_SIZE])
{
    put_two(out, year / 100);
    put_two(out + 2, year % 100);
    out[4] = '-';
    put_two(out + 5, month);
    out[7] = '-';
    put_two(out + 8, day);
    out[10] = '\0';
}

void edtf_first_day(const struct edtf *date, char out[EDTF_DAY_SIZE])
{
    int month = date->precision >= EDTF_MONTH ? date->month : 1;
    put_day(date->year, month, date->precision == EDTF_DAY ? date->day : 1, out);
}

void edtf_last_day(const struct edtf *date, char out[EDTF_DAY_SIZE])
{
    int month = date->precision >= EDTF_MONTH ? date->month : 12;
    put_day(date->year, month, date->precision == EDTF_DAY ? date->day : days_of(date->year, month), out);
}
