#include "records/record_refs.h"

#include "records/record_report.h"
#include "records/record_values.h"

struct walk {
    struct arena *arena;
    record_ref_fn *visit;
    void *context;
};

static enum err walk_set(const struct walk *walk, const struct field_set *set, json_t *object,
                         const struct record_path *path);

static struct text string_of(const json_t *string)
{
    return (struct text){.ptr = json_string_value(string), .len = json_string_length(string)};
}

static enum err walk_value(const struct walk *walk, const struct field *field, json_t *value,
                           const struct record_path *path)
{
    if (field->kind == FIELD_OBJECT)
        return json_is_object(value) ? walk_set(walk, &field->fields, value, path) : ERR_NONE;
    if (!json_is_string(value) || !value_fits(FIELD_REFERENCE, string_of(value)))
        return ERR_NONE;
    struct record_ref ref = {
        .pointer = record_pointer(path, walk->arena), .value = string_of(value), .targets = field->targets};
    if (!ref.pointer.ptr)
        return ERR_INTERNAL;
    enum err err = walk->visit(walk->context, &ref);
    if (err || !ref.replacement.ptr)
        return err;
    return json_string_setn(value, ref.replacement.ptr, ref.replacement.len) == 0 ? ERR_NONE : ERR_INTERNAL;
}

static enum err walk_field(const struct walk *walk, const struct field *field, json_t *object,
                           const struct record_path *path)
{
    if (field->kind != FIELD_REFERENCE && field->kind != FIELD_OBJECT)
        return ERR_NONE;
    json_t *value = json_object_get(object, field->name);
    const struct record_path here = {.up = path, .name = text_of(field->name)};
    if (!field->list)
        return walk_value(walk, field, value, &here);
    size_t index;
    json_t *item;
    json_array_foreach(value, index, item)
    {
        enum err err = walk_value(walk, field, item, &(struct record_path){.up = &here, .index = index});
        if (err)
            return err;
    }
    return ERR_NONE;
}

static enum err walk_set(const struct walk *walk, const struct field_set *set, json_t *object,
                         const struct record_path *path)
{
    for (size_t i = 0; i < set->count; i++) {
        enum err err = walk_field(walk, &set->fields[i], object, path);
        if (err)
            return err;
    }
    return ERR_NONE;
}

enum err record_refs(json_t *record, enum record_type type, struct arena *arena, record_ref_fn *visit, void *context)
{
    const struct walk walk = {.arena = arena, .visit = visit, .context = context};
    const struct record_shape *shape = &record_shapes[type];
    for (size_t set = 0; set < shape->set_count; set++) {
        enum err err = walk_set(&walk, &shape->sets[set], record, NULL);
        if (err)
            return err;
    }
    return ERR_NONE;
}

enum err record_refs_distinct(const json_t *record, enum record_type type, struct arena *arena, struct faults *faults)
{
    struct record_report report = {.arena = arena, .faults = faults};
    const struct record_shape *shape = &record_shapes[type];
    size_t before = faults->count;
    for (size_t set = 0; set < shape->set_count; set++) {
        for (size_t i = 0; i < shape->sets[set].count; i++) {
            const struct field *field = &shape->sets[set].fields[i];
            if (field->kind == FIELD_REFERENCE && field->distinct)
                record_distinct(&report, json_object_get(record, field->name),
                                &(struct record_path){.name = text_of(field->name)});
        }
    }
    if (report.err)
        return report.err;
    return faults->count == before ? ERR_NONE : ERR_INVALID_RECORD;
}
