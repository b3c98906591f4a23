#include "listing/envelope.h"

#include <string.h>

#include "claimd/link_header.h"
#include "claimd/route.h"
#include "listing/canonical.h"
#include "listing/licence.h"

/* Two links, of a query of 8 KiB that is encoded anew. */
#define LINKS_MAX (64U << 10)
/* All of a head must fit the memory of a connection: an address that is longer has no alternates. */
#define ALTERNATE_MAX     2000
#define LICENCE_LINKS_MAX 8
/* … and citations go along up to there. */
#define CITATIONS_MAX 4000

static bool known(const struct envelope *envelope, struct text collection)
{
    for (size_t i = 0; i < envelope->licence_count; i++)
        if (text_equal(envelope->licences[i].collection, collection))
            return true;
    return false;
}

static enum err copy(struct arena *arena, struct text text, struct text *out)
{
    return text.ptr == NULL ? ERR_NONE : arena_copy(arena, text, out);
}

enum err envelope_add_licence(struct envelope *envelope, const struct envelope_licence *licence, struct arena *arena)
{
    if (known(envelope, licence->collection) || envelope->licence_count == ENVELOPE_LICENCES_MAX)
        return ERR_NONE;
    /* Room grows by doubling; what is left behind goes with the request. */
    size_t used = envelope->licence_count;
    if ((used & (used - 1)) == 0) {
        struct envelope_licence *larger = arena_array(arena, used == 0 ? 1 : 2 * used, sizeof *larger);
        if (larger == NULL)
            return ERR_INTERNAL;
        if (used > 0)
            memcpy(larger, envelope->licences, used * sizeof *larger);
        envelope->licences = larger;
    }
    struct envelope_licence *entry = &envelope->licences[used];
    enum err err = copy(arena, licence->collection, &entry->collection);
    if (!err)
        err = copy(arena, licence->licence, &entry->licence);
    if (!err)
        err = copy(arena, licence->citation, &entry->citation);
    if (!err)
        envelope->licence_count++;
    return err;
}

enum err envelope_add_licences(struct envelope *envelope, const struct rows *rows, size_t first, size_t end,
                               struct arena *arena)
{
    if (first == end)
        return ERR_NONE;
    size_t collection = rows_column(rows, "collection");
    size_t licence = rows_column(rows, "licence");
    size_t citation = rows_column(rows, "collection_citation");
    for (size_t row = first; row < end; row++) {
        const struct envelope_licence of = {
            .collection = row_text(rows, row, collection),
            .licence = row_text(rows, row, licence),
            .citation = row_text(rows, row, citation),
        };
        enum err err = of.collection.ptr == NULL ? ERR_NONE : envelope_add_licence(envelope, &of, arena);
        if (err)
            return err;
    }
    return ERR_NONE;
}

static void write_page(const struct envelope *envelope, struct json_writer *json)
{
    json_write_key(json, "page");
    json_write_object_begin(json);
    json_write_key(json, "limit");
    json_write_int(json, envelope->limit);
    json_write_key(json, "returned");
    json_write_int(json, (int64_t)envelope->returned);
    json_write_pair(json, "next", envelope->next);
    json_write_pair(json, "prev", envelope->prev);
    json_write_object_end(json);
}

static void write_count(const struct envelope *envelope, struct json_writer *json)
{
    json_write_key(json, "count");
    if (envelope->count < 0)
        json_write_null(json);
    else
        json_write_int(json, envelope->count);
    json_write_pair(json, "count_is",
                    envelope->count < 0 ? TEXT("none")
                    : envelope->exact   ? TEXT("exact")
                                        : TEXT("estimated"));
}

static void write_warnings(const struct envelope *envelope, const struct lookup *lookup, struct json_writer *json)
{
    json_write_key(json, "warnings");
    json_write_array_begin(json);
    lookup_write_warnings(lookup, json);
    search_write_warnings(envelope->search, envelope->cut, json);
    if (envelope->ran_out) {
        json_write_object_begin(json);
        json_write_pair(json, "code", TEXT("count-ran-out"));
        json_write_pair(json, "parameter", TEXT("count"));
        json_write_pair(json, "value", TEXT("exact"));
        json_write_pair(json, "detail", TEXT("To count exactly took too long; the count is an estimate."));
        json_write_object_end(json);
    }
    included_write_warnings(envelope->included, json);
    json_write_array_end(json);
}

void envelope_write_licences(const struct envelope *envelope, struct json_writer *json)
{
    json_write_key(json, "licenses");
    json_write_array_begin(json);
    for (size_t i = 0; i < envelope->licence_count; i++) {
        json_write_object_begin(json);
        json_write_pair(json, "collection", envelope->licences[i].collection);
        json_write_pair(json, "licence", envelope->licences[i].licence);
        json_write_pair(json, "citation", envelope->licences[i].citation);
        json_write_object_end(json);
    }
    json_write_array_end(json);
}

void envelope_write(const struct envelope *envelope, const struct lookup *lookup, struct json_writer *json)
{
    write_page(envelope, json);
    json_write_key(json, "meta");
    json_write_object_begin(json);
    if (envelope->as_of.ptr != NULL)
        json_write_pair(json, "as_of", envelope->as_of);
    if (envelope->known_on.ptr != NULL)
        json_write_pair(json, "known_on", envelope->known_on);
    write_count(envelope, json);
    json_write_key(json, "resolved");
    json_write_array_begin(json);
    lookup_write_resolved(lookup, json);
    json_write_array_end(json);
    write_warnings(envelope, lookup, json);
    envelope_write_licences(envelope, json);
    json_write_object_end(json);
}

/* The first of the licences that has this address. */
static bool first_with(const struct envelope *envelope, size_t at, struct text url)
{
    for (size_t i = 0; i < at; i++)
        if (text_equal(licence_url(envelope->licences[i].licence), url))
            return false;
    return true;
}

static void add_licence_links(const struct envelope *envelope, struct buf *links)
{
    size_t count = 0;
    for (size_t i = 0; i < envelope->licence_count && count < LICENCE_LINKS_MAX; i++) {
        struct text url = licence_url(envelope->licences[i].licence);
        if (url.ptr == NULL || !first_with(envelope, i, url))
            continue;
        link_header_add(links, url, "license", NULL);
        struct text citation = envelope->licences[i].citation;
        if (citation.len > 0 && links->len + 3 * citation.len <= CITATIONS_MAX)
            link_header_title(links, citation);
        count++;
    }
}

/* The same list in the other forms that its path can end in. */
static void add_alternates(const struct request *request, struct buf *links)
{
    static const struct {
        enum media media;
        const char *type;
    } forms[] = {{MEDIA_JSON, "application/json"}, {MEDIA_NDJSON, "application/x-ndjson"}, {MEDIA_CSV, "text/csv"}};
    if (!request->route->suffixed && strchr(request->route->path, '.') == NULL)
        return;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (forms[i].media == request->reply.media)
            continue;
        BUF_CLEANUP struct buf target;
        buf_init(&target, ALTERNATE_MAX);
        canonical_variant(&target, request, route_suffix(forms[i].media));
        if (buf_check(&target) == ERR_NONE)
            link_header_add(links, buf_view(&target), "alternate", forms[i].type);
    }
}

enum err envelope_link_header(const struct envelope *envelope, struct request *request)
{
    BUF_CLEANUP struct buf links;
    buf_init(&links, LINKS_MAX);
    if (envelope->next.ptr != NULL)
        link_header_add(&links, envelope->next, "next", NULL);
    if (envelope->prev.ptr != NULL)
        link_header_add(&links, envelope->prev, "prev", NULL);
    add_alternates(request, &links);
    add_licence_links(envelope, &links);
    struct text value;
    enum err err = buf_check(&links);
    if (err || links.len == 0)
        return err;
    err = arena_copy(&request->arena, buf_view(&links), &value);
    if (err)
        return err;
    reply_header(&request->reply, "Link", value);
    return ERR_NONE;
}
