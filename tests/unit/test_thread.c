/* The tree of a thread: what stands twice, and what is cut. */
#include <stdio.h>
#include <string.h>

#include "quarrel/thread_json.h"
#include "unit.h"

#define CLAIM "00000000-0000-4000-8000-000000000000"

static struct thread_place place(const char *id, const char *target)
{
    struct thread_place made = {.json = TEXT("{}")};
    (void)snprintf(made.id, sizeof made.id, "%s", id);
    (void)snprintf(made.target, sizeof made.target, "%s", target);
    return made;
}

static void assert_written(struct thread *thread, const char *expected)
{
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 65536);
    struct json_writer json;
    json_writer_init(&json, &buf);
    thread->claim = TEXT("{}");
    (void)snprintf(thread->id, sizeof thread->id, "%s", CLAIM);
    thread_write(thread, &json);
    assert_int_equal(buf_check(&buf), ERR_NONE);
    buf_char(&buf, '\0');
    assert_string_equal(buf.ptr, expected);
}

static void test_what_stands_twice_is_told_once(void **state)
{
    (void)state;
    struct thread_place places[] = {place("a", CLAIM), place("b", CLAIM), place("b", "a"), place("c", "b")};
    struct thread thread = {.places = places, .count = 4};
    assert_written(&thread,
                   "{\"data\":{\"type\":\"claim\",\"statement\":{},\"endorsements\":[],\"answers\":["
                   "{\"type\":\"counter_claim\",\"id\":\"a\",\"repeated\":false,\"statement\":{},\"answers\":["
                   "{\"type\":\"counter_claim\",\"id\":\"b\",\"repeated\":false,\"statement\":{},\"answers\":["
                   "{\"type\":\"counter_claim\",\"id\":\"c\",\"repeated\":false,\"statement\":{},\"answers\":[]}]}]},"
                   "{\"type\":\"counter_claim\",\"id\":\"b\",\"repeated\":true}]},"
                   "\"meta\":{\"answers\":3,\"complete\":true,\"warnings\":[],\"licenses\":[]}}");
}

static void test_endorsements_stand_apart(void **state)
{
    (void)state;
    struct thread_place places[] = {place("e", CLAIM)};
    places[0].endorsement = true;
    places[0].json = TEXT("{\"e\":1}");
    struct thread thread = {.places = places, .count = 1};
    assert_written(&thread,
                   "{\"data\":{\"type\":\"claim\",\"statement\":{},\"endorsements\":[{\"e\":1}],\"answers\":[]},"
                   "\"meta\":{\"answers\":0,\"complete\":true,\"warnings\":[],\"licenses\":[]}}");
}

/* A chain as long as the depth is written whole, within the writer's 32 levels; its cut is said. */
static void test_the_deepest_chain(void **state)
{
    (void)state;
    struct thread_place places[THREAD_DEPTH];
    char id[37], before[37] = CLAIM;
    for (int i = 0; i < THREAD_DEPTH; i++) {
        (void)snprintf(id, sizeof id, "n%d", i);
        places[i] = place(id, before);
        (void)snprintf(before, sizeof before, "%s", id);
    }
    struct thread thread = {.places = places, .count = THREAD_DEPTH, .cut = true, .claim = TEXT("{}"), .id = CLAIM};
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 65536);
    struct json_writer json;
    json_writer_init(&json, &buf);
    thread_write(&thread, &json);
    assert_int_equal(buf_check(&buf), ERR_NONE);
    buf_char(&buf, '\0');
    assert_non_null(strstr(buf.ptr, "\"id\":\"n11\",\"repeated\":false,\"statement\":{},\"answers\":[]"));
    assert_non_null(strstr(buf.ptr, "\"answers\":12,\"complete\":false,\"warnings\":[{\"code\":\"thread-cut\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_stands_twice_is_told_once),
        cmocka_unit_test(test_endorsements_stand_apart),
        cmocka_unit_test(test_the_deepest_chain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
