#include "quote_find.h"

#include <stdlib.h>

/* A part of the text that is looked for in one pass (Knuth, Morris, Pratt). */
struct needle {
    struct quote_folded folded;
    uint32_t *borders; /* of each beginning of it: the longest beginning that is also its end */
};

static void needle_deinit(struct needle *needle)
{
    quote_folded_deinit(&needle->folded);
    free(needle->borders);
    needle->borders = NULL;
}

#define NEEDLE_CLEANUP __attribute__((cleanup(needle_deinit)))

static enum err needle_init(struct needle *needle, struct text text)
{
    enum err err = quote_fold(text, &needle->folded);
    if (err)
        return err;
    const uint32_t *points = needle->folded.points;
    size_t count = needle->folded.count;
    needle->borders = calloc(count + 1, sizeof(uint32_t));
    if (needle->borders == NULL)
        return ERR_INTERNAL;
    for (size_t i = 1, border = 0; i < count; i++) {
        while (border > 0 && points[i] != points[border])
            border = needle->borders[border - 1];
        if (points[i] == points[border])
            border++;
        needle->borders[i] = (uint32_t)border;
    }
    return ERR_NONE;
}

/* Begins behind `*at`; its end goes there. False when there is none any more. `*state` is 0 at first. */
static bool needle_next(const struct needle *needle, const struct quote_folded *text, size_t *at, size_t *state)
{
    size_t count = needle->folded.count, matched = *state;
    const uint32_t *points = needle->folded.points;
    for (size_t i = *at; count > 0 && i < text->count; i++) {
        while (matched > 0 && (matched == count || points[matched] != text->points[i]))
            matched = needle->borders[matched - 1];
        if (points[matched] == text->points[i])
            matched++;
        if (matched == count && quote_folded_divides(text, i + 1) && quote_folded_divides(text, i + 1 - count)) {
            *at = i + 1;
            *state = matched;
            return true;
        }
    }
    return false;
}

/* A bit for each place between two points of the text. */
struct marks {
    uint8_t *bits; /* NULL: every place is marked */
};

static void marks_deinit(struct marks *marks)
{
    free(marks->bits);
    marks->bits = NULL;
}

#define MARKS_CLEANUP __attribute__((cleanup(marks_deinit)))

static void mark(struct marks *marks, size_t place)
{
    marks->bits[place / 8] |= (uint8_t)(1U << place % 8);
}

static bool is_marked(const struct marks *marks, size_t place)
{
    return marks->bits == NULL || (marks->bits[place / 8] & 1U << place % 8) != 0;
}

/* Marks where a prefix ends or a suffix begins: so the search stays linear, however often either stands there. */
static enum err mark_context(const struct quote_folded *text, struct text context, bool before, struct marks *marks)
{
    if (context.ptr == NULL)
        return ERR_NONE;
    NEEDLE_CLEANUP struct needle needle = {0};
    enum err err = needle_init(&needle, context);
    if (err || needle.folded.count == 0)
        return err;
    marks->bits = calloc(text->count / 8 + 1, 1);
    if (marks->bits == NULL)
        return ERR_INTERNAL;
    for (size_t end = 0, state = 0; needle_next(&needle, text, &end, &state);) {
        size_t start = end - needle.folded.count;
        /* A space between the quote and its context belongs to neither. */
        if (before && end < text->count && text->points[end] == ' ')
            mark(marks, end + 1);
        if (!before && start > 0 && text->points[start - 1] == ' ')
            mark(marks, start - 1);
        mark(marks, before ? end : start);
    }
    return ERR_NONE;
}

static size_t gap(size_t start, int64_t hint)
{
    if (hint < 0)
        return 0;
    return start > (size_t)hint ? start - (size_t)hint : (size_t)hint - start;
}

enum err quote_find(const struct quote_folded *text, const struct quote *quote, bool *found, struct quote_place *place)
{
    NEEDLE_CLEANUP struct needle exact = {0};
    MARKS_CLEANUP struct marks prefix = {0}, suffix = {0};
    enum err err = needle_init(&exact, quote->exact);
    if (!err)
        err = mark_context(text, quote->prefix, true, &prefix);
    if (!err)
        err = mark_context(text, quote->suffix, false, &suffix);
    if (err)
        return err;
    struct quote_place best = {0};
    bool best_fits = false;
    size_t length = exact.folded.count;
    for (size_t end = 0, state = 0; needle_next(&exact, text, &end, &state);) {
        size_t start = text->from[end - length];
        bool fits = is_marked(&prefix, end - length) && is_marked(&suffix, end);
        if (best.count == 0 || (fits && !best_fits) ||
            (fits == best_fits && gap(start, quote->start) < gap(best.start, quote->start))) {
            best.start = start;
            best.end = text->to[end - 1];
            best_fits = fits;
        }
        best.count++;
        best.context_fit += fits;
    }
    if (best.count > 0)
        *place = best;
    *found = best.count > 0;
    return ERR_NONE;
}

/* The byte at which code point `index` begins. */
static size_t byte_of(struct text text, size_t index)
{
    size_t at = 0;
    for (size_t seen = 0; at < text.len; at++) {
        if (((unsigned char)text.ptr[at] & 0xC0U) != 0x80U && seen++ == index)
            return at;
    }
    return at;
}

struct text quote_slice(struct text text, size_t start, size_t end)
{
    size_t first = byte_of(text, start);
    struct text rest = {.ptr = text.ptr + first, .len = text.len - first};
    return (struct text){.ptr = rest.ptr, .len = byte_of(rest, end > start ? end - start : 0)};
}
