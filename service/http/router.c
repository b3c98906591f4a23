#include "claimd/route.h"

#include <string.h>

#include "claimd/percent.h"

#define CAPTURE "{id}"

/* `%63laims` is `claims` (RFC 3986, 6.2.2.2); `%2F` is a byte of its segment, never a separator. */
static bool segment_is(struct text raw, struct text literal)
{
    for (size_t i = 0; i < literal.len; i++) {
        if (raw.len == 0 || percent_next(&raw) != (unsigned char)literal.ptr[i])
            return false;
    }
    return raw.len == 0;
}

/* Takes the "/segment" that `rest` begins with; false where it begins with none. */
static bool next_segment(struct text *rest, struct text *segment)
{
    if (rest->len == 0 || rest->ptr[0] != '/')
        return false;
    const char *from = rest->ptr + 1;
    size_t room = rest->len - 1;
    const char *slash = room == 0 ? NULL : memchr(from, '/', room);
    *segment = (struct text){.ptr = from, .len = slash == NULL ? room : (size_t)(slash - from)};
    *rest = (struct text){.ptr = from + segment->len, .len = room - segment->len};
    return true;
}

/* `*id` becomes the raw segment at {id}, TEXT_NONE where the pattern has none. */
static bool path_fits(const char *pattern, struct text path, struct text *id)
{
    struct text pattern_rest = text_of(pattern);
    struct text wanted, found, captured = TEXT_NONE;
    while (next_segment(&pattern_rest, &wanted)) {
        if (!next_segment(&path, &found))
            return false;
        bool capture = wanted.len > 0 && wanted.ptr[0] == '{';
        if (capture && found.len > 0)
            captured = text_equal(wanted, TEXT(CAPTURE)) ? found : captured;
        else if (capture || !segment_is(found, wanted))
            return false;
    }
    if (path.len > 0)
        return false;
    *id = captured;
    return true;
}

/* A row of the path, one without {id} before one with it: /claims/x hides the claim of that name. */
static const struct route *row_of_path(const struct route_table *table, struct text path, bool versioned,
                                       struct text *id)
{
    const struct route *best = NULL;
    for (size_t i = 0; i < table->count; i++) {
        const struct route *route = &table->routes[i];
        struct text captured;
        if ((versioned && route->unversioned) || !path_fits(route->path, path, &captured))
            continue;
        if (best != NULL && captured.ptr != NULL)
            continue;
        best = route;
        *id = captured;
        if (captured.ptr == NULL)
            break;
    }
    return best;
}

static const struct route *row_of_method(const struct route_table *table, const char *path, enum method method)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct route *route = &table->routes[i];
        if (route->method == method && strcmp(route->path, path) == 0)
            return route;
    }
    return NULL;
}

enum route_match route_find(const struct route_table *table, enum method method, struct text path,
                            const struct route **route, struct text *id, bool *versioned)
{
    struct text rest = path, first = TEXT_NONE;
    bool has_version = next_segment(&rest, &first) && segment_is(first, TEXT("v1"));
    struct text captured = TEXT_NONE;
    const struct route *found = row_of_path(table, has_version ? rest : path, has_version, &captured);
    if (found == NULL)
        return ROUTE_NO_PATH;
    const struct route *exact = row_of_method(table, found->path, method == METHOD_HEAD ? METHOD_GET : method);
    *route = exact == NULL ? found : exact;
    *id = captured;
    *versioned = has_version;
    return exact == NULL ? ROUTE_NO_METHOD : ROUTE_FOUND;
}

const char *route_suffix(enum media media)
{
    static const char *const suffixes[MEDIA_COUNT] = {
        [MEDIA_JSON] = "json", [MEDIA_NDJSON] = "ndjson", [MEDIA_CSV] = "csv"};
    return suffixes[media];
}

const struct route *route_variant(const struct route_table *table, const struct route *route, enum media media)
{
    size_t len = strlen(route->path);
    const char *suffix = route_suffix(media);
    if (!route->suffixed || media == route->media[0] || suffix == NULL)
        return route;
    for (size_t i = 0; i < table->count; i++) {
        const char *path = table->routes[i].path;
        if (strncmp(path, route->path, len) == 0 && path[len] == '.' && strcmp(path + len + 1, suffix) == 0)
            return &table->routes[i];
    }
    return route;
}

struct text route_allow(const struct route_table *table, const struct route *route, struct arena *arena)
{
    /* HEAD comes with GET, OPTIONS with every path. */
    static const struct {
        enum method method;
        const char *names;
    } methods[] = {
        {METHOD_GET, "GET, HEAD, "}, {METHOD_POST, "POST, "},     {METHOD_PUT, "PUT, "},
        {METHOD_PATCH, "PATCH, "},   {METHOD_DELETE, "DELETE, "},
    };
    const char *names[sizeof(methods) / sizeof(methods[0])];
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
        names[i] = row_of_method(table, route->path, methods[i].method) == NULL ? "" : methods[i].names;
    return arena_format(arena, "%s%s%s%s%sOPTIONS", names[0], names[1], names[2], names[3], names[4]);
}
