/* Groups and identities as actors, campaigns as incidents. */
#include <stdio.h>
#include <string.h>

#include "formats/attack_private.h"
#include "formats/group_names.h"

#define DESCRIPTION_MAX 9900 /* bytes, with room for an addition below the ceiling of the field */
#define NOTE_MAX        1900

struct text attack_number(const json_t *object, struct text *url)
{
    const json_t *references = json_object_get(object, "external_references");
    for (size_t i = 0; i < json_array_size(references); i++) {
        const json_t *one = json_array_get(references, i);
        struct text name = json_input_text(one, "source_name"), number = json_input_text(one, "external_id");
        if (text_starts(name, TEXT("mitre-attack")) && number.ptr && number.len <= 100) {
            *url = json_input_text(one, "url");
            return number;
        }
    }
    return TEXT_NONE;
}

void attack_external_ids(struct attack *attack, const json_t *object)
{
    struct text url = TEXT_NONE, number = attack_number(object, &url);
    json_write_key(&attack->json, "external_ids");
    json_write_array_begin(&attack->json);
    if (number.ptr) {
        json_write_object_begin(&attack->json);
        json_write_pair(&attack->json, "scheme", TEXT("mitre-attack"));
        json_write_pair(&attack->json, "value", number);
        json_write_pair(&attack->json, "url", url);
        json_write_object_end(&attack->json);
    }
    json_write_array_end(&attack->json);
}

/* Behind the first `c` of a text from `at` on, or 0. */
static size_t behind(struct text text, size_t at, char c)
{
    const char *found = at < text.len ? memchr(text.ptr + at, c, text.len - at) : NULL;
    return found ? (size_t)(found - text.ptr) + 1 : 0;
}

/* Links of Markdown become their words, citations go. */
static void put_words(struct text text, size_t max, struct buf *out)
{
    for (size_t i = 0; i < text.len && out->len < max;) {
        struct text rest = {text.ptr + i, text.len - i};
        size_t end = text_starts(rest, TEXT("(Citation: ")) ? behind(text, i, ')') : 0;
        if (end > 0) {
            i = end;
            continue;
        }
        size_t label = rest.ptr[0] == '[' ? behind(text, i, ']') : 0;
        end = label > 0 && label < text.len && text.ptr[label] == '(' ? behind(text, label, ')') : 0;
        if (end > 0) {
            buf_text(out, (struct text){text.ptr + i + 1, label - i - 2});
            i = end;
            continue;
        }
        buf_char(out, text.ptr[i++]);
    }
    /* Not within a code point. */
    while (out->len > 0 && ((unsigned char)out->ptr[out->len - 1] & 0xC0) == 0x80 && out->len >= max)
        out->len--;
    while (out->len > 0 && strchr(" \t\r\n", out->ptr[out->len - 1]))
        out->len--;
}

void attack_description(struct attack *attack, const json_t *object, const char *addition)
{
    BUF_CLEANUP struct buf words;
    buf_init(&words, 2 * DESCRIPTION_MAX);
    put_words(json_input_text(object, "description"), DESCRIPTION_MAX, &words);
    if (addition) {
        buf_cstr(&words, words.len > 0 ? "\n\n" : "");
        buf_cstr(&words, addition);
    }
    if (words.len == 0)
        return;
    json_write_pair(&attack->json, "description", buf_view(&words));
    json_write_pair(&attack->json, "description_language", TEXT("en"));
}

static void put_name(struct attack *attack, struct text name, const char *kind, bool user, const char *seen_in,
                     struct text note)
{
    json_write_object_begin(&attack->json);
    json_write_pair(&attack->json, "text", name);
    json_write_pair(&attack->json, "language", TEXT("en"));
    json_write_pair(&attack->json, "kind", text_of(kind));
    if (user)
        attack_ref(attack, "used_by", attack->maker);
    if (seen_in)
        attack_ref(attack, "seen_in", text_of(seen_in));
    if (note.len > 0)
        json_write_pair(&attack->json, "note", note);
    json_write_object_end(&attack->json);
}

/* The name once for each source in which ATT&CK has seen it, with what it says of it; else once where it is `needed`.
 */
static void put_seen(struct attack *attack, const json_t *object, struct text name, const char *kind, bool noted,
                     bool needed)
{
    const json_t *references = json_object_get(object, "external_references");
    size_t seen = 0;
    for (size_t i = 0; i < json_array_size(references); i++) {
        const json_t *one = json_array_get(references, i);
        struct text words = json_input_text(one, "description");
        char key[ATTACK_KEY_SIZE];
        if (!text_equal(json_input_text(one, "source_name"), name) || json_input_text(one, "url").ptr)
            continue;
        BUF_CLEANUP struct buf note;
        buf_init(&note, 2 * NOTE_MAX);
        if (noted)
            put_words(words, NOTE_MAX, &note);
        for (size_t at = 0; attack_citation(attack, words, &at, key); seen++)
            put_name(attack, name, kind, false, key, seen == 0 ? buf_view(&note) : TEXT_NONE);
    }
    if (seen == 0 && needed)
        put_name(attack, name, kind, false, NULL, TEXT_NONE);
}

static struct text alias_at(const json_t *aliases, size_t i)
{
    const json_t *value = json_array_get(aliases, i);
    return json_is_string(value) ? text_trim((struct text){json_string_value(value), json_string_length(value)})
                                 : TEXT_NONE;
}

bool attack_has_formula(const json_t *object)
{
    const json_t *aliases = json_object_get(object, "aliases");
    bool found = group_name_is_formula(json_input_text(object, "name"));
    for (size_t i = 0; !found && i < json_array_size(aliases); i++)
        found = group_name_is_formula(alias_at(aliases, i));
    return found;
}

static void put_aliases(struct attack *attack, const json_t *object, struct text name, bool noted)
{
    const json_t *aliases = json_object_get(object, "aliases");
    if (noted)
        put_seen(attack, object, name, "canonical", noted, false);
    struct text brief = noted ? group_name_short(name) : TEXT_NONE;
    for (size_t i = 0; i < json_array_size(aliases); i++) {
        struct text alias = alias_at(aliases, i);
        if (alias.len > 0 && !text_equal(alias, name))
            put_seen(attack, object, alias, "alias", noted, true);
        if (text_equal_nocase(alias, brief))
            brief = TEXT_NONE;
    }
    if (brief.ptr)
        put_name(attack, brief, "alias", false, NULL, TEXT_NONE);
}

enum err attack_group(struct attack *attack, const json_t *object)
{
    struct text id = json_input_text(object, "id"), name = json_input_text(object, "name"), url = TEXT_NONE;
    struct text number = attack_number(object, &url);
    enum err err = attack_references(attack, object);
    if (err)
        return err;
    BUF_CLEANUP struct buf slug;
    buf_init(&slug, 2 * SLUG_MAX);
    slugs_make(attack->actors, name, number.ptr ? number : (struct text){id.ptr + sizeof "intrusion-set-", 8},
               TEXT(ATTACK_COLLECTION), &slug);
    attack_begin(attack, "actor", id);
    json_write_pair(&attack->json, "slug", buf_view(&slug));
    json_write_pair(&attack->json, "kind", TEXT("intrusion_set"));
    json_write_pair(&attack->json, "name", name);
    json_write_pair(&attack->json, "language", TEXT("en"));
    attack_description(attack, object,
                       attack_is(object, "revoked")              ? "ATT&CK has revoked this group."
                       : attack_is(object, "x_mitre_deprecated") ? "ATT&CK has deprecated this group."
                                                                 : NULL);
    json_write_key(&attack->json, "names");
    json_write_array_begin(&attack->json);
    if (number.ptr)
        put_name(attack, number, "alias", attack->maker.ptr != NULL, NULL, TEXT_NONE);
    put_aliases(attack, object, name, true);
    json_write_array_end(&attack->json);
    attack_external_ids(attack, object);
    struct text heir = TEXT_NONE;
    const json_t *value = json_object_getn(attack->heirs, id.ptr, id.len);
    if (json_is_string(value))
        heir = (struct text){json_string_value(value), json_string_length(value)};
    if (attack_is(object, "revoked") && attack_object(attack, heir))
        attack_ref(attack, "merged_into", heir);
    return attack_made(attack);
}

/*
 * ATT&CK knows months ("September 2019") and writes them as the first midnight of the month somewhere between UTC-12
 * and UTC+12. What is no such midnight is a day.
 */
static bool read_seen(const json_t *object, const char *member, char out[16])
{
    struct text text = json_input_text(object, member);
    int64_t year, month, day, hour;
    if (text.len < 13 || !text_to_int64((struct text){text.ptr, 4}, &year) ||
        !text_to_int64((struct text){text.ptr + 5, 2}, &month) ||
        !text_to_int64((struct text){text.ptr + 8, 2}, &day) ||
        !text_to_int64((struct text){text.ptr + 11, 2}, &hour) || year < 1 || year > 9998 || month < 1 || month > 12 ||
        day < 1 || day > 31 || hour < 0 || hour > 23)
        return false;
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t last = days[month - 1] + (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 1 : 0);
    if (day > last)
        return false;
    if (day == last && hour >= 12)
        snprintf(out, 16, "%04d-%02d", (int)(month == 12 ? year + 1 : year), (int)(month == 12 ? 1 : month + 1));
    else if (day == 1 && hour < 12)
        snprintf(out, 16, "%04d-%02d", (int)year, (int)month);
    else
        snprintf(out, 16, "%04d-%02d-%02d", (int)year, (int)month, (int)day);
    return true;
}

enum err attack_campaign(struct attack *attack, const json_t *object)
{
    struct text id = json_input_text(object, "id"), name = json_input_text(object, "name"), url = TEXT_NONE;
    struct text number = attack_number(object, &url);
    char day[16];
    enum err err = attack_references(attack, object);
    if (err)
        return err;
    BUF_CLEANUP struct buf slug;
    buf_init(&slug, 2 * SLUG_MAX);
    slugs_make(attack->incidents, name, number.ptr ? number : (struct text){id.ptr + sizeof "campaign-", 8},
               TEXT(ATTACK_COLLECTION), &slug);
    attack_begin(attack, "incident", id);
    json_write_pair(&attack->json, "slug", buf_view(&slug));
    json_write_pair(&attack->json, "name", name);
    json_write_pair(&attack->json, "language", TEXT("en"));
    json_write_key(&attack->json, "names");
    json_write_array_begin(&attack->json);
    /* Of incidents no note is kept. */
    put_aliases(attack, object, name, false);
    json_write_array_end(&attack->json);
    attack_description(attack, object,
                       attack_is(object, "revoked")              ? "ATT&CK has revoked this campaign."
                       : attack_is(object, "x_mitre_deprecated") ? "ATT&CK has deprecated this campaign."
                                                                 : NULL);
    if (read_seen(object, "first_seen", day))
        json_write_pair(&attack->json, "started_on", text_of(day));
    if (read_seen(object, "last_seen", day))
        json_write_pair(&attack->json, "ended_on", text_of(day));
    attack_external_ids(attack, object);
    return attack_made(attack);
}

enum err attack_identity(struct attack *attack, const json_t *object)
{
    struct text id = json_input_text(object, "id"), name = json_input_text(object, "name");
    BUF_CLEANUP struct buf slug;
    buf_init(&slug, 2 * SLUG_MAX);
    slugs_make(attack->actors, name, (struct text){id.ptr + (id.len > 18 ? 10 : 0), id.len > 18 ? 8 : id.len},
               TEXT(ATTACK_COLLECTION), &slug);
    attack_begin(attack, "actor", id);
    json_write_pair(&attack->json, "slug", buf_view(&slug));
    json_write_pair(&attack->json, "kind", TEXT("company"));
    json_write_pair(&attack->json, "name", name);
    json_write_pair(&attack->json, "language", TEXT("en"));
    return attack_made(attack);
}
