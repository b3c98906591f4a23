#include "unit.h"

#include "claimd/json_write.h"

static void test_nested(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 1000);
    struct json_writer json;
    json_writer_init(&json, &buf);
    json_write_object_begin(&json);
    json_write_key(&json, "a");
    json_write_array_begin(&json);
    json_write_int(&json, -1);
    json_write_array_begin(&json);
    json_write_array_end(&json);
    json_write_object_begin(&json);
    json_write_object_end(&json);
    json_write_bool(&json, true);
    json_write_bool(&json, false);
    json_write_array_begin(&json);
    json_write_int(&json, 1);
    json_write_array_end(&json);
    json_write_array_begin(&json);
    json_write_int(&json, 2);
    json_write_array_end(&json);
    json_write_array_end(&json);
    json_write_key_text(&json, TEXT("b\"\n"));
    json_write_null(&json);
    json_write_key(&json, "c");
    json_write_raw(&json, TEXT("{\"x\":1}"));
    json_write_key(&json, "d");
    json_write_string(&json, TEXT_NONE);
    json_write_object_end(&json);
    assert_buf(&buf, "{\"a\":[-1,[],{},true,false,[1],[2]],\"b\\\"\\n\":null,\"c\":{\"x\":1},\"d\":null}");
    assert_int_equal(json.depth, 0);
}

/* Members of the objects within are no members of it, and what follows it is whole. */
static void test_only(void **state)
{
    (void)state;
    const struct {
        const char *const *names;
        const char *json;
    } cases[] = {
        {(const char *const[]){"a", NULL}, "[{\"a\":1},{\"a\":1}]"},
        {(const char *const[]){"b", NULL}, "[{\"b\":{\"a\":2,\"d\":[3]}},{\"a\":1}]"},
        {(const char *const[]){"c", "a", NULL}, "[{\"a\":1,\"c\":\"x\"},{\"a\":1}]"},
        {(const char *const[]){"c", "e", NULL}, "[{\"c\":\"x\",\"e\":null},{\"a\":1}]"},
        {(const char *const[]){"no", NULL}, "[{},{\"a\":1}]"},
        {NULL, "[{\"a\":1,\"b\":{\"a\":2,\"d\":[3]},\"c\":\"x\",\"e\":null},{\"a\":1}]"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        BUF_CLEANUP struct buf buf;
        buf_init(&buf, 1000);
        struct json_writer json;
        json_writer_init(&json, &buf);
        json_write_array_begin(&json);
        json_write_only(&json, cases[i].names);
        json_write_object_begin(&json);
        json_write_key(&json, "a");
        json_write_int(&json, 1);
        json_write_key(&json, "b");
        json_write_object_begin(&json);
        json_write_key(&json, "a");
        json_write_int(&json, 2);
        json_write_key_text(&json, TEXT("d"));
        json_write_array_begin(&json);
        json_write_int(&json, 3);
        json_write_array_end(&json);
        json_write_object_end(&json);
        json_write_pair(&json, "c", TEXT("x"));
        json_write_key_text(&json, TEXT("e"));
        json_write_null(&json);
        json_write_object_end(&json);
        json_write_object_begin(&json);
        json_write_key(&json, "a");
        json_write_int(&json, 1);
        json_write_object_end(&json);
        json_write_array_end(&json);
        assert_buf(&buf, cases[i].json);
    }
}

static void test_strings(void **state)
{
    (void)state;
    static const struct {
        struct text text;
        const char *json;
    } cases[] = {
        {TEXT(""), "\"\""},
        {TEXT("plain"), "\"plain\""},
        {TEXT("\b\t\n\f\r\"\\/"), "\"\\b\\t\\n\\f\\r\\\"\\\\/\""},
        {TEXT("\0\x01\x0B\x1F\x7F"), "\"\\u0000\\u0001\\u000b\\u001f\x7F\""},
        {TEXT("é中😀"), "\"é中😀\""},
        {TEXT("a\nb\nc"), "\"a\\nb\\nc\""},
        {TEXT("\u2028</script>"), "\"\u2028</script>\""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        BUF_CLEANUP struct buf buf;
        buf_init(&buf, 1000);
        struct json_writer json;
        json_writer_init(&json, &buf);
        json_write_string(&json, cases[i].text);
        assert_buf(&buf, cases[i].json);
    }
}

static void nest(struct json_writer *json, unsigned depth)
{
    for (unsigned i = 0; i < depth; i++)
        json_write_array_begin(json);
    for (unsigned i = 0; i < depth; i++)
        json_write_array_end(json);
}

static void test_depth(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 1000);
    struct json_writer json;
    json_writer_init(&json, &buf);
    nest(&json, 32);
    assert_int_equal(buf_check(&buf), ERR_NONE);
    assert_int_equal(buf.len, 64);
    for (int i = 0; i < 33; i++)
        json_write_array_begin(&json);
    assert_int_equal(buf_check(&buf), ERR_INTERNAL);
}

static void test_unbalanced(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 1000);
    struct json_writer json;
    json_writer_init(&json, &buf);
    json_write_object_end(&json);
    assert_int_equal(buf_check(&buf), ERR_INTERNAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nested), cmocka_unit_test(test_only),       cmocka_unit_test(test_strings),
        cmocka_unit_test(test_depth),  cmocka_unit_test(test_unbalanced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
