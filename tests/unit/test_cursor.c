#include "unit.h"

#include <string.h>

#include "claimd/base64url.h"
#include "listing/cursor.h"

#define ID   "0d6c0f0e-5b0e-4d3a-9a55-0a1c3a7d2f11"
#define MARK UINT64_C(0x0123456789abcdef)

static const struct sort by_day = {.column = "day", .type = SORT_DAY, .nullable = true};
static const struct sort by_instant = {.column = "at", .type = SORT_INSTANT};
static const struct sort by_name = {.column = "name", .type = SORT_TEXT};

static struct text encode(struct arena *arena, struct text key, bool backward)
{
    struct cursor cursor = {.backward = backward, .key = key, .id = ID};
    struct text out;
    assert_int_equal(cursor_encode(&cursor, MARK, arena, &out), ERR_NONE);
    return out;
}

static void test_round_trip(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const struct sort *sort;
        const char *key;
        bool backward;
    } cases[] = {
        {"day", &by_day, "2021-07-19", false},
        {"day, backward", &by_day, "0001-01-01", true},
        {"no key", &by_day, NULL, false},
        {"no key, backward", &by_day, NULL, true},
        {"instant", &by_instant, "2026-01-02T03:04:05.678901Z", false},
        {"name", &by_name, "Équipe \"Ω\"", true},
        {"empty name", &by_name, "", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        ARENA_CLEANUP struct arena arena;
        arena_init(&arena, 1 << 16);
        struct text text = encode(&arena, text_of(cases[i].key), cases[i].backward);
        struct cursor cursor;
        assert_case(cursor_decode(text, MARK, cases[i].sort, &arena, &cursor), cases[i].name);
        assert_case(cursor.backward == cases[i].backward, cases[i].name);
        assert_text(cursor.key, cases[i].key);
        assert_string_equal(cursor.id, ID);
    }
}

/* Every single character counts, in every place. */
static void test_tampered(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 1 << 16);
    struct text good = encode(&arena, TEXT("2021-07-19"), false);
    struct text bad;
    assert_int_equal(arena_copy(&arena, good, &bad), ERR_NONE);
    char *bytes = (char *)bad.ptr;
    struct cursor cursor;
    for (size_t i = 0; i < bad.len; i++) {
        char was = bytes[i];
        bytes[i] = was == 'A' ? 'B' : 'A';
        assert_false(cursor_decode(bad, MARK, &by_day, &arena, &cursor));
        bytes[i] = was;
    }
    assert_true(cursor_decode(bad, MARK, &by_day, &arena, &cursor));
    for (size_t len = 0; len < good.len; len++)
        assert_false(cursor_decode((struct text){.ptr = good.ptr, .len = len}, MARK, &by_day, &arena, &cursor));
    assert_false(cursor_decode(good, MARK + 1, &by_day, &arena, &cursor));
    assert_false(cursor_decode(TEXT("!!"), MARK, &by_day, &arena, &cursor));
    assert_false(cursor_decode(arena_format(&arena, "%.*s==", TEXT_ARG(good)), MARK, &by_day, &arena, &cursor));
}

/* A cursor whose check is right but whose key the database could not read. */
static void test_forged(void **state)
{
    (void)state;
    static const struct {
        const struct sort *sort;
        const char *key;
    } cases[] = {
        {&by_day, "2021-07"},
        {&by_day, "2021-02-30"},
        {&by_day, "infinity"},
        {&by_day, ""},
        {&by_instant, NULL},
        {&by_instant, "2026-01-02"},
        {&by_instant, "2026-01-02T03:04:05.678901+00"},
        {&by_instant, "2026-01-02T24:00:00.000000Z"},
        {&by_instant, "2026-01-02T03:60:00.000000Z"},
        {&by_instant, "2026-01-02T03:04:60.000000Z"},
        {&by_instant, "2026-01-02T03:04:05.67890xZ"},
        {&by_instant, "2026-01-02 03:04:05.678901Z"},
        {&by_name, "a\tb"},
        {&by_name, "\xff"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        ARENA_CLEANUP struct arena arena;
        arena_init(&arena, 1 << 16);
        struct text text = encode(&arena, text_of(cases[i].key), false);
        struct cursor cursor;
        assert_case(!cursor_decode(text, MARK, cases[i].sort, &arena, &cursor), cases[i].key ? cases[i].key : "none");
    }
}

static void test_longest_key(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 1 << 16);
    char key[SORT_KEY_MAX + 1];
    memset(key, 'k', sizeof key);
    struct text text = encode(&arena, (struct text){.ptr = key, .len = SORT_KEY_MAX}, false);
    /* It must pass as a parameter. */
    assert_true(text.len <= 500);
    struct cursor cursor;
    assert_true(cursor_decode(text, MARK, &by_name, &arena, &cursor));
    const struct cursor too_long = {.key = {.ptr = key, .len = sizeof key}, .id = ID};
    assert_int_equal(cursor_encode(&too_long, MARK, &arena, &text), ERR_INTERNAL);
    const struct cursor no_id = {.id = "nobody"};
    assert_int_equal(cursor_encode(&no_id, MARK, &arena, &text), ERR_INTERNAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_tampered),
        cmocka_unit_test(test_forged),
        cmocka_unit_test(test_longest_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
