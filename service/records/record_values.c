#include "records/record_values.h"

#include "claimd/edtf.h"
#include "claimd/language_tag.h"
#include "claimd/uuid.h"

#define KEY_MAX  200
#define SLUG_MAX 100
#define URL_MAX  2048
#define NAME_MAX 500 /* of what a reference names */

static const struct value_form forms[] = {
    [FIELD_LINE] = {.allowed = "one line without control characters, no white space at its ends"},
    [FIELD_SLUG] = {.allowed =
                        "lower-case letters and digits in words joined by single hyphens, at most 100 characters",
                    .pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
                    .max = SLUG_MAX},
    [FIELD_KEY] = {.allowed = "lower-case letters, digits and . _ / - behind a letter or digit, at most 200 characters",
                   .pattern = "^[a-z0-9][a-z0-9._/-]{0,199}$",
                   .max = KEY_MAX},
    [FIELD_UUID] = {.allowed = "a UUID of version 4 in lower case",
                    .pattern = "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"},
    [FIELD_LANGUAGE] = {.allowed = LANGUAGE_TAG_WORDS, .pattern = LANGUAGE_TAG_PATTERN, .max = LANGUAGE_TAG_LENGTH_MAX},
    [FIELD_COUNTRY] = {.allowed = "an ISO 3166-1 alpha-2 code in upper case", .pattern = "^[A-Z]{2}$"},
    [FIELD_DATE] = {.allowed = "YYYY, YYYY-MM or YYYY-MM-DD, a real day, as precise as it is known",
                    .pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"},
    [FIELD_URL] = {.allowed = "an http or https URL without spaces, at most 2048 characters",
                   .pattern = "^https?://[^\\s]+$",
                   .max = URL_MAX},
    [FIELD_SHA256] = {.allowed = "a SHA-256 in 64 lower-case hexadecimal digits", .pattern = "^[0-9a-f]{64}$"},
    [FIELD_REFERENCE] = {.allowed = "an id, collection/key, slug, country code or name", .max = NAME_MAX},
};

const struct value_form *value_form(enum field_kind kind)
{
    return (size_t)kind < sizeof forms / sizeof *forms && forms[kind].allowed ? &forms[kind] : NULL;
}

static bool in_range(char c, char first, char last)
{
    return c >= first && c <= last;
}

static bool is_lower_or_digit(char c)
{
    return in_range(c, 'a', 'z') || in_range(c, '0', '9');
}

static bool is_slug(struct text text)
{
    if (text.len == 0 || text.len > SLUG_MAX)
        return false;
    char before = '-';
    for (size_t i = 0; i < text.len; before = text.ptr[i++])
        if (!is_lower_or_digit(text.ptr[i]) && (text.ptr[i] != '-' || before == '-'))
            return false;
    return before != '-';
}

static bool is_key(struct text text)
{
    if (text.len == 0 || text.len > KEY_MAX || !is_lower_or_digit(text.ptr[0]))
        return false;
    for (size_t i = 1; i < text.len; i++)
        if (!is_lower_or_digit(text.ptr[i]) && !in_range(text.ptr[i], '-', '/') && text.ptr[i] != '_')
            return false;
    return true;
}

static bool is_uuid(struct text text)
{
    unsigned char uuid[UUID_SIZE];
    if (!uuid_parse(text, uuid) || !uuid_is_v4(uuid))
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (in_range(text.ptr[i], 'A', 'F'))
            return false;
    return true;
}

static bool is_sha256(struct text text)
{
    if (text.len != 64)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!in_range(text.ptr[i], '0', '9') && !in_range(text.ptr[i], 'a', 'f'))
            return false;
    return true;
}

/* C1 controls (U+0080 to U+009F), U+2028 or U+2029 at `at`: what a line cannot hold beside C0 and DEL. */
static bool breaks_line(struct text text, size_t at)
{
    const unsigned char *c = (const unsigned char *)text.ptr + at;
    size_t left = text.len - at;
    return (left >= 2 && c[0] == 0xC2 && c[1] < 0xA0) ||
           (left >= 3 && c[0] == 0xE2 && c[1] == 0x80 && (c[2] == 0xA8 || c[2] == 0xA9));
}

static bool has_control(struct text text)
{
    if (text_has_control(text))
        return true;
    for (size_t i = 0; i < text.len; i++)
        if (breaks_line(text, i))
            return true;
    return false;
}

static bool is_url(struct text text)
{
    struct text rest = text;
    if (text_starts(text, TEXT("https://")))
        rest.len -= sizeof "https://" - 1;
    else if (text_starts(text, TEXT("http://")))
        rest.len -= sizeof "http://" - 1;
    else
        return false;
    if (rest.len == 0 || has_control(text) || text_code_points(text) > URL_MAX)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == ' ')
            return false;
    return true;
}

/* Spaces of Unicode (category Zs) that begin the text. */
static bool starts_with_space(struct text text)
{
    static const struct text spaces[] = {TEXT(" "),      TEXT("\u1680"), TEXT("\u2000"), TEXT("\u2001"), TEXT("\u2002"),
                                         TEXT("\u2003"), TEXT("\u2004"), TEXT("\u2005"), TEXT("\u2006"), TEXT("\u2007"),
                                         TEXT("\u2008"), TEXT("\u2009"), TEXT("\u200a"), TEXT("\u202f"), TEXT("\u205f"),
                                         TEXT("\u3000"), TEXT("\u00a0")};
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        if (text_starts(text, spaces[i]))
            return true;
    return false;
}

static bool is_line(struct text text)
{
    if (has_control(text) || starts_with_space(text))
        return false;
    size_t last = text.len;
    while (last > 0 && (text.ptr[--last] & 0xC0) == 0x80)
        ;
    return !starts_with_space((struct text){.ptr = text.ptr + last, .len = text.len - last});
}

bool value_fits(enum field_kind kind, struct text text)
{
    struct edtf date;
    switch (kind) {
    case FIELD_LINE:
        return is_line(text);
    case FIELD_SLUG:
        return is_slug(text);
    case FIELD_KEY:
        return is_key(text);
    case FIELD_UUID:
        return is_uuid(text);
    case FIELD_LANGUAGE:
        return language_tag_fits(text);
    case FIELD_COUNTRY:
        return text.len == 2 && in_range(text.ptr[0], 'A', 'Z') && in_range(text.ptr[1], 'A', 'Z');
    case FIELD_DATE:
        return edtf_parse(text, &date);
    case FIELD_URL:
        return is_url(text);
    case FIELD_SHA256:
        return is_sha256(text);
    case FIELD_REFERENCE:
        return text.len > 0 && is_line(text) && text_code_points(text) <= NAME_MAX;
    case FIELD_TEXT:
    case FIELD_CHOICE:
    case FIELD_INTEGER:
    case FIELD_OBJECT:
    case FIELD_PART:
        return true;
    }
    return false;
}
