#include "unit.h"

#include "claimd/language_tag.h"

/* RFC 5646 section 2.1 and its appendix A. */
static void test_fits(void **state)
{
    (void)state;
    static const struct {
        const char *tag;
        bool fits;
    } cases[] = {
        {"fr", true},
        {"FR", true},
        {"und", true},
        {"zh-Hans", true},
        {"zh-Hans-CN", true},
        {"sl-rozaj-biske-1994", true},
        {"es-419", true},
        {"de-CH-x-phonebk", true},
        {"az-Arab-x-AZE-derbend", true},
        {"zh-aaaaaaaa-bbbbbbbb-cccccccc-dddddd", false},
        {"zh-aaaaaaaa-bbbbbbbb-cccccccc-ddddd", true},
        {"", false},
        {"f", false},
        {"english", false},
        {"fran", false},
        {"fr_FR", false},
        {"fr-", false},
        {"-fr", false},
        {"fr--FR", false},
        {"f1", false},
        {"fr-FR ", false},
        {"fr-abcdefghi", false},
        {"fran\xC3\xA7"
         "ais",
         false},
        {"fr-\xC3\xA9", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_case(language_tag_fits(text_of(cases[i].tag)) == cases[i].fits, cases[i].tag);
    assert_false(language_tag_fits(TEXT_NONE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_fits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
