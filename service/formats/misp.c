#include "formats/misp.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/group_names.h"
#include "formats/json_members.h"
#include "formats/misp_private.h"

#define LINE_MAX_SIZE (16U << 20)

static const struct misp_cluster clusters[] = {
    {"threat-actor", "threat-actor", "misp-threat-actor", "intrusion_set", NULL},
    {"microsoft-activity-group", "microsoft-activity-group", "misp-microsoft", "intrusion_set", "Microsoft"},
    {"intelligence-agency", "intelligence-agencies", "misp-intelligence-agencies", "agency", NULL},
    {"360net-threat-actor", "360net", "misp-360net", "intrusion_set", "360.net"},
};

void misp_begin(struct misp *misp, const char *type, const char *key_format, ...)
{
    char key[MISP_KEY_SIZE];
    va_list values;
    va_start(values, key_format);
    vsnprintf(key, sizeof key, key_format, values);
    va_end(values);
    buf_reset(&misp->line);
    json_writer_init(&misp->json, &misp->line);
    json_write_object_begin(&misp->json);
    json_write_pair(&misp->json, "type", text_of(type));
    json_write_pair(&misp->json, "collection", misp->collection);
    json_write_pair(&misp->json, "key", text_of(key));
}

enum err misp_end(struct misp *misp)
{
    json_write_object_end(&misp->json);
    enum err err = buf_check(&misp->line);
    return err ? err : misp->out->record(misp->out->context, buf_view(&misp->line), &misp->place);
}

void misp_ref(struct misp *misp, const char *key, const char *prefix, struct text rest)
{
    char ref[2 * MISP_KEY_SIZE];
    snprintf(ref, sizeof ref, "%.*s/%s%.*s", TEXT_ARG(misp->collection), prefix, TEXT_ARG(rest));
    if (key)
        json_write_key(&misp->json, key);
    json_write_string(&misp->json, text_of(ref));
}

enum err misp_company(struct misp *misp, struct text name, char *key)
{
    BUF_CLEANUP struct buf folded;
    buf_init(&folded, MISP_KEY_SIZE);
    slug_fold(name, MISP_KEY_SIZE / 2, &folded);
    snprintf(key, MISP_KEY_SIZE, "companies/%.*s", TEXT_ARG(buf_view(&folded)));
    if (json_object_get(misp->made, key))
        return ERR_NONE;
    if (json_object_set_new(misp->made, key, json_true()) != 0)
        return ERR_INTERNAL;
    BUF_CLEANUP struct buf slug;
    buf_init(&slug, 2 * SLUG_MAX);
    slugs_make(misp->slugs, name, TEXT("company"), misp->collection, &slug);
    misp_begin(misp, "actor", "%s", key);
    json_write_pair(&misp->json, "slug", buf_view(&slug));
    json_write_pair(&misp->json, "kind", TEXT("company"));
    json_write_pair(&misp->json, "name", name);
    json_write_pair(&misp->json, "language", TEXT("en"));
    return misp_end(misp);
}

/* The cluster as a document, which links and claims can cite. */
static enum err write_document(struct misp *misp, const json_t *root)
{
    char publisher[MISP_KEY_SIZE], url[256];
    enum err err = misp_company(misp, TEXT("MISP Project"), publisher);
    if (err)
        return err;
    BUF_CLEANUP struct buf title;
    buf_init(&title, 1024);
    buf_format(&title, "MISP galaxy: %.*s", TEXT_ARG(json_input_text(root, "name")));
    snprintf(url, sizeof url, "https://github.com/MISP/misp-galaxy/blob/main/clusters/%s.json", misp->cluster->file);
    misp_begin(misp, "source", "cluster");
    json_write_pair(&misp->json, "slug", misp->collection);
    json_write_pair(&misp->json, "kind", TEXT("dataset"));
    json_write_pair(&misp->json, "title", buf_view(&title));
    json_write_pair(&misp->json, "language", TEXT("en"));
    misp_ref(misp, "publisher", "", text_of(publisher));
    json_write_key(&misp->json, "authors");
    json_write_array_begin(&misp->json);
    const json_t *authors = json_object_get(root, "authors");
    for (size_t i = 0; i < json_array_size(authors); i++) {
        if (misp_item(authors, i).ptr)
            json_write_string(&misp->json, misp_item(authors, i));
    }
    json_write_array_end(&misp->json);
    json_write_pair(&misp->json, "url", text_of(url));
    return misp_end(misp);
}

static enum err write_collection(struct misp *misp, const json_t *root)
{
    char version[32] = "", url[256];
    const json_t *number = json_object_get(root, "version");
    if (json_is_integer(number))
        snprintf(version, sizeof version, "%lld", (long long)json_integer_value(number));
    snprintf(url, sizeof url, "https://github.com/MISP/misp-galaxy/blob/main/clusters/%s.json", misp->cluster->file);
    BUF_CLEANUP struct buf name, citation;
    buf_init(&name, 1024);
    buf_init(&citation, 1024);
    buf_format(&name, "MISP galaxy: %.*s", TEXT_ARG(json_input_text(root, "name")));
    buf_format(&citation, "MISP galaxy, cluster %s%s%s, MISP Project and contributors", misp->cluster->file,
               *version ? ", version " : "", version);
    buf_reset(&misp->line);
    json_writer_init(&misp->json, &misp->line);
    json_write_object_begin(&misp->json);
    json_write_pair(&misp->json, "type", TEXT("collection"));
    json_write_pair(&misp->json, "slug", misp->collection);
    json_write_pair(&misp->json, "name", buf_view(&name));
    json_write_pair(&misp->json, "description", json_input_text(root, "description"));
    json_write_pair(&misp->json, "licence", TEXT("CC0-1.0 OR BSD-2-Clause"));
    json_write_pair(&misp->json, "citation", buf_view(&citation));
    json_write_pair(&misp->json, "url", text_of(url));
    json_write_pair(&misp->json, "version", *version ? text_of(version) : TEXT_NONE);
    return misp_end(misp);
}

/* A UUID in lower case, as keys are. */
static bool read_uuid(struct text text, char out[MISP_UUID_SIZE + 1])
{
    if (text.len != MISP_UUID_SIZE || strspn(text.ptr, "0123456789abcdefABCDEF-") < MISP_UUID_SIZE)
        return false;
    for (size_t i = 0; i < MISP_UUID_SIZE; i++)
        out[i] = text.ptr[i] >= 'A' && text.ptr[i] <= 'F' ? (char)(text.ptr[i] - 'A' + 'a') : text.ptr[i];
    out[MISP_UUID_SIZE] = '\0';
    return true;
}

static enum err refuse(const struct misp *misp, struct text code, const char *detail)
{
    return misp->out->refused(misp->out->context, &misp->place, code, text_of(detail));
}

static bool has_formula(const json_t *entry, struct text name)
{
    const json_t *synonyms = json_object_get(json_object_get(entry, "meta"), "synonyms");
    bool found = group_name_is_formula(name);
    for (size_t i = 0; !found && i < json_array_size(synonyms); i++)
        found = group_name_is_formula(misp_item(synonyms, i));
    return found;
}

static const struct json_member cluster_members[] = {
    {.name = "name", .sort = JSON_A_TEXT},
    {.name = "description", .sort = JSON_A_TEXT},
    {.name = "authors", .sort = JSON_TEXTS},
    {.name = "version", .sort = JSON_A_WHOLE_NUMBER},
    {.name = NULL},
};

static const struct json_member meta_members[] = {
    {.name = "country", .sort = JSON_A_TEXT},
    {.name = "synonyms", .sort = JSON_TEXTS},
    {.name = "refs", .sort = JSON_TEXTS},
    {.name = "name-attribution", .sort = JSON_TEXTS},
    {.name = "attribution-confidence", .sort = JSON_A_TEXT},
    {.name = "cfr-suspected-state-sponsor", .sort = JSON_A_TEXT},
    {.name = NULL},
};

static const struct json_member entry_members[] = {
    {.name = "value", .sort = JSON_A_TEXT},
    {.name = "uuid", .sort = JSON_A_TEXT},
    {.name = "description", .sort = JSON_A_TEXT},
    {.name = "meta", .sort = JSON_A_MAP, .members = meta_members},
    {.name = NULL},
};

/* Tells of a member that is of another type than the galaxy says. */
static enum err check_types(const struct misp *misp, const json_t *object, const struct json_member *members, bool *fit)
{
    BUF_CLEANUP struct buf words;
    buf_init(&words, 256);
    *fit = json_members_fit(object, members, &words);
    return *fit ? ERR_NONE : misp->out->refused(misp->out->context, &misp->place, TEXT("wrong-type"), buf_view(&words));
}

static enum err take_entry(struct misp *misp, const json_t *entry, json_t *uuids)
{
    char uuid[MISP_UUID_SIZE + 1];
    struct text name = json_input_text(entry, "value");
    if (!json_is_object(entry) || !name.ptr)
        return refuse(misp, TEXT("required"), "an entry has a value: its name");
    if (!read_uuid(json_input_text(entry, "uuid"), uuid))
        return refuse(misp, TEXT("required"), "an entry has a uuid, which it is known by");
    bool fit = false;
    enum err err = check_types(misp, entry, entry_members, &fit);
    if (err || !fit)
        return err;
    if (has_formula(entry, name))
        return refuse(misp, TEXT("formula"), "a name begins with =, +, - or @");
    if (json_object_get(uuids, uuid))
        return refuse(misp, TEXT("duplicate"), "an earlier entry has the same uuid");
    if (json_object_set_new(uuids, uuid, json_true()) != 0)
        return ERR_INTERNAL;
    err = misp_entry(misp, entry, text_of(uuid), name);
    if (!err)
        err = misp_claims(misp, entry, text_of(uuid), name);
    return err ? err : misp->out->made(misp->out->context, &misp->place);
}

static enum err take_entries(struct misp *misp, const struct json_input *input)
{
    size_t count = 0;
    struct json_place *places = json_input_places(input, "values", &count);
    json_t *uuids = json_object();
    enum err err = places && uuids ? ERR_NONE : ERR_INTERNAL;
    for (size_t i = 0; !err && i < count; i++) {
        misp->place.line = places[i].line;
        misp->place.column = places[i].column;
        err = misp->out->read(misp->out->context, &misp->place);
        if (!err && places[i].size > JSON_ENTRY_MAX)
            err = refuse(misp, TEXT("too-long"), "an entry has at most 256 KiB");
        else if (!err)
            err = take_entry(misp, json_array_get(json_object_get(input->root, "values"), i), uuids);
    }
    json_decref(uuids);
    free(places);
    return err;
}

static enum err take_cluster(struct misp *misp, const struct json_input *input)
{
    struct text type = json_input_text(input->root, "type");
    for (size_t i = 0; i < sizeof clusters / sizeof *clusters; i++) {
        if (text_equal(type, text_of(clusters[i].type)))
            misp->cluster = &clusters[i];
    }
    if (!misp->cluster || !json_is_array(json_object_get(input->root, "values"))) {
        enum err err = refuse(misp, TEXT("wrong-format"),
                              "this is no cluster of the MISP galaxy whose type is threat-actor, "
                              "microsoft-activity-group, intelligence-agency or 360net-threat-actor");
        return err ? err : ERR_INVALID_RECORD;
    }
    bool fit = false;
    enum err err = check_types(misp, input->root, cluster_members, &fit);
    if (err || !fit)
        return err ? err : ERR_INVALID_RECORD;
    misp->collection = text_of(misp->cluster->collection);
    err = write_collection(misp, input->root);
    if (!err)
        err = write_document(misp, input->root);
    if (!err)
        err = take_entries(misp, input);
    return err ? err : misp->out->complete(misp->out->context, misp->collection);
}

static enum err take_file(FILE *file, size_t number, struct slugs *slugs, const struct format_output *out)
{
    JSON_INPUT_CLEANUP struct json_input input;
    json_input_init(&input);
    struct json_fault fault = {0};
    struct misp misp = {.out = out, .slugs = slugs, .place = {.input = number, .line = 1, .column = 1}};
    enum err err = json_input_read(&input, file, &fault);
    if (err == ERR_INVALID_JSON) {
        misp.place.line = (int64_t)fault.line;
        misp.place.column = (int64_t)fault.column;
        err = refuse(&misp, TEXT("invalid-json"), fault.message);
        return err ? err : ERR_INVALID_RECORD;
    }
    if (err)
        return err;
    buf_init(&misp.line, LINE_MAX_SIZE);
    misp.made = json_object();
    err = misp.made ? take_cluster(&misp, &input) : ERR_INTERNAL;
    json_decref(misp.made);
    buf_deinit(&misp.line);
    return err;
}

enum err misp_convert(FILE *const inputs[], size_t count, const struct format_output *out, struct buf *words)
{
    (void)words;
    SLUGS_CLEANUP struct slugs slugs;
    enum err err = slugs_init(&slugs);
    enum err bad = ERR_NONE;
    for (size_t i = 0; !err && i < count; i++) {
        err = take_file(inputs[i], i, &slugs, out);
        /* Of several files all are looked at. */
        if (err == ERR_INVALID_RECORD) {
            bad = err;
            err = ERR_NONE;
        }
    }
    return err ? err : bad;
}
