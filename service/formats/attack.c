#include "formats/attack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/attack_private.h"
#include "formats/json_members.h"

#define LINE_MAX_SIZE (16U << 20)

void attack_begin(struct attack *attack, const char *type, struct text key)
{
    buf_reset(&attack->line);
    json_writer_init(&attack->json, &attack->line);
    json_write_object_begin(&attack->json);
    json_write_pair(&attack->json, "type", text_of(type));
    json_write_pair(&attack->json, "collection", TEXT(ATTACK_COLLECTION));
    json_write_pair(&attack->json, "key", key);
}

enum err attack_end(struct attack *attack)
{
    json_write_object_end(&attack->json);
    enum err err = buf_check(&attack->line);
    return err ? err : attack->out->record(attack->out->context, buf_view(&attack->line), &attack->place);
}

enum err attack_made(struct attack *attack)
{
    enum err err = attack_end(attack);
    return err ? err : attack->out->made(attack->out->context, &attack->place);
}

enum err attack_refuse(const struct attack *attack, struct text code, struct text detail)
{
    return attack->out->refused(attack->out->context, &attack->place, code, detail);
}

enum err attack_pass(const struct attack *attack, struct text reason, struct text detail)
{
    return attack->out->passed(attack->out->context, &attack->place, reason, detail);
}

void attack_ref(struct attack *attack, const char *member, struct text key)
{
    char ref[sizeof ATTACK_COLLECTION + ATTACK_KEY_SIZE];
    snprintf(ref, sizeof ref, ATTACK_COLLECTION "/%.*s", TEXT_ARG(key));
    if (member)
        json_write_key(&attack->json, member);
    json_write_string(&attack->json, text_of(ref));
}

bool attack_is(const json_t *object, const char *flag)
{
    return json_is_true(json_object_get(object, flag));
}

const json_t *attack_object(const struct attack *attack, struct text id)
{
    return id.ptr ? json_object_getn(attack->objects, id.ptr, id.len) : NULL;
}

/* What others refer to, before they do: objects by id, and who took the place of what was revoked. */
static enum err find_objects(struct attack *attack, const json_t *objects)
{
    for (size_t i = 0; i < json_array_size(objects); i++) {
        json_t *object = json_array_get(objects, i);
        struct text id = json_input_text(object, "id"), type = json_input_text(object, "type");
        if (!id.ptr || json_object_getn(attack->objects, id.ptr, id.len))
            continue;
        if (json_object_setn(attack->objects, id.ptr, id.len, object) != 0)
            return ERR_INTERNAL;
        if (text_equal(type, TEXT("identity")) && !attack->maker.ptr)
            attack->maker = id;
        struct text from = json_input_text(object, "source_ref");
        if (text_equal(json_input_text(object, "relationship_type"), TEXT("revoked-by")) && from.ptr &&
            json_input_text(object, "target_ref").ptr &&
            json_object_setn(attack->heirs, from.ptr, from.len, json_object_get(object, "target_ref")) != 0)
            return ERR_INTERNAL;
    }
    return ERR_NONE;
}

/* The newest day on which an object was changed: the version, where the bundle has none. */
static struct text newest_change(const json_t *objects)
{
    struct text newest = TEXT_NONE;
    for (size_t i = 0; i < json_array_size(objects); i++) {
        const json_t *object = json_array_get(objects, i);
        struct text day = json_input_text(object, "modified");
        if (text_equal(json_input_text(object, "type"), TEXT("x-mitre-collection")) &&
            json_input_text(object, "x_mitre_version").ptr)
            return json_input_text(object, "x_mitre_version");
        if (day.len >= 10 && (!newest.ptr || memcmp(day.ptr, newest.ptr, 10) > 0))
            newest = (struct text){day.ptr, 10};
    }
    return newest;
}

static enum err write_collection(struct attack *attack, const json_t *objects)
{
    struct text marking = TEXT("The MITRE Corporation. MITRE ATT&CK and ATT&CK are registered trademarks of it.");
    for (size_t i = 0; i < json_array_size(objects); i++) {
        struct text found = json_input_text(json_object_get(json_array_get(objects, i), "definition"), "statement");
        if (found.ptr && found.len <= 1000)
            marking = found;
    }
    buf_reset(&attack->line);
    json_writer_init(&attack->json, &attack->line);
    json_write_object_begin(&attack->json);
    json_write_pair(&attack->json, "type", TEXT("collection"));
    json_write_pair(&attack->json, "slug", TEXT(ATTACK_COLLECTION));
    json_write_pair(&attack->json, "name", TEXT("MITRE ATT&CK"));
    json_write_pair(&attack->json, "description",
                    TEXT("Groups and campaigns of ATT&CK, and which campaign it attributes to which group."));
    json_write_pair(&attack->json, "licence", TEXT("ATT&CK Terms of Use"));
    json_write_pair(&attack->json, "citation", marking);
    json_write_pair(&attack->json, "url", TEXT("https://attack.mitre.org/"));
    json_write_pair(&attack->json, "version", newest_change(objects));
    return attack_end(attack);
}

/* The bundle as a document, which claims can cite. */
static enum err write_document(struct attack *attack)
{
    attack_begin(attack, "source", TEXT("bundle"));
    json_write_pair(&attack->json, "slug", TEXT(ATTACK_COLLECTION));
    json_write_pair(&attack->json, "kind", TEXT("dataset"));
    json_write_pair(&attack->json, "title", TEXT("MITRE ATT&CK"));
    json_write_pair(&attack->json, "language", TEXT("en"));
    if (attack->maker.ptr)
        attack_ref(attack, "publisher", attack->maker);
    json_write_pair(&attack->json, "url", TEXT("https://attack.mitre.org/"));
    return attack_end(attack);
}

static const struct json_member reference_members[] = {
    {.name = "source_name", .sort = JSON_A_TEXT},
    {.name = "url", .sort = JSON_A_TEXT},
    {.name = "external_id", .sort = JSON_A_TEXT},
    {.name = "description", .sort = JSON_A_TEXT},
    {.name = NULL},
};

static const struct json_member definition_members[] = {
    {.name = "statement", .sort = JSON_A_TEXT},
    {.name = NULL},
};

/* Of all objects that are read. */
static const struct json_member object_members[] = {
    {.name = "name", .sort = JSON_A_TEXT},
    {.name = "description", .sort = JSON_A_TEXT},
    {.name = "aliases", .sort = JSON_TEXTS},
    {.name = "created", .sort = JSON_A_TIME},
    {.name = "modified", .sort = JSON_A_TIME},
    {.name = "first_seen", .sort = JSON_A_TIME},
    {.name = "last_seen", .sort = JSON_A_TIME},
    {.name = "revoked", .sort = JSON_A_FLAG},
    {.name = "x_mitre_deprecated", .sort = JSON_A_FLAG},
    {.name = "x_mitre_version", .sort = JSON_A_TEXT},
    {.name = "confidence", .sort = JSON_A_WHOLE_NUMBER},
    {.name = "relationship_type", .sort = JSON_A_TEXT},
    {.name = "source_ref", .sort = JSON_A_TEXT},
    {.name = "target_ref", .sort = JSON_A_TEXT},
    {.name = "external_references", .sort = JSON_MAPS, .members = reference_members},
    {.name = "definition", .sort = JSON_A_MAP, .members = definition_members},
    {.name = NULL},
};

/* Which type becomes what. */
static const struct taker {
    const char *type;
    bool named;
    enum err (*take)(struct attack *attack, const json_t *object); /* NULL: it is in the collection */
} takers[] = {
    {"intrusion-set", true, attack_group}, {"campaign", true, attack_campaign},
    {"identity", true, attack_identity},   {"relationship", false, attack_relationship},
    {"marking-definition", false, NULL},   {"x-mitre-collection", false, NULL},
};

static const struct taker *find_taker(struct text type)
{
    for (size_t i = 0; i < sizeof takers / sizeof *takers; i++)
        if (text_equal(type, text_of(takers[i].type)))
            return &takers[i];
    return NULL;
}

static enum err take_object(struct attack *attack, const json_t *object, size_t size)
{
    struct text type = json_input_text(object, "type"), id = json_input_text(object, "id");
    if (!json_is_object(object) || !type.ptr || !id.ptr || id.len > 150)
        return attack_refuse(attack, TEXT("required"), TEXT("an object of STIX has a type and an id"));
    if (attack_object(attack, id) != object)
        return attack_refuse(attack, TEXT("duplicate"), TEXT("an earlier object has the same id"));
    const struct taker *taker = find_taker(type);
    if (!taker)
        return attack_pass(attack, TEXT("other-type"), type);
    /* A list of all that a bundle has may be longer, and is not read. */
    if (taker->take && size > JSON_ENTRY_MAX)
        return attack_refuse(attack, TEXT("too-long"), TEXT("an object has at most 256 KiB"));
    BUF_CLEANUP struct buf words;
    buf_init(&words, 256);
    if (!json_members_fit(object, object_members, &words))
        return attack_refuse(attack, TEXT("wrong-type"), buf_view(&words));
    if (!taker->take)
        return attack->out->merged(attack->out->context, &attack->place);
    if (taker->named && !json_input_text(object, "name").ptr)
        return attack_refuse(attack, TEXT("required"), TEXT("a group, a campaign and an identity have a name"));
    if (taker->named && attack_has_formula(object))
        return attack_refuse(attack, TEXT("formula"), TEXT("a name begins with =, +, - or @"));
    return taker->take(attack, object);
}

static enum err take_objects(struct attack *attack, const struct json_input *input)
{
    const json_t *objects = json_object_get(input->root, "objects");
    size_t count = 0;
    struct json_place *places = json_input_places(input, "objects", &count);
    enum err err = places ? find_objects(attack, objects) : ERR_INTERNAL;
    if (!err)
        err = write_collection(attack, objects);
    if (!err)
        err = write_document(attack);
    for (size_t i = 0; !err && i < count; i++) {
        attack->place.line = places[i].line;
        attack->place.column = places[i].column;
        err = attack->out->read(attack->out->context, &attack->place);
        if (!err)
            err = take_object(attack, json_array_get(objects, i), places[i].size);
    }
    free(places);
    return err ? err : attack->out->complete(attack->out->context, TEXT(ATTACK_COLLECTION));
}

static enum err take_bundle(struct attack *attack, const struct json_input *input)
{
    if (!text_equal(json_input_text(input->root, "type"), TEXT("bundle")) ||
        !json_is_array(json_object_get(input->root, "objects"))) {
        enum err err = attack_refuse(attack, TEXT("wrong-format"), TEXT("this is no bundle of STIX 2.0 or 2.1"));
        return err ? err : ERR_INVALID_RECORD;
    }
    attack->objects = json_object();
    attack->heirs = json_object();
    attack->references = json_object();
    buf_init(&attack->line, LINE_MAX_SIZE);
    enum err err = attack->objects && attack->heirs && attack->references ? take_objects(attack, input) : ERR_INTERNAL;
    buf_deinit(&attack->line);
    json_decref(attack->references);
    json_decref(attack->heirs);
    json_decref(attack->objects);
    return err;
}

enum err attack_convert(FILE *const inputs[], size_t count, const struct format_output *out, struct buf *words)
{
    JSON_INPUT_CLEANUP struct json_input file;
    SLUGS_CLEANUP struct slugs actors = {0};
    SLUGS_CLEANUP struct slugs incidents = {0};
    SLUGS_CLEANUP struct slugs sources = {0};
    struct json_fault fault = {0};
    json_input_init(&file);
    struct attack attack = {
        .out = out, .actors = &actors, .incidents = &incidents, .sources = &sources, .place = {.line = 1, .column = 1}};
    if (count != 1) {
        buf_literal(words, "ATT&CK is one file");
        return ERR_INVALID_PARAMETERS;
    }
    if (slugs_init(&actors) || slugs_init(&incidents) || slugs_init(&sources))
        return ERR_INTERNAL;
    enum err err = json_input_read(&file, inputs[0], &fault);
    if (err == ERR_INVALID_JSON) {
        attack.place.line = (int64_t)fault.line;
        attack.place.column = (int64_t)fault.column;
        err = attack_refuse(&attack, TEXT("invalid-json"), text_of(fault.message));
        return err ? err : ERR_INVALID_RECORD;
    }
    return err ? err : take_bundle(&attack, &file);
}
