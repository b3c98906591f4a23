#include "records/record_form.h"

#include <string.h>

#include "records/record_derived.h"
#include "records/record_report.h"

/* What the read form tells of a record that is referred to. */
static const char *const labels[] = {"id", "slug", "name", "kind", "type", "title", "url", "published_on", NULL};

struct take {
    struct record_form *form;
    struct record_report report;
    bool lenient; /* the document is what is on record itself */
};

static struct text string_of(const json_t *string)
{
    return (struct text){.ptr = json_string_value(string), .len = json_string_length(string)};
}

static bool is_listed(const char *const *names, const char *name)
{
    for (size_t i = 0; names[i] != NULL; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static bool is_null(const json_t *value)
{
    return value == NULL || json_is_null(value);
}

static void read_only(struct take *take, const struct record_path *up, const char *name, const char *detail)
{
    const struct record_path here = {.up = up, .name = text_of(name)};
    record_fault(&take->report, &here, &(struct fault){.code = FAULT_READ_ONLY, .detail = text_of(detail)});
}

/* The object that tells of the record `id` within `value`; NULL where none does. Below the top it names another. */
static const json_t *told_of(const json_t *value, struct text id, bool top)
{
    const json_t *found = NULL, *item;
    size_t index;
    const char *key;
    if (json_is_object(value)) {
        if (!top && text_equal(string_of(json_object_get(value, "id")), id))
            return value;
        json_object_foreach((json_t *)value, key, item)
        {
            found = told_of(item, id, false);
            if (found)
                return found;
        }
    }
    json_array_foreach(value, index, item)
    {
        found = told_of(item, id, false);
        if (found)
            return found;
    }
    return NULL;
}

static void add_alias(struct take *take, const struct record_path *path, struct text slug, unsigned targets)
{
    struct form_alias *alias = arena_alloc(take->report.arena, sizeof *alias);
    if (!alias || arena_copy(take->report.arena, slug, &alias->slug) != ERR_NONE) {
        take->report.err = ERR_INTERNAL;
        return;
    }
    alias->pointer = record_pointer(path, take->report.arena);
    alias->targets = targets;
    alias->next = take->form->aliases;
    take->form->aliases = alias;
    if (!alias->pointer.ptr)
        take->report.err = ERR_INTERNAL;
}

/* Are the labels beside an id those of the record that it names? */
static void check_labels(struct take *take, const json_t *object, const struct record_path *ref,
                         const struct record_path *path, unsigned targets)
{
    const json_t *id = json_object_get(object, "id"), *slug = json_object_get(object, "slug");
    const json_t *known = is_null(id) ? NULL : told_of(take->form->current, string_of(id), true);
    const char *key;
    const json_t *value;
    json_object_foreach((json_t *)object, key, value)
    {
        if (!is_listed(labels, key)) {
            record_fault(&take->report, &(struct record_path){.up = path, .name = text_of(key)},
                         &(struct fault){.code = FAULT_UNKNOWN_FIELD,
                                         .detail = TEXT("A reference has no field of that name."),
                                         .allowed_text = TEXT("a string, or an object with id or slug")});
            continue;
        }
        const json_t *label = json_object_get(known, key);
        if (label && !json_equal(label, value))
            read_only(take, path, key, "The record with that id has another value there.");
    }
    if (!known && json_is_string(id) && json_is_string(slug))
        add_alias(take, ref, string_of(slug), targets);
}

/* The string that an object refers by: its id, else its slug; NULL where it has neither. `path` is the object's. */
static json_t *reference_in(struct take *take, const json_t *object, const struct record_path *ref,
                            const struct record_path *path, unsigned targets)
{
    if (!take->lenient)
        check_labels(take, object, ref, path, targets);
    json_t *id = json_object_get(object, "id");
    return json_incref(is_null(id) ? json_object_get(object, "slug") : id);
}

/* A reference that is an object becomes a string. NULL: it stays as it is, for record_check to find. */
static json_t *taken(struct take *take, const json_t *value, const struct record_path *path, unsigned targets)
{
    if (!json_is_object(value) || (is_null(json_object_get(value, "id")) && is_null(json_object_get(value, "slug"))))
        return NULL;
    return reference_in(take, value, path, path, targets);
}

static void take_set(struct take *take, const struct field_set *set, json_t *object, const struct record_path *path);

static void take_field(struct take *take, const struct field *field, json_t *object, const struct record_path *path)
{
    json_t *value = json_object_get(object, field->name), *item;
    const struct record_path here = {.up = path, .name = text_of(field->name)};
    size_t index;
    if (field->kind == FIELD_OBJECT && !field->list) {
        take_set(take, &field->fields, value, &here);
    } else if (field->kind == FIELD_OBJECT) {
        json_array_foreach(value, index, item)
        {
            take_set(take, &field->fields, item, &(struct record_path){.up = &here, .index = index});
        }
    } else if (field->kind == FIELD_REFERENCE && !field->list) {
        item = taken(take, value, &here, field->targets);
        if (item && json_object_set_new(object, field->name, item) != 0)
            take->report.err = ERR_INTERNAL;
    } else if (field->kind == FIELD_REFERENCE) {
        for (index = 0; index < json_array_size(value); index++) {
            item = taken(take, json_array_get(value, index), &(struct record_path){.up = &here, .index = index},
                         field->targets);
            if (item && json_array_set_new(value, index, item) != 0)
                take->report.err = ERR_INTERNAL;
        }
    }
}

static void take_set(struct take *take, const struct field_set *set, json_t *object, const struct record_path *path)
{
    for (size_t i = 0; json_is_object(object) && i < set->count; i++)
        take_field(take, &set->fields[i], object, path);
}

/* `id`, `slug` and `name` in the object itself, as a speaker and a subject have them, become the reference `name`. */
static void take_inline(struct take *take, json_t *object, const struct record_path *path, const char *name,
                        unsigned targets)
{
    static const char *const parts[] = {"id", "slug", "name", NULL};
    const struct record_path ref = {.up = path, .name = text_of(name)};
    json_auto_t *told = json_object();
    for (size_t i = 0; parts[i] != NULL; i++) {
        json_t *value = json_object_get(object, parts[i]);
        if (value && json_object_set(told, parts[i], value) != 0)
            take->report.err = ERR_INTERNAL;
    }
    bool given = !is_null(json_object_get(told, "id")) || !is_null(json_object_get(told, "slug"));
    /* A name alone is no reference. It stays, for record_check to find. */
    if (json_object_size(told) == 0 || (!given && !is_null(json_object_get(told, "name"))))
        return;
    for (size_t i = 0; parts[i] != NULL; i++)
        json_object_del(object, parts[i]);
    json_t *other = json_object_get(object, name);
    if (!given && other)
        return;
    if (given && !is_null(other))
        record_fault(&take->report, &ref,
                     &(struct fault){.code = FAULT_CONFLICT,
                                     .detail = TEXT("The record is named twice: by this, and by id or slug.")});
    json_t *reference = given ? reference_in(take, told, &ref, path, targets) : json_null();
    if (json_object_set_new(object, name, reference) != 0)
        take->report.err = ERR_INTERNAL;
}

static void take_subject(struct take *take, json_t *document)
{
    json_t *subject = json_object_get(document, "subject");
    if (!json_is_object(subject))
        return;
    const json_t *type = json_object_get(subject, "type");
    if (is_null(type) && take->form->patch)
        type = json_object_get(json_object_get(take->form->current, "subject"), "type");
    const struct record_path here = {.name = TEXT("subject")};
    if (text_equal(string_of(type), TEXT("incident")))
        take_inline(take, subject, &here, "incident", 1U << RECORD_INCIDENT);
    else if (text_equal(string_of(type), TEXT("actor")))
        take_inline(take, subject, &here, "actor", 1U << RECORD_ACTOR);
}

/* `verified` says in a word what `verified_how` says. */
static void take_verified(struct take *take, json_t *document)
{
    const struct record_path citations = {.name = TEXT("citations")};
    size_t index;
    json_t *citation;
    json_array_foreach(json_object_get(document, "citations"), index, citation)
    {
        const struct record_path here = {.up = &citations, .index = index};
        const json_t *verified = json_object_get(citation, "verified");
        if (verified == NULL)
            continue;
        bool is = !is_null(json_object_get(citation, "verified_how"));
        if (!json_is_boolean(verified) || json_is_true(verified) != is)
            read_only(take, &here, "verified", "The service says so where verified_how says how, and only there.");
        json_object_del(citation, "verified");
    }
}

static void take_derived(struct take *take, json_t *document)
{
    const struct record_form *form = take->form;
    const char *const *names = record_derived(form->type);
    for (size_t i = 0; names[i] != NULL; i++) {
        const json_t *value = json_object_get(document, names[i]);
        if (value == NULL)
            continue;
        const json_t *current = json_object_get(form->current, names[i]);
        if (form->current == NULL ? !json_is_null(value) : current == NULL || !json_equal(current, value))
            read_only(take, NULL, names[i],
                      form->current == NULL
                          ? "The service gives this field itself; leave it out."
                          : "The service keeps this field itself, and has another value; leave it out.");
        json_object_del(document, names[i]);
    }
}

/* The record's id and type, which a document may leave to its address. */
static void take_identity(struct take *take, json_t *document)
{
    const struct record_form *form = take->form;
    json_t *id = json_object_get(document, "id");
    const json_t *current = json_object_get(form->current, "id");
    if (json_is_null(id) && !form->patch)
        json_object_del(document, "id");
    else if (id && form->current && !json_equal(id, current))
        read_only(take, NULL, "id", "The record at this address has another id.");
    const json_t *type = json_object_get(document, "type");
    json_t *own = json_string(record_shapes[form->type].name);
    if (type && !json_equal(type, own))
        read_only(take, NULL, "type", "This address is for records of another type.");
    if ((!form->patch && current && json_object_set(document, "id", (json_t *)current) != 0) ||
        json_object_set_new(document, "type", own) != 0)
        take->report.err = ERR_INTERNAL;
}

static enum err take_all(struct take *take, json_t *document)
{
    const struct record_shape *shape = &record_shapes[take->form->type];
    size_t before = take->report.faults->count;
    take_identity(take, document);
    take_derived(take, document);
    if (take->form->type == RECORD_CLAIM)
        take_subject(take, document);
    if (take->form->type >= RECORD_CLAIM) {
        json_t *speaker = json_object_get(document, "spoken_by");
        if (json_is_object(speaker))
            take_inline(take, speaker, &(struct record_path){.name = TEXT("spoken_by")}, "actor", 1U << RECORD_ACTOR);
        take_verified(take, document);
    }
    for (size_t set = 0; set < shape->set_count; set++)
        take_set(take, &shape->sets[set], document, NULL);
    if (take->report.err)
        return take->report.err;
    return take->report.faults->count == before ? ERR_NONE : ERR_INVALID_RECORD;
}

enum err record_form_take(struct record_form *form, json_t *document)
{
    struct take take = {.form = form, .report = {.arena = form->arena, .faults = form->faults}};
    return take_all(&take, document);
}

json_t *record_form_current(enum record_type type, const json_t *current, struct arena *arena)
{
    struct faults found = {0};
    struct record_form form = {.type = type, .current = current, .arena = arena, .faults = &found};
    struct take take = {.form = &form, .report = {.arena = arena, .faults = &found}, .lenient = true};
    json_t *copy = json_deep_copy(current);
    if (copy && take_all(&take, copy) != ERR_NONE) {
        json_decref(copy);
        copy = NULL;
    }
    return copy;
}
