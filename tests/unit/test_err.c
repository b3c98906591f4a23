#include "unit.h"

#include <string.h>

#include "claimd/err.h"

static bool is_slug(const char *slug)
{
    size_t len = strlen(slug);
    return len > 0 && strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") == len && slug[0] != '-';
}

static void test_registry(void **state)
{
    (void)state;
    for (int err = ERR_NONE + 1; err < ERR_COUNT; err++) {
        const struct err_info *info = err_info((enum err)err);
        assert_in_range(info->status, 400, 599);
        assert_case(is_slug(info->slug), info->slug);
        assert_case(strlen(info->title) > 0 && info->title[strlen(info->title) - 1] != '.', info->slug);
        assert_case(strlen(info->text) > 0, info->slug);
        for (int other = ERR_NONE + 1; other < err; other++)
            assert_case(strcmp(info->slug, err_info((enum err)other)->slug) != 0, info->slug);
        /* Both kinds have a page under /problems/. */
        for (int code = 0; code < FAULT_COUNT; code++)
            assert_case(strcmp(info->slug, fault_info((enum fault_code)code)->slug) != 0, info->slug);
    }
    assert_int_equal(err_info(ERR_NOT_FOUND)->status, 404);
    assert_string_equal(err_info(ERR_NOT_FOUND)->slug, "not-found");
}

static void test_faults(void **state)
{
    (void)state;
    for (int code = 0; code < FAULT_COUNT; code++) {
        const struct fault_info *info = fault_info((enum fault_code)code);
        assert_case(is_slug(info->slug), info->slug);
        assert_case(strlen(info->text) > 0, info->slug);
        for (int other = 0; other < code; other++)
            assert_case(strcmp(info->slug, fault_info((enum fault_code)other)->slug) != 0, info->slug);
    }
    assert_string_equal(fault_info(FAULT_UNKNOWN_PARAMETER)->slug, "unknown-parameter");
}

static void test_out_of_range(void **state)
{
    (void)state;
    assert_ptr_equal(err_info(ERR_NONE), err_info(ERR_INTERNAL));
    assert_ptr_equal(err_info(ERR_COUNT), err_info(ERR_INTERNAL));
    assert_int_equal(err_info(ERR_COUNT)->status, 500);
    assert_non_null(fault_info(FAULT_COUNT)->slug);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_registry), cmocka_unit_test(test_faults),
                                       cmocka_unit_test(test_out_of_range)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
