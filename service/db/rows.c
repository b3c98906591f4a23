#include "claimd/rows.h"

#include <assert.h>
#include <string.h>

/* PostgreSQL counts from 2000-01-01, this file from 0000-03-01: then a leap day is the last of its year. */
#define EPOCH_DAYS     730425
#define DAYS_PER_ERA   146097 /* 400 years */
#define MICROS_PER_DAY INT64_C(86400000000)

/* The interval that YYYY can write, in days from 2000-01-01. */
#define DAY_MIN (-730119) /* 0001-01-01 */
#define DAY_MAX 2921939   /* 9999-12-31 */

struct day {
    int year;
    int month;
    int day;
};

static uint64_t read_be(const char *from, size_t size)
{
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++)
        value = value << 8 | (unsigned char)from[i];
    return value;
}

static int32_t read_int32(const char *from)
{
    return (int32_t)(uint32_t)read_be(from, 4);
}

static struct text cell(const struct rows *rows, size_t row, size_t column)
{
    assert(row < rows->count && column < rows->column_count);
    return rows->cells[row * rows->column_count + column];
}

/* The bytes of a cell of fixed size; NULL for SQL NULL. */
static const char *fixed(const struct rows *rows, size_t row, size_t column, enum column_type type, size_t size)
{
    struct text bytes = cell(rows, row, column);
    assert(rows->columns[column].type == type);
    assert(!bytes.ptr || bytes.len == size);
    return bytes.ptr;
}

size_t rows_column(const struct rows *rows, const char *name)
{
    size_t column = 0;
    while (column < rows->column_count && strcmp(rows->columns[column].name, name) != 0)
        column++;
    assert(column < rows->column_count);
    return column;
}

bool rows_have(const struct rows *rows, const char *name)
{
    for (size_t i = 0; i < rows->column_count; i++)
        if (strcmp(rows->columns[i].name, name) == 0)
            return true;
    return false;
}

bool row_is_null(const struct rows *rows, size_t row, size_t column)
{
    return !cell(rows, row, column).ptr;
}

struct text row_text(const struct rows *rows, size_t row, size_t column)
{
    assert(rows->columns[column].type == COLUMN_TEXT || rows->columns[column].type == COLUMN_BYTEA);
    return cell(rows, row, column);
}

bool row_bool(const struct rows *rows, size_t row, size_t column)
{
    const char *bytes = fixed(rows, row, column, COLUMN_BOOL, 1);
    assert(bytes);
    return bytes[0] != 0;
}

int64_t row_int(const struct rows *rows, size_t row, size_t column)
{
    enum column_type type = rows->columns[column].type;
    assert(type == COLUMN_INT2 || type == COLUMN_INT4 || type == COLUMN_INT8);
    size_t size = type == COLUMN_INT2 ? 2 : type == COLUMN_INT4 ? 4 : 8;
    const char *bytes = fixed(rows, row, column, type, size);
    assert(bytes);
    uint64_t value = read_be(bytes, size);
    return size == 2 ? (int16_t)value : size == 4 ? (int32_t)value : (int64_t)value;
}

bool row_uuid(const struct rows *rows, size_t row, size_t column, char out[UUID_TEXT_SIZE])
{
    const char *bytes = fixed(rows, row, column, COLUMN_UUID, UUID_SIZE);
    if (!bytes)
        return false;
    uuid_format((struct text){.ptr = bytes, .len = UUID_SIZE}, out);
    return true;
}

/* False outside the years 0001 to 9999, the infinities among them. Proleptic Gregorian. */
static bool day_of(int64_t days, struct day *out)
{
    if (days < DAY_MIN || days > DAY_MAX)
        return false;
    int from_march = (int)days + EPOCH_DAYS;
    int era = from_march / DAYS_PER_ERA;
    int of_era = from_march % DAYS_PER_ERA;
    int year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month_from_march = (5 * of_year + 2) / 153;
    int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    *out = (struct day){
        .year = era * 400 + year_of_era + (month <= 2 ? 1 : 0),
        .month = month,
        .day = of_year - (153 * month_from_march + 2) / 5 + 1,
    };
    return true;
}

static char *put_digits(char *to, unsigned value, size_t count)
{
    for (size_t i = count; i-- > 0; value /= 10)
        to[i] = (char)('0' + value % 10);
    return to + count;
}

static char *put_day(char *to, const struct day *day)
{
    to = put_digits(to, (unsigned)day->year, 4);
    *to++ = '-';
    to = put_digits(to, (unsigned)day->month, 2);
    *to++ = '-';
    return put_digits(to, (unsigned)day->day, 2);
}

bool row_date(const struct rows *rows, size_t row, size_t column, char out[11])
{
    const char *bytes = fixed(rows, row, column, COLUMN_DATE, 4);
    struct day day;
    if (!bytes || !day_of(read_int32(bytes), &day))
        return false;
    *put_day(out, &day) = '\0';
    return true;
}

bool row_timestamp(const struct rows *rows, size_t row, size_t column, char out[TIMESTAMP_TEXT_SIZE])
{
    const char *bytes = fixed(rows, row, column, COLUMN_TIMESTAMPTZ, 8);
    if (!bytes)
        return false;
    int64_t micros = (int64_t)read_be(bytes, 8);
    int64_t days = micros / MICROS_PER_DAY;
    int64_t rest = micros % MICROS_PER_DAY;
    if (rest < 0) {
        days--;
        rest += MICROS_PER_DAY;
    }
    struct day day;
    if (!day_of(days, &day))
        return false;
    unsigned seconds = (unsigned)(rest / 1000000);
    char *to = put_day(out, &day);
    *to++ = 'T';
    to = put_digits(to, seconds / 3600, 2);
    *to++ = ':';
    to = put_digits(to, seconds / 60 % 60, 2);
    *to++ = ':';
    to = put_digits(to, seconds % 60, 2);
    *to++ = '.';
    to = put_digits(to, (unsigned)(rest % 1000000), 6);
    *to++ = 'Z';
    *to = '\0';
    return true;
}

static enum column_type element_type(enum column_type type)
{
    assert(type == COLUMN_TEXT_ARRAY || type == COLUMN_UUID_ARRAY || type == COLUMN_INT4_ARRAY);
    return type == COLUMN_TEXT_ARRAY ? COLUMN_TEXT : type == COLUMN_UUID_ARRAY ? COLUMN_UUID : COLUMN_INT4;
}

/* array_send: dimensions, has-NULLs, element oid, then length and lower bound of each dimension, then the elements. */
struct row_array row_array(const struct rows *rows, size_t row, size_t column)
{
    struct row_array array = {.type = element_type(rows->columns[column].type)};
    struct text bytes = cell(rows, row, column);
    if (!bytes.ptr)
        return array;
    assert(bytes.len >= 12);
    int32_t dimensions = read_int32(bytes.ptr);
    if (dimensions == 0)
        return array;
    assert(dimensions == 1 && bytes.len >= 20);
    array.count = (size_t)read_int32(bytes.ptr + 12);
    array.rest = (struct text){.ptr = bytes.ptr + 20, .len = bytes.len - 20};
    return array;
}

bool row_array_next(struct row_array *array, struct text *out)
{
    if (array->rest.len == 0)
        return false;
    assert(array->rest.len >= 4);
    int32_t size = read_int32(array->rest.ptr);
    array->rest.ptr += 4;
    array->rest.len -= 4;
    if (size < 0) {
        *out = TEXT_NONE;
        return true;
    }
    assert((size_t)size <= array->rest.len);
    *out = (struct text){.ptr = array->rest.ptr, .len = (size_t)size};
    array->rest.ptr += size;
    array->rest.len -= (size_t)size;
    return true;
}

int32_t row_array_int(struct text element)
{
    assert(element.ptr && element.len == 4);
    return read_int32(element.ptr);
}
