#include "unit.h"

#include <string.h>

#include "claimd/csv_write.h"

static void test_cells(void **state)
{
    (void)state;
    static const struct {
        struct text text;
        const char *plain;
        const char *safe; /* NULL: the same */
    } cases[] = {
        {TEXT_NONE, "", NULL},
        {TEXT(""), "", NULL},
        {TEXT("plain"), "plain", NULL},
        {TEXT("é中😀"), "é中😀", NULL},
        {TEXT("a,b"), "\"a,b\"", NULL},
        {TEXT("\""), "\"\"\"\"", NULL},
        {TEXT("\"\"\"\"\"\""), "\"\"\"\"\"\"\"\"\"\"\"\"\"\"", NULL},
        {TEXT("say \"no\", twice"), "\"say \"\"no\"\", twice\"", NULL},
        {TEXT("one\ntwo"), "\"one\ntwo\"", NULL},
        {TEXT("one\r\ntwo"), "\"one\r\ntwo\"", NULL},
        {TEXT("a\rb"), "\"a\rb\"", NULL},
        {TEXT(" a"), "\" a\"", NULL},
        {TEXT("a "), "\"a \"", NULL},
        {TEXT("a; b"), "a; b", NULL},
        {TEXT("a\0b"), "a\0b", NULL},
        {TEXT("=1+1"), "=1+1", "'=1+1"},
        {TEXT("+49 30"), "+49 30", "'+49 30"},
        {TEXT("-1"), "-1", "'-1"},
        {TEXT("@SUM(A1)"), "@SUM(A1)", "'@SUM(A1)"},
        {TEXT("\tx"), "\tx", "'\tx"},
        {TEXT("\rx"), "\"\rx\"", "\"'\rx\""},
        {TEXT("  =1"), "\"  =1\"", "'  =1"},
        {TEXT("=\"a\",b"), "\"=\"\"a\"\",b\"", "\"'=\"\"a\"\",b\""},
        {TEXT("a=1"), "a=1", NULL},
        {TEXT("'a"), "'a", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (int safe = 0; safe < 2; safe++) {
            BUF_CLEANUP struct buf buf;
            buf_init(&buf, 1000);
            struct csv_writer csv;
            csv_writer_init(&csv, &buf, safe == 1);
            csv_write(&csv, cases[i].text);
            const char *want = safe == 1 && cases[i].safe != NULL ? cases[i].safe : cases[i].plain;
            size_t len = memchr(cases[i].text.ptr == NULL ? "" : cases[i].text.ptr, '\0', cases[i].text.len) == NULL
                             ? strlen(want)
                             : cases[i].text.len;
            assert_int_equal(buf_check(&buf), ERR_NONE);
            assert_int_equal(buf.len, len);
            assert_memory_equal(buf.len == 0 ? "" : buf.ptr, want, len);
        }
    }
}

static void test_rows(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 1000);
    struct csv_writer csv;
    csv_writer_init(&csv, &buf, false);
    csv_write(&csv, TEXT("a"));
    csv_write(&csv, TEXT_NONE);
    csv_write(&csv, TEXT("c,"));
    csv_row_end(&csv);
    csv_write(&csv, TEXT_NONE);
    csv_cell_begin(&csv);
    csv_cell_part(&csv, TEXT("x"));
    csv_cell_part(&csv, TEXT_NONE);
    csv_cell_part(&csv, TEXT("y, \"z\""));
    csv_cell_end(&csv);
    csv_cell_begin(&csv);
    csv_cell_end(&csv);
    csv_row_end(&csv);
    assert_buf(&buf, "a,,\"c,\"\r\n,\"x; ; y, \"\"z\"\"\",\r\n");
}

/* Wherever the room ends, the failure is told and nothing is written behind it. */
static void test_every_ceiling(void **state)
{
    (void)state;
    for (size_t max = 0; max <= 20; max++) {
        BUF_CLEANUP struct buf buf;
        buf_init(&buf, max);
        struct csv_writer csv;
        csv_writer_init(&csv, &buf, true);
        csv_write(&csv, TEXT("=\"a\""));
        csv_write(&csv, TEXT(",\n"));
        csv_row_end(&csv);
        /* "'=""a""","⏎"CRLF */
        assert_int_equal(buf_check(&buf), max < 16 ? ERR_INTERNAL : ERR_NONE);
        assert_true(buf.len <= max);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_every_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
