#include "unit.h"

#include <string.h>

#include "claimd/edtf.h"

static void test_good(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        struct edtf date;
        const char *first, *last;
    } cases[] = {
        {"2021", {EDTF_YEAR, 2021, 0, 0}, "2021-01-01", "2021-12-31"},
        {"0001", {EDTF_YEAR, 1, 0, 0}, "0001-01-01", "0001-12-31"},
        {"9999", {EDTF_YEAR, 9999, 0, 0}, "9999-01-01", "9999-12-31"},
        {"2021-07", {EDTF_MONTH, 2021, 7, 0}, "2021-07-01", "2021-07-31"},
        {"2021-04", {EDTF_MONTH, 2021, 4, 0}, "2021-04-01", "2021-04-30"},
        {"2021-12", {EDTF_MONTH, 2021, 12, 0}, "2021-12-01", "2021-12-31"},
        {"2021-02", {EDTF_MONTH, 2021, 2, 0}, "2021-02-01", "2021-02-28"},
        {"2024-02", {EDTF_MONTH, 2024, 2, 0}, "2024-02-01", "2024-02-29"},
        {"1900-02", {EDTF_MONTH, 1900, 2, 0}, "1900-02-01", "1900-02-28"},
        {"2000-02", {EDTF_MONTH, 2000, 2, 0}, "2000-02-01", "2000-02-29"},
        {"2021-07-19", {EDTF_DAY, 2021, 7, 19}, "2021-07-19", "2021-07-19"},
        {"2021-07-01", {EDTF_DAY, 2021, 7, 1}, "2021-07-01", "2021-07-01"},
        {"2024-02-29", {EDTF_DAY, 2024, 2, 29}, "2024-02-29", "2024-02-29"},
        {"0400-01-31", {EDTF_DAY, 400, 1, 31}, "0400-01-31", "0400-01-31"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct edtf date;
        assert_case(edtf_parse(text_of(cases[i].text), &date), cases[i].text);
        assert_memory_equal(&date, &cases[i].date, sizeof(date));
        char day[EDTF_DAY_SIZE];
        edtf_first_day(&date, day);
        assert_string_equal(day, cases[i].first);
        edtf_last_day(&date, day);
        assert_string_equal(day, cases[i].last);
    }
}

static void test_bad(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        "0000",
        "21",
        "202",
        "20211",
        "2021-",
        "2021-7",
        "2021-00",
        "2021-13",
        "2021/07",
        "2021-07-",
        "2021-07-1",
        "2021-07-00",
        "2021-07-32",
        "2021-04-31",
        "2021-02-29",
        "20210719",
        "1900-02-29",
        "2021-07/19",
        "2021/07-19",
        "-2021",
        "+2021",
        "202a",
        "2021-0a",
        "2021-07-",
        "2021-07-1a",
        " 2021",
        "2021 ",
        "2021-07-19T00:00",
        "2021?",
        "2021~",
        "2021-21",
        "201X",
        "/021",
        ":021",
        "2021-1-07",
        "2021-001",
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct edtf date = {.year = 77};
        assert_case(!edtf_parse(text_of(cases[i]), &date), cases[i]);
        assert_int_equal(date.year, 77);
    }
    struct edtf date;
    assert_false(edtf_parse(TEXT_NONE, &date));
    assert_false(edtf_parse(TEXT("2021\0"), &date));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_good), cmocka_unit_test(test_bad)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
