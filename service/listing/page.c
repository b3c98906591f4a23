#include "listing/page.h"

#include <string.h>

#include "claimd/buf.h"
#include "listing/canonical.h"
#include "listing/filter.h"

#define TARGET_MAX (64U << 10)

const struct param_spec page_limit_param = {.name = "limit", .kind = PARAM_INTEGER, .min = 1, .max = PAGE_LIMIT_MAX};
const struct param_spec page_lines_param = {.name = "limit", .kind = PARAM_INTEGER, .min = 1, .max = INT64_MAX};
const struct param_spec page_cursor_param = {.name = "cursor", .kind = PARAM_TEXT};
static const char *const count_choices[] = {"none", "estimated", "exact", NULL};
const struct param_spec page_count_param = {
    .name = "count", .kind = PARAM_ONE_OF, .choices = count_choices, .fallback = "none"};
static const char *const shape_choices[] = {"page", "array", NULL};
const struct param_spec page_shape_param = {
    .name = "shape", .kind = PARAM_ONE_OF, .choices = shape_choices, .fallback = "page"};
static const char *const on_unknown_choices[] = {"error", "empty", NULL};
const struct param_spec page_on_unknown_param = {
    .name = "on_unknown", .kind = PARAM_ONE_OF, .choices = on_unknown_choices, .fallback = "error"};

static enum err add_fault(struct request *request, enum fault_code code, struct text name, struct text detail)
{
    const struct fault fault = {.code = code, .where = FAULT_AT_PARAMETER, .name = name, .detail = detail};
    return faults_add(&request->faults, &request->arena, &fault);
}

/* What goes with a page in an envelope does not go without it. */
static enum err check_bare(const struct page *page, struct request *request)
{
    if (page->count != PAGE_COUNT_NONE) {
        enum err err = add_fault(request, FAULT_CONFLICT, TEXT("count"),
                                 TEXT("A bare array (`shape=array`) has no place for a count."));
        if (err)
            return err;
    }
    if (page->whole && params_has(&request->params, "cursor"))
        return add_fault(request, FAULT_CONFLICT, TEXT("cursor"),
                         TEXT("The whole list begins at no cursor: with one, `limit` is 1 to 1000."));
    return ERR_NONE;
}

static enum err read_cursor(struct page *page, struct request *request)
{
    /* With faults the filters are not known, and so neither is what the cursor must have been made for. */
    if (!params_has(&request->params, "cursor") || request->faults.count > 0)
        return ERR_NONE;
    struct text text = params_get(&request->params, "cursor")->values[0];
    if (!cursor_decode(text, page->mark, page->sort, &request->arena, &page->cursor))
        return add_fault(request, FAULT_BAD_CURSOR, TEXT("cursor"),
                         TEXT("Take it out of `page.next` or `page.prev`, with the same filters and the same order."));
    page->at_cursor = true;
    return ERR_NONE;
}

enum err page_read(struct page *page, struct request *request, const struct sort *sorts, const struct sort *ranked)
{
    const struct params *params = &request->params;
    int sort = params_get(params, "sort")->choice;
    bool lines = request->reply.media == MEDIA_NDJSON || request->reply.media == MEDIA_CSV;
    bool limited = params_has(params, "limit");
    int64_t limit = limited ? params_get(params, "limit")->number : PAGE_LIMIT_DEFAULT;
    *page = (struct page){
        .sort = &sorts[sort < 0 ? 0 : sort],
        .limit = limit,
        .bare = lines || params_get(params, "shape")->choice == 1,
    };
    int count = lines ? 0 : params_get(params, "count")->choice;
    page->count = count < 0 ? PAGE_COUNT_NONE : (enum page_count)count;
    if (page->bare && (!limited || limit > PAGE_LIMIT_MAX)) {
        page->whole = true;
        page->left = limited ? limit : INT64_MAX;
        page->piece = PAGE_LIMIT_MAX;
        page->limit = PAGE_LIMIT_MAX;
    }
    if (ranked != NULL && !page->whole && !params_has(params, "sort") && filter_param(request, "q") != NULL)
        page->sort = ranked;
    enum err err = canonical_mark(request, &page->mark);
    if (!err && page->bare)
        err = check_bare(page, request);
    if (!err)
        err = read_cursor(page, request);
    return err;
}

void page_pieces(struct page *page, int64_t piece)
{
    if (!page->whole)
        return;
    page->piece = piece;
    page->limit = piece;
}

void page_ask(const struct page *page, const struct page_terms *terms, bool keyless, struct ask *ask,
              struct arena *arena)
{
    const struct cursor *cursor = page->at_cursor ? &page->cursor : NULL;
    bool backward = cursor != NULL && cursor->backward;
    bool at_keyless = cursor != NULL && cursor->key.ptr == NULL;
    bool keyed_run = !at_keyless || backward;
    bool keyless_run = page->sort->nullable && keyless && !(backward && !at_keyless);

    ask->shape |= page->sort->tags;
    ask->shape |= page->sort->falling ? terms->falling : 0;
    ask->shape |= page->sort->falling != backward ? terms->descending : 0;
    ask->shape |= backward ? terms->reversed : 0;
    ask->shape |= keyed_run ? 0 : terms->only_keyless;
    ask->shape |= keyless_run ? 0 : terms->only_keyed;
    ask->shape |= keyed_run && keyless_run && !backward ? terms->gate : 0;
    ask->shape |= page->limit > PAGE_SHORT ? terms->longer : 0;
    if (cursor != NULL) {
        ask->shape |= at_keyless ? terms->after_null : terms->after;
        ask_bind(ask, terms->after_key, cursor->key);
        ask_bind(ask, terms->after_id, text_of(cursor->id));
    }
    /* One more than is shown tells whether there is more. A stream goes on until a page is not full. */
    ask_bind_int(ask, terms->limit, page->whole ? page->limit : page->limit + 1, arena);
}

static bool same_item(const struct rows *rows, size_t id, size_t row, size_t other)
{
    return text_equal(rows->cells[row * rows->column_count + id], rows->cells[other * rows->column_count + id]);
}

struct page_cut page_cut(const struct page *page, const struct rows *rows)
{
    struct page_cut cut = {.end = rows->count};
    bool backward = page->at_cursor && page->cursor.backward;
    size_t id = rows->count == 0 ? 0 : rows_column(rows, "id");
    for (size_t row = 0; row < rows->count; row++)
        if (row == 0 || !same_item(rows, id, row, row - 1))
            cut.returned++;
    bool more = cut.returned > (size_t)page->limit;
    if (more) {
        cut.returned--;
        /* The item that only told so lies where the page goes on: behind it, or before it on the way back. */
        if (backward) {
            do
                cut.first++;
            while (same_item(rows, id, cut.first, 0));
        } else {
            do
                cut.end--;
            while (same_item(rows, id, cut.end - 1, rows->count - 1));
        }
    }
    cut.more_before = backward ? more : page->at_cursor;
    cut.more_behind = backward || more;
    return cut;
}

enum err page_cursor_at(const struct page *page, const struct rows *rows, size_t row, bool backward,
                        struct arena *arena, struct cursor *out)
{
    struct cursor cursor = {.backward = backward};
    size_t column = rows_column(rows, page->sort->column);
    char key[TIMESTAMP_TEXT_SIZE];
    struct text text = TEXT_NONE;
    switch (page->sort->type) {
    case SORT_DAY:
        if (row_date(rows, row, column, key))
            text = text_of(key);
        break;
    case SORT_INSTANT:
        if (row_timestamp(rows, row, column, key))
            text = text_of(key);
        break;
    case SORT_TEXT:
        text = row_text(rows, row, column);
        break;
    }
    if (!row_uuid(rows, row, rows_column(rows, "id"), cursor.id))
        return ERR_INTERNAL;
    if (text.ptr != NULL) {
        enum err err = arena_copy(arena, text, &cursor.key);
        if (err)
            return err;
    }
    *out = cursor;
    return ERR_NONE;
}

static enum err link_to(const struct page *page, const struct cursor *cursor, struct request *request, struct text *out)
{
    struct text text;
    enum err err = cursor_encode(cursor, page->mark, &request->arena, &text);
    if (err)
        return err;
    BUF_CLEANUP struct buf target;
    buf_init(&target, TARGET_MAX);
    canonical_target(&target, request, true);
    buf_literal(&target, "cursor=");
    buf_text(&target, text);
    err = buf_check(&target);
    if (err)
        return err;
    return arena_copy(&request->arena, buf_view(&target), out);
}

/* From an empty page the way leads back over the place that it began at. */
static enum err edge(const struct page *page, const struct page_cut *cut, const struct rows *rows, bool backward,
                     struct arena *arena, struct cursor *out)
{
    if (cut->returned > 0)
        return page_cursor_at(page, rows, backward ? cut->first : cut->end - 1, backward, arena, out);
    *out = page->cursor;
    out->backward = backward;
    return ERR_NONE;
}

enum err page_links(const struct page *page, const struct page_cut *cut, const struct rows *rows,
                    struct request *request, struct text *next, struct text *prev)
{
    struct text behind = TEXT_NONE, before = TEXT_NONE;
    struct cursor cursor;
    if (cut->more_behind) {
        enum err err = edge(page, cut, rows, false, &request->arena, &cursor);
        if (!err)
            err = link_to(page, &cursor, request, &behind);
        if (err)
            return err;
    }
    if (cut->more_before) {
        enum err err = edge(page, cut, rows, true, &request->arena, &cursor);
        if (!err)
            err = link_to(page, &cursor, request, &before);
        if (err)
            return err;
    }
    *next = behind;
    *prev = before;
    return ERR_NONE;
}
