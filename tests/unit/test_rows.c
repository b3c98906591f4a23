#include "unit.h"

#include "claimd/rows.h"
#include "made_rows.h"

static void test_scalars(void **state)
{
    (void)state;
    static const struct column columns[] = {{"t", COLUMN_TEXT},  {"b", COLUMN_BOOL},  {"i2", COLUMN_INT2},
                                            {"i4", COLUMN_INT4}, {"i8", COLUMN_INT8}, {"u", COLUMN_UUID}};
    MADE_ROWS_CLEANUP struct made_rows made;
    made_rows_init(&made, columns, 6);
    made_rows_add(&made, (const char *const[]){"é", "t", "-2", "-3", "-9223372036854775808",
                                               "0d6c0f0e-1234-4abc-8def-00000000000f"});
    made_rows_add(&made, (const char *const[]){NULL, "f", "32767", "2147483647", "4", NULL});
    const struct rows *rows = &made.rows;
    assert_int_equal(rows_column(rows, "i4"), 3);
    assert_true(text_equal(row_text(rows, 0, 0), TEXT("é")));
    assert_true(row_bool(rows, 0, 1));
    assert_int_equal(row_int(rows, 0, 2), -2);
    assert_int_equal(row_int(rows, 0, 3), -3);
    assert_true(row_int(rows, 0, 4) == INT64_MIN);
    char uuid[UUID_TEXT_SIZE] = "untouched";
    assert_true(row_uuid(rows, 0, 5, uuid));
    assert_string_equal(uuid, "0d6c0f0e-1234-4abc-8def-00000000000f");

    assert_true(row_is_null(rows, 1, 0));
    assert_false(row_is_null(rows, 1, 1));
    assert_null(row_text(rows, 1, 0).ptr);
    assert_false(row_bool(rows, 1, 1));
    assert_int_equal(row_int(rows, 1, 2), 32767);
    assert_int_equal(row_int(rows, 1, 3), 2147483647);
    assert_int_equal(row_int(rows, 1, 4), 4);
    assert_false(row_uuid(rows, 1, 5, uuid));
    assert_string_equal(uuid, "0d6c0f0e-1234-4abc-8def-00000000000f");
}

static void test_empty_text_is_not_null(void **state)
{
    (void)state;
    static const struct column columns[] = {{"t", COLUMN_TEXT}};
    MADE_ROWS_CLEANUP struct made_rows made;
    made_rows_init(&made, columns, 1);
    made_rows_add(&made, (const char *const[]){""});
    assert_false(row_is_null(&made.rows, 0, 0));
    assert_int_equal(row_text(&made.rows, 0, 0).len, 0);
}

static void test_dates(void **state)
{
    (void)state;
    static const char *const dates[] = {"2000-01-01", "1999-12-31", "2000-02-29", "2000-03-01",
                                        "1900-02-28", "1900-03-01", "2024-02-29", "2100-12-31",
                                        "0001-01-01", "9999-12-31", "1600-02-29", "2021-07-19"};
    static const struct column columns[] = {{"d", COLUMN_DATE}};
    MADE_ROWS_CLEANUP struct made_rows made;
    made_rows_init(&made, columns, 1);
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        made_rows_add(&made, &dates[i]);
        char out[11];
        assert_true(row_date(&made.rows, i, 0, out));
        assert_string_equal(out, dates[i]);
    }
}

static void test_dates_without_four_digits(void **state)
{
    (void)state;
    static const struct column columns[] = {{"d", COLUMN_DATE}, {"t", COLUMN_TIMESTAMPTZ}};
    MADE_ROWS_CLEANUP struct made_rows made;
    made_rows_init(&made, columns, 2);
    made_rows_add(&made, (const char *const[]){"infinity", "infinity"});
    made_rows_add(&made, (const char *const[]){"-infinity", "-infinity"});
    made_rows_add(&made, (const char *const[]){NULL, NULL});
    /* 0001-01-01 and 9999-12-31, one day further out: -730120 and 2921940. */
    made.cells[2] = (struct text){.ptr = "\xff\xf4\xdb\xf8", .len = 4};
    made.cells[4] = (struct text){.ptr = "\x00\x2c\x95\xd4", .len = 4};
    char out[TIMESTAMP_TEXT_SIZE] = "untouched";
    for (size_t row = 0; row < 3; row++) {
        assert_false(row_date(&made.rows, row, 0, out));
        assert_false(row_timestamp(&made.rows, row, 1, out));
    }
    assert_string_equal(out, "untouched");
}

static void test_timestamps(void **state)
{
    (void)state;
    static const char *const times[] = {"2000-01-01T00:00:00.000000Z", "1999-12-31T23:59:59.999999Z",
                                        "2026-01-02T03:04:05.678901Z", "0001-01-01T00:00:00.000000Z",
                                        "9999-12-31T23:59:59.999999Z", "1969-12-31T12:00:00.000001Z"};
    static const struct column columns[] = {{"t", COLUMN_TIMESTAMPTZ}};
    MADE_ROWS_CLEANUP struct made_rows made;
    made_rows_init(&made, columns, 1);
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        made_rows_add(&made, &times[i]);
        char out[TIMESTAMP_TEXT_SIZE];
        assert_true(row_timestamp(&made.rows, i, 0, out));
        assert_string_equal(out, times[i]);
    }
}

static void test_arrays(void **state)
{
    (void)state;
    static const struct column columns[] = {
        {"t", COLUMN_TEXT_ARRAY}, {"u", COLUMN_UUID_ARRAY}, {"i", COLUMN_INT4_ARRAY}};
    MADE_ROWS_CLEANUP struct made_rows made;
    made_rows_init(&made, columns, 3);
    made_rows_add(&made, (const char *const[]){"{a,NULL,,é}", "{0d6c0f0e-1234-4abc-8def-00000000000f}", "{-1,7}"});
    made_rows_add(&made, (const char *const[]){"{}", NULL, NULL});
    struct text element;

    struct row_array array = row_array(&made.rows, 0, 0);
    assert_int_equal(array.count, 4);
    assert_int_equal(array.type, COLUMN_TEXT);
    assert_true(row_array_next(&array, &element) && text_equal(element, TEXT("a")));
    assert_true(row_array_next(&array, &element) && !element.ptr);
    assert_true(row_array_next(&array, &element) && element.ptr && element.len == 0);
    assert_true(row_array_next(&array, &element) && text_equal(element, TEXT("é")));
    assert_false(row_array_next(&array, &element));

    array = row_array(&made.rows, 0, 1);
    assert_int_equal(array.count, 1);
    assert_true(row_array_next(&array, &element));
    char uuid[UUID_TEXT_SIZE];
    uuid_format(element, uuid);
    assert_string_equal(uuid, "0d6c0f0e-1234-4abc-8def-00000000000f");

    array = row_array(&made.rows, 0, 2);
    assert_true(row_array_next(&array, &element) && row_array_int(element) == -1);
    assert_true(row_array_next(&array, &element) && row_array_int(element) == 7);
    assert_false(row_array_next(&array, &element));

    for (size_t column = 0; column < 3; column++) {
        array = row_array(&made.rows, 1, column);
        assert_int_equal(array.count, 0);
        assert_false(row_array_next(&array, &element));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scalars),    cmocka_unit_test(test_empty_text_is_not_null),
        cmocka_unit_test(test_dates),      cmocka_unit_test(test_dates_without_four_digits),
        cmocka_unit_test(test_timestamps), cmocka_unit_test(test_arrays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
