#include "listing/listing.h"

#include <string.h>

#include "listing/envelope.h"
#include "listing/include.h"
#include "listing/names.h"
#include "listing/rendering.h"
#include "past/past.h"

/* An exact count may take that long; then there is time left for an estimate. */
#define COUNT_BUDGET_MS 3000
/* A list that passes over rows for so long is read along a filter instead. */
#define WALK_BUDGET_MS 300

enum stage { STAGE_NAMES, STAGE_DRAWN, STAGE_ROWS, STAGE_INCLUDED, STAGE_COUNT };

struct listing_state {
    enum stage stage;
    struct page page;
    struct names names;
    struct envelope envelope;
    struct rendering rendering;
    struct ask filtered; /* the statement with its filters, to which a page or a count is added: built once */
    struct listing_filters filters;
    struct included *included; /* NULL: nothing */
    bool begun;                /* the stream's first piece is made */
    bool last;                 /* the piece that is being made is its last */
    bool counted;              /* the page tells how many there are */
    bool counting_exactly;
};

static enum err finish(struct listing_state *state, struct request *request)
{
    rendering_rows_end(&state->rendering);
    if (!state->page.bare) {
        envelope_write(&state->envelope, &state->names.lookup, &state->rendering.json);
        rendering_end(&state->rendering);
    }
    enum err err = envelope_link_header(&state->envelope, request);
    return err ? err : buf_check(&request->reply.body);
}

static enum err ask_rows(const struct listing *listing, struct listing_state *state, struct request *request,
                         struct ask *ask)
{
    *ask = state->filtered;
    bool slow = (ask->shape & listing->slow) != 0;
    ask->lane = state->page.whole ? LANE_STREAM : slow ? LANE_SLOW : LANE_FAST;
    bool may_turn = (ask->shape & listing->narrows) != 0 && (ask->shape & listing->narrow) == 0;
    if (may_turn && ask->lane == LANE_SLOW && request->as_of.ptr == NULL)
        ask->budget_ms = WALK_BUDGET_MS;
    page_ask(&state->page, listing->page, state->filters.keyless, ask, &request->arena);
    state->stage = STAGE_ROWS;
    return ERR_NONE;
}

/* What a stream draws on is not known by its rows when it begins: it is asked for in the same snapshot. */
static enum err ask_drawn(const struct listing *listing, struct listing_state *state, struct ask *ask)
{
    *ask = state->filtered;
    ask->lane = LANE_STREAM;
    ask->shape |= listing->count | listing->drawn;
    state->stage = STAGE_DRAWN;
    return ERR_NONE;
}

static enum err ask_count(const struct listing *listing, struct listing_state *state, bool exactly, struct ask *ask)
{
    *ask = state->filtered;
    ask->lane = LANE_SLOW;
    ask->shape |= exactly ? listing->count : listing->count | listing->estimate;
    ask->budget_ms = exactly ? COUNT_BUDGET_MS : 0;
    state->counting_exactly = exactly;
    state->stage = STAGE_COUNT;
    return ERR_NONE;
}

static enum err reply_nothing(struct listing_state *state, struct request *request)
{
    state->envelope.count = state->page.count == PAGE_COUNT_NONE ? -1 : 0;
    state->envelope.exact = true;
    rendering_begin(&state->rendering, &state->envelope);
    return finish(state, request);
}

static enum err after_names(const struct listing *listing, struct listing_state *state, struct request *request,
                            struct ask *ask)
{
    state->filters = (struct listing_filters){.keyless = true};
    ask_begin(&state->filtered, listing->sql, listing->shape | included_tags(state->included), LANE_FAST);
    enum err err = listing->filter(request, &state->names.lookup, &state->filtered, &state->filters);
    if (err)
        return err;
    if (state->filters.nothing)
        return reply_nothing(state, request);
    if (listing->search != NULL)
        search_bind(&state->names.search, listing->search, state->filtered.shape == listing->shape, &state->filtered);
    if (state->page.whole && state->rendering.licences)
        return ask_drawn(listing, state, ask);
    return ask_rows(listing, state, request, ask);
}

static enum err take_drawn(const struct listing *listing, struct listing_state *state, struct request *request,
                           const struct rows *rows, struct ask *ask)
{
    enum err err = envelope_add_licences(&state->envelope, rows, 0, rows->count, &request->arena);
    return err ? err : ask_rows(listing, state, request, ask);
}

static enum err begin(const struct listing *listing, struct request *request, struct ask *ask)
{
    struct listing_state *state = arena_alloc(&request->arena, sizeof *state);
    if (state == NULL)
        return ERR_INTERNAL;
    request->state = state;
    request->reply.status = 200;
    enum err err = page_read(&state->page, request, listing->sorts, listing->ranked);
    if (!err)
        err = rendering_init(&state->rendering, listing->form, !state->page.bare, request);
    if (!err)
        err = included_begin(request, INCLUDE_EACH, &state->rendering.fields, &state->included);
    if (!err && listing->check != NULL)
        err = listing->check(request);
    if (err)
        return err;
    state->rendering.included = state->included;
    state->envelope = (struct envelope){.limit = state->page.limit,
                                        .count = -1,
                                        .as_of = request->as_of,
                                        .known_on = request->known_on,
                                        .included = state->included,
                                        .search = &state->names.search};
    if (state->included != NULL)
        page_pieces(&state->page, INCLUDE_PIECE);
    state->stage = STAGE_NAMES;
    err =
        names_begin(&state->names, listing->path, listing->search == NULL ? NULL : listing->search->kind, request, ask);
    return err || !state->names.known ? err : after_names(listing, state, request, ask);
}

static enum err take_names(const struct listing *listing, struct listing_state *state, struct request *request,
                           const struct rows *rows, struct ask *ask)
{
    enum err err = names_take(&state->names, request, rows, ask);
    return err || !state->names.known ? err : after_names(listing, state, request, ask);
}

/* A piece with all that belongs to it; the next begins behind its last row. What one piece holds is no stream, and has
 * an entity tag.
 */
static enum err after_piece(const struct listing *listing, struct listing_state *state, struct request *request,
                            struct ask *ask)
{
    struct page *page = &state->page;
    if (!state->begun && state->last)
        return finish(state, request);
    if (!state->begun) {
        /* The head goes with the first piece. */
        request->reply.more = true;
        enum err err = envelope_link_header(&state->envelope, request);
        if (err)
            return err;
    }
    if (state->last) {
        rendering_rows_end(&state->rendering);
        return buf_check(&request->reply.body);
    }
    state->begun = true;
    page->at_cursor = true;
    page->limit = page->left < page->piece ? page->left : page->piece;
    enum err err = ask_rows(listing, state, request, ask);
    return err ? err : buf_check(&request->reply.body);
}

static enum err after_page(const struct listing *listing, struct listing_state *state, struct request *request,
                           struct ask *ask)
{
    bool counted = state->page.count == PAGE_COUNT_NONE || state->counted;
    return counted ? finish(state, request) : ask_count(listing, state, state->page.count == PAGE_COUNT_EXACT, ask);
}

/* What the rows include, until all of it is there. */
static enum err go_on(const struct listing *listing, struct listing_state *state, struct request *request,
                      struct ask *ask)
{
    bool whole = true;
    if (state->included != NULL) {
        enum lane lane = state->page.whole ? LANE_STREAM : LANE_FAST;
        enum err err = included_ask(state->included, lane, request, ask, &whole);
        if (err)
            return err;
    }
    state->stage = STAGE_INCLUDED;
    if (!whole)
        return ERR_NONE;
    return state->page.whole ? after_piece(listing, state, request, ask) : after_page(listing, state, request, ask);
}

static enum err take_included(const struct listing *listing, struct listing_state *state, struct request *request,
                              const struct rows *rows, struct ask *ask)
{
    enum err err = included_take(state->included, request, rows);
    bool head_is_open = !state->page.whole || (state->last && !state->begun);
    if (!err && head_is_open)
        err = envelope_add_licences(&state->envelope, rows, 0, rows->count, &request->arena);
    return err ? err : go_on(listing, state, request, ask);
}

static enum err show_rows(struct listing_state *state, struct request *request, const struct rows *rows,
                          const struct page_cut *cut)
{
    enum err err = ERR_NONE;
    if (state->included != NULL)
        err = included_piece(state->included, cut->returned, request);
    if (!state->begun)
        rendering_begin(&state->rendering, &state->envelope);
    return err ? err : rendering_rows(&state->rendering, rows, cut->first, cut->end, state->filters.room, request);
}

/* What a list draws on is known before its first byte where one piece is all of it, or it is of one collection. */
static enum err note_licences(struct listing_state *state, bool last, const struct rows *rows,
                              const struct page_cut *cut, struct arena *arena)
{
    size_t collections = 0;
    if (!last && lookup_ids(&state->names.lookup, "collection", arena, &collections) == NULL)
        return ERR_INTERNAL;
    if (!last && collections != 1)
        return ERR_NONE;
    return envelope_add_licences(&state->envelope, rows, cut->first, last ? cut->end : cut->first + 1, arena);
}

static enum err take_piece(struct listing_state *state, struct request *request, const struct rows *rows)
{
    struct page *page = &state->page;
    struct page_cut cut = page_cut(page, rows);
    page->left -= (int64_t)cut.returned;
    state->last = cut.returned < (size_t)page->limit || page->left == 0;
    enum err err = state->begun ? ERR_NONE : note_licences(state, state->last, rows, &cut, &request->arena);
    if (!err)
        err = show_rows(state, request, rows, &cut);
    if (err || state->last)
        return err;
    return page_cursor_at(page, rows, cut.end - 1, false, &request->arena, &page->cursor);
}

static enum err take_page(const struct listing *listing, struct listing_state *state, struct request *request,
                          const struct rows *rows)
{
    struct page_cut cut = page_cut(&state->page, rows);
    struct envelope *envelope = &state->envelope;
    envelope->returned = cut.returned;
    envelope->cut = state->page.sort == listing->ranked && rows->count > 0 &&
                    row_int(rows, 0, rows_column(rows, "ranked")) >= SEARCH_RANKED_MAX;
    enum err err = page_links(&state->page, &cut, rows, request, &envelope->next, &envelope->prev);
    if (!err)
        err = envelope_add_licences(envelope, rows, cut.first, cut.end, &request->arena);
    if (err)
        return err;
    state->counted = !cut.more_before && !cut.more_behind;
    if (state->counted && state->page.count != PAGE_COUNT_NONE) {
        envelope->count = (int64_t)cut.returned;
        envelope->exact = true;
    }
    return show_rows(state, request, rows, &cut);
}

static enum err take_rows(const struct listing *listing, struct listing_state *state, struct request *request,
                          const struct rows *rows, struct ask *ask)
{
    if (rows->ran_out) {
        state->filtered.shape |= listing->narrow;
        return ask_rows(listing, state, request, ask);
    }
    if (listing->never_empty && rows->count == 0 && !state->page.at_cursor)
        return ERR_NOT_FOUND;
    enum err err = state->page.whole ? take_piece(state, request, rows) : take_page(listing, state, request, rows);
    return err ? err : go_on(listing, state, request, ask);
}

/* The topmost "Plan Rows" of EXPLAIN (FORMAT JSON) is the first. */
static enum err read_estimate(const struct rows *rows, int64_t *out)
{
    static const char key[] = "\"Plan Rows\": ";
    struct text plan = rows->count == 1 ? row_text(rows, 0, 0) : TEXT_NONE;
    const char *found = plan.ptr == NULL ? NULL : memmem(plan.ptr, plan.len, key, sizeof key - 1);
    if (found == NULL)
        return ERR_INTERNAL;
    struct text number = {.ptr = found + sizeof key - 1};
    const char *end = plan.ptr + plan.len;
    while (number.ptr + number.len < end && number.ptr[number.len] >= '0' && number.ptr[number.len] <= '9')
        number.len++;
    return text_to_int64(number, out) ? ERR_NONE : ERR_INTERNAL;
}

static enum err take_count(const struct listing *listing, struct listing_state *state, struct request *request,
                           const struct rows *rows, struct ask *ask)
{
    struct envelope *envelope = &state->envelope;
    if (state->counting_exactly && rows->ran_out) {
        envelope->ran_out = true;
        return ask_count(listing, state, false, ask);
    }
    if (state->counting_exactly) {
        envelope->count = row_int(rows, 0, rows_column(rows, "count"));
        envelope->exact = true;
        return finish(state, request);
    }
    enum err err = read_estimate(rows, &envelope->count);
    return err ? err : finish(state, request);
}

static enum err handle(const void *of, struct request *request, const struct rows *rows, struct ask *ask)
{
    const struct listing *listing = of;
    if (rows == NULL)
        return begin(listing, request, ask);
    struct listing_state *state = request->state;
    switch (state->stage) {
    case STAGE_NAMES:
        return take_names(listing, state, request, rows, ask);
    case STAGE_DRAWN:
        return take_drawn(listing, state, request, rows, ask);
    case STAGE_ROWS:
        return take_rows(listing, state, request, rows, ask);
    case STAGE_INCLUDED:
        return take_included(listing, state, request, rows, ask);
    case STAGE_COUNT:
        return take_count(listing, state, request, rows, ask);
    }
    return ERR_INTERNAL;
}

enum err listing_handle(const struct listing *listing, struct request *request, const struct rows *rows,
                        struct ask *ask)
{
    const struct past_reader reader = {.read = handle, .of = listing, .reports = true};
    return past_handle(&reader, request, rows, ask);
}
