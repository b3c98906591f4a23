#include "quotes/quote_find.h"
#include "texts/texts_private.h"

/* Quotes that are looked for elsewhere in the text: each costs a walk through it. */
#define SEARCHES_MAX 5

/* A place in a text, moved on from quote to quote, so that many of them cost one walk. */
struct walk {
    struct text rest;
    size_t at; /* code points before `rest` */
};

static struct text words_at(struct walk *walk, size_t start, size_t end)
{
    if (start < walk->at)
        return TEXT_NONE;
    struct text before = quote_slice(walk->rest, 0, start - walk->at);
    walk->rest.ptr += before.len;
    walk->rest.len -= before.len;
    walk->at = start;
    return quote_slice(walk->rest, 0, end - start);
}

struct search {
    struct request *request;
    struct quote_folded folded; /* once it is needed */
    size_t done;
};

/* Where the quote is now, or what is like it, into the fault. */
static enum err look_elsewhere(struct search *search, struct text exact, int64_t start, struct text where,
                               struct fault *fault)
{
    struct arena *arena = &search->request->arena;
    if (search->done++ == 0) {
        enum err err = quote_fold(search->request->body, &search->folded);
        if (err)
            return err;
    }
    bool found, near;
    struct quote_place place;
    struct quote_near passage;
    const struct quote quote = {.exact = exact, .start = start};
    enum err err = quote_find(&search->folded, &quote, &found, &place);
    if (err)
        return err;
    if (found) {
        fault->detail =
            arena_format(arena, "%.*s stands at %zu to %zu in this text.", TEXT_ARG(where), place.start, place.end);
        return ERR_NONE;
    }
    err = quote_nearest(&search->folded, exact, &near, &passage);
    if (err || !near)
        return err;
    struct text *words = arena_alloc(arena, sizeof *words);
    if (words == NULL)
        return ERR_INTERNAL;
    fault->suggestions = words;
    fault->suggestion_count = 1;
    return arena_copy(arena, quote_slice(search->request->body, passage.start, passage.end), words);
}

static enum err tell(struct search *search, const struct rows *rows, size_t row, struct text exact, int64_t start)
{
    struct arena *arena = &search->request->arena;
    char id[UUID_TEXT_SIZE] = "";
    row_uuid(rows, row, rows_column(rows, "statement"), id);
    struct text type = row_text(rows, row, rows_column(rows, "type"));
    struct text where = arena_format(arena, "The quote of %.*s %s, /citations/%lld,", TEXT_ARG(type), id,
                                     (long long)row_int(rows, row, rows_column(rows, "position")));
    struct fault fault = {.code = FAULT_QUOTE_NOT_FOUND, .where = FAULT_AT_POINTER, .name = TEXT("")};
    fault.detail = arena_format(arena, "%.*s is not where it was verified.", TEXT_ARG(where));
    enum err err = ERR_NONE;
    if (search->done < SEARCHES_MAX)
        err = look_elsewhere(search, exact, start, where, &fault);
    if (!err && (where.ptr == NULL || fault.detail.ptr == NULL))
        err = ERR_INTERNAL;
    return err ? err : faults_add(&search->request->faults, arena, &fault);
}

enum err texts_quotes_stand(struct request *request, const struct rows *rows)
{
    size_t exact = rows_column(rows, "exact"), start = rows_column(rows, "quote_start");
    size_t end = rows_column(rows, "quote_end");
    struct walk walk = {.rest = request->body};
    struct search search = {.request = request};
    enum err err = ERR_NONE;
    for (size_t row = 0; !err && row < rows->count; row++) {
        if (row_is_null(rows, row, exact))
            continue;
        int64_t from = row_int(rows, row, start);
        struct text words = words_at(&walk, (size_t)from, (size_t)row_int(rows, row, end));
        if (!text_equal(words, row_text(rows, row, exact)))
            err = tell(&search, rows, row, row_text(rows, row, exact), from);
    }
    quote_folded_deinit(&search.folded);
    return err ? err : request->faults.count > 0 ? ERR_INVALID_RECORD : ERR_NONE;
}
