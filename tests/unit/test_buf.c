#include "unit.h"

#include <stdlib.h>
#include <string.h>

static void test_appends(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 100);
    assert_buf(&buf, "");
    buf_char(&buf, 'a');
    buf_cstr(&buf, "bc");
    buf_cstr(&buf, NULL);
    buf_text(&buf, TEXT("d\0e"));
    buf_int(&buf, INT64_MIN);
    buf_format(&buf, "%s=%d", "x", 7);
    buf_literal(&buf, "!");
    assert_int_equal(buf_check(&buf), ERR_NONE);
    assert_true(text_equal(buf_view(&buf), TEXT("abcd\0e-9223372036854775808x=7!")));
}

static void test_ceiling_is_exact(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 3);
    buf_cstr(&buf, "abc");
    assert_int_equal(buf_check(&buf), ERR_NONE);
    buf_char(&buf, 'd');
    assert_int_equal(buf_check(&buf), ERR_INTERNAL);
    assert_buf(&buf, "abc");
}

static void test_failure_sticks(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 3);
    buf_cstr(&buf, "abcd");
    buf_char(&buf, 'e');
    buf_format(&buf, "%d", 1);
    assert_null(buf_reserve(&buf, 1));
    assert_int_equal(buf_check(&buf), ERR_INTERNAL);
    assert_buf(&buf, "");
    size_t len = 42;
    assert_null(buf_steal(&buf, &len));
    assert_int_equal(len, 42);
    buf_reset(&buf);
    buf_cstr(&buf, "xy");
    buf_cstr(&buf, "zz");
    assert_null(buf_steal(&buf, &len));
    buf_reset(&buf);
    buf_cstr(&buf, "abc");
    assert_int_equal(buf_check(&buf), ERR_NONE);
    assert_buf(&buf, "abc");
}

static void test_grows_to_the_ceiling(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 100000);
    for (size_t i = 0; i < 100000; i++)
        buf_char(&buf, (char)('a' + i % 26));
    assert_int_equal(buf_check(&buf), ERR_NONE);
    assert_int_equal(buf.len, 100000);
    assert_true(buf.cap <= 100000);
    for (size_t i = 0; i < buf.len; i++)
        assert_int_equal(buf.ptr[i], 'a' + i % 26);
}

static void test_steal(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 10);
    size_t len = 0;
    assert_null(buf_steal(&buf, &len));
    buf_cstr(&buf, "abc");
    char *bytes = buf_steal(&buf, &len);
    assert_non_null(bytes);
    assert_text(((struct text){.ptr = bytes, .len = len}), "abc");
    free(bytes);
    assert_buf(&buf, "");
    buf_char(&buf, 'a');
    bytes = buf_steal(&buf, &len);
    assert_non_null(bytes);
    assert_int_equal(len, 1);
    free(bytes);
    buf_cstr(&buf, "0123456789");
    assert_int_equal(buf_check(&buf), ERR_NONE);
}

static void test_reserve(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 1000);
    buf_cstr(&buf, "ab");
    char *end = buf_reserve(&buf, 998);
    assert_non_null(end);
    memset(end, 'c', 998);
    buf.len += 998;
    assert_null(buf_reserve(&buf, 1));
    assert_int_equal(buf_check(&buf), ERR_INTERNAL);
}

static void test_no_overflow(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, SIZE_MAX);
    buf_char(&buf, 'a');
    assert_null(buf_reserve(&buf, SIZE_MAX));
    assert_buf(&buf, "a");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_appends),        cmocka_unit_test(test_ceiling_is_exact),
        cmocka_unit_test(test_failure_sticks), cmocka_unit_test(test_grows_to_the_ceiling),
        cmocka_unit_test(test_steal),          cmocka_unit_test(test_reserve),
        cmocka_unit_test(test_no_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
