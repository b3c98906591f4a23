#include "unit.h"

#include "db/shapes.h"

static const struct sql one = {.name = "one"}, two = {.name = "two"};

static void test_found_again(void **state)
{
    (void)state;
    struct shapes shapes;
    uint32_t evicted = 9;
    assert_int_equal(shapes_init(&shapes, 4), ERR_NONE);
    assert_null(shapes_find(&shapes, &one, 0));
    assert_int_equal(shapes_add(&shapes, &one, 0, &evicted)->number, 1);
    assert_int_equal(evicted, 0);
    assert_int_equal(shapes_add(&shapes, &one, 1, &evicted)->number, 2);
    assert_int_equal(shapes_add(&shapes, &two, 0, &evicted)->number, 3);
    assert_int_equal(shapes_find(&shapes, &one, 0)->number, 1);
    assert_int_equal(shapes_find(&shapes, &one, 1)->number, 2);
    assert_int_equal(shapes_find(&shapes, &two, 0)->number, 3);
    assert_null(shapes_find(&shapes, &two, 1));
    shapes_drop(&shapes, 2);
    shapes_drop(&shapes, 77);
    assert_null(shapes_find(&shapes, &one, 1));
    shapes_clear(&shapes);
    assert_null(shapes_find(&shapes, &one, 0));
    assert_int_equal(shapes_add(&shapes, &one, 0, &evicted)->number, 4);
    shapes_deinit(&shapes);
}

static void test_least_used_goes(void **state)
{
    (void)state;
    struct shapes shapes;
    uint32_t evicted;
    assert_int_equal(shapes_init(&shapes, 3), ERR_NONE);
    for (uint64_t tags = 0; tags < 3; tags++)
        shapes_add(&shapes, &one, tags, &evicted);
    assert_non_null(shapes_find(&shapes, &one, 0));
    shapes_add(&shapes, &one, 3, &evicted);
    assert_int_equal(evicted, 2); /* tags 1 */
    assert_null(shapes_find(&shapes, &one, 1));
    /* A place that was dropped is used before anything has to go. */
    shapes_drop(&shapes, 1);
    shapes_add(&shapes, &one, 4, &evicted);
    assert_int_equal(evicted, 0);
    shapes_add(&shapes, &one, 5, &evicted);
    assert_int_equal(evicted, 3); /* tags 2 */
    shapes_deinit(&shapes);
}

static void test_many(void **state)
{
    (void)state;
    struct shapes shapes;
    uint32_t evicted;
    assert_int_equal(shapes_init(&shapes, 64), ERR_NONE);
    for (uint64_t tags = 0; tags < 5000; tags++) {
        assert_int_equal(shapes_add(&shapes, tags % 2 ? &one : &two, tags, &evicted)->number, tags + 1);
        assert_int_equal(evicted, tags < 64 ? 0 : tags + 1 - 64);
        for (uint64_t old = tags < 63 ? 0 : tags - 63; old <= tags; old++)
            assert_non_null(shapes_find(&shapes, old % 2 ? &one : &two, old));
    }
    shapes_deinit(&shapes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found_again),
        cmocka_unit_test(test_least_used_goes),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
