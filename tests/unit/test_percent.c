#include "unit.h"

#include "claimd/percent.h"

static void test_decode(void **state)
{
    (void)state;
    static const struct {
        struct text raw;
        bool plus_is_space;
        enum err err;
        const char *decoded;
    } cases[] = {
        {TEXT(""), false, ERR_NONE, ""},
        {TEXT("abc-._~"), false, ERR_NONE, "abc-._~"},
        {TEXT("a%20b%2Fc%2fd"), false, ERR_NONE, "a b/c/d"},
        {TEXT("a+b"), false, ERR_NONE, "a+b"},
        {TEXT("a+b%2Bc"), true, ERR_NONE, "a b+c"},
        {TEXT("%C3%A9%e4%b8%ad"), false, ERR_NONE, "é中"},
        {TEXT("é"), false, ERR_NONE, "é"},
        {TEXT("%25%34"), false, ERR_NONE, "%4"},
        {TEXT("%"), false, ERR_BAD_TARGET, NULL},
        {TEXT("a%4"), false, ERR_BAD_TARGET, NULL},
        {TEXT("%4g"), false, ERR_BAD_TARGET, NULL},
        {TEXT("%g4"), false, ERR_BAD_TARGET, NULL},
        {TEXT("%%41"), false, ERR_BAD_TARGET, NULL},
        {TEXT("%u0041"), false, ERR_BAD_TARGET, NULL},
        {TEXT("a%00b"), false, ERR_BAD_TARGET, NULL},
        {TEXT("a\0b"), false, ERR_BAD_TARGET, NULL},
        {TEXT("%C3"), false, ERR_BAD_TARGET, NULL},
        {TEXT("%C3("), false, ERR_BAD_TARGET, NULL},
        {TEXT("%ED%A0%80"), false, ERR_BAD_TARGET, NULL},
        {TEXT("%C0%AF"), false, ERR_BAD_TARGET, NULL},
        {TEXT("\xFF"), false, ERR_BAD_TARGET, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        ARENA_CLEANUP struct arena arena;
        arena_init(&arena, 4096);
        struct text decoded = TEXT_NONE;
        assert_case(percent_decode(cases[i].raw, cases[i].plus_is_space, &arena, &decoded) == cases[i].err,
                    cases[i].raw.ptr);
        assert_text(decoded, cases[i].decoded);
    }
}

static void test_decode_without_memory(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 8);
    struct text decoded = TEXT_NONE;
    assert_int_equal(percent_decode(TEXT("abcdefgh"), false, &arena, &decoded), ERR_INTERNAL);
    assert_null(decoded.ptr);
}

static void test_encode(void **state)
{
    (void)state;
    static const struct {
        struct text text;
        const char *encoded;
    } cases[] = {
        {TEXT(""), ""},
        {TEXT("AZaz09-._~"), "AZaz09-._~"},
        {TEXT("a b+c/d?e&f=g%"), "a%20b%2Bc%2Fd%3Fe%26f%3Dg%25"},
        {TEXT("é\0"), "%C3%A9%00"},
        {TEXT("@[`{:!'()*,;"), "%40%5B%60%7B%3A%21%27%28%29%2A%2C%3B"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        BUF_CLEANUP struct buf buf;
        buf_init(&buf, 100);
        percent_encode(&buf, cases[i].text);
        assert_buf(&buf, cases[i].encoded);
    }
}

static void test_encode_rest(void **state)
{
    (void)state;
    static const struct {
        struct text raw;
        const char *encoded;
    } cases[] = {
        {TEXT(""), ""},
        {TEXT("/v1/claims/a%2Fb?q=x+y&a=%c3%A9;,:@!$'()*#~"), "/v1/claims/a%2Fb?q=x+y&a=%c3%A9;,:@!$'()*#~"},
        {TEXT("% %4 %zz %%41"), "%25%20%254%20%25zz%20%25%41"},
        {TEXT("é\xFF\0\r\n\x7F"), "%C3%A9%FF%00%0D%0A%7F"},
        {TEXT("<>\"`{}|\\^[]"), "%3C%3E%22%60%7B%7D%7C%5C%5E%5B%5D"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        BUF_CLEANUP struct buf buf;
        buf_init(&buf, 200);
        percent_encode_rest(&buf, cases[i].raw);
        assert_buf(&buf, cases[i].encoded);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_decode), cmocka_unit_test(test_decode_without_memory),
                                       cmocka_unit_test(test_encode), cmocka_unit_test(test_encode_rest)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
