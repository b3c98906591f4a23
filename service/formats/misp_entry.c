/* An entry as an actor. */
#include <stdio.h>
#include <string.h>

#include "claimd/hash.h"
#include "formats/country_codes.h"
#include "formats/misp_private.h"

#define DESCRIPTION_MAX    10000 /* code points */
#define DEFAULT_CONFIDENCE "50"

struct text misp_item(const json_t *array, size_t i)
{
    return json_input_value(json_array_get(array, i));
}

bool misp_is_group_number(struct text name)
{
    return name.len == 5 && name.ptr[0] == 'G' && strspn(name.ptr + 1, "0123456789") >= 4;
}

const char *misp_language(struct text text)
{
    const char *language = "en";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c >= 0xE3 && c <= 0xE9)
            return "zh";
        /* Past U+024F, where the Latin letters with accents end. */
        if (c >= 0xC9 && c != 0xE2)
            language = "und";
    }
    return language;
}

static struct text scheme_of(struct text url)
{
    return text_starts(url, TEXT("https://")) ? TEXT("https://") : TEXT("http://");
}

bool misp_is_link(struct text url)
{
    return text_starts(url, scheme_of(url)) && url.len > scheme_of(url).len && url.len <= 2048 &&
           !memchr(url.ptr, ' ', url.len) && !text_has_control(url);
}

enum err misp_reference(struct misp *misp, struct text url, char *key)
{
    unsigned char hash[HASH_SHA256_SIZE];
    char digits[2 * HASH_SHA256_SIZE + 1];
    size_t scheme = scheme_of(url).len;
    hash_sha256(url, hash);
    hash_hex(hash, sizeof hash, digits);
    snprintf(key, MISP_KEY_SIZE, "references/%.16s", digits);
    if (json_object_get(misp->made, key))
        return ERR_NONE;
    if (json_object_set_new(misp->made, key, json_true()) != 0)
        return ERR_INTERNAL;
    struct text title = {url.ptr + scheme, url.len - scheme};
    if (title.len > 1 && title.ptr[title.len - 1] == '/')
        title.len--;
    BUF_CLEANUP struct buf slug;
    buf_init(&slug, 2 * SLUG_MAX);
    slug_fold(title, 45, &slug);
    buf_format(&slug, "%s%.8s-%.*s", slug.len > 0 ? "-" : "", digits, TEXT_ARG(misp->collection));
    misp_begin(misp, "source", "%s", key);
    json_write_pair(&misp->json, "slug", buf_view(&slug));
    json_write_pair(&misp->json, "kind", TEXT("report"));
    json_write_pair(&misp->json, "title", (struct text){title.ptr, title.len > 1000 ? 1000 : title.len});
    json_write_pair(&misp->json, "language", TEXT("und"));
    json_write_pair(&misp->json, "url", url);
    return misp_end(misp);
}

/* Where 360.net says a group is from, as far as that is one state: a region is none. */
static struct text country_of_360(struct text word)
{
    if (text_equal(word, TEXT("southKorea")))
        return TEXT("KR");
    if (text_equal(word, TEXT("kaz")))
        return TEXT("KZ");
    return country_of_name(word);
}

static struct text country_of(const struct misp *misp, const json_t *meta)
{
    struct text word = json_input_text(meta, "country");
    if (!word.ptr)
        return TEXT_NONE;
    if (misp->cluster->user && strcmp(misp->cluster->user, "360.net") == 0)
        return country_of_360(word);
    return country_of_code(word);
}

/* A group's country is where it is from, which accuses nobody; an agency is part of its state. */
static void write_links(struct misp *misp, const json_t *meta, struct text country)
{
    struct text confidence = json_input_text(meta, "attribution-confidence");
    bool agency = strcmp(misp->cluster->kind, "agency") == 0;
    json_write_key(&misp->json, "links");
    json_write_array_begin(&misp->json);
    if (country.ptr) {
        json_write_object_begin(&misp->json);
        json_write_pair(&misp->json, "type", agency ? TEXT("part_of") : TEXT("based_in"));
        json_write_pair(&misp->json, "actor", country);
        misp_ref(misp, "source", "cluster", TEXT(""));
        if (!agency && confidence.ptr && !text_equal(confidence, TEXT(DEFAULT_CONFIDENCE)) && confidence.len <= 3) {
            char note[96];
            snprintf(note, sizeof note, "confidence in the country of origin: %.*s of 100", TEXT_ARG(confidence));
            json_write_pair(&misp->json, "note", text_of(note));
        }
        json_write_object_end(&misp->json);
    }
    json_write_array_end(&misp->json);
}

static void write_external_ids(struct misp *misp, const json_t *meta, struct text uuid)
{
    const json_t *synonyms = json_object_get(meta, "synonyms");
    json_write_key(&misp->json, "external_ids");
    json_write_array_begin(&misp->json);
    json_write_object_begin(&misp->json);
    json_write_pair(&misp->json, "scheme", TEXT("misp-galaxy"));
    json_write_pair(&misp->json, "value", uuid);
    json_write_object_end(&misp->json);
    for (size_t i = 0; i < json_array_size(synonyms); i++) {
        struct text number = misp_item(synonyms, i);
        char url[64];
        if (!number.ptr || !misp_is_group_number(number))
            continue;
        snprintf(url, sizeof url, "https://attack.mitre.org/groups/%.*s", TEXT_ARG(number));
        json_write_object_begin(&misp->json);
        json_write_pair(&misp->json, "scheme", TEXT("mitre-attack"));
        json_write_pair(&misp->json, "value", number);
        json_write_pair(&misp->json, "url", text_of(url));
        json_write_object_end(&misp->json);
    }
    json_write_array_end(&misp->json);
}

/* At most so many code points. */
static struct text cut(struct text text, size_t points)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (((unsigned char)text.ptr[i] & 0xC0) != 0x80 && ++count > points)
            return (struct text){text.ptr, i};
    }
    return text;
}

enum err misp_entry(struct misp *misp, const json_t *entry, struct text uuid, struct text name)
{
    const json_t *meta = json_object_get(entry, "meta");
    struct text country = country_of(misp, meta), description = json_input_text(entry, "description");
    enum err err = misp_names_prepare(misp, entry);
    if (err)
        return err;
    BUF_CLEANUP struct buf slug;
    buf_init(&slug, 2 * SLUG_MAX);
    slugs_make(misp->slugs, name, uuid, misp->collection, &slug);
    misp_begin(misp, "actor", "%.*s", TEXT_ARG(uuid));
    json_write_pair(&misp->json, "slug", buf_view(&slug));
    json_write_pair(&misp->json, "kind", text_of(misp->cluster->kind));
    json_write_pair(&misp->json, "name", name);
    json_write_pair(&misp->json, "language", text_of(misp_language(name)));
    json_write_pair(&misp->json, "country", country);
    json_write_pair(&misp->json, "description", description.ptr ? cut(description, DESCRIPTION_MAX) : TEXT_NONE);
    json_write_pair(&misp->json, "description_language",
                    description.ptr ? text_of(misp_language(description)) : TEXT_NONE);
    err = misp_names(misp, entry, name);
    if (err)
        return err;
    write_links(misp, meta, country);
    write_external_ids(misp, meta, uuid);
    return misp_end(misp);
}
