#include "unit.h"

#include <jansson.h>

#include "claimd/json_canonical.h"
#include "claimd/json_read.h"

static void check(const char *input, enum err expected, const char *output)
{
    json_auto_t *value = NULL;
    struct json_fault fault;
    assert_case(json_read(text_of(input), &value, &fault) == ERR_NONE, input);
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 10000);
    assert_case(json_canonical(value, &buf) == expected, input);
    if (expected == ERR_NONE)
        assert_buf(&buf, output);
}

static void test_forms(void **state)
{
    (void)state;
    check("{}", ERR_NONE, "{}");
    check("[ ]", ERR_NONE, "[]");
    check("{ \"b\" : [ 1 , true , false , null , -0 ] , \"a\" : { \"z\" : {} , \"y\" : \"\" } }", ERR_NONE,
          "{\"a\":{\"y\":\"\",\"z\":{}},\"b\":[1,true,false,null,0]}");
    check("[\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\\u007f\"]", ERR_NONE,
          "[\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\x7F\"]");
}

/* RFC 8785, 3.2.3, and neighbours whose order in UTF-8 is the other way round. */
static void test_order(void **state)
{
    (void)state;
    check("{\"\\u20ac\":0,\"\\r\":1,\"\\ufb33\":2,\"1\":3,\"\\ud83d\\ude00\":4,\"\\u0080\":5,\"\\u00f6\":6}", ERR_NONE,
          "{\"\\r\":1,\"1\":3,\"\xC2\x80\":5,\"ö\":6,\"€\":0,\"😀\":4,\"\xEF\xAC\xB3\":2}");
    check("{\"\\uffff\":1,\"\\ud800\\udc00\":2,\"\\ud7ff\":3,\"\\ue000\":4}", ERR_NONE,
          "{\"\xED\x9F\xBF\":3,\"\xF0\x90\x80\x80\":2,\"\xEE\x80\x80\":4,\"\xEF\xBF\xBF\":1}");
    check("{\"ab\":1,\"a\":2,\"\":3,\"b\":4,\"B\":5}", ERR_NONE, "{\"\":3,\"B\":5,\"a\":2,\"ab\":1,\"b\":4}");
    check("{\"\\ud83d\\ude01\":1,\"\\ud83d\\ude00\":2}", ERR_NONE, "{\"😀\":2,\"😁\":1}");
    check("{\"a\\ud83d\\ude00c\":1,\"a\\ud83d\\ude00b\":2}", ERR_NONE, "{\"a😀b\":2,\"a😀c\":1}");
}

static void test_numbers(void **state)
{
    (void)state;
    check("[9007199254740991,-9007199254740991]", ERR_NONE, "[9007199254740991,-9007199254740991]");
    check("[9007199254740992]", ERR_INVALID_JSON, NULL);
    check("[-9007199254740992]", ERR_INVALID_JSON, NULL);
    check("[1.5]", ERR_INVALID_JSON, NULL);
    check("[1.0]", ERR_INVALID_JSON, NULL);
    check("{\"a\":{\"b\":[1e2]}}", ERR_INVALID_JSON, NULL);
}

static void test_ceilings(void **state)
{
    (void)state;
    json_auto_t *value = json_array();
    json_t *inner = value;
    for (int depth = 1; depth < JSON_DEPTH_MAX + 1; depth++) {
        json_array_append_new(inner, json_array());
        inner = json_array_get(inner, 0);
    }
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 10000);
    assert_int_equal(json_canonical(value, &buf), ERR_INTERNAL);
    buf_reset(&buf);
    assert_int_equal(json_canonical(json_array_get(value, 0), &buf), ERR_NONE);

    BUF_CLEANUP struct buf small;
    buf_init(&small, 3);
    assert_int_equal(json_canonical(value, &small), ERR_INTERNAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_ceilings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
