/* Under which names an entry goes, who uses them and where they are seen. */
#include <string.h>

#include "formats/group_names.h"
#include "formats/misp_private.h"

#define MITRE "The MITRE Corporation"

/* "COMMENT PANDA:f9eb432f-…": the producer, where the attribution is of this name and he is known. */
static struct text user_of(struct text attribution, struct text name)
{
    if (attribution.len <= MISP_UUID_SIZE + 1 || attribution.len - MISP_UUID_SIZE - 1 != name.len ||
        !text_starts(attribution, name) || attribution.ptr[name.len] != ':')
        return TEXT_NONE;
    return misp_producer((struct text){attribution.ptr + name.len + 1, MISP_UUID_SIZE});
}

static struct text producer_of(struct text attribution)
{
    return attribution.len <= MISP_UUID_SIZE
               ? TEXT_NONE
               : misp_producer((struct text){attribution.ptr + attribution.len - MISP_UUID_SIZE, MISP_UUID_SIZE});
}

enum err misp_names_prepare(struct misp *misp, const json_t *entry)
{
    const json_t *meta = json_object_get(entry, "meta");
    const json_t *attributions = json_object_get(meta, "name-attribution"), *refs = json_object_get(meta, "refs");
    const json_t *synonyms = json_object_get(meta, "synonyms");
    char key[MISP_KEY_SIZE];
    enum err err = misp->cluster->user ? misp_company(misp, text_of(misp->cluster->user), key) : ERR_NONE;
    for (size_t i = 0; !err && i < json_array_size(attributions); i++) {
        struct text one = misp_item(attributions, i), company = one.ptr ? producer_of(one) : TEXT_NONE;
        if (company.ptr)
            err = misp_company(misp, company, key);
    }
    for (size_t i = 0; !err && i < json_array_size(synonyms); i++) {
        struct text one = misp_item(synonyms, i);
        if (one.ptr && misp_is_group_number(one))
            err = misp_company(misp, TEXT(MITRE), key);
    }
    for (size_t i = 0; !err && i < json_array_size(refs); i++) {
        struct text one = misp_item(refs, i);
        if (one.ptr && misp_is_link(one))
            err = misp_reference(misp, one, key);
    }
    return err;
}

static enum err put(struct misp *misp, struct text name, const char *kind, struct text user, struct text reference)
{
    char key[MISP_KEY_SIZE];
    json_write_object_begin(&misp->json);
    json_write_pair(&misp->json, "text", name);
    json_write_pair(&misp->json, "language", text_of(misp_language(name)));
    json_write_pair(&misp->json, "kind", text_of(kind));
    /* Both are records already, so that nothing is written amid this one. */
    enum err err = user.ptr ? misp_company(misp, user, key) : ERR_NONE;
    if (!err && user.ptr)
        misp_ref(misp, "used_by", "", text_of(key));
    if (!err && reference.ptr) {
        err = misp_reference(misp, reference, key);
        if (!err)
            misp_ref(misp, "seen_in", "", text_of(key));
    }
    json_write_object_end(&misp->json);
    return err;
}

/* A name once for each who uses it, or once. */
static enum err put_users(struct misp *misp, const json_t *meta, struct text name, const char *kind, bool needed)
{
    const json_t *attributions = json_object_get(meta, "name-attribution");
    size_t users = 0;
    enum err err = ERR_NONE;
    for (size_t i = 0; !err && i < json_array_size(attributions); i++) {
        struct text one = misp_item(attributions, i), user = one.ptr ? user_of(one, name) : TEXT_NONE;
        if (!user.ptr)
            continue;
        users++;
        err = put(misp, name, kind, user, TEXT_NONE);
    }
    if (!err && users == 0 && misp_is_group_number(name))
        return put(misp, name, kind, TEXT(MITRE), TEXT_NONE);
    return err || users > 0 || !needed ? err : put(misp, name, kind, TEXT_NONE, TEXT_NONE);
}

/* 360.net's "name - APT-C-00" is two names. An agency that it takes a group for ("CIA") is no name of the group. */
static enum err put_parts(struct misp *misp, struct text name)
{
    const char *number = NULL;
    for (size_t i = 0; i + 9 < name.len; i++) {
        if (memcmp(name.ptr + i, " - APT-C-", 9) == 0)
            number = name.ptr + i;
    }
    if (!number)
        return ERR_NONE;
    size_t first = (size_t)(number - name.ptr);
    bool letters = first <= 4;
    for (size_t i = 0; i < first; i++)
        letters = letters && name.ptr[i] >= 'A' && name.ptr[i] <= 'Z';
    enum err err = letters ? ERR_NONE : put(misp, (struct text){name.ptr, first}, "alias", TEXT("360.net"), TEXT_NONE);
    struct text rest = {number + 3, name.len - first - 3};
    return err ? err : put(misp, rest, "alias", TEXT("360.net"), TEXT_NONE);
}

static bool has_synonym(const json_t *synonyms, struct text name)
{
    for (size_t i = 0; i < json_array_size(synonyms); i++) {
        if (text_equal_nocase(misp_item(synonyms, i), name))
            return true;
    }
    return false;
}

enum err misp_names(struct misp *misp, const json_t *entry, struct text name)
{
    const json_t *meta = json_object_get(entry, "meta");
    const json_t *synonyms = json_object_get(meta, "synonyms"), *refs = json_object_get(meta, "refs");
    json_write_key(&misp->json, "names");
    json_write_array_begin(&misp->json);
    enum err err = misp->cluster->user ? put(misp, name, "canonical", text_of(misp->cluster->user), TEXT_NONE)
                                       : put_users(misp, meta, name, "canonical", false);
    for (size_t i = 0; !err && i < json_array_size(refs); i++) {
        struct text one = misp_item(refs, i);
        if (one.ptr && misp_is_link(one))
            err = put(misp, name, "canonical", TEXT_NONE, one);
    }
    if (!err && misp->cluster->user && strcmp(misp->cluster->user, "360.net") == 0)
        err = put_parts(misp, name);
    for (size_t i = 0; !err && i < json_array_size(synonyms); i++) {
        struct text one = misp_item(synonyms, i);
        if (one.ptr && !text_equal(one, name))
            err = put_users(misp, meta, one, "alias", true);
    }
    struct text brief = strcmp(misp->cluster->kind, "intrusion_set") == 0 ? group_name_short(name) : TEXT_NONE;
    if (!err && brief.ptr && !has_synonym(synonyms, brief))
        err = put(misp, brief, "alias", TEXT_NONE, TEXT_NONE);
    json_write_array_end(&misp->json);
    return err;
}
