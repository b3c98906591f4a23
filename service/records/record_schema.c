#include "records/record_schema.h"

#include <stdio.h>
#include <string.h>

#include "claimd/json_write.h"
#include "records/record_fields.h"
#include "records/record_marks.h"
#include "records/record_values.h"

static void write_set(struct json_writer *json, const struct field_set *sets, size_t set_count, const char *type);

static void write_pair(struct json_writer *json, const char *key, const char *value)
{
    json_write_key(json, key);
    json_write_string(json, text_of(value));
}

static void write_limit(struct json_writer *json, const char *key, int64_t limit)
{
    json_write_key(json, key);
    json_write_int(json, limit);
}

/* `"type": "string"`, or with "null" beside it. */
static void write_type(struct json_writer *json, const char *type, bool nullable)
{
    json_write_key(json, "type");
    if (!nullable) {
        json_write_string(json, text_of(type));
        return;
    }
    json_write_array_begin(json);
    json_write_string(json, text_of(type));
    json_write_string(json, TEXT("null"));
    json_write_array_end(json);
}

static void write_choices(struct json_writer *json, const struct field *field, bool nullable)
{
    json_write_key(json, "enum");
    json_write_array_begin(json);
    for (size_t i = 0; field->choices[i]; i++)
        json_write_string(json, text_of(field->choices[i]));
    if (nullable)
        json_write_null(json);
    json_write_array_end(json);
}

static void write_targets(struct json_writer *json, unsigned targets)
{
    char list[128] = "";
    for (unsigned type = 0; type < RECORD_TYPE_COUNT; type++)
        if (targets & 1U << type)
            snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", *list ? " or " : "",
                     record_shapes[type].name);
    char words[192];
    snprintf(words, sizeof words, "names a record of type %s: %s", list, value_form(FIELD_REFERENCE)->allowed);
    write_pair(json, "description", words);
}

static void write_text(struct json_writer *json, const struct field *field, bool nullable)
{
    const struct value_form *form = value_form(field->kind);
    write_type(json, "string", nullable);
    if (field->kind == FIELD_CHOICE) {
        write_choices(json, field, nullable);
        return;
    }
    if (field->kind == FIELD_REFERENCE)
        write_targets(json, field->targets);
    else if (form)
        write_pair(json, "description", form->allowed);
    if (form && form->pattern)
        write_pair(json, "pattern", form->pattern);
    else
        write_limit(json, "minLength", field->max > 0 ? field->min : 1);
    size_t max = form && form->max > 0 ? form->max : (size_t)field->max;
    if (max > 0)
        write_limit(json, "maxLength", (int64_t)max);
}

/* The keywords of one value, into an object that is begun. */
static void write_value(struct json_writer *json, const struct field *field, bool nullable)
{
    switch (field->kind) {
    case FIELD_OBJECT:
        write_type(json, "object", nullable);
        write_set(json, &field->fields, 1, NULL);
        break;
    case FIELD_PART:
        write_type(json, "object", nullable);
        break;
    case FIELD_INTEGER:
        write_type(json, "integer", nullable);
        write_limit(json, "minimum", field->min);
        write_limit(json, "maximum", field->max);
        break;
    default:
        write_text(json, field, nullable);
        break;
    }
}

static void write_field(struct json_writer *json, const struct field *field)
{
    bool nullable = !field->required;
    json_write_key(json, field->name);
    json_write_object_begin(json);
    if (field->list) {
        write_type(json, "array", nullable);
        if (field->required)
            write_limit(json, "minItems", 1);
        write_limit(json, "maxItems", (int64_t)field->list_max);
        if (field->distinct) {
            json_write_key(json, "uniqueItems");
            json_write_bool(json, true);
        }
        json_write_key(json, "items");
        json_write_object_begin(json);
        write_value(json, field, false);
        json_write_object_end(json);
    } else {
        write_value(json, field, nullable);
    }
    json_write_object_end(json);
}

/* A field that belongs to one kind of its object is needed there, and null or absent elsewhere. */
static void write_variant(struct json_writer *json, const struct field *field)
{
    char rule[512];
    int size = snprintf(rule, sizeof rule,
                        "{\"if\":{\"properties\":{\"type\":{\"const\":\"%s\"}}},"
                        "\"then\":{\"required\":[\"%s\"],\"properties\":{\"%s\":{\"type\":\"string\"}}},"
                        "\"else\":{\"properties\":{\"%s\":{\"type\":\"null\"}}}}",
                        field->only_for, field->name, field->name, field->name);
    json_write_raw(json, (struct text){.ptr = rule, .len = (size_t)size});
}

static void write_variants(struct json_writer *json, const struct field_set *set)
{
    bool any = false;
    for (size_t i = 0; i < set->count; i++) {
        if (!set->fields[i].only_for)
            continue;
        if (!any) {
            json_write_key(json, "allOf");
            json_write_array_begin(json);
        }
        any = true;
        write_variant(json, &set->fields[i]);
    }
    if (any)
        json_write_array_end(json);
}

/* `properties`, `required` and what else an object needs; `type` is the record's own, NULL for an inner object. */
static void write_set(struct json_writer *json, const struct field_set *sets, size_t set_count, const char *type)
{
    json_write_key(json, "properties");
    json_write_object_begin(json);
    if (type) {
        json_write_key(json, "type");
        json_write_object_begin(json);
        write_pair(json, "const", type);
        json_write_object_end(json);
    }
    for (size_t set = 0; set < set_count; set++)
        for (size_t i = 0; i < sets[set].count; i++)
            write_field(json, &sets[set].fields[i]);
    json_write_object_end(json);
    json_write_key(json, "required");
    json_write_array_begin(json);
    if (type)
        json_write_string(json, TEXT("type"));
    for (size_t set = 0; set < set_count; set++)
        for (size_t i = 0; i < sets[set].count; i++)
            if (sets[set].fields[i].required)
                json_write_string(json, text_of(sets[set].fields[i].name));
    json_write_array_end(json);
    json_write_key(json, "additionalProperties");
    json_write_bool(json, false);
    for (size_t set = 0; set < set_count; set++)
        write_variants(json, &sets[set]);
}

/* A record, and what may be said of its standing. */
static void write_record(struct json_writer *json, const struct record_shape *shape)
{
    struct field_set sets[RECORD_SETS_MAX + 2];
    size_t count = shape->set_count;
    memcpy(sets, shape->sets, count * sizeof *sets);
    sets[count++] = (struct field_set){.fields = record_marks.fields, .count = record_marks.count - 1};
    if (record_has_decisions((enum record_type)(shape - record_shapes)))
        sets[count++] = record_decisions;
    write_pair(json, "title", shape->name);
    write_pair(json, "type", "object");
    write_set(json, sets, count, shape->name);
}

/* One that is withheld: no more than a few of its fields. */
static void write_header(struct json_writer *json, const struct record_shape *shape)
{
    struct field fields[16];
    struct field_set set = {.fields = fields};
    for (size_t i = 0; i < shape->set_count; i++)
        for (size_t j = 0; j < shape->sets[i].count; j++)
            if (record_of_header(shape->sets[i].fields[j].name))
                fields[set.count++] = shape->sets[i].fields[j];
    for (size_t i = 0; i < record_marks.count; i++)
        fields[set.count++] = record_marks.fields[i];
    for (size_t i = 0; i < set.count; i++) /* of a name nothing is told; of any, its id, and that it is withheld */
        fields[i].required = i == 0 || i == set.count - 1 || (fields[i].required && shape->set_count < RECORD_SETS_MAX);
    char title[64];
    snprintf(title, sizeof title, "%s that is withheld", shape->name);
    write_pair(json, "title", title);
    write_pair(json, "type", "object");
    write_set(json, &set, 1, shape->name);
}

void record_schema(struct buf *buf)
{
    struct json_writer json;
    json_writer_init(&json, buf);
    json_write_object_begin(&json);
    write_pair(&json, "$schema", "https://json-schema.org/draft/2020-12/schema");
    write_pair(&json, "title", "A record of claimd: one line of an import");
    json_write_key(&json, "oneOf");
    json_write_array_begin(&json);
    for (size_t type = 0; type < RECORD_TYPE_COUNT; type++) {
        json_write_object_begin(&json);
        write_record(&json, &record_shapes[type]);
        json_write_object_end(&json);
        json_write_object_begin(&json);
        write_header(&json, &record_shapes[type]);
        json_write_object_end(&json);
    }
    json_write_array_end(&json);
    json_write_object_end(&json);
}
