#include "unit.h"

#include <string.h>

#include "claimd/arena.h"

static void test_zeroed_and_aligned(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 1 << 20);
    for (size_t size = 0; size < 9000; size = size * 3 + 1) {
        unsigned char *bytes = arena_alloc(&arena, size);
        assert_non_null(bytes);
        assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(bytes[i], 0);
        memset(bytes, 0xFF, size);
    }
}

static void test_ceiling(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 64);
    assert_non_null(arena_alloc(&arena, 48));
    assert_null(arena_alloc(&arena, 17));
    assert_non_null(arena_alloc(&arena, 16));
    assert_null(arena_alloc(&arena, 1));
    assert_null(arena_alloc(&arena, 0));
    arena_deinit(&arena);
    assert_non_null(arena_alloc(&arena, 64));
}

static void test_overflow(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, SIZE_MAX);
    assert_null(arena_alloc(&arena, SIZE_MAX));
    assert_null(arena_alloc(&arena, SIZE_MAX - 31));
    assert_null(arena_array(&arena, SIZE_MAX / 2, 3));
    assert_int_equal(arena.used, 0);
    assert_non_null(arena_array(&arena, 3, 5));
}

static void test_copy(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 64);
    struct text copy;
    assert_int_equal(arena_copy(&arena, TEXT("abc"), &copy), ERR_NONE);
    assert_text(copy, "abc");
    assert_int_equal(copy.ptr[3], '\0');
    assert_int_equal(arena_copy(&arena, TEXT_NONE, &copy), ERR_NONE);
    assert_text(copy, "");
    const struct text before = copy;
    assert_int_equal(arena_copy(&arena, TEXT("0123456789012345678901234567890123456789012345678901234567890"), &copy),
                     ERR_INTERNAL);
    assert_ptr_equal(copy.ptr, before.ptr);
}

static void test_format(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 32);
    assert_text(arena_format(&arena, "%d to %d", 1, 1000), "1 to 1000");
    assert_text(arena_format(&arena, "%s", "seventeen bytes and more"), NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zeroed_and_aligned),
        cmocka_unit_test(test_ceiling),
        cmocka_unit_test(test_overflow),
        cmocka_unit_test(test_copy),
        cmocka_unit_test(test_format),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
