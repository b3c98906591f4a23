#include "unit.h"

#include <string.h>

#include "claimd/base64url.h"

static void test_round_trip(void **state)
{
    (void)state;
    /* RFC 4648, 10, without the padding; and the two characters that differ from base64. */
    static const struct {
        struct text bytes;
        const char *text;
    } cases[] = {
        {TEXT(""), ""},
        {TEXT("f"), "Zg"},
        {TEXT("fo"), "Zm8"},
        {TEXT("foo"), "Zm9v"},
        {TEXT("foob"), "Zm9vYg"},
        {TEXT("fooba"), "Zm9vYmE"},
        {TEXT("foobar"), "Zm9vYmFy"},
        {TEXT("\xFB\xFF\xFE"), "-__-"},
        {TEXT("\0"), "AA"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        BUF_CLEANUP struct buf buf;
        buf_init(&buf, 100);
        base64url_encode(&buf, cases[i].bytes);
        assert_buf(&buf, cases[i].text);
        unsigned char bytes[6];
        size_t len = 99;
        assert_case(base64url_decode(text_of(cases[i].text), bytes, sizeof(bytes), &len), cases[i].text);
        assert_true(text_equal((struct text){.ptr = (const char *)bytes, .len = len}, cases[i].bytes));
    }
}

static void test_bad(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "Zg==", "Zg=",   "Z",      "Zm9vY", "Zh", /* leftover bits */
        "Zm9",                                    /* leftover bits */
        "+//+", "Zm 9v", "Zm9v\n", "Zm9v.", "é",  "Zg\n",
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        unsigned char bytes[16];
        size_t len = 99;
        assert_case(!base64url_decode(text_of(cases[i]), bytes, sizeof(bytes), &len), cases[i]);
        assert_int_equal(len, 99);
    }
}

static void test_too_small(void **state)
{
    (void)state;
    unsigned char bytes[2];
    size_t len = 99;
    assert_false(base64url_decode(TEXT("Zm9v"), bytes, sizeof(bytes), &len));
    assert_int_equal(len, 99);
    assert_true(base64url_decode(TEXT("Zm8"), bytes, sizeof(bytes), &len));
    assert_int_equal(len, 2);
}

static void test_full_buffer(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 4);
    base64url_encode(&buf, TEXT("foobar"));
    assert_int_equal(buf_check(&buf), ERR_INTERNAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_round_trip), cmocka_unit_test(test_bad),
                                       cmocka_unit_test(test_too_small), cmocka_unit_test(test_full_buffer)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
