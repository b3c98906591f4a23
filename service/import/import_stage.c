#include "import/import_stage.h"

#include <stdio.h>

#include "claimd/json_canonical.h"
#include "import/copy_text.h"
#include "import/import_lines.h"
#include "records/record_refs.h"
#include "records/record_values.h"

#define FLUSH_SIZE (1U << 20)
/* A batch and the line that filled it, every byte of it escaped twice. */
#define ROWS_MAX (FLUSH_SIZE + 12U * IMPORT_LINE_MAX)

void import_stage_init(struct import_stage *stage, struct session *session, const char *id)
{
    *stage = (struct import_stage){.session = session};
    snprintf(stage->id, sizeof stage->id, "%s", id);
    buf_init(&stage->lines, ROWS_MAX);
    buf_init(&stage->refs, ROWS_MAX);
    buf_init(&stage->marks, ROWS_MAX);
}

void import_stage_deinit(struct import_stage *stage)
{
    buf_deinit(&stage->lines);
    buf_deinit(&stage->refs);
    buf_deinit(&stage->marks);
}

/* The text of a field where it has its form, else TEXT_NONE. */
static struct text identity(const json_t *record, const char *name, enum field_kind kind)
{
    const json_t *value = json_object_get(record, name);
    struct text text = {.ptr = json_string_value(value), .len = json_string_length(value)};
    return text.ptr && value_fits(kind, text) ? text : TEXT_NONE;
}

struct refs_of_line {
    struct import_stage *stage;
    int64_t number;
};

static enum err add_ref(void *context, struct record_ref *ref)
{
    const struct refs_of_line *line = context;
    struct buf *rows = &line->stage->refs;
    copy_text(rows, text_of(line->stage->id));
    copy_int(rows, line->number);
    copy_text(rows, ref->pointer);
    buf_literal(rows, "\t{");
    bool first = true;
    for (size_t type = 0; type < RECORD_TYPE_COUNT; type++) {
        if (!(ref->targets & 1U << type))
            continue;
        if (!first)
            buf_char(rows, ',');
        first = false;
        buf_cstr(rows, record_shapes[type].name);
    }
    buf_char(rows, '}');
    copy_text(rows, ref->value);
    copy_row_end(rows);
    return ERR_NONE;
}

enum err import_stage_add(struct import_stage *stage, int64_t number, enum record_type type, json_t *record,
                          struct arena *arena)
{
    BUF_CLEANUP struct buf body;
    buf_init(&body, 6U * IMPORT_LINE_MAX);
    enum err err = json_canonical(record, &body);
    /* A number with a fraction, which the check has reported. */
    if (err == ERR_INVALID_JSON)
        return ERR_NONE;
    if (err)
        return err;
    struct buf *rows = &stage->lines;
    copy_text(rows, text_of(stage->id));
    copy_int(rows, number);
    copy_text(rows, text_of(record_shapes[type].name));
    copy_text(rows, identity(record, "id", FIELD_UUID));
    copy_text(rows, identity(record, "collection", FIELD_REFERENCE));
    copy_text(rows, identity(record, "key", FIELD_KEY));
    copy_text(rows, identity(record, "slug", FIELD_SLUG));
    copy_text(rows, buf_view(&body));
    copy_row_end(rows);
    struct refs_of_line context = {.stage = stage, .number = number};
    err = record_refs(record, type, arena, add_ref, &context);
    if (err)
        return err;
    return rows->len + stage->refs.len + stage->marks.len < FLUSH_SIZE ? ERR_NONE : import_stage_flush(stage);
}

enum err import_stage_mark(struct import_stage *stage, int64_t number, const json_t *marks, bool header)
{
    BUF_CLEANUP struct buf text;
    buf_init(&text, 6U * IMPORT_LINE_MAX);
    enum err err = json_canonical(marks, &text);
    /* A number with a fraction among what was imported; nothing is compared with it. */
    if (err)
        return err == ERR_INVALID_JSON ? ERR_NONE : err;
    copy_text(&stage->marks, text_of(stage->id));
    copy_int(&stage->marks, number);
    copy_text(&stage->marks, header ? TEXT("t") : TEXT("f"));
    copy_text(&stage->marks, buf_view(&text));
    copy_row_end(&stage->marks);
    return ERR_NONE;
}

enum err import_stage_flush(struct import_stage *stage)
{
    enum err err = copy_send(stage->session,
                             "copy claimd.import_line (import, line, type, id, collection, key, slug, body) from stdin",
                             &stage->lines);
    if (err)
        return err;
    err = copy_send(stage->session, "copy claimd.import_ref (import, line, pointer, kinds, value) from stdin",
                    &stage->refs);
    if (err)
        return err;
    return copy_send(stage->session, "copy claimd.import_mark (import, line, header, marks) from stdin", &stage->marks);
}
