#include "http/body.h"

#include <string.h>

#include "http/negotiate.h"

static const char *const names[BODY_MEDIA_COUNT] = {
    [BODY_NONE] = "",
    [BODY_JSON] = "application/json",
    [BODY_MERGE_PATCH] = "application/merge-patch+json",
    [BODY_NDJSON] = "application/x-ndjson",
    [BODY_TEXT] = "text/plain",
};

/* The only parameter that changes what the bytes mean is a charset; this service reads UTF-8. */
static bool parameters_fit(struct text parameters)
{
    for (struct text pair, name; negotiate_split(&parameters, ';', &pair);) {
        if (!text_split(&pair, '=', &name) || !text_equal_nocase(text_trim(name), TEXT("charset")))
            continue;
        struct text value = text_trim(pair);
        if (!text_equal_nocase(value, TEXT("utf-8")) && !text_equal_nocase(value, TEXT("\"utf-8\"")))
            return false;
    }
    return true;
}

enum err body_media(struct request *request, enum body_media *out)
{
    const struct route *route = request->route;
    struct text type = request_header(request, TEXT("Content-Type"));
    struct text coding = request_header(request, TEXT("Content-Encoding"));
    struct text name = TEXT_NONE;
    if (coding.ptr != NULL && !text_equal_nocase(coding, TEXT("identity"))) {
        request->problem = TEXT("A body with a Content-Encoding is not taken.");
        return ERR_UNSUPPORTED_MEDIA;
    }
    if (!negotiate_split(&type, ';', &name)) {
        request->problem = TEXT("The body has no Content-Type.");
        return ERR_UNSUPPORTED_MEDIA;
    }
    for (size_t i = 0; i < route->takes_count; i++) {
        if (!text_equal_nocase(name, text_of(names[route->takes[i]])))
            continue;
        if (parameters_fit(type)) {
            *out = route->takes[i];
            return ERR_NONE;
        }
        request->problem = TEXT("The body's charset is not utf-8.");
        return ERR_UNSUPPORTED_MEDIA;
    }
    return ERR_UNSUPPORTED_MEDIA;
}

struct body_types body_types(const struct route *route)
{
    struct body_types out = {{NULL}};
    for (size_t i = 0; i < route->takes_count; i++)
        out.types[i] = names[route->takes[i]];
    return out;
}

struct text body_accepted(const struct route_table *table, const char *path, enum method method, struct arena *arena)
{
    struct text list = TEXT_NONE;
    for (size_t row = 0; row < table->count; row++) {
        const struct route *route = &table->routes[row];
        if (route->method != method || strcmp(route->path, path) != 0)
            continue;
        for (size_t i = 0; i < route->takes_count; i++) {
            const char *name = names[route->takes[i]];
            list = list.ptr == NULL ? text_of(name) : arena_format(arena, "%.*s, %s", TEXT_ARG(list), name);
        }
    }
    return list;
}
