#include "listing/canonical.h"

#include <stdlib.h>
#include <string.h>

#include "claimd/hash.h"
#include "claimd/route.h"

/* Of a target: 50 values of 500 bytes for each parameter, three characters a byte, would never fit a URL of 8 KiB. */
#define CANONICAL_MAX (64U << 10)

static bool one_of(const char *name, const char *const *names)
{
    for (; *names != NULL; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
}

static int compare(const void *left, const void *right)
{
    const struct text *a = left, *b = right;
    size_t shorter = a->len < b->len ? a->len : b->len;
    int order = memcmp(a->ptr, b->ptr, shorter);
    if (order != 0)
        return order;
    return (a->len > b->len) - (a->len < b->len);
}

/* In order, since values of one parameter mean OR. */
static size_t sorted_values(const struct param *param, struct text out[PARAM_VALUES_MAX])
{
    size_t count = param->count < PARAM_VALUES_MAX ? param->count : PARAM_VALUES_MAX;
    memcpy(out, param->values, count * sizeof *out);
    qsort(out, count, sizeof *out, compare);
    return count;
}

static void name(struct buf *buf, const struct param *param)
{
    buf_cstr(buf, param->spec->name);
    buf_char(buf, '=');
}

/* What is searched for is put in another order than the list's own, unless that is asked for. */
static bool is_order_of_search(const struct params *params, const struct param *param)
{
    if (strcmp(param->spec->name, "sort") != 0)
        return false;
    for (size_t i = 0; i < params->count; i++)
        if (strcmp(params->items[i].spec->name, "q") == 0)
            return params->items[i].count > 0;
    return false;
}

static void write_param(struct buf *buf, const struct params *params, const struct param *param)
{
    if (param->spec->kind == PARAM_ONE_OF) {
        const char *choice = param->spec->choices[param->choice];
        if (param->spec->fallback != NULL && strcmp(choice, param->spec->fallback) == 0 &&
            !is_order_of_search(params, param))
            return;
        name(buf, param);
        percent_encode(buf, text_of(choice));
        buf_char(buf, '&');
        return;
    }
    struct text values[PARAM_VALUES_MAX];
    size_t count = sorted_values(param, values);
    /* A reference may have commas of its own and is repeated; the others are split at commas and joined by them. */
    bool repeated = param->spec->kind == PARAM_REFERENCE;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || repeated)
            name(buf, param);
        percent_encode(buf, values[i]);
        buf_char(buf, i + 1 == count || repeated ? '&' : ',');
    }
}

static void write_params(struct buf *buf, const struct params *params, const char *const *without)
{
    for (size_t i = 0; i < params->count; i++) {
        const struct param *param = &params->items[i];
        if (param->count > 0 && !one_of(param->spec->name, without))
            write_param(buf, params, param);
    }
}

/* A route's path ends in its suffix, and has no other dot. */
static struct text bare_path(const struct route *route)
{
    return (struct text){.ptr = route->path, .len = strcspn(route->path, ".")};
}

/* The path is rebuilt from the route: decoded, an `{id}` may hold a slash. */
static void write_route(struct buf *buf, const struct request *request, struct text pattern)
{
    const char *path = pattern.ptr;
    const char *open = strchr(path, '{');
    const char *close = open == NULL ? NULL : strchr(open, '}');
    buf_text(buf, request->base);
    if (close == NULL) {
        buf_text(buf, pattern);
        return;
    }
    buf_text(buf, (struct text){.ptr = path, .len = (size_t)(open - path)});
    percent_encode(buf, request->id);
    buf_text(buf, (struct text){.ptr = close + 1, .len = pattern.len - (size_t)(close + 1 - path)});
}

void canonical_target(struct buf *buf, const struct request *request, bool more)
{
    static const char *const without[] = {"cursor", NULL};
    write_route(buf, request, text_of(request->route->path));
    buf_char(buf, '?');
    write_params(buf, &request->params, without);
    if (!more && !buf->failed)
        buf->len--;
}

void canonical_variant(struct buf *buf, const struct request *request, const char *suffix)
{
    static const char *const without[] = {"cursor", "limit",    "count",     "shape", "csv_safe",
                                          "bom",    "licenses", "highlight", NULL};
    /* CSV has other fields, and includes nothing. */
    static const char *const of_sheets[] = {"cursor",   "limit",  "count",   "shape",     "csv_safe", "bom",
                                            "licenses", "fields", "include", "highlight", NULL};
    bool sheets = strcmp(suffix, "csv") == 0 || request->reply.media == MEDIA_CSV;
    write_route(buf, request, bare_path(request->route));
    buf_char(buf, '.');
    buf_cstr(buf, suffix);
    buf_char(buf, '?');
    write_params(buf, &request->params, sheets ? of_sheets : without);
    /* The '?' or the last '&' */
    if (!buf->failed)
        buf->len--;
}

enum err canonical_mark(const struct request *request, uint64_t *out)
{
    static const char *const without[] = {"cursor",   "limit", "fields",   "include",    "count",     "shape",
                                          "csv_safe", "bom",   "licenses", "on_unknown", "highlight", NULL};
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, CANONICAL_MAX);
    buf_text(&buf, bare_path(request->route));
    buf_char(&buf, '\n');
    buf_text(&buf, request->id);
    buf_char(&buf, '\n');
    write_params(&buf, &request->params, without);
    enum err err = buf_check(&buf);
    if (err)
        return err;
    unsigned char hash[HASH_SHORT_SIZE];
    hash_short(buf_view(&buf), hash);
    memcpy(out, hash, sizeof *out);
    return ERR_NONE;
}
