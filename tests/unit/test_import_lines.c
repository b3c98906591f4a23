#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import/copy_text.h"
#include "import/import_lines.h"

struct expected {
    const char *line;
    int64_t number;
};

static void assert_lines(const char *text, const struct expected *expected, size_t count)
{
    FILE *file = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
    struct import_lines lines;
    import_lines_init(&lines, file);
    bool more;
    struct text line;
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(import_lines_next(&lines, &more, &line), ERR_NONE);
        assert_true(more);
        assert_text(line, expected[i].line);
        assert_int_equal(lines.number, expected[i].number);
        assert_false(lines.too_long);
    }
    assert_int_equal(import_lines_next(&lines, &more, &line), ERR_NONE);
    assert_false(more);
    import_lines_deinit(&lines);
    fclose(file);
}

static void test_line_ends(void **state)
{
    (void)state;
    static const struct expected expected[] = {{"a", 1}, {"", 2}, {"b", 3}, {"c\rd", 4}, {"e", 5}};
    assert_lines("a\n\nb\r\nc\rd\ne", expected, 5);
    assert_lines("a\n\nb\r\nc\rd\ne\n", expected, 5);
}

static void test_a_line_too_long_is_passed_over(void **state)
{
    (void)state;
    /* As long as may be, with CRLF; one byte more; and one after them. */
    size_t size = 2 * (size_t)IMPORT_LINE_MAX + 8;
    char *text = malloc(size);
    assert_non_null(text);
    memset(text, 'x', size);
    static const char crlf[] = {'\r', '\n'}, last[] = {'\n', 'e', 'n', 'd', '\n'};
    memcpy(text + IMPORT_LINE_MAX, crlf, sizeof crlf);
    memcpy(text + size - sizeof last, last, sizeof last);
    FILE *file = fmemopen(text, size, "r");
    struct import_lines lines;
    import_lines_init(&lines, file);
    bool more;
    struct text line;
    assert_int_equal(import_lines_next(&lines, &more, &line), ERR_NONE);
    assert_int_equal(line.len, IMPORT_LINE_MAX);
    assert_false(lines.too_long);
    assert_int_equal(import_lines_next(&lines, &more, &line), ERR_NONE);
    assert_true(more && lines.too_long);
    assert_int_equal(import_lines_next(&lines, &more, &line), ERR_NONE);
    assert_text(line, "end");
    assert_int_equal(lines.number, 3);
    import_lines_deinit(&lines);
    fclose(file);
    free(text);
}

static void test_copy_format(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 4096);
    copy_text(&buf, TEXT("a\tb\\c\nd\re"));
    copy_int(&buf, -7);
    copy_text(&buf, TEXT_NONE);
    copy_text(&buf, TEXT(""));
    copy_bytea(&buf, (const unsigned char *)"\x00\xff", 2);
    copy_row_end(&buf);
    copy_text(&buf, TEXT("\\N"));
    copy_row_end(&buf);
    assert_buf(&buf, "a\\tb\\\\c\\nd\\re\t-7\t\\N\t\t\\\\x00ff\n\\\\N\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line_ends),
        cmocka_unit_test(test_a_line_too_long_is_passed_over),
        cmocka_unit_test(test_copy_format),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
