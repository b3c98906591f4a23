#include "claimd/csv_read.h"

#define END (-1)

void csv_reader_init(struct csv_reader *csv, FILE *file)
{
    *csv = (struct csv_reader){.file = file, .at = {.line = 1, .column = 1}};
    buf_init(&csv->bytes, CSV_ROW_MAX);
}

void csv_reader_deinit(struct csv_reader *csv)
{
    buf_deinit(&csv->bytes);
}

static int peek(struct csv_reader *csv)
{
    int c = getc_unlocked(csv->file);
    if (c != EOF)
        ungetc(c, csv->file);
    return c == EOF ? END : c;
}

static int take(struct csv_reader *csv)
{
    int c = getc_unlocked(csv->file);
    if (c == EOF)
        return END;
    if (c == '\n')
        csv->at = (struct csv_place){.line = csv->at.line + 1, .column = 1};
    else if ((c & 0xC0) != 0x80)
        csv->at.column++;
    return c;
}

static enum csv_read fail(struct csv_reader *csv, struct csv_place place, const char **fault, const char *words)
{
    csv->fault = place;
    *fault = words;
    return CSV_READ_FAULT;
}

/* A byte order mark is no text. */
static void skip_mark(struct csv_reader *csv)
{
    if (csv->begun)
        return;
    csv->begun = true;
    if (peek(csv) != 0xEF)
        return;
    for (int i = 0; i < 3 && (peek(csv) & 0x80) != 0; i++)
        buf_char(&csv->bytes, (char)take(csv));
    if (text_equal(buf_view(&csv->bytes), TEXT("\xEF\xBB\xBF"))) {
        buf_reset(&csv->bytes);
        csv->at.column = 1;
    }
}

/* Where the bytes of a cell cease to be UTF-8. */
static struct csv_place bad_byte(struct text text, struct csv_place place)
{
    size_t good = 0;
    while (good < text.len) {
        size_t size = 1;
        while (good + size < text.len && ((unsigned char)text.ptr[good + size] & 0xC0) == 0x80)
            size++;
        if (!text_is_utf8((struct text){.ptr = text.ptr + good, .len = size}))
            break;
        place.column++;
        if (text.ptr[good] == '\n')
            place = (struct csv_place){.line = place.line + 1, .column = 1};
        good += size;
    }
    return place;
}

static enum csv_read read_quoted(struct csv_reader *csv, const char **fault)
{
    struct csv_place begin = csv->at;
    take(csv);
    size_t start = csv->bytes.len;
    for (;;) {
        struct csv_place here = csv->at;
        int c = take(csv);
        if (c == END)
            return fail(csv, begin, fault, "The quote is not closed: the file ends within the cell.");
        if (c == '"' && peek(csv) != '"')
            break;
        if (c == '"')
            take(csv);
        if (c == '\0')
            return fail(csv, here, fault, "A NUL is no text.");
        if (csv->bytes.len - start >= CSV_CELL_MAX)
            return fail(csv, begin, fault, "The cell is longer than 1 MiB.");
        buf_char(&csv->bytes, (char)c);
    }
    int next = peek(csv);
    if (next != ',' && next != '\n' && next != '\r' && next != END)
        return fail(csv, csv->at, fault, "Behind the closing quote there is neither a comma nor the end of the line.");
    return CSV_READ_ROW;
}

static enum csv_read read_bare(struct csv_reader *csv, const char **fault)
{
    struct csv_place begin = csv->at;
    size_t start = csv->bytes.len;
    for (int c = peek(csv); c != ',' && c != '\n' && c != '\r' && c != END; c = peek(csv)) {
        if (c == '"')
            return fail(csv, csv->at, fault, "A quote stands within a cell that does not begin with one.");
        if (c == '\0')
            return fail(csv, csv->at, fault, "A NUL is no text.");
        if (csv->bytes.len - start >= CSV_CELL_MAX)
            return fail(csv, begin, fault, "The cell is longer than 1 MiB.");
        buf_char(&csv->bytes, (char)take(csv));
    }
    return CSV_READ_ROW;
}

static enum csv_read read_cell(struct csv_reader *csv, size_t ends[], const char **fault)
{
    if (csv->count == CSV_CELLS_MAX)
        return fail(csv, csv->at, fault, "The row has more than 256 cells.");
    csv->cells[csv->count].place = csv->at;
    enum csv_read read = peek(csv) == '"' ? read_quoted(csv, fault) : read_bare(csv, fault);
    if (read == CSV_READ_ROW)
        ends[csv->count++] = csv->bytes.len;
    return read;
}

/* The cells as texts: the buffer moves while it grows. */
static enum csv_read settle(struct csv_reader *csv, const size_t ends[], const char **fault)
{
    size_t start = 0;
    for (size_t i = 0; i < csv->count; start = ends[i++]) {
        struct text text = {.ptr = ends[i] > start ? csv->bytes.ptr + start : "", .len = ends[i] - start};
        if (!text_is_utf8(text))
            return fail(csv, bad_byte(text, csv->cells[i].place), fault, "This is not UTF-8.");
        csv->cells[i].text = text;
    }
    return CSV_READ_ROW;
}

enum csv_read csv_read_row(struct csv_reader *csv, const char **fault)
{
    size_t ends[CSV_CELLS_MAX];
    buf_reset(&csv->bytes);
    csv->count = 0;
    skip_mark(csv);
    csv->row = csv->at;
    if (csv->bytes.len == 0 && peek(csv) == END)
        return ferror(csv->file) ? fail(csv, csv->at, fault, "The file cannot be read.") : CSV_READ_END;
    for (;;) {
        enum csv_read read = read_cell(csv, ends, fault);
        if (read != CSV_READ_ROW)
            return read;
        struct csv_place here = csv->at;
        int c = take(csv);
        if (c == ',')
            continue;
        if (c == '\r' && take(csv) != '\n')
            return fail(csv, here, fault, "A CR stands without a LF.");
        break;
    }
    if (ferror(csv->file))
        return fail(csv, csv->at, fault, "The file cannot be read.");
    if (buf_check(&csv->bytes))
        return fail(csv, csv->row, fault, "The row is longer than 4 MiB.");
    return settle(csv, ends, fault);
}
