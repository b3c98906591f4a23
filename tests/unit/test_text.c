#include "unit.h"

#include "base/utf8.h"

static void test_equality(void **state)
{
    (void)state;
    assert_true(text_equal(TEXT("abc"), text_of("abc")));
    assert_false(text_equal(TEXT("abc"), TEXT("abd")));
    assert_false(text_equal(TEXT("abc"), TEXT("ab")));
    assert_false(text_equal(TEXT("a\0b"), TEXT("a\0c")));
    assert_true(text_equal(TEXT_NONE, TEXT("")));
    assert_null(text_of(NULL).ptr);
    assert_true(text_equal_nocase(TEXT("Content-Length"), TEXT("content-lENGTH")));
    assert_false(text_equal_nocase(TEXT("a"), TEXT("b")));
    assert_false(text_equal_nocase(TEXT("a"), TEXT("aa")));
    assert_false(text_equal_nocase(TEXT("ab"), TEXT("ac")));
    /* Only letters fold: '@' and '`' are 0x20 apart too. */
    assert_false(text_equal_nocase(TEXT("@"), TEXT("`")));
    assert_false(text_equal_nocase(TEXT("["), TEXT("{")));
}

static void test_ends(void **state)
{
    (void)state;
    assert_true(text_starts(TEXT("/v1/claims"), TEXT("/v1")));
    assert_true(text_starts(TEXT("/v1"), TEXT("/v1")));
    assert_false(text_starts(TEXT("/v"), TEXT("/v1")));
    assert_false(text_starts(TEXT("/v2/claims"), TEXT("/v1")));
    assert_true(text_starts(TEXT_NONE, TEXT("")));
    assert_true(text_ends(TEXT("claims.csv"), TEXT(".csv")));
    assert_false(text_ends(TEXT("csv"), TEXT(".csv")));
    assert_false(text_ends(TEXT("claims.csx"), TEXT(".csv")));
    assert_true(text_ends(TEXT_NONE, TEXT("")));
    assert_true(text_has(TEXT("claims.csv"), TEXT("ims.")));
    assert_false(text_has(TEXT("claims.csv"), TEXT("csv.")));
    assert_false(text_has(TEXT("csv"), TEXT("claims.csv")));
    assert_true(text_has(TEXT_NONE, TEXT("")));
    assert_false(text_has(TEXT_NONE, TEXT("c")));
}

static void test_trim(void **state)
{
    (void)state;
    assert_text(text_trim(TEXT(" \t a b \t")), "a b");
    assert_text(text_trim(TEXT(" \t ")), "");
    assert_text(text_trim(TEXT(" ")), "");
    assert_text(text_trim(TEXT("\na")), "\na");
    assert_text(text_trim(TEXT_NONE), NULL);
}

static void test_split(void **state)
{
    (void)state;
    static const struct {
        struct text input;
        const char *parts[4];
    } cases[] = {
        {TEXT("a,,b"), {"a", "", "b"}}, {TEXT(""), {""}},        {TEXT("a"), {"a"}},  {TEXT(","), {"", ""}},
        {TEXT("a,"), {"a", ""}},        {TEXT(",a"), {"", "a"}}, {TEXT_NONE, {NULL}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct text rest = cases[i].input;
        struct text part;
        size_t count = 0;
        while (text_split(&rest, ',', &part))
            assert_text(part, cases[i].parts[count++]);
        assert_null(cases[i].parts[count]);
    }
}

static void test_utf8(void **state)
{
    (void)state;
    static const struct {
        struct text text;
        bool good;
    } cases[] = {
        {TEXT(""), true},
        {TEXT("a\0b\x7F"), true},
        {TEXT("é中😀"), true},
        {TEXT("\xC2\x80"), true},
        {TEXT("\xDF\xBF"), true},
        {TEXT("\xE0\xA0\x80"), true},
        {TEXT("\xED\x9F\xBF"), true},
        {TEXT("\xEE\x80\x80"), true},
        {TEXT("\xEF\xBF\xBF"), true},
        {TEXT("\xF0\x90\x80\x80"), true},
        {TEXT("\xF4\x8F\xBF\xBF"), true},
        {TEXT("\x80"), false},             /* no first byte */
        {TEXT("\xC0\xAF"), false},         /* overlong */
        {TEXT("\xC1\xBF"), false},         /* overlong */
        {TEXT("\xE0\x9F\xBF"), false},     /* overlong */
        {TEXT("\xF0\x8F\xBF\xBF"), false}, /* overlong */
        {TEXT("\xED\xA0\x80"), false},     /* surrogate */
        {TEXT("\xF4\x90\x80\x80"), false}, /* past U+10FFFF */
        {TEXT("\xF5\x80\x80\x80"), false},
        {TEXT("\xFF"), false},
        {TEXT("\xC3"), false}, /* cut */
        {TEXT("\xE4\xB8"), false},
        {TEXT("\xF0\x9F\x98"), false},
        {TEXT("\xC3("), false},
        {TEXT("\xE4\xB8("), false},
        {TEXT("\xF0\x9F\x98("), false},
        {TEXT("ab\xFF"), false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_case(text_is_utf8(cases[i].text) == cases[i].good, cases[i].text.ptr);
}

static void test_code_points(void **state)
{
    (void)state;
    assert_int_equal(text_code_points(TEXT("é中😀a")), 4);
    assert_int_equal(text_code_points(TEXT("")), 0);
    assert_int_equal(utf8_code_point("a", 1), 'a');
    assert_int_equal(utf8_code_point("é", 2), 0xE9);
    assert_int_equal(utf8_code_point("中", 3), 0x4E2D);
    assert_int_equal(utf8_code_point("😀", 4), 0x1F600);
}

static void test_control(void **state)
{
    (void)state;
    assert_false(text_has_control(TEXT("a b é")));
    assert_true(text_has_control(TEXT("a\nb")));
    assert_true(text_has_control(TEXT("a\0")));
    assert_true(text_has_control(TEXT("\x7F")));
    assert_true(text_has_control(TEXT("\x1F")));
}

static void test_int64(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
        int64_t number;
    } cases[] = {
        {"0", true, 0},
        {"-0", true, 0},
        {"007", true, 7},
        {"1000", true, 1000},
        {"-42", true, -42},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0},
        {"-9223372036854775809", false, 0},
        {"99999999999999999999", false, 0},
        {"", false, 0},
        {"-", false, 0},
        {"+1", false, 0},
        {"1 ", false, 0},
        {"0x1", false, 0},
        {"1.0", false, 0},
        {"--1", false, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t number = 99;
        assert_case(text_to_int64(text_of(cases[i].text), &number) == cases[i].good, cases[i].text);
        assert_case(number == (cases[i].good ? cases[i].number : 99), cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equality), cmocka_unit_test(test_ends),  cmocka_unit_test(test_trim),
        cmocka_unit_test(test_split),    cmocka_unit_test(test_utf8),  cmocka_unit_test(test_code_points),
        cmocka_unit_test(test_control),  cmocka_unit_test(test_int64),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
