#include "records/record_texts.h"

#include "records/record_report.h"

static const char field[] = "source_text";

static enum err take_one(struct record_report *report, json_t *citation, size_t index, struct text *out)
{
    static const struct record_path list = {.name = TEXT("citations")};
    const struct record_path item = {.up = &list, .index = index}, here = {.up = &item, .name = text_of(field)};
    const json_t *text = json_object_get(citation, field);
    enum err err = ERR_NONE;
    if (text == NULL)
        return ERR_NONE;
    if (json_is_string(text)) {
        struct text sent = {.ptr = json_string_value(text), .len = json_string_length(text)};
        err = arena_copy(report->arena, sent, out);
    } else if (!json_is_null(text)) {
        record_fault(report, &here, &(struct fault){.code = FAULT_MALFORMED, .detail = TEXT("It is a text, or null.")});
    }
    json_object_del(citation, field);
    return err ? err : report->err;
}

enum err record_texts_take(json_t *record, enum record_type type, struct arena *arena, struct faults *faults,
                           struct record_texts *out)
{
    struct record_report report = {.arena = arena, .faults = faults};
    struct record_texts texts = {0};
    json_t *citations = json_object_get(record, "citations"), *citation;
    size_t index, before = faults->count;
    if (type >= RECORD_CLAIM) {
        texts.count = json_array_size(citations);
        texts.items = arena_array(arena, texts.count + 1, sizeof *texts.items);
        if (texts.items == NULL)
            return ERR_INTERNAL;
    }
    for (index = 0; index < texts.count; index++) {
        citation = json_array_get(citations, index);
        enum err err = take_one(&report, citation, index, &texts.items[index]);
        if (err)
            return err;
    }
    *out = texts;
    return faults->count > before ? ERR_INVALID_RECORD : ERR_NONE;
}

enum err record_texts_put(json_t *record, const struct record_texts *texts)
{
    json_t *citations = json_object_get(record, "citations");
    for (size_t i = 0; i < texts->count; i++) {
        const struct text *text = &texts->items[i];
        if (text->ptr != NULL &&
            json_object_set_new(json_array_get(citations, i), field, json_stringn(text->ptr, text->len)) != 0)
            return ERR_INTERNAL;
    }
    return ERR_NONE;
}
