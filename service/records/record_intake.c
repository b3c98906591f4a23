#include "records/record_intake.h"

#include <stdlib.h>

#include "claimd/json_canonical.h"
#include "claimd/json_read.h"
#include "records/record_check.h"
#include "records/record_form.h"
#include "records/record_merge.h"
#include "records/record_refs.h"
#include "records/record_report.h"
#include "records/record_values.h"

/* Of the canonical form of a body that was let in. */
#define BODY_MAX (8U << 20)

struct intake {
    const struct record_sent *sent;
    struct record_form form;
    struct record_report report;
    json_t *current; /* read form */
    json_t *base;    /* the same in the written form */
};

static struct text string_of(const json_t *string)
{
    return (struct text){.ptr = json_string_value(string), .len = json_string_length(string)};
}

static enum err read_body(struct intake *intake, json_t **out)
{
    struct json_fault where;
    json_t *document;
    enum err err = json_read(intake->sent->body, &document, &where);
    if (err == ERR_INVALID_JSON) {
        struct text detail =
            arena_format(intake->report.arena, "%s (line %zu, column %zu)", where.message, where.line, where.column);
        record_fault(&intake->report, NULL, &(struct fault){.code = FAULT_MALFORMED, .detail = detail});
        return intake->report.err ? intake->report.err : err;
    }
    if (err)
        return err;
    if (!json_is_object(document)) {
        json_decref(document);
        record_fault(&intake->report, NULL,
                     &(struct fault){.code = FAULT_MALFORMED, .detail = TEXT("A record is a JSON object.")});
        return intake->report.err ? intake->report.err : ERR_INVALID_RECORD;
    }
    *out = document;
    return ERR_NONE;
}

static enum err read_current(struct intake *intake)
{
    const struct record_sent *sent = intake->sent;
    struct json_fault where;
    if (sent->current.ptr == NULL)
        return ERR_NONE;
    if (json_read(sent->current, &intake->current, &where) != ERR_NONE)
        return ERR_INTERNAL;
    intake->base = record_form_current(sent->type, intake->current, intake->report.arena);
    intake->form.current = intake->current;
    return intake->base ? ERR_NONE : ERR_INTERNAL;
}

/* What other records add to an actor's names is read with them; sent back, it does not become the actor's own. */
static void leave_added_names(struct intake *intake, json_t *document)
{
    json_t *names = json_object_get(document, "names");
    const json_t *all = json_object_get(intake->base, "names");
    if (intake->sent->type != RECORD_ACTOR)
        return;
    for (size_t added = intake->sent->own_names; added < json_array_size(all); added++) {
        for (size_t i = json_array_size(names); i-- > 0;) {
            if (!json_equal(json_array_get(names, i), json_array_get(all, added)))
                continue;
            json_array_remove(names, i);
            break;
        }
    }
}

/* Another kind of subject takes nothing over from the one that there was. */
static void forget_subject(struct intake *intake, const json_t *patch)
{
    const json_t *type = json_object_get(json_object_get(patch, "subject"), "type");
    const json_t *old = json_object_get(json_object_get(intake->base, "subject"), "type");
    if (json_is_string(type) && !json_equal(type, old))
        json_object_del(intake->base, "subject");
}

/* Gives `*document` the whole record that the patch in it makes. */
static enum err merge(struct intake *intake, json_t **document)
{
    leave_added_names(intake, intake->base);
    forget_subject(intake, *document);
    enum err err = record_merge(intake->base, *document);
    json_decref(*document);
    *document = intake->base;
    intake->base = NULL;
    return err;
}

/* What the address says, the body need not say, and must not say otherwise. */
static void place(struct intake *intake, json_t *document, const char *name, struct text value)
{
    const json_t *given = json_object_get(document, name);
    const struct record_path here = {.name = text_of(name)};
    if (value.ptr == NULL)
        return;
    if (given && !json_is_null(given) && !text_equal(string_of(given), value))
        record_fault(&intake->report, &here,
                     &(struct fault){.code = FAULT_CONFLICT, .detail = TEXT("The address says otherwise.")});
    if (json_object_set_new(document, name, json_stringn(value.ptr, value.len)) != 0)
        intake->report.err = ERR_INTERNAL;
}

/* A citation that the service itself has checked, and that is sent back as it is, stays checked. */
static bool is_as_checked(const json_t *citation, const json_t *base)
{
    static const char *const parts[] = {"source", "quote", "language", "verified_how"};
    size_t index;
    const json_t *other;
    json_array_foreach(json_object_get(base, "citations"), index, other)
    {
        size_t same = 0;
        while (same < sizeof parts / sizeof *parts &&
               json_equal(json_object_get(citation, parts[same]), json_object_get(other, parts[same])))
            same++;
        if (same == sizeof parts / sizeof *parts)
            return true;
    }
    return false;
}

/* The rules let nobody say `verified_how: text`, so it is put aside while they are looked at. */
static json_t *put_checks_aside(const json_t *document, const json_t *base)
{
    json_t *aside = json_array(), *citation;
    size_t index;
    json_array_foreach(json_object_get(document, "citations"), index, citation)
    {
        if (!text_equal(string_of(json_object_get(citation, "verified_how")), TEXT("text")) ||
            !is_as_checked(citation, base))
            continue;
        if (!aside || json_array_append(aside, citation) != 0 ||
            json_object_set_new(citation, "verified_how", json_null()) != 0) {
            json_decref(aside);
            return NULL;
        }
    }
    return aside;
}

static enum err check(struct intake *intake, json_t *document, const json_t *base)
{
    json_auto_t *aside = put_checks_aside(document, base);
    if (!aside)
        return ERR_INTERNAL;
    enum err err = record_check(document, intake->sent->type, intake->report.arena, intake->report.faults);
    size_t index;
    json_t *citation;
    json_array_foreach(aside, index, citation)
    {
        if (json_object_set_new(citation, "verified_how", json_string("text")) != 0)
            return ERR_INTERNAL;
    }
    return err;
}

struct gathering {
    struct record_ready *out;
    size_t room;
    struct arena *arena;
};

static enum err add_reference(struct gathering *to, const struct record_reference *reference)
{
    if (to->out->reference_count == to->room) {
        size_t room = to->room ? 2 * to->room : 16;
        struct record_reference *more = arena_array(to->arena, room, sizeof *more);
        if (!more)
            return ERR_INTERNAL;
        for (size_t i = 0; i < to->out->reference_count; i++)
            more[i] = to->out->references[i];
        to->out->references = more;
        to->room = room;
    }
    to->out->references[to->out->reference_count++] = *reference;
    return ERR_NONE;
}

static enum err gather(void *context, struct record_ref *ref)
{
    struct gathering *to = context;
    struct record_reference reference = {.pointer = ref->pointer, .targets = ref->targets};
    enum err err = arena_copy(to->arena, ref->value, &reference.value);
    return err ? err : add_reference(to, &reference);
}

static enum err gather_all(struct intake *intake, json_t *document, struct record_ready *out)
{
    struct gathering to = {.out = out, .arena = intake->report.arena};
    enum err err = record_refs(document, intake->sent->type, to.arena, gather, &to);
    for (const struct form_alias *alias = intake->form.aliases; !err && alias; alias = alias->next) {
        struct text pointer = arena_format(to.arena, "%.*s/slug", TEXT_ARG(alias->pointer));
        err = pointer.ptr ? add_reference(&to, &(struct record_reference){.pointer = pointer,
                                                                          .value = alias->slug,
                                                                          .targets = alias->targets,
                                                                          .beside = alias->pointer})
                          : ERR_INTERNAL;
    }
    return err;
}

/* TEXT_NONE where the field is null, or has not its form. */
static enum err keep(const json_t *document, const char *name, enum field_kind kind, struct arena *arena,
                     struct text *out)
{
    struct text value = string_of(json_object_get(document, name));
    return value.ptr && value_fits(kind, value) ? arena_copy(arena, value, out) : ERR_NONE;
}

static enum err hand_out(struct intake *intake, json_t *document, struct record_ready *out)
{
    struct arena *arena = intake->report.arena;
    BUF_CLEANUP struct buf body;
    buf_init(&body, BODY_MAX);
    enum err err = json_canonical(document, &body);
    if (!err)
        err = arena_copy(arena, buf_view(&body), &out->body);
    if (!err)
        err = keep(document, "id", FIELD_UUID, arena, &out->id);
    if (!err)
        err = keep(document, "collection", FIELD_REFERENCE, arena, &out->collection);
    if (!err)
        err = keep(document, "key", FIELD_KEY, arena, &out->key);
    if (!err)
        err = keep(document, "slug", FIELD_SLUG, arena, &out->slug);
    return err ? err : gather_all(intake, document, out);
}

/* `*document` may become another on the way. */
static enum err take_in(struct intake *intake, json_t **document, struct record_ready *out)
{
    const struct record_sent *sent = intake->sent;
    struct faults *faults = intake->report.faults;
    enum err err = read_current(intake);
    if (err)
        return err;
    /* The read form as it was, for what merging makes of `base`. */
    json_auto_t *base = json_deep_copy(intake->base);
    err = record_texts_take(*document, sent->type, intake->report.arena, faults, &out->texts);
    if (err && err != ERR_INVALID_RECORD)
        return err;
    err = record_form_take(&intake->form, *document);
    if (err && err != ERR_INVALID_RECORD)
        return err;
    leave_added_names(intake, *document);
    if (sent->patch)
        err = merge(intake, document);
    if (err && err != ERR_INVALID_RECORD)
        return err;
    place(intake, *document, "id", sent->id);
    place(intake, *document, "slug", sent->slug);
    place(intake, *document, "collection", sent->collection);
    place(intake, *document, "key", sent->key);
    err = check(intake, *document, base);
    if (intake->report.err || (err && err != ERR_INVALID_RECORD))
        return err ? err : ERR_INTERNAL;
    err = hand_out(intake, *document, out);
    /* A number with a fraction, which the check has reported. */
    if (err == ERR_INVALID_JSON && faults->count > 0) {
        *out = (struct record_ready){0};
        return ERR_INVALID_RECORD;
    }
    return err ? err : faults->count > 0 ? ERR_INVALID_RECORD : ERR_NONE;
}

enum err record_intake(const struct record_sent *sent, struct arena *arena, struct faults *faults,
                       struct record_ready *out)
{
    struct intake intake = {
        .sent = sent,
        .form = {.type = sent->type, .patch = sent->patch, .arena = arena, .faults = faults},
        .report = {.arena = arena, .faults = faults},
    };
    struct record_ready ready = {0};
    json_t *document = NULL;
    enum err err = read_body(&intake, &document);
    if (!err)
        err = take_in(&intake, &document, &ready);
    json_decref(document);
    json_decref(intake.current);
    json_decref(intake.base);
    if (!err || err == ERR_INVALID_RECORD)
        *out = ready;
    return err;
}
