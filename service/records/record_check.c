#include "records/record_check.h"

#include "records/record_report.h"
#include "records/record_rules.h"
#include "records/record_values.h"

static void check_object(struct record_report *report, const struct field_set *sets, size_t set_count, json_t *object,
                         const struct record_path *path);

static struct text string_of(const json_t *string)
{
    return (struct text){.ptr = json_string_value(string), .len = json_string_length(string)};
}

static void wrong_kind(struct record_report *report, const struct record_path *path, const char *wanted)
{
    record_fault(report, path,
                 &(struct fault){.code = FAULT_MALFORMED,
                                 .detail = TEXT("The value is of another JSON type."),
                                 .allowed_text = text_of(wanted)});
}

static void check_choice(struct record_report *report, const struct field *field, struct text text,
                         const struct record_path *path)
{
    for (size_t i = 0; field->choices[i]; i++)
        if (text_equal(text, text_of(field->choices[i])))
            return;
    struct fault fault = {.code = FAULT_UNKNOWN_VALUE,
                          .detail = record_words(report, text, "is not on the list."),
                          .allowed = field->choices};
    record_suggest(report, &fault, text, field->choices);
    record_fault(report, path, &fault);
}

static void check_text(struct record_report *report, const struct field *field, struct text text,
                       const struct record_path *path)
{
    if (field->kind == FIELD_CHOICE) {
        check_choice(report, field, text, path);
        return;
    }
    size_t length = text_code_points(text);
    if (field->max > 0 && (length < (size_t)field->min || length > (size_t)field->max)) {
        record_fault(report, path,
                     &(struct fault){.code = length == 0 ? FAULT_EMPTY_VALUE : FAULT_TOO_LONG,
                                     .detail = length == 0 ? TEXT("The text is empty; what is not known is null.")
                                                           : TEXT("The text is longer than it may be."),
                                     .allowed_text = arena_format(report->arena, "%lld to %lld characters",
                                                                  (long long)field->min, (long long)field->max)});
        return;
    }
    if (value_fits(field->kind, text))
        return;
    record_fault(report, path,
                 &(struct fault){.code = FAULT_MALFORMED,
                                 .detail = TEXT("The value has not the form that is asked for."),
                                 .allowed_text = text_of(value_form(field->kind)->allowed)});
}

static void check_integer(struct record_report *report, const struct field *field, const json_t *value,
                          const struct record_path *path)
{
    if (!json_is_integer(value)) {
        wrong_kind(report, path, "an integer");
        return;
    }
    json_int_t number = json_integer_value(value);
    if (number < field->min || number > field->max)
        record_fault(report, path,
                     &(struct fault){.code = FAULT_OUT_OF_RANGE,
                                     .detail = TEXT("The number lies outside what is allowed."),
                                     .allowed_text = arena_format(report->arena, "%lld to %lld", (long long)field->min,
                                                                  (long long)field->max)});
}

void record_check_value(struct record_report *report, const struct field *field, json_t *value,
                        const struct record_path *path)
{
    if (field->kind == FIELD_PART) {
        if (!json_is_object(value))
            wrong_kind(report, path, "an object");
    } else if (field->kind == FIELD_OBJECT) {
        if (json_is_object(value))
            check_object(report, &field->fields, 1, value, path);
        else
            wrong_kind(report, path, "an object");
    } else if (field->kind == FIELD_INTEGER) {
        check_integer(report, field, value, path);
    } else if (json_is_string(value)) {
        check_text(report, field, string_of(value), path);
    } else {
        wrong_kind(report, path, "a string");
    }
}

void record_check_list(struct record_report *report, const struct field *field, json_t *list,
                       const struct record_path *path)
{
    if (!json_is_array(list)) {
        wrong_kind(report, path, "a list");
        return;
    }
    if (field->required && json_array_size(list) == 0) {
        record_fault(report, path, &(struct fault){.code = FAULT_MISSING, .detail = TEXT("The list needs an entry.")});
        return;
    }
    if (json_array_size(list) > field->list_max) {
        record_fault(report, path,
                     &(struct fault){.code = FAULT_TOO_MANY_VALUES,
                                     .detail = TEXT("The list has more entries than it may have."),
                                     .allowed_text = arena_format(report->arena, "at most %zu", field->list_max)});
        return;
    }
    size_t index;
    json_t *value;
    json_array_foreach(list, index, value)
    {
        const struct record_path here = {.up = path, .index = index};
        record_check_value(report, field, value, &here);
    }
    if (field->distinct)
        record_distinct(report, list, path);
}

static bool applies(const struct field *field, const json_t *object)
{
    return !field->only_for || text_equal(string_of(json_object_get(object, "type")), text_of(field->only_for));
}

static void check_field(struct record_report *report, const struct field *field, json_t *object,
                        const struct record_path *path)
{
    json_t *value = json_object_get(object, field->name);
    const struct record_path here = {.up = path, .name = text_of(field->name)};
    if (!applies(field, object)) {
        if (json_is_null(value))
            json_object_del(object, field->name);
        else if (value)
            record_broken(report, &here, "The field is for another type of subject.");
    } else if (value && !json_is_null(value)) {
        if (field->list)
            record_check_list(report, field, value, &here);
        else
            record_check_value(report, field, value, &here);
    } else if (field->aside) {
        json_object_del(object, field->name);
    } else if (field->required || field->only_for) {
        record_fault(report, &here, &(struct fault){.code = FAULT_MISSING, .detail = TEXT("The field is needed.")});
    } else if (json_object_set_new(object, field->name, field->list ? json_array() : json_null()) != 0) {
        report->err = ERR_INTERNAL;
    }
}

/* Names of the sets' fields, for a suggestion. */
static const char *const *names_of(struct record_report *report, const struct field_set *sets, size_t set_count)
{
    size_t count = 0, at = 0;
    for (size_t set = 0; set < set_count; set++)
        count += sets[set].count;
    const char **names = arena_array(report->arena, count + 1, sizeof *names);
    for (size_t set = 0; names && set < set_count; set++)
        for (size_t i = 0; i < sets[set].count; i++)
            names[at++] = sets[set].fields[i].name;
    return names;
}

static void check_names(struct record_report *report, const struct field_set *sets, size_t set_count, json_t *object,
                        const struct record_path *path)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        struct text name = text_of(key);
        if (field_find(sets, set_count, name) || (!path && text_equal(name, TEXT("type"))))
            continue;
        struct fault fault = {.code = FAULT_UNKNOWN_FIELD, .detail = TEXT("There is no field of that name here.")};
        fault.allowed = names_of(report, sets, set_count);
        if (!fault.allowed) {
            report->err = ERR_INTERNAL;
            return;
        }
        record_suggest(report, &fault, name, fault.allowed);
        record_fault(report, &(struct record_path){.up = path, .name = name}, &fault);
    }
}

static void check_object(struct record_report *report, const struct field_set *sets, size_t set_count, json_t *object,
                         const struct record_path *path)
{
    check_names(report, sets, set_count, object, path);
    for (size_t set = 0; set < set_count; set++)
        for (size_t i = 0; i < sets[set].count; i++)
            check_field(report, &sets[set].fields[i], object, path);
}

enum err record_type_of(const json_t *record, enum record_type *out, struct arena *arena, struct faults *faults)
{
    struct record_report report = {.arena = arena, .faults = faults};
    const struct record_path here = {.name = TEXT("type")};
    const json_t *type = json_object_get(record, "type");
    struct fault fault = {
        .code = FAULT_MISSING, .detail = TEXT("A record tells its type."), .allowed = record_type_names};
    if (json_is_string(type)) {
        if (record_type_find(string_of(type), out))
            return ERR_NONE;
        fault.code = FAULT_UNKNOWN_VALUE;
        fault.detail = record_words(&report, string_of(type), "is no type of record.");
        record_suggest(&report, &fault, string_of(type), record_type_names);
    }
    record_fault(&report, &here, &fault);
    return report.err ? report.err : ERR_INVALID_RECORD;
}

enum err record_check(json_t *record, enum record_type type, struct arena *arena, struct faults *faults)
{
    struct record_report report = {.arena = arena, .faults = faults};
    const struct record_shape *shape = &record_shapes[type];
    size_t before = faults->count;
    check_object(&report, shape->sets, shape->set_count, record, NULL);
    if (!report.err && faults->count == before)
        record_rules(record, type, &report);
    if (report.err)
        return report.err;
    return faults->count == before ? ERR_NONE : ERR_INVALID_RECORD;
}
