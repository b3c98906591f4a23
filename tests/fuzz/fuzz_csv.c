/* CSV: rows are UTF-8, places go forward, and what the writer makes of a row reads as that row. */
#include <stdlib.h>
#include <string.h>

#include "claimd/csv_read.h"
#include "claimd/csv_write.h"
#include "fuzz.h"

static bool is_before(struct csv_place a, struct csv_place b)
{
    return a.line < b.line || (a.line == b.line && a.column < b.column);
}

static void write_row(const struct csv_reader *csv, struct buf *out)
{
    struct csv_writer writer;
    csv_writer_init(&writer, out, false);
    for (size_t i = 0; i < csv->count; i++)
        csv_write(&writer, csv->cells[i].text);
    csv_row_end(&writer);
}

static void check_round(const struct csv_reader *csv)
{
    BUF_CLEANUP struct buf out, again;
    buf_init(&out, 4 * CSV_ROW_MAX);
    buf_init(&again, 4 * CSV_ROW_MAX);
    write_row(csv, &out);
    FILE *file = fmemopen(out.ptr, out.len, "r");
    struct csv_reader *other = malloc(sizeof *other);
    fuzz_require(file && other);
    csv_reader_init(other, file);
    /* A byte order mark that is text in the first cell would be one at the beginning of a file. */
    bool mark = csv->count > 0 && text_starts(csv->cells[0].text, TEXT("\xEF\xBB\xBF"));
    const char *fault;
    if (!mark) {
        fuzz_require(csv_read_row(other, &fault) == CSV_READ_ROW && other->count == csv->count);
        write_row(other, &again);
        fuzz_require(text_equal(buf_view(&out), buf_view(&again)));
    }
    csv_reader_deinit(other);
    free(other);
    fclose(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text text = fuzz_text(data, size);
    if (text.len == 0)
        return 0;
    FILE *file = fmemopen((void *)(uintptr_t)text.ptr, text.len, "r");
    struct csv_reader *csv = malloc(sizeof *csv);
    fuzz_require(file && csv);
    csv_reader_init(csv, file);
    const char *fault = NULL;
    struct csv_place before = {0};
    enum csv_read read;
    while ((read = csv_read_row(csv, &fault)) == CSV_READ_ROW) {
        fuzz_require(is_before(before, csv->row) && csv->count > 0);
        before = csv->row;
        for (size_t i = 0; i < csv->count; i++)
            fuzz_require(text_is_utf8(csv->cells[i].text));
        check_round(csv);
    }
    fuzz_require(read == CSV_READ_END || (fault && csv->fault.line >= before.line));
    csv_reader_deinit(csv);
    free(csv);
    fclose(file);
    return 0;
}
