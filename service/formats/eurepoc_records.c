/* Actors, incidents and sources of EuRepoC as records. */
#include <stdlib.h>
#include <string.h>

#include "claimd/hash.h"
#include "formats/eurepoc_private.h"
#include "formats/slugs.h"

#define COLLECTION "eurepoc"

void eurepoc_begin(struct eurepoc *eurepoc, const char *type, struct text key)
{
    buf_reset(&eurepoc->buf);
    json_writer_init(&eurepoc->json, &eurepoc->buf);
    json_write_object_begin(&eurepoc->json);
    json_write_pair(&eurepoc->json, "type", text_of(type));
    if (!key.ptr)
        return;
    json_write_pair(&eurepoc->json, "collection", TEXT(COLLECTION));
    json_write_pair(&eurepoc->json, "key", key);
}

enum err eurepoc_end(struct eurepoc *eurepoc, struct format_place place)
{
    json_write_object_end(&eurepoc->json);
    enum err err = buf_check(&eurepoc->buf);
    return err ? err : eurepoc->out->record(eurepoc->out->context, buf_view(&eurepoc->buf), &place);
}

struct text eurepoc_date(struct text date)
{
    if (date.len == 0)
        return TEXT_NONE;
    return text_ends(date, TEXT("-01-01")) ? (struct text){date.ptr, 4} : date;
}

enum err eurepoc_write_collection(struct eurepoc *eurepoc)
{
    const struct format_place whole = {.input = EUREPOC_ATTRIBUTIONS};
    struct json_writer *json = &eurepoc->json;
    eurepoc_begin(eurepoc, "collection", TEXT_NONE);
    json_write_pair(json, "slug", TEXT(COLLECTION));
    json_write_pair(json, "name", TEXT("EuRepoC"));
    json_write_pair(
        json, "description",
        TEXT("European Repository of Cyber Incidents: the data set of attributions and the global database. "
             "Its licence is the publisher's to tell."));
    json_write_pair(json, "citation", TEXT("European Repository of Cyber Incidents (EuRepoC), version 1.1"));
    json_write_pair(json, "url", TEXT("https://eurepoc.eu/"));
    json_write_pair(json, "version", TEXT("1.1"));
    enum err err = eurepoc_end(eurepoc, whole);
    if (err)
        return err;
    eurepoc_begin(eurepoc, "source", TEXT("data-set"));
    json_write_pair(json, "slug", TEXT("data-set-eurepoc"));
    json_write_pair(json, "kind", TEXT("dataset"));
    json_write_pair(json, "title", TEXT("EuRepoC 1.1, data set of attributions"));
    json_write_pair(json, "language", TEXT("en"));
    json_write_pair(json, "url", TEXT("https://eurepoc.eu/"));
    return eurepoc_end(eurepoc, whole);
}

static void write_slug(struct eurepoc *eurepoc, struct text from)
{
    BUF_CLEANUP struct buf slug;
    buf_init(&slug, SLUG_MAX);
    slug_fold(from, SLUG_MAX - sizeof "-" COLLECTION, &slug);
    buf_cstr(&slug, "-" COLLECTION);
    json_write_pair(&eurepoc->json, "slug", buf_view(&slug));
}

static void write_links(struct json_writer *json, const char *type, const struct table *targets)
{
    for (size_t i = 0; i < targets->count; i++) {
        json_write_object_begin(json);
        json_write_pair(json, "type", text_of(type));
        json_write_pair(json, "actor", targets->items[i].key);
        json_write_object_end(json);
    }
}

/* A name that is another actor's first is his alone. */
static bool is_first_of_another(struct eurepoc *eurepoc, struct text name)
{
    BUF_CLEANUP struct buf key;
    buf_init(&key, 2 * SLUG_MAX);
    buf_cstr(&key, "actor/");
    slug_fold(name, SLUG_MAX, &key);
    return table_find(&eurepoc->actors, buf_view(&key)) != NULL;
}

static void write_names(struct eurepoc *eurepoc, const struct eurepoc_actor *actor)
{
    struct json_writer *json = &eurepoc->json;
    json_write_key(json, "names");
    json_write_array_begin(json);
    for (size_t i = 0; i < actor->names.count; i++) {
        if (is_first_of_another(eurepoc, actor->names.items[i].key))
            continue;
        json_write_object_begin(json);
        json_write_pair(json, "text", actor->names.items[i].key);
        json_write_pair(json, "language", TEXT("en"));
        json_write_pair(json, "kind", TEXT("alias"));
        json_write_object_end(json);
    }
    json_write_array_end(json);
}

static void write_description(struct eurepoc *eurepoc, const struct table *notes)
{
    BUF_CLEANUP struct buf text;
    buf_init(&text, 9000);
    for (size_t i = 0; i < notes->count && text.len + notes->items[i].key.len < 8000; i++) {
        if (i > 0)
            buf_char(&text, ' ');
        buf_text(&text, notes->items[i].key);
    }
    if (text.len == 0)
        return;
    json_write_pair(&eurepoc->json, "description", buf_view(&text));
    json_write_pair(&eurepoc->json, "description_language", TEXT("en"));
}

static enum err write_actor(struct eurepoc *eurepoc, const struct eurepoc_actor *actor)
{
    struct json_writer *json = &eurepoc->json;
    bool named = text_starts(actor->key, TEXT("actor/"));
    eurepoc_begin(eurepoc, "actor", actor->key);
    write_slug(eurepoc, named ? (struct text){actor->key.ptr + 6, actor->key.len - 6} : actor->key);
    bool alone = actor->individually && !actor->otherwise && strcmp(actor->kind, "intrusion_set") == 0;
    json_write_pair(json, "kind", text_of(alone ? "person" : actor->kind));
    json_write_pair(json, "name", actor->name);
    json_write_pair(json, "language", TEXT("en"));
    if (actor->country.ptr)
        json_write_pair(json, "country", actor->country);
    write_description(eurepoc, &actor->notes);
    write_names(eurepoc, actor);
    json_write_key(json, "links");
    json_write_array_begin(json);
    write_links(json, "part_of", &actor->part_of);
    write_links(json, "based_in", &actor->based_in);
    json_write_array_end(json);
    json_write_key(json, "external_ids");
    json_write_array_begin(json);
    for (size_t i = 0; i < actor->groups.count; i++) {
        json_write_object_begin(json);
        json_write_pair(json, "scheme", TEXT("mitre-attack"));
        json_write_pair(json, "value", actor->groups.items[i].key);
        json_write_object_end(json);
    }
    json_write_array_end(json);
    return eurepoc_end(eurepoc, actor->place);
}

enum err eurepoc_write_actors(struct eurepoc *eurepoc)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; i < eurepoc->actors.count && !err; i++)
        err = write_actor(eurepoc, eurepoc->actors.items[i].value);
    return err;
}

struct text eurepoc_source_key(struct eurepoc *eurepoc, struct text url)
{
    unsigned char sum[HASH_SHA256_SIZE];
    char hex[2 * 10 + 1];
    hash_sha256(url, sum);
    hash_hex(sum, 10, hex);
    return arena_format(&eurepoc->arena, "source/%s", hex);
}

/* What the address says of what kind of document it is; most are news. */
static const char *source_kind(struct text url)
{
    static const struct {
        const char *part, *kind;
    } signs[] = {
        {"twitter.com/", "social_post"},
        {"//t.me/", "social_post"},
        {"facebook.com/", "social_post"},
        {"us-cert", "advisory"},
        {"cisa.gov", "advisory"},
        {"justice.gov", "government_statement"},
        {".gov/", "government_statement"},
        {".gov.", "government_statement"},
        {".mil/", "government_statement"},
        {"consilium.europa.eu", "government_statement"},
        {"//blog", "blog"},
        {"/blog", "blog"},
        {".pdf", "report"},
    };
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (text_has(url, text_of(signs[i].part)))
            return signs[i].kind;
    return "news";
}

/* Some addresses in the file have spaces in them, put there by a search for "APT": they are told, not followed. */
static bool is_url(struct text text)
{
    if (!text_starts(text, TEXT("http://")) && !text_starts(text, TEXT("https://")))
        return false;
    return text.len <= 2000 && !memchr(text.ptr, ' ', text.len) && text.len > 10;
}

static enum err write_source(struct eurepoc *eurepoc, struct text url, const struct format_place *place)
{
    struct json_writer *json = &eurepoc->json;
    struct text key = eurepoc_source_key(eurepoc, url), title = url;
    if (!key.ptr)
        return ERR_INTERNAL;
    if (title.len > 900)
        title.len = 900;
    while (title.len < url.len && ((unsigned char)url.ptr[title.len] & 0xC0) == 0x80)
        title.len--;
    eurepoc_begin(eurepoc, "source", key);
    write_slug(eurepoc, key);
    json_write_pair(json, "kind", text_of(source_kind(url)));
    json_write_pair(json, "title", text_trim(title));
    json_write_pair(json, "language", TEXT("und"));
    if (is_url(url))
        json_write_pair(json, "url", url);
    return eurepoc_end(eurepoc, *place);
}

enum err eurepoc_write_sources(struct eurepoc *eurepoc)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; i < eurepoc->sources.count && !err; i++)
        err = write_source(eurepoc, eurepoc->sources.items[i].key, eurepoc->sources.items[i].value);
    return err;
}
