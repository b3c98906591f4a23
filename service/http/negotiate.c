#include "negotiate.h"

#include <assert.h>

#include "base/ascii.h"
#include "claimd/route.h"

/* A weight in thousandths (RFC 9110, 12.4.2). */
#define WEIGHT_MAX 1000

static bool is_token(struct text text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!ascii_is_token(text.ptr[i]))
            return false;
    }
    return text.len > 0;
}

bool negotiate_split(struct text *rest, char separator, struct text *part)
{
    if (rest->ptr == NULL)
        return false;
    bool quoted = false;
    size_t end = 0;
    for (; end < rest->len && (quoted || rest->ptr[end] != separator); end++) {
        if (rest->ptr[end] == '"')
            quoted = !quoted;
        else if (quoted && rest->ptr[end] == '\\')
            end += end + 1 < rest->len;
    }
    *part = text_trim((struct text){.ptr = rest->ptr, .len = end});
    if (end == rest->len)
        *rest = TEXT_NONE;
    else
        *rest = (struct text){.ptr = rest->ptr + end + 1, .len = rest->len - end - 1};
    return true;
}

/* 0 to 1 with at most three decimals; false for anything else. */
static bool parse_weight(struct text text, int *weight)
{
    if (text.len == 0 || text.len > 5 || (text.ptr[0] != '0' && text.ptr[0] != '1'))
        return false;
    if (text.len > 1 && text.ptr[1] != '.')
        return false;
    int thousandths = (text.ptr[0] - '0') * WEIGHT_MAX;
    int place = WEIGHT_MAX / 10;
    for (size_t i = 2; i < text.len; i++) {
        if (!ascii_is_digit(text.ptr[i]))
            return false;
        thousandths += (text.ptr[i] - '0') * place;
        place /= 10;
    }
    if (thousandths > WEIGHT_MAX)
        return false;
    *weight = thousandths;
    return true;
}

/* One element of either header: `value;parameter=…;q=0.5`. */
struct element {
    struct text value;
    bool has_parameters; /* but for q */
    int weight;
};

static bool parse_parameter(struct text parameter, struct element *element)
{
    struct text name = TEXT_NONE;
    struct text value = parameter;
    if (!negotiate_split(&value, '=', &name) || !is_token(name))
        return false;
    if (text_equal_nocase(name, TEXT("q")))
        return parse_weight(value, &element->weight);
    element->has_parameters = true;
    return true;
}

static bool parse_element(struct text text, struct element *out)
{
    struct element element = {.weight = WEIGHT_MAX};
    if (!negotiate_split(&text, ';', &element.value))
        return false;
    for (struct text parameter; negotiate_split(&text, ';', &parameter);) {
        if (parameter.len > 0 && !parse_parameter(parameter, &element))
            return false;
    }
    *out = element;
    return true;
}

/* How closely a range fits an offer: 0 not at all. */
enum fit { FIT_NONE, FIT_ANY, FIT_TYPE, FIT_PARAMETERS, FIT_EXACT };

static enum fit fit_of(const struct element *range, struct text offer)
{
    struct text subtype = range->value, offer_subtype = offer, type, offer_type;
    if (!text_split(&subtype, '/', &type) || !text_split(&offer_subtype, '/', &offer_type))
        return FIT_NONE;
    if (text_equal(type, TEXT("*")))
        return text_equal(subtype, TEXT("*")) ? FIT_ANY : FIT_NONE;
    if (!text_equal_nocase(type, offer_type))
        return FIT_NONE;
    if (text_equal(subtype, TEXT("*")))
        return FIT_TYPE;
    if (!text_equal_nocase(subtype, offer_subtype))
        return FIT_NONE;
    return range->has_parameters ? FIT_PARAMETERS : FIT_EXACT;
}

/* The weight of the closest range; of equally close ones the highest. */
static int weight_of(struct text accept, struct text offer)
{
    enum fit best = FIT_NONE;
    int weight = 0;
    for (struct text part; negotiate_split(&accept, ',', &part);) {
        struct element range;
        if (!parse_element(part, &range))
            continue;
        enum fit fit = fit_of(&range, offer);
        if (fit > best || (fit == best && fit != FIT_NONE && range.weight > weight)) {
            best = fit;
            weight = range.weight;
        }
    }
    return weight;
}

int negotiate_media(struct text accept, const char *const *offers)
{
    if (text_trim(accept).len == 0)
        return 0;
    int best = -1;
    int weight = 0;
    for (int i = 0; offers[i] != NULL; i++) {
        int found = weight_of(accept, text_of(offers[i]));
        if (found > weight) {
            best = i;
            weight = found;
        }
    }
    return best;
}

static const struct media_names {
    const char *type;
    const char *content_type;
} media_names[] = {
    [MEDIA_JSON] = {"application/json", "application/json"},
    [MEDIA_PROBLEM] = {"application/problem+json", "application/problem+json"},
    [MEDIA_HTML] = {"text/html", "text/html; charset=utf-8"},
    [MEDIA_TEXT] = {"text/plain", "text/plain; charset=utf-8"},
    [MEDIA_NDJSON] = {"application/x-ndjson", "application/x-ndjson"},
    [MEDIA_CSV] = {"text/csv", "text/csv; charset=utf-8"},
};
static_assert(sizeof(media_names) / sizeof(media_names[0]) == MEDIA_COUNT, "every media has its names");

const char *media_content_type(enum media media)
{
    return media_names[media].content_type;
}

struct media_offers negotiate_offers(const struct route *route)
{
    struct media_offers offers = {{NULL}};
    size_t count = route == NULL ? 0 : route->media_count;
    assert(count <= MEDIA_COUNT);
    for (size_t i = 0; i < count; i++)
        offers.types[i] = media_names[route->media[i]].type;
    if (count == 0)
        offers.types[0] = media_names[MEDIA_JSON].type;
    return offers;
}

enum err negotiate_route(const struct route *route, struct text accept, enum media *out)
{
    const struct media_offers offers = negotiate_offers(route);
    int choice = route->ignores_accept ? 0 : negotiate_media(accept, offers.types);
    if (choice < 0)
        return ERR_NOT_ACCEPTABLE;
    *out = route->media_count == 0 ? MEDIA_JSON : route->media[choice];
    return ERR_NONE;
}

enum coding negotiate_coding(struct text accept_encoding)
{
    /* -1: not listed */
    int gzip = -1, identity = -1, any = -1;
    for (struct text part; negotiate_split(&accept_encoding, ',', &part);) {
        struct element coding;
        if (!parse_element(part, &coding))
            continue;
        if (text_equal_nocase(coding.value, TEXT("gzip")) || text_equal_nocase(coding.value, TEXT("x-gzip")))
            gzip = coding.weight;
        else if (text_equal_nocase(coding.value, TEXT("identity")))
            identity = coding.weight;
        else if (text_equal(coding.value, TEXT("*")))
            any = coding.weight;
    }
    if (gzip < 0)
        gzip = any;
    /* Identity is taken unless it is refused, by name or by the asterisk, but no favourite unless it is listed. */
    if (identity < 0 && any == 0)
        identity = 0;
    if (gzip > 0 && gzip >= identity)
        return CODING_GZIP;
    return identity == 0 ? CODING_NONE : CODING_IDENTITY;
}

bool negotiate_gzip(struct text accept_encoding)
{
    return negotiate_coding(accept_encoding) == CODING_GZIP;
}
