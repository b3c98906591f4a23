#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "claimd/csv_read.h"

/* Rows as "cell|cell\n"; a fault as "line:column". */
static char *read_all(const char *bytes, size_t size, char *out, size_t room)
{
    FILE *file = fmemopen((void *)(uintptr_t)bytes, size, "r");
    struct csv_reader *csv = malloc(sizeof *csv);
    assert_non_null(file);
    assert_non_null(csv);
    csv_reader_init(csv, file);
    size_t length = 0;
    const char *fault = NULL;
    enum csv_read read;
    while ((read = csv_read_row(csv, &fault)) == CSV_READ_ROW) {
        for (size_t i = 0; i < csv->count; i++)
            length +=
                (size_t)snprintf(out + length, room - length, "%s%.*s", i > 0 ? "|" : "", TEXT_ARG(csv->cells[i].text));
        length += (size_t)snprintf(out + length, room - length, "\n");
    }
    if (read == CSV_READ_FAULT)
        snprintf(out + length, room - length, "%lld:%lld", (long long)csv->fault.line, (long long)csv->fault.column);
    else
        out[length] = '\0';
    csv_reader_deinit(csv);
    free(csv);
    fclose(file);
    return out;
}

static void test_rows(void **state)
{
    (void)state;
    static const struct {
        struct text bytes;
        const char *rows;
    } cases[] = {
        {TEXT("a,b\nc,d\n"), "a|b\nc|d\n"},
        {TEXT("a,b\r\nc,d"), "a|b\nc|d\n"},
        {TEXT("\xEF\xBB\xBF"
              "a\n"),
         "a\n"},
        {TEXT("\"a,b\",\"say \"\"no\"\"\"\n"), "a,b|say \"no\"\n"},
        {TEXT("\"one\ntwo\",x\n"), "one\ntwo|x\n"},
        {TEXT(",\n\n"), "|\n\n"},
        {TEXT("\"\",\"\"\"\"\n"), "|\"\n"},
        {TEXT("é,中\n"), "é|中\n"},
        {TEXT("a\rb"), "1:2"},
        {TEXT("é\"a\n"), "1:2"},
        {TEXT("é,\"a"), "1:3"},
        {TEXT("\"a\"b"), "1:4"},
        {TEXT("x\n\"a\nb\" "), "x\n3:3"},
        {TEXT("ok\né,a\xFFz\n"), "ok\n2:4"},
        {TEXT("a\0b"), "1:2"},
        {TEXT("\"\n\xC3\""), "2:1"},
    };
    char out[256];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(read_all(cases[i].bytes.ptr, cases[i].bytes.len, out, sizeof out), cases[i].rows);
}

static void test_places(void **state)
{
    (void)state;
    static const char bytes[] = "é,b\n\"x\ny\",z\nlast";
    FILE *file = fmemopen((void *)(uintptr_t)bytes, sizeof bytes - 1, "r");
    struct csv_reader *csv = malloc(sizeof *csv);
    assert_non_null(csv);
    csv_reader_init(csv, file);
    const char *fault;
    assert_int_equal(csv_read_row(csv, &fault), CSV_READ_ROW);
    assert_int_equal(csv->cells[1].place.column, 3);
    assert_int_equal(csv_read_row(csv, &fault), CSV_READ_ROW);
    assert_int_equal(csv->row.line, 2);
    assert_int_equal(csv->cells[1].place.line, 3);
    assert_int_equal(csv->cells[1].place.column, 4);
    assert_int_equal(csv_read_row(csv, &fault), CSV_READ_ROW);
    assert_int_equal(csv->row.line, 4);
    assert_int_equal(csv_read_row(csv, &fault), CSV_READ_END);
    csv_reader_deinit(csv);
    free(csv);
    fclose(file);
}

/* What is too long ends the reading where it began; no more than that is held. */
static void test_ceilings(void **state)
{
    (void)state;
    size_t size = CSV_CELL_MAX + 4;
    char *bytes = malloc(size), out[64];
    assert_non_null(bytes);
    memset(bytes, 'x', size);
    bytes[0] = 'a';
    bytes[1] = ',';
    assert_string_equal(read_all(bytes, size, out, sizeof out), "1:3");
    bytes[2] = '"';
    assert_string_equal(read_all(bytes, size, out, sizeof out), "1:3");
    memset(bytes, ',', CSV_CELLS_MAX + 1);
    assert_string_equal(read_all(bytes, CSV_CELLS_MAX + 1, out, sizeof out), "1:257");
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_ceilings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
