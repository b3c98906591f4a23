#include "unit.h"

#include "records/record_values.h"

struct form_case {
    enum field_kind kind;
    const char *text;
};

static const struct form_case right[] = {
    {FIELD_SLUG, "a"},
    {FIELD_SLUG, "barracuda-esg-2022"},
    {FIELD_KEY, "a"},
    {FIELD_KEY, "names/china/1"},
    {FIELD_KEY, "0._/-"},
    {FIELD_UUID, "0d6c0f0e-1234-4abc-8def-00000000000f"},
    {FIELD_LANGUAGE, "fr"},
    {FIELD_LANGUAGE, "zh-Hans-CN"},
    {FIELD_LANGUAGE, "de-1996"},
    {FIELD_COUNTRY, "CN"},
    {FIELD_DATE, "2021"},
    {FIELD_DATE, "2024-02-29"},
    {FIELD_URL, "https://example.org/a?b#c"},
    {FIELD_URL, "http://例え.jp/é"},
    {FIELD_SHA256, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
    {FIELD_LINE, "République populaire de Chine"},
    {FIELD_LINE, "a\u00a0b"},
    {FIELD_REFERENCE, "Iran, Islamic Republic of"},
    {FIELD_TEXT, "any\ttext\n"},
};

static const struct form_case wrong[] = {
    {FIELD_SLUG, ""},
    {FIELD_SLUG, "-a"},
    {FIELD_SLUG, "a-"},
    {FIELD_SLUG, "a--b"},
    {FIELD_SLUG, "A"},
    {FIELD_SLUG, "a_b"},
    {FIELD_SLUG, "é"},
    {FIELD_KEY, ""},
    {FIELD_KEY, "/a"},
    {FIELD_KEY, "A"},
    {FIELD_KEY, "a b"},
    {FIELD_KEY, "a,b"},
    {FIELD_UUID, "0d6c0f0e-1234-1abc-8def-00000000000f"},
    {FIELD_UUID, "0d6c0f0e-1234-4abc-7def-00000000000f"},
    {FIELD_UUID, "0D6C0F0E-1234-4abc-8def-00000000000f"},
    {FIELD_UUID, "0d6c0f0e12344abc8def00000000000f"},
    {FIELD_LANGUAGE, ""},
    {FIELD_LANGUAGE, "f"},
    {FIELD_LANGUAGE, "français"},
    {FIELD_LANGUAGE, "fr_FR"},
    {FIELD_LANGUAGE, "fr-"},
    {FIELD_LANGUAGE, "12"},
    {FIELD_LANGUAGE, "abcdefghi"},
    {FIELD_LANGUAGE, "fr-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd"},
    {FIELD_COUNTRY, "cn"},
    {FIELD_COUNTRY, "CHN"},
    {FIELD_DATE, "2021-02-29"},
    {FIELD_DATE, "2021-07-19T00:00:00Z"},
    {FIELD_URL, "ftp://example.org"},
    {FIELD_URL, "https://"},
    {FIELD_URL, "https://a b"},
    {FIELD_URL, "https://a\nb"},
    {FIELD_URL, "javascript:alert(1)"},
    {FIELD_SHA256, "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef"},
    {FIELD_SHA256, "0123"},
    {FIELD_LINE, " a"},
    {FIELD_LINE, "a "},
    {FIELD_LINE, "a\u3000"},
    {FIELD_LINE, "\u00a0a"},
    {FIELD_LINE, "a\tb"},
    {FIELD_LINE, "a\nb"},
    {FIELD_LINE, "a\xc2\x85"
                 "b"},
    {FIELD_LINE, "a\u2028b"},
    {FIELD_LINE, "a\x7f"},
    {FIELD_REFERENCE, ""},
    {FIELD_REFERENCE, " china"},
};

static void test_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(right); i++)
        assert_case(value_fits(right[i].kind, text_of(right[i].text)), right[i].text);
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_case(!value_fits(wrong[i].kind, text_of(wrong[i].text)), wrong[i].text);
}

/* The longest that fits, and one character more. */
static void test_lengths(void **state)
{
    (void)state;
    static const struct {
        enum field_kind kind;
        size_t max;
    } limits[] = {{FIELD_SLUG, 100}, {FIELD_KEY, 200}, {FIELD_REFERENCE, 500}};
    static char text[502];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = 'a';
    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        assert_true(value_fits(limits[i].kind, (struct text){.ptr = text, .len = limits[i].max}));
        assert_false(value_fits(limits[i].kind, (struct text){.ptr = text, .len = limits[i].max + 1}));
    }
}

static void test_every_formed_kind_says_what_it_allows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_non_null(value_form(wrong[i].kind));
    assert_null(value_form(FIELD_TEXT));
    assert_null(value_form(FIELD_OBJECT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_every_formed_kind_says_what_it_allows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
