#include "quote_find.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* Bounds the comparison, which costs the square of it. */
#define PATTERN_MAX 1000
/* Passages that are compared point by point. */
#define CANDIDATES 4
/* Points at which a passage is widened to whole words. */
#define WORD_MAX 32
/* Three points in a row, hashed: what the quote and a passage share is counted in them. */
#define GRAM       3
#define GRAM_BITS  14
#define GRAM_COUNT (1U << GRAM_BITS)

struct grams {
    uint32_t seen[GRAM_COUNT];   /* in the text */
    uint16_t weight[GRAM_COUNT]; /* of the quote's; rare ones weigh more, others nothing */
};

static uint32_t gram_at(const uint32_t *points)
{
    return (points[0] * 0x9E3779B1U + points[1] * 0x85EBCA77U + points[2] * 0xC2B2AE3DU) >> (32 - GRAM_BITS);
}

static void grams_weigh(struct grams *grams, const struct quote_folded *text, const uint32_t *pattern, size_t length)
{
    for (size_t i = 0; i + GRAM <= text->count; i++)
        grams->seen[gram_at(text->points + i)]++;
    for (size_t i = 0; i + GRAM <= length; i++) {
        uint32_t gram = gram_at(pattern + i), seen = grams->seen[gram];
        uint16_t weight = 22; /* of what stands there once; one less each time that it stands there twice as often */
        for (; seen > 1 && weight > 1; seen /= 2)
            weight--;
        grams->weight[gram] = weight;
    }
}

struct candidate {
    size_t at;
    size_t score;
};

/* Keeps the best few that are not the same passage. */
static void candidate_add(struct candidate *best, size_t at, size_t score, size_t width)
{
    struct candidate *least = best;
    for (size_t i = 0; i < CANDIDATES; i++) {
        if (best[i].score > 0 && at - best[i].at < width) {
            if (score > best[i].score)
                best[i] = (struct candidate){.at = at, .score = score};
            return;
        }
        if (best[i].score < least->score)
            least = &best[i];
    }
    if (score > least->score)
        *least = (struct candidate){.at = at, .score = score};
}

/* Slides a window of `width` over the text; a candidate is where it begins. */
static void find_candidates(const struct grams *grams, const struct quote_folded *text, size_t width,
                            struct candidate best[CANDIDATES])
{
    size_t score = 0;
    for (size_t i = 0; i + GRAM <= text->count; i++) {
        uint32_t gained = grams->weight[gram_at(text->points + i)];
        score += gained;
        if (i >= width)
            score -= grams->weight[gram_at(text->points + i - width)];
        if (gained > 0)
            candidate_add(best, i >= width ? i - width + 1 : 0, score, width);
    }
}

struct passage {
    size_t start, end; /* folded points */
    size_t distance;
};

/*
 * A cell of Sellers' table: the edit distance so far in the upper half, where in the text the comparison began in the
 * lower. So the least number is the least distance, and of equal ones the longest passage.
 */
#define ONE_EDIT ((uint64_t)1 << 32)

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* The part of text[from..to) with the least edit distance to the pattern. `column` has `length` + 1 cells. */
static void compare(const struct quote_folded *text, size_t from, size_t to, const uint32_t *pattern, size_t length,
                    uint64_t *column, struct passage *best)
{
    for (size_t j = 0; j <= length; j++)
        column[j] = j * ONE_EDIT + from;
    for (size_t i = from; i < to; i++) {
        uint32_t point = text->points[i];
        uint64_t diagonal = column[0], above = i + 1;
        column[0] = above;
        for (size_t j = 1; j <= length; j++) {
            uint64_t left = column[j], kept = diagonal + (pattern[j - 1] == point ? 0 : ONE_EDIT);
            above = least(kept, least(left, above) + ONE_EDIT);
            column[j] = above;
            diagonal = left;
        }
        size_t distance = above >> 32;
        if (distance < best->distance)
            *best = (struct passage){.start = above & UINT32_MAX, .end = i + 1, .distance = distance};
    }
}

static bool is_word(uint32_t point)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)point);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

/* Up to the ends of the words that it begins and ends in, or behind a space before. */
static void widen(const struct quote_folded *text, struct passage *passage)
{
    const uint32_t *points = text->points;
    size_t start = passage->start, end = passage->end;
    if (is_word(points[start]) || points[start] == ' ')
        while (start > 0 && passage->start - start < WORD_MAX && is_word(points[start - 1]))
            start--;
    if (is_word(points[end - 1]) || points[end - 1] == ' ')
        while (end < text->count && end - passage->end < WORD_MAX && is_word(points[end]))
            end++;
    while (start + 1 < end && points[start] == ' ')
        start++;
    while (start + 1 < end && points[end - 1] == ' ')
        end--;
    passage->start = start;
    passage->end = end;
}

enum err quote_nearest(const struct quote_folded *text, struct text exact, bool *found, struct quote_near *near)
{
    QUOTE_FOLDED_CLEANUP struct quote_folded pattern = {0};
    enum err err = quote_fold(exact, &pattern);
    if (err)
        return err;
    size_t length = pattern.count < PATTERN_MAX ? pattern.count : PATTERN_MAX;
    struct grams *grams = calloc(1, sizeof(*grams));
    uint64_t *column = calloc(length + 1, sizeof(*column));
    if (grams == NULL || column == NULL) {
        free(grams);
        free(column);
        return ERR_INTERNAL;
    }
    grams_weigh(grams, text, pattern.points, length);
    struct candidate candidates[CANDIDATES] = {0};
    size_t slack = length / 4 + GRAM;
    find_candidates(grams, text, length + slack, candidates);
    struct passage best = {.distance = length / 2 + 1};
    for (size_t i = 0; i < CANDIDATES && candidates[i].score > 0; i++) {
        size_t from = candidates[i].at > slack ? candidates[i].at - slack : 0;
        size_t to = candidates[i].at + length + 2 * slack;
        compare(text, from, to < text->count ? to : text->count, pattern.points, length, column, &best);
    }
    free(grams);
    free(column);
    *found = best.end > best.start;
    if (*found) {
        widen(text, &best);
        *near = (struct quote_near){
            .start = text->from[best.start], .end = text->to[best.end - 1], .distance = best.distance};
    }
    return ERR_NONE;
}
