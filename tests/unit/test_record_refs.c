#include "unit.h"

#include <string.h>

#include "claimd/json_read.h"
#include "records/record_check.h"
#include "records/record_refs.h"

struct seen {
    struct buf buf;
    const char *replacement; /* for "bear" */
};

static enum err note(void *context, struct record_ref *ref)
{
    struct seen *seen = context;
    buf_format(&seen->buf, "%.*s=%.*s/%x ", TEXT_ARG(ref->pointer), TEXT_ARG(ref->value), ref->targets);
    if (seen->replacement && text_equal(ref->value, TEXT("bear")))
        ref->replacement = text_of(seen->replacement);
    return text_equal(ref->value, TEXT("stop")) ? ERR_OVERLOADED : ERR_NONE;
}

static json_t *record_of(const char *text)
{
    json_t *record = NULL;
    struct json_fault fault;
    assert_int_equal(json_read(text_of(text), &record, &fault), ERR_NONE);
    return record;
}

static void test_each_reference_once_with_its_pointer(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 1U << 20);
    json_auto_t *record =
        record_of("{\"type\":\"claim\",\"collection\":\"press\",\"claimants\":[\"acme\",\"bear\"],\"spoken_by\":{"
                  "\"actor\":\"x\"},"
                  "\"citations\":[{\"source\":\"s\"},{\"source\":\"t\",\"reported_by\":\"bear\",\"quote\":null}],"
                  "\"supersedes\":null,"
                  "\"actors\":[\"bear\",7,\"\",\" "
                  "y\"],\"subject\":{\"type\":\"incident\",\"incident\":\"hit\"},\"statement\":\"bear\"}");
    struct seen seen = {.replacement = NULL};
    buf_init(&seen.buf, 4096);
    assert_int_equal(record_refs(record, RECORD_CLAIM, &arena, note, &seen), ERR_NONE);
    char expected[512];
    snprintf(expected, sizeof expected,
             "/collection=press/%x /claimants/0=acme/%x /claimants/1=bear/%x /spoken_by/actor=x/%x "
             "/citations/0/source=s/%x /citations/1/source=t/%x /citations/1/reported_by=bear/%x /actors/0=bear/%x "
             "/subject/incident=hit/%x ",
             1U << RECORD_COLLECTION, 1U << RECORD_ACTOR, 1U << RECORD_ACTOR, 1U << RECORD_ACTOR, 1U << RECORD_SOURCE,
             1U << RECORD_SOURCE, 1U << RECORD_ACTOR, 1U << RECORD_ACTOR, 1U << RECORD_INCIDENT);
    assert_buf(&seen.buf, expected);
    buf_deinit(&seen.buf);
}

static void test_replacement(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 1U << 20);
    json_auto_t *record = record_of("{\"claimants\":[\"acme\",\"bear\"],\"actors\":[\"bear\"],\"statement\":\"bear\"}");
    struct seen seen = {.replacement = "an id"};
    buf_init(&seen.buf, 4096);
    assert_int_equal(record_refs(record, RECORD_CLAIM, &arena, note, &seen), ERR_NONE);
    buf_deinit(&seen.buf);
    assert_string_equal(json_string_value(json_array_get(json_object_get(record, "claimants"), 0)), "acme");
    assert_string_equal(json_string_value(json_array_get(json_object_get(record, "claimants"), 1)), "an id");
    assert_string_equal(json_string_value(json_array_get(json_object_get(record, "actors"), 0)), "an id");
    assert_string_equal(json_string_value(json_object_get(record, "statement")), "bear");
}

static void test_the_visitors_error_ends_the_walk(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 1U << 20);
    json_auto_t *record = record_of("{\"claimants\":[\"a\",\"stop\",\"b\"]}");
    struct seen seen = {.replacement = NULL};
    buf_init(&seen.buf, 4096);
    assert_int_equal(record_refs(record, RECORD_CLAIM, &arena, note, &seen), ERR_OVERLOADED);
    assert_null(memmem(seen.buf.ptr, seen.buf.len, "/claimants/2", 12));
    buf_deinit(&seen.buf);
}

static void test_a_list_that_holds_an_id_twice(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 1U << 20);
    struct faults faults = {0};
    json_auto_t *record = record_of("{\"claimants\":[\"a\",\"b\",\"a\",\"a\"],\"actors\":[\"a\"]}");
    assert_int_equal(record_refs_distinct(record, RECORD_CLAIM, &arena, &faults), ERR_INVALID_RECORD);
    assert_int_equal(faults.count, 2);
    assert_text(faults.items[0].name, "/claimants/2");
    assert_text(faults.items[1].name, "/claimants/3");
    assert_int_equal(faults.items[0].code, FAULT_REPEATED);
}

/* What is absent is filled in, and only that. */
static void test_a_checked_record_is_whole(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 1U << 20);
    struct faults faults = {0};
    json_auto_t *record =
        record_of("{\"type\":\"source\",\"slug\":\"a\",\"kind\":\"news\",\"title\":\"A\",\"language\":\"en\","
                  "\"authors\":null,\"url\":null}");
    enum record_type type;
    assert_int_equal(record_type_of(record, &type, &arena, &faults), ERR_NONE);
    assert_int_equal(type, RECORD_SOURCE);
    assert_int_equal(record_check(record, type, &arena, &faults), ERR_NONE);
    assert_int_equal(faults.count, 0);
    size_t fields = 1;
    for (size_t set = 0; set < record_shapes[type].set_count; set++)
        fields += record_shapes[type].sets[set].count;
    assert_int_equal(json_object_size(record), fields);
    assert_true(json_is_array(json_object_get(record, "authors")));
    assert_true(json_is_null(json_object_get(record, "publisher")));
}

static void test_without_memory(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 0);
    struct faults faults = {0};
    json_auto_t *record = record_of("{\"type\":\"actor\"}");
    assert_int_equal(record_check(record, RECORD_ACTOR, &arena, &faults), ERR_INTERNAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_reference_once_with_its_pointer),
        cmocka_unit_test(test_replacement),
        cmocka_unit_test(test_the_visitors_error_ends_the_walk),
        cmocka_unit_test(test_a_list_that_holds_an_id_twice),
        cmocka_unit_test(test_a_checked_record_is_whole),
        cmocka_unit_test(test_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
