#include "import/import_lines.h"

void import_lines_init(struct import_lines *lines, FILE *file)
{
    *lines = (struct import_lines){.file = file};
    buf_init(&lines->line, IMPORT_LINE_MAX + 2);
}

void import_lines_deinit(struct import_lines *lines)
{
    buf_deinit(&lines->line);
}

enum err import_lines_next(struct import_lines *lines, bool *more, struct text *out)
{
    buf_reset(&lines->line);
    int c;
    bool any = false;
    while ((c = getc_unlocked(lines->file)) != EOF) {
        any = true;
        lines->bytes++;
        if (c == '\n')
            break;
        /* One byte more than a line may have, for a CR. */
        if (lines->line.len <= IMPORT_LINE_MAX)
            buf_char(&lines->line, (char)c);
    }
    if (ferror(lines->file))
        return ERR_INTERNAL;
    enum err err = buf_check(&lines->line);
    if (err)
        return err;
    struct text line = lines->line.len > 0 ? buf_view(&lines->line) : TEXT("");
    if (text_ends(line, TEXT("\r")))
        line.len--;
    lines->too_long = line.len > IMPORT_LINE_MAX;
    lines->number += any;
    *out = line;
    *more = any;
    return ERR_NONE;
}
