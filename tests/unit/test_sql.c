#include "unit.h"

#include <string.h>

#include "claimd/sql.h"

/* select … with the tags a (bit 0) and b (bit 1), the parameters x, y, z. */
static const struct sql_piece pieces[] = {
    {.text = "select 1 where true\n"},
    {.need = 1, .text = "and y = \001\002 or y = \001\002\n"},
    {.need = 2, .text = "and z = \001\003::text[]\n"},
    {.need = 2, .forbid = 1, .text = "and x <> \001\001\n"},
    {.forbid = 2, .text = "order by x\n"},
    {.text = "limit \001\001"},
};
static const char *const params[] = {"x", "y", "z"};
static const struct sql sql = {
    .name = "test/sql", .pieces = pieces, .piece_count = 6, .params = params, .param_count = 3};

static void assert_shape(uint64_t shape, const char *text, size_t count, const char *order)
{
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 1000);
    unsigned char got[SQL_PARAMS_MAX];
    size_t got_count = 99;
    assert_int_equal(sql_compose(&sql, shape, &buf, got, &got_count), ERR_NONE);
    assert_buf(&buf, text);
    assert_int_equal(got_count, count);
    assert_memory_equal(got, order, count);
}

static void test_shapes(void **state)
{
    (void)state;
    assert_shape(0, "select 1 where true\norder by x\nlimit $1", 1, "\x00");
    assert_shape(1, "select 1 where true\nand y = $1 or y = $1\norder by x\nlimit $2", 2, "\x01\x00");
    assert_shape(2, "select 1 where true\nand z = $1::text[]\nand x <> $2\nlimit $2", 2, "\x02\x00");
    assert_shape(3, "select 1 where true\nand y = $1 or y = $1\nand z = $2::text[]\nlimit $3", 3, "\x01\x02\x00");
}

static void test_the_schema_is_that_of_the_time(void **state)
{
    (void)state;
    static const struct sql_piece read[] = {{.text = "select \002to(\001\002) from \002actor where \001\001"}};
    const struct sql of = {.name = "test/of", .pieces = read, .piece_count = 1, .params = params, .param_count = 2};
    static const char *const texts[] = {"select claimd.to($1) from claimd.actor where $2",
                                        "select claimd_as_of.to($1) from claimd_as_of.actor where $2"};
    for (int past = 0; past < 2; past++) {
        BUF_CLEANUP struct buf buf;
        buf_init(&buf, 1000);
        unsigned char order[SQL_PARAMS_MAX];
        size_t count;
        assert_int_equal(sql_compose(&of, past ? SQL_AS_OF : 0, &buf, order, &count), ERR_NONE);
        assert_buf(&buf, texts[past]);
        assert_int_equal(count, 2);
    }
}

static void test_a_full_buffer_is_an_error(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 20);
    unsigned char order[SQL_PARAMS_MAX];
    size_t count = 99;
    assert_int_equal(sql_compose(&sql, 0, &buf, order, &count), ERR_INTERNAL);
    assert_int_equal(count, 99);
}

static void test_every_index_has_its_byte(void **state)
{
    (void)state;
    char text[SQL_PARAMS_MAX * 2 + 1] = "";
    for (size_t i = 0; i < SQL_PARAMS_MAX; i++)
        memcpy(text + 2 * i, (char[]){1, (char)(i + 1)}, 2);
    const struct sql_piece all = {.text = text};
    const struct sql many = {.name = "test/many", .pieces = &all, .piece_count = 1, .param_count = SQL_PARAMS_MAX};
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 1000);
    unsigned char order[SQL_PARAMS_MAX];
    size_t count;
    assert_int_equal(sql_compose(&many, 0, &buf, order, &count), ERR_NONE);
    assert_int_equal(count, SQL_PARAMS_MAX);
    for (size_t i = 0; i < SQL_PARAMS_MAX; i++)
        assert_int_equal(order[i], i);
    assert_true(text_ends(buf_view(&buf), TEXT("$62$63$64")));
}

static void test_bind(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 4096);
    struct ask ask;
    memset(&ask, 0xff, sizeof ask);
    ask_begin(&ask, &sql, 3, LANE_SLOW);
    assert_ptr_equal(ask.sql, &sql);
    assert_int_equal(ask.shape, 3);
    assert_int_equal(ask.lane, LANE_SLOW);
    assert_false(ask.failed);
    for (size_t i = 0; i < SQL_PARAMS_MAX; i++)
        assert_null(ask.values[i].ptr);
    ask_bind(&ask, 1, TEXT("a"));
    ask_bind_int(&ask, 2, INT64_MIN, &arena);
    assert_true(text_equal(ask.values[1], TEXT("a")));
    assert_true(text_equal(ask.values[2], TEXT("-9223372036854775808")));
    assert_false(ask.failed);
}

static void assert_array(const struct text *values, size_t count, const char *literal)
{
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 4096);
    struct ask ask;
    ask_begin(&ask, &sql, 0, LANE_FAST);
    assert_int_equal(ask_bind_array(&ask, 0, values, count, &arena), ERR_NONE);
    assert_int_equal(ask.values[0].len, strlen(literal));
    assert_memory_equal(ask.values[0].ptr, literal, strlen(literal));
}

static void test_array_literals(void **state)
{
    (void)state;
    assert_array(NULL, 0, "{}");
    assert_array((struct text[]){TEXT("a"), TEXT("b c")}, 2, "{\"a\",\"b c\"}");
    assert_array((struct text[]){TEXT(""), TEXT("NULL"), TEXT_NONE}, 3, "{\"\",\"NULL\",NULL}");
    assert_array((struct text[]){TEXT("\"\\"), TEXT("{},'")}, 2, "{\"\\\"\\\\\",\"{},'\"}");
    assert_array((struct text[]){TEXT("\"\"\"\"\"\"\"\"")}, 1, "{\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\"}");
}

static void test_without_memory(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 0);
    struct ask ask;
    ask_begin(&ask, &sql, 0, LANE_FAST);
    assert_int_equal(ask_bind_array(&ask, 0, NULL, 0, &arena), ERR_INTERNAL);
    assert_false(ask.failed);
    ask_bind_int(&ask, 0, 1, &arena);
    assert_true(ask.failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_the_schema_is_that_of_the_time),
        cmocka_unit_test(test_a_full_buffer_is_an_error),
        cmocka_unit_test(test_every_index_has_its_byte),
        cmocka_unit_test(test_bind),
        cmocka_unit_test(test_array_literals),
        cmocka_unit_test(test_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
