#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "claimd/buf.h"
#include "formats/eurepoc_names.h"

/* "first|other,other|G0001|detail|parent|group" */
static void check(const char *raw, bool split, const char *expected)
{
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 1U << 20);
    struct eurepoc_name name;
    assert_int_equal(eurepoc_name_parse(&arena, text_of(raw), split, &name), ERR_NONE);
    BUF_CLEANUP struct buf text;
    buf_init(&text, 4096);
    buf_text(&text, name.first);
    buf_char(&text, '|');
    for (size_t i = 0; i < name.others.count; i++)
        buf_format(&text, "%s%.*s", i > 0 ? "," : "", TEXT_ARG(name.others.items[i].key));
    buf_char(&text, '|');
    for (size_t i = 0; i < name.groups.count; i++)
        buf_format(&text, "%s%.*s", i > 0 ? "," : "", TEXT_ARG(name.groups.items[i].key));
    buf_format(&text, "|%.*s|%.*s|%.*s", TEXT_ARG(name.detail), TEXT_ARG(name.parent), TEXT_ARG(name.group));
    assert_int_equal(text.len, strlen(expected));
    assert_memory_equal(text.ptr, expected, text.len);
}

static void test_names(void **state)
{
    (void)state;
    check("Killnet", true, "Killnet|||||");
    check(" NoName057(16) ", true, "NoName057(16)|||||");
    check("Heron/TEMP.Heron/ TG-1/G0001 (RGB, Lab 110)", true, "Heron|TEMP.Heron,TG-1|G0001|RGB, Lab 110||");
    check("Heron/DEV-1, Group G0002 (X, Y / Z)", true, "Heron|DEV-1|G0002|X, Y / Z||");
    check("Wren/G0003 <\xC2\xA0Heron/G0001 (RGB)", true, "Wren||G0003||Heron/G0001 (RGB)|");
    check("Ann Other (Энн) --> Heron/G0001", true, "Ann Other|||Энн||Heron/G0001");
    check("Unit 1\xC2\xA0SSS\xE2\x80\x8F", true, "Unit 1 SSS|||||");
    check("Harbour Board Office (HBO)", true, "Harbour Board Office|HBO||||");
    check("Harbour Board Office (HBO; Atlantis)", true, "Harbour Board Office|HBO||||");
    check("Wolves of the Sea/Gulls (HBO)", true, "Wolves of the Sea|Gulls||HBO||");
    check("Response Team/Centre (RT/C)", false, "Response Team/Centre|||RT/C||");
    check("", true, "|||||");
    check("((", true, "((|||||");
    check("a)", true, "a)|||||");
    check("/", true, "/|||||");
}

struct found {
    char text[256];
};

static bool take(void *context, size_t outer, struct text item)
{
    struct found *found = context;
    size_t length = strlen(found->text);
    snprintf(found->text + length, sizeof found->text - length, "%zu:%.*s;", outer, TEXT_ARG(item));
    return true;
}

static void test_lists(void **state)
{
    (void)state;
    static const struct {
        const char *list, *items; /* NULL: no list */
    } cases[] = {
        {"", ""},
        {"[]", ""},
        {"['a', \"b's\"]", "0:a;1:b's;"},
        {"[['a', 'b'], ['c', None]]", "0:a;0:b;1:c;"},
        {"['a\\xa0b', 'it\\'s', '\\u2019']", "0:a b;1:it's;2:’;"},
        {"['a'", NULL},
        {"['a']]", NULL},
        {"[[['a']]]", NULL},
        {"'a'", NULL},
        {"['a\\q']", NULL},
        {"['a\\x']", NULL},
        {"['a", NULL},
        {"[a]", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ARENA_CLEANUP struct arena arena;
        arena_init(&arena, 1U << 16);
        struct found found = {0};
        assert_int_equal(eurepoc_list_parse(&arena, text_of(cases[i].list), take, &found), cases[i].items != NULL);
        if (cases[i].items)
            assert_string_equal(found.text, cases[i].items);
    }
}

static void test_nobody(void **state)
{
    (void)state;
    assert_true(eurepoc_names_nobody(TEXT("")));
    assert_true(eurepoc_names_nobody(TEXT("Not available")));
    assert_true(eurepoc_names_nobody(TEXT("Unknown")));
    assert_false(eurepoc_names_nobody(TEXT("The Unknowns")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
