#include "records/record_marks.h"

#include <string.h>

#include "records/record_check.h"

/* What a header says: what is told of a withheld record wherever it is named. */
static const char *const header_fields[] = {"id",      "collection",  "key",         "slug", "kind",
                                            "country", "text_sha256", "text_length", NULL};

bool record_of_header(const char *name)
{
    for (size_t i = 0; header_fields[i]; i++)
        if (strcmp(header_fields[i], name) == 0)
            return true;
    return false;
}

bool record_has_decisions(enum record_type type)
{
    return type == RECORD_ACTOR || type == RECORD_INCIDENT;
}

static void check_header(struct record_report *report, json_t *record, enum record_type type)
{
    const struct record_shape *shape = &record_shapes[type];
    const char *key;
    json_t *value;
    json_object_foreach(record, key, value)
    {
        const struct record_path here = {.name = text_of(key)};
        const struct field *field = field_find(shape->sets, shape->set_count, here.name);
        if (strcmp(key, "type") == 0)
            continue;
        if (!field || !record_of_header(key))
            record_fault(report, &here,
                         &(struct fault){.code = FAULT_UNKNOWN_FIELD,
                                         .detail = TEXT("Of a record that is withheld no more is said."),
                                         .allowed = header_fields});
        else if (!json_is_null(value))
            record_check_value(report, field, value, &here);
    }
    for (size_t i = 0; header_fields[i]; i++) {
        const struct record_path here = {.name = text_of(header_fields[i])};
        const struct field *field = field_find(shape->sets, shape->set_count, here.name);
        bool needed = field && (i == 0 || (field->required && type != RECORD_ACTOR_NAME));
        if (needed && !json_is_string(json_object_get(record, header_fields[i])))
            record_fault(report, &here, &(struct fault){.code = FAULT_MISSING, .detail = TEXT("The field is needed.")});
    }
}

/* `origin` may be null, which says that no import brought the record; the others are absent then. */
static void take(struct record_report *report, json_t *record, const struct field *field, struct record_standing *out)
{
    json_t *value = json_object_get(record, field->name);
    const struct record_path here = {.name = text_of(field->name)};
    if (!value)
        return;
    if (field->list && !json_is_null(value))
        record_check_list(report, field, value, &here);
    else if (!json_is_null(value))
        record_check_value(report, field, value, &here);
    if (!json_is_null(value) || strcmp(field->name, "origin") == 0) {
        if (!out->marks)
            out->marks = json_object();
        if (json_object_set(out->marks, field->name, value) != 0)
            report->err = ERR_INTERNAL;
    }
    json_object_del(record, field->name);
}

enum err record_marks_take(json_t *record, enum record_type type, struct arena *arena, struct faults *faults,
                           struct record_standing *out)
{
    struct record_report report = {.arena = arena, .faults = faults};
    size_t before = faults->count;
    for (size_t i = 0; i < record_marks.count; i++)
        take(&report, record, &record_marks.fields[i], out);
    out->header = json_object_get(out->marks, "withheld") != NULL;
    if (out->header)
        check_header(&report, record, type);
    else if (record_has_decisions(type))
        take(&report, record, &record_decisions.fields[0], out);
    if (report.err)
        return report.err;
    return faults->count == before ? ERR_NONE : ERR_INVALID_RECORD;
}
