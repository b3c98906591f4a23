/* "Beek, C. (2020, November 5). Operation North Star. Retrieved December 20, 2021.": references as sources. */
#include <stdio.h>
#include <string.h>

#include "claimd/hash.h"
#include "formats/attack_private.h"

#define RETRIEVED " Retrieved"

static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};

void attack_reference_key(struct text name, char *key)
{
    unsigned char hash[HASH_SHA256_SIZE];
    char digits[2 * HASH_SHA256_SIZE + 1];
    hash_sha256(name, hash);
    hash_hex(hash, sizeof hash, digits);
    snprintf(key, ATTACK_KEY_SIZE, "references/%.16s", digits);
}

static struct text find(struct text text, struct text part)
{
    for (size_t i = 0; i + part.len <= text.len; i++) {
        if (memcmp(text.ptr + i, part.ptr, part.len) == 0)
            return (struct text){text.ptr + i, text.len - i};
    }
    return TEXT_NONE;
}

static struct text off_ends(struct text text)
{
    while (text.len > 0 && strchr(" .\t\r\n", text.ptr[0]))
        text = (struct text){text.ptr + 1, text.len - 1};
    while (text.len > 0 && strchr(" .\t\r\n", text.ptr[text.len - 1]))
        text.len--;
    return text;
}

/* "2020, November 5", "2020, November", "2020" as EDTF; "" where it is no date. */
static void read_date(struct text words, char out[16])
{
    int64_t year, day = 0;
    size_t month = 0;
    *out = '\0';
    struct text rest = {words.ptr + 4, words.len - 4};
    if (!text_to_int64((struct text){words.ptr, 4}, &year) || year < 1900)
        return;
    rest = text_trim((struct text){rest.ptr, rest.len});
    if (rest.len > 0 && rest.ptr[0] == ',')
        rest = text_trim((struct text){rest.ptr + 1, rest.len - 1});
    for (size_t i = 0; i < 12; i++) {
        if (text_starts(rest, text_of(months[i]))) {
            month = i + 1;
            rest = text_trim((struct text){rest.ptr + strlen(months[i]), rest.len - strlen(months[i])});
            break;
        }
    }
    if (month > 0 && text_to_int64(rest, &day) && day >= 1 && day <= (month == 2 ? 28 : 30))
        snprintf(out, 16, "%04d-%02u-%02d", (int)year, (unsigned)month, (int)day);
    else if (month > 0)
        snprintf(out, 16, "%04d-%02u", (int)year, (unsigned)month);
    else
        snprintf(out, 16, "%04d", (int)year);
}

struct reading {
    struct text authors, title;
    char date[16]; /* EDTF, or "" */
};

/* What of the form is there; a title in any case. */
static struct reading read_reference(struct text name, struct text words)
{
    struct reading reading = {.title = name};
    for (size_t i = 0; i + 7 <= words.len; i++) {
        if (words.ptr[i] != '(' ||
            (strspn(words.ptr + i + 1, "0123456789") != 4 && memcmp(words.ptr + i, "(n.d.)", 6) != 0))
            continue;
        struct text behind = find((struct text){words.ptr + i, words.len - i}, TEXT(")"));
        if (!behind.ptr)
            break;
        if (words.ptr[i + 1] != 'n')
            read_date((struct text){words.ptr + i + 1, (size_t)(behind.ptr - words.ptr) - i - 1}, reading.date);
        struct text title = {behind.ptr + 1, behind.len - 1};
        struct text end = find(title, TEXT(RETRIEVED));
        if (end.ptr)
            title.len = (size_t)(end.ptr - title.ptr);
        if (off_ends(title).len > 0)
            reading.title = off_ends(title);
        reading.authors = off_ends((struct text){words.ptr, i});
        break;
    }
    return reading;
}

static bool is_plain(struct text text, size_t max)
{
    return text.ptr && text.len > 0 && text.len <= max && !text_has_control(text);
}

static enum err write_source(struct attack *attack, const json_t *reference, struct text name, const char *key)
{
    struct reading reading = read_reference(name, json_input_text(reference, "description"));
    struct text url = json_input_text(reference, "url");
    BUF_CLEANUP struct buf slug;
    buf_init(&slug, 2 * SLUG_MAX);
    slugs_make(attack->sources, name, (struct text){key + sizeof "references", 8}, TEXT(ATTACK_COLLECTION), &slug);
    attack_begin(attack, "source", text_of(key));
    json_write_pair(&attack->json, "slug", buf_view(&slug));
    json_write_pair(&attack->json, "kind", TEXT("report"));
    json_write_pair(&attack->json, "title", is_plain(reading.title, 1000) ? reading.title : name);
    json_write_pair(&attack->json, "language", TEXT("und"));
    json_write_key(&attack->json, "authors");
    json_write_array_begin(&attack->json);
    if (is_plain(reading.authors, 300))
        json_write_string(&attack->json, reading.authors);
    json_write_array_end(&attack->json);
    json_write_pair(&attack->json, "url", url);
    if (*reading.date) {
        json_write_pair(&attack->json, "published_on", text_of(reading.date));
        json_write_pair(&attack->json, "published_basis", TEXT("external"));
        json_write_pair(&attack->json, "published_note", TEXT("as ATT&CK refers to it"));
    }
    return attack_end(attack);
}

static bool is_link(struct text url)
{
    return (text_starts(url, TEXT("https://")) || text_starts(url, TEXT("http://"))) && url.len <= 2048 &&
           !memchr(url.ptr, ' ', url.len) && !text_has_control(url);
}

enum err attack_references(struct attack *attack, const json_t *object)
{
    const json_t *references = json_object_get(object, "external_references");
    enum err err = ERR_NONE;
    for (size_t i = 0; !err && i < json_array_size(references); i++) {
        const json_t *one = json_array_get(references, i);
        struct text name = json_input_text(one, "source_name"), url = json_input_text(one, "url");
        char key[ATTACK_KEY_SIZE];
        if (!is_plain(name, 1000) || !url.ptr || json_input_text(one, "external_id").ptr)
            continue;
        if (!is_link(url))
            continue;
        attack_reference_key(name, key);
        if (json_object_get(attack->references, key))
            continue;
        if (json_object_set_new(attack->references, key, json_true()) != 0)
            return ERR_INTERNAL;
        err = write_source(attack, one, name, key);
    }
    return err;
}

bool attack_citation(const struct attack *attack, struct text text, size_t *at, char *key)
{
    while (*at < text.len) {
        struct text from = find((struct text){text.ptr + *at, text.len - *at}, TEXT("(Citation: "));
        if (!from.ptr)
            return false;
        struct text name = {from.ptr + 11, from.len - 11}, end = find(name, TEXT(")"));
        if (!end.ptr)
            return false;
        name.len = (size_t)(end.ptr - name.ptr);
        *at = (size_t)(end.ptr - text.ptr) + 1;
        while (name.len > 0 && name.ptr[name.len - 1] == ' ')
            name.len--;
        attack_reference_key(name, key);
        if (json_object_get(attack->references, key))
            return true;
    }
    return false;
}
