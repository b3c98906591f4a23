#include "records/record_report.h"

#include "claimd/buf.h"

/* Of a name that came with the record. */
#define NAME_MAX_LEN 100

static void put_step(struct buf *buf, const struct record_path *step)
{
    buf_char(buf, '/');
    if (!step->name.ptr) {
        buf_int(buf, (int64_t)step->index);
        return;
    }
    for (size_t i = 0; i < step->name.len; i++) {
        /* Cut between characters. */
        if (i >= NAME_MAX_LEN && (step->name.ptr[i] & 0xC0) != 0x80) {
            buf_cstr(buf, "…");
            return;
        }
        if (step->name.ptr[i] == '~')
            buf_literal(buf, "~0");
        else if (step->name.ptr[i] == '/')
            buf_literal(buf, "~1");
        else
            buf_char(buf, step->name.ptr[i]);
    }
}

struct text record_pointer(const struct record_path *path, struct arena *arena)
{
    const struct record_path *steps[RECORD_PATH_MAX];
    size_t count = 0;
    for (; path && count < RECORD_PATH_MAX; path = path->up)
        steps[count++] = path;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, RECORD_PATH_MAX * (2 * NAME_MAX_LEN + 8));
    while (count > 0)
        put_step(&buf, steps[--count]);
    struct text view = buf.len > 0 ? buf_view(&buf) : TEXT(""), out = TEXT_NONE;
    if (buf_check(&buf) != ERR_NONE || arena_copy(arena, view, &out) != ERR_NONE)
        return TEXT_NONE;
    return out;
}

void record_fault(struct record_report *report, const struct record_path *path, const struct fault *fault)
{
    struct fault placed = *fault;
    placed.where = FAULT_AT_POINTER;
    placed.name = record_pointer(path, report->arena);
    if (!placed.name.ptr || faults_add(report->faults, report->arena, &placed) != ERR_NONE)
        report->err = ERR_INTERNAL;
}

void record_broken(struct record_report *report, const struct record_path *path, const char *detail)
{
    record_fault(report, path, &(struct fault){.code = FAULT_BROKEN_RULE, .detail = text_of(detail)});
}

struct text record_words(struct record_report *report, struct text value, const char *rest)
{
    size_t len = value.len;
    if (len > NAME_MAX_LEN)
        for (len = NAME_MAX_LEN; (value.ptr[len] & 0xC0) == 0x80;)
            len--;
    struct text words =
        arena_format(report->arena, "\"%.*s%s\" %s", (int)len, value.ptr, len < value.len ? "…" : "", rest);
    if (!words.ptr)
        report->err = ERR_INTERNAL;
    return words;
}

void record_suggest(struct record_report *report, struct fault *fault, struct text name, const char *const *candidates)
{
    const char *nearest = fault_nearest(name, candidates);
    if (!nearest)
        return;
    struct text *suggestion = arena_alloc(report->arena, sizeof *suggestion);
    if (!suggestion) {
        report->err = ERR_INTERNAL;
        return;
    }
    *suggestion = text_of(nearest);
    fault->suggestions = suggestion;
    fault->suggestion_count = 1;
}

void record_distinct(struct record_report *report, const json_t *list, const struct record_path *path)
{
    for (size_t index = 1; index < json_array_size(list); index++) {
        for (size_t before = 0; before < index; before++) {
            if (!json_equal(json_array_get(list, before), json_array_get(list, index)))
                continue;
            record_fault(report, &(struct record_path){.up = path, .index = index},
                         &(struct fault){.code = FAULT_REPEATED, .detail = TEXT("The list has this value already.")});
            break;
        }
    }
}
