#include "unit.h"

#include "claimd/fault.h"

static void test_add(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 1 << 20);
    struct faults faults = {0};
    struct fault fault = {.code = FAULT_MALFORMED, .name = TEXT("from")};
    assert_int_equal(faults_add(&faults, &arena, &fault), ERR_NONE);
    fault.name = TEXT("to");
    assert_int_equal(faults_add(&faults, &arena, &fault), ERR_NONE);
    assert_int_equal(faults.count, 2);
    assert_text(faults.items[0].name, "from");
    assert_text(faults.items[1].name, "to");
}

static void test_ceiling(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 1 << 20);
    struct faults faults = {0};
    const struct fault fault = {.code = FAULT_MALFORMED};
    for (size_t i = 0; i < FAULTS_MAX + 5; i++)
        assert_int_equal(faults_add(&faults, &arena, &fault), ERR_NONE);
    assert_int_equal(faults.count, FAULTS_MAX);
}

static void test_no_memory(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 16);
    struct faults faults = {0};
    assert_int_equal(faults_add(&faults, &arena, &(struct fault){0}), ERR_INTERNAL);
    assert_int_equal(faults.count, 0);
}

static const char *const names[] = {
    "actor", "claimant", "confidence", "confidence_min", "count",  "cursor",   "date_field", "from", "include",
    "limit", "scope",    "sort",       "source",         "status", "disputed", "to",         NULL};

static void test_nearest(void **state)
{
    (void)state;
    static const struct {
        const char *name, *nearest;
    } cases[] = {
        {"actor", "actor"},
        {"actors", "actor"},  /* one too many */
        {"acto", "actor"},    /* one too few */
        {"acter", "actor"},   /* another */
        {"atcor", "actor"},   /* two swapped */
        {"Actor", "actor"},   /* case */
        {"STATUS", "status"}, /* case, wholly */
        {"confidence_mni", "confidence_min"},
        {"confidense", "confidence"},
        {"dateField", "date_field"}, /* an underscore and a case */
        {"disptued", "disputed"},
        {"dipsuetd", "disputed"}, /* two swaps in eight */
        {"for", NULL},            /* three of three away, or two */
        {"fro", "from"},
        {"rfom", "from"},
        {"t", NULL},         /* nothing is within a third of one letter */
        {"lmt", NULL},       /* two letters missing of three */
        {"limitless", NULL}, /* four of nine */
        {"sourse", "source"},
        {"sorce", "source"}, /* sort and scope are farther */
        {"xyzzy", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *nearest = fault_nearest(text_of(cases[i].name), names);
        assert_text(text_of(nearest), cases[i].nearest);
    }
}

static void test_nearest_first_of_equals(void **state)
{
    (void)state;
    static const char *const equals[] = {"abcx", "abcy", NULL};
    assert_string_equal(fault_nearest(TEXT("abcz"), equals), "abcx");
    static const char *const better[] = {"abcdxx", "abcdex", "abcdef", NULL};
    assert_string_equal(fault_nearest(TEXT("abcdef"), better), "abcdef");
    static const char *const worse[] = {"abcdef", "abcdex", NULL};
    assert_string_equal(fault_nearest(TEXT("abcdef"), worse), "abcdef");
}

static void test_nearest_of_nothing(void **state)
{
    (void)state;
    static const char *const none[] = {NULL};
    assert_null(fault_nearest(TEXT("abc"), none));
    assert_null(fault_nearest(TEXT("abc"), NULL));
}

#define LETTERS_100                                                                                                    \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void test_nearest_of_long(void **state)
{
    (void)state;
    static const char *const long_names[] = {LETTERS_100 "a", LETTERS_100, NULL};
    assert_string_equal(fault_nearest(TEXT(LETTERS_100), long_names), LETTERS_100);
    assert_null(fault_nearest(TEXT(LETTERS_100 "a"), long_names));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_add),
        cmocka_unit_test(test_ceiling),
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_nearest_first_of_equals),
        cmocka_unit_test(test_nearest_of_nothing),
        cmocka_unit_test(test_nearest_of_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
