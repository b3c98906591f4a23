#include "unit.h"

#include <string.h>

#include "past/instant.h"

static void assert_instant(const char *text, const char *expected)
{
    int64_t at;
    bool day;
    char out[TIMESTAMP_TEXT_SIZE];
    assert_true(instant_parse(text_of(text), &at, &day));
    instant_format(at, out);
    assert_string_equal(out, expected);
    assert_int_equal(day, strlen(text) == 10);
}

static void test_instants(void **state)
{
    (void)state;
    assert_instant("2021-07-19", "2021-07-19T23:59:59.999999Z");
    assert_instant("2021-07-19T10:11:12Z", "2021-07-19T10:11:12.000000Z");
    assert_instant("2021-07-19t10:11:12.5z", "2021-07-19T10:11:12.500000Z");
    assert_instant("2021-07-19T10:11:12.000001Z", "2021-07-19T10:11:12.000001Z");
    assert_instant("2021-01-01T01:30:00+02:00", "2020-12-31T23:30:00.000000Z");
    assert_instant("2020-12-31T23:30:00.25-00:45", "2021-01-01T00:15:00.250000Z");
    assert_instant("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z");
    assert_instant("2024-02-29", "2024-02-29T23:59:59.999999Z");
    assert_instant("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z");
}

static void test_what_is_none(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "2021",
                                        "2021-07",
                                        "2021-02-29",
                                        "2021-07-19 ",
                                        "2021-07-19T",
                                        "2021-07-19T10:11Z",
                                        "2021-07-19T10:11:12",
                                        "2021-07-19 10:11:12Z",
                                        "2021-07-19T24:00:00Z",
                                        "2021-07-19T10:60:00Z",
                                        "2021-07-19T10:11:60Z",
                                        "2021-07-19T10:11:12.Z",
                                        "2021-07-19T10:11:12.1234567Z",
                                        "2021-07-19T10:11:12+1:00",
                                        "2021-07-19T10:11:12+24:00",
                                        "2021-07-19T10:11:12 02:00",
                                        "2021-07-19T10:11:12+01:60",
                                        "2021-07-19T10:11:12ZZ",
                                        "2021-07-19T1x:11:12Z",
                                        "0001-01-01T00:00:00+00:01",
                                        "20210719T101112Z",
                                        "2021-07-19T10:11:12+01:00Z",
                                        "T10:11:12Z00"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int64_t at = 7;
        bool day = true;
        assert_false(instant_parse(text_of(texts[i]), &at, &day));
        assert_int_equal(at, 7);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_instants),
        cmocka_unit_test(test_what_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
