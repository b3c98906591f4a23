#include "unit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "claimd/json_read.h"

static void test_good(void **state)
{
    (void)state;
    json_auto_t *value = NULL;
    struct json_fault fault = {0};
    assert_int_equal(json_read(TEXT(" {\"a\": [1, -2, 0.5, \"é\\n\\\"[{\"], \"b\": null}\n"), &value, &fault),
                     ERR_NONE);
    const json_t *a = json_object_get(value, "a");
    assert_int_equal(json_array_size(a), 4);
    assert_int_equal(json_integer_value(json_array_get(a, 1)), -2);
    assert_true(json_is_real(json_array_get(a, 2)));
    assert_string_equal(json_string_value(json_array_get(a, 3)), "é\n\"[{");
}

static void test_faults(void **state)
{
    (void)state;
    static const struct {
        struct text text;
        const char *message;
        size_t line, column, offset;
    } cases[] = {
        {TEXT(""), "The text ends before the value does.", 1, 1, 0},
        {TEXT_NONE, "The text ends before the value does.", 1, 1, 0},
        {TEXT("{\"a\":1"), "The text ends before the value does.", 1, 7, 6},
        {TEXT("{\"a\":1\0}"), "U+0000 is not allowed.", 1, 7, 6},
        {TEXT("{\"a\":1}\0"), "U+0000 is not allowed.", 1, 8, 7},
        {TEXT("[\"é\n\0"), "U+0000 is not allowed.", 2, 1, 5},
        {TEXT("[\n \"é\0"), "U+0000 is not allowed.", 2, 4, 6},
        {TEXT("[\n\n1,\n2\0"), "U+0000 is not allowed.", 4, 2, 7},
        {TEXT("[\"a\\u0000\"]"), "U+0000 is not allowed.", 1, 11, 10},
        {TEXT("{\"a\\u0000\":1}"), "U+0000 is not allowed.", 1, 11, 10},
        {TEXT("{\"a\":1,\n\"a\":2}"), "The object has this key already.", 2, 4, 11},
        {TEXT("{\"a\":1,\"\\u0061\":2}"), "The object has this key already.", 1, 16, 15},
        {TEXT("[1] 2"), "There is something behind the value.", 1, 6, 5},
        {TEXT("[\"\xFF\"]"), "The text is not UTF-8.", 1, 3, 2},
        {TEXT("[99999999999999999999]"), "The number is too large.", 1, 22, 21},
        {TEXT("[1e999]"), "The number is too large.", 1, 7, 6},
        {TEXT("1"), "This is not JSON.", 1, 2, 1},
        {TEXT("\"a\""), "This is not JSON.", 1, 4, 3},
        {TEXT("[1,]"), "This is not JSON.", 1, 5, 4},
        {TEXT("{'a':1}"), "This is not JSON.", 1, 3, 2},
        {TEXT("[NaN]"), "This is not JSON.", 1, 5, 4},
        {TEXT("\xEF\xBB\xBF[]"), "This is not JSON.", 1, 2, 3},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_t *value = NULL;
        struct json_fault fault = {0};
        assert_case(json_read(cases[i].text, &value, &fault) == ERR_INVALID_JSON, cases[i].text.ptr);
        assert_null(value);
        assert_text(text_of(fault.message), cases[i].message);
        if (fault.line != cases[i].line || fault.column != cases[i].column || fault.offset != cases[i].offset)
            print_error("%s: found %zu %zu %zu\n", cases[i].text.ptr, fault.line, fault.column, fault.offset);
        assert_int_equal(fault.line, cases[i].line);
        assert_int_equal(fault.column, cases[i].column);
        assert_int_equal(fault.offset, cases[i].offset);
    }
}

/* `depth` arrays within one another, the innermost with `inside`, the outermost beginning with `first`. */
static enum err read_nested(const char *first, size_t depth, const char *inside, struct json_fault *fault)
{
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 1 << 20);
    for (size_t i = 0; i < depth; i++)
        buf_cstr(&buf, i == 0 ? first : "[");
    buf_cstr(&buf, inside);
    for (size_t i = 0; i < depth; i++)
        buf_char(&buf, ']');
    json_auto_t *value = NULL;
    return json_read(buf_view(&buf), &value, fault);
}

static void test_depth(void **state)
{
    (void)state;
    /* Strings before the brackets, from which the count must come out in time. */
    static const char *const firsts[] = {"[",          "[\"\",",   "[\"a\",",        "[\"ab\",",         "[\"\\\"\",",
                                         "[\"\\\\\",", "[\"[{\",", "[\"\\\\\\\"\",", "[{\"]\":\"]]\"},", "[[],[{}],"};
    for (size_t i = 0; i < COUNT_OF(firsts); i++) {
        struct json_fault fault = {0};
        assert_case(read_nested(firsts[i], JSON_DEPTH_MAX, "", &fault) == ERR_NONE, firsts[i]);
        assert_case(read_nested(firsts[i], JSON_DEPTH_MAX, "\"[[\"", &fault) == ERR_NONE, firsts[i]);
        assert_case(read_nested(firsts[i], JSON_DEPTH_MAX, "{}", &fault) == ERR_INVALID_JSON, firsts[i]);
        assert_case(read_nested(firsts[i], JSON_DEPTH_MAX + 1, "", &fault) == ERR_INVALID_JSON, firsts[i]);
        assert_text(text_of(fault.message), "The value is nested more than 32 levels deep.");
        assert_int_equal(fault.offset, strlen(firsts[i]) + 31);
    }
}

static void test_bomb(void **state)
{
    (void)state;
    static char brackets[1 << 20];
    memset(brackets, '[', sizeof(brackets));
    json_t *value = NULL;
    struct json_fault fault = {0};
    assert_int_equal(json_read((struct text){.ptr = brackets, .len = sizeof(brackets)}, &value, &fault),
                     ERR_INVALID_JSON);
    assert_int_equal(fault.offset, 32);
}

/* JSONTestSuite's "y_" that a strict reader of records refuses: top-level scalars, duplicate keys, NUL. */
static const char *const refused[] = {
    "y_object_duplicated_key.json",
    "y_object_duplicated_key_and_value.json",
    "y_object_escaped_null_in_key.json",
    "y_string_null_escape.json",
    "y_string_space.json",
    "y_structure_lonely_false.json",
    "y_structure_lonely_int.json",
    "y_structure_lonely_negative_real.json",
    "y_structure_lonely_null.json",
    "y_structure_lonely_string.json",
    "y_structure_lonely_true.json",
    "y_structure_string_empty.json",
};

static bool is_refused(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        if (strcmp(name, refused[i]) == 0)
            return true;
    }
    return name[0] == 'n';
}

static struct text file_read(const char *directory, const char *name, char *bytes, size_t size)
{
    char path[4096];
    assert_true(snprintf(path, sizeof(path), "%s/%s", directory, name) < (int)sizeof(path));
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(bytes, 1, size, file);
    assert_true(len < size);
    fclose(file);
    return (struct text){.ptr = bytes, .len = len};
}

static void test_suite(void **state)
{
    (void)state;
    static char bytes[1 << 19];
    DIR *directory = opendir(TESTDATA "/JSONTestSuite");
    assert_non_null(directory);
    size_t good = 0, bad = 0;
    for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        json_auto_t *value = NULL;
        struct json_fault fault;
        struct text text = file_read(TESTDATA "/JSONTestSuite", entry->d_name, bytes, sizeof(bytes));
        enum err err = json_read(text, &value, &fault);
        /* "i_" may go either way, but not crash. */
        if (entry->d_name[0] == 'i')
            continue;
        assert_case(err == (is_refused(entry->d_name) ? ERR_INVALID_JSON : ERR_NONE), entry->d_name);
        good += entry->d_name[0] == 'y';
        bad += entry->d_name[0] == 'n';
    }
    closedir(directory);
    assert_int_equal(good, 95);
    assert_int_equal(bad, 188);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good), cmocka_unit_test(test_faults), cmocka_unit_test(test_depth),
        cmocka_unit_test(test_bomb), cmocka_unit_test(test_suite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
