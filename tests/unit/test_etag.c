#include "unit.h"

#include "claimd/arena.h"
#include "claimd/hash.h"
#include "http/etag.h"

static void test_made(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 4096);
    /* BLAKE2b-128 of "abc" (b2sum -l 128), base64url. */
    assert_text(etag_make(TEXT_NONE, TEXT("abc"), false, &arena), "\"z0q3kcYrjSshCckCdSh4Fg\"");
    assert_text(etag_make(TEXT("12"), TEXT("abc"), false, &arena), "\"12-z0q3kcYrjSshCckCdSh4Fg\"");
    assert_text(etag_make(TEXT("12"), TEXT("abc"), true, &arena), "\"12-z0q3kcYrjSshCckCdSh4Fg-gz\"");
    assert_false(
        text_equal(etag_make(TEXT_NONE, TEXT("abd"), false, &arena), etag_make(TEXT_NONE, TEXT("abc"), false, &arena)));
    struct arena full = {.max = 8};
    assert_null(etag_make(TEXT_NONE, TEXT("abc"), false, &full).ptr);
}

static void test_matches(void **state)
{
    (void)state;
    static const struct {
        const char *list;
        bool matches;
    } lists[] = {
        {NULL, false},
        {"", false},
        {"\"a-b\"", true},
        {"W/\"a-b\"", true},
        {" \"a-b\" ", true},
        {"\"x\", \"a-b\"", true},
        {"\"x\",W/\"a-b\",\"y\"", true},
        {"*", true},
        {" * ", true},
        {"\"*\"", false},
        {"\"a-b\"x", false},
        {"a-b", false},
        {"\"a-b-gz\"", false},
        {"\"a\"", false},
        {",,\"a-b\",", true},
        {"w/\"a-b\"", false},
        {"\"x,\"a-b\"", true},
        {"\"x\" \"a-b\"", false},
    };
    for (size_t i = 0; i < COUNT_OF(lists); i++)
        assert_case(etag_matches(text_of(lists[i].list), TEXT("\"a-b\"")) == lists[i].matches,
                    lists[i].list == NULL ? "none" : lists[i].list);
}

static int setup(void **state)
{
    (void)state;
    return hash_init() == ERR_NONE ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_made),
        cmocka_unit_test(test_matches),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
