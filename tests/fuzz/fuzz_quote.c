/*
 * Quotes: what is found folds to what was looked for, lies within the text and divides no character; any slice between
 * two characters is found; what is near is in the text.
 *
 * Input: two bytes that say which slice, then the quote up to the first NUL, then the text.
 */
#include <string.h>

#include "fuzz.h"
#include "quotes/quote_find.h"

static void check_place(const struct quote_folded *folded, struct text text, struct text exact, size_t start,
                        size_t end)
{
    fuzz_require(start < end && end <= text_code_points(text));
    QUOTE_FOLDED_CLEANUP struct quote_folded words = {0}, wanted = {0};
    fuzz_require(quote_fold(quote_slice(text, start, end), &words) == ERR_NONE);
    fuzz_require(quote_fold(exact, &wanted) == ERR_NONE);
    fuzz_require(words.count == wanted.count);
    fuzz_require(memcmp(words.points, wanted.points, words.count * sizeof(*words.points)) == 0);
    fuzz_require(folded->count >= words.count);
}

static void check_found(const struct quote_folded *folded, struct text text, struct quote *quote, bool must)
{
    bool found;
    struct quote_place place = {0};
    fuzz_require(quote_find(folded, quote, &found, &place) == ERR_NONE);
    fuzz_require(found || !must);
    if (!found)
        return;
    fuzz_require(place.count > 0 && place.context_fit <= place.count);
    check_place(folded, text, quote->exact, place.start, place.end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text text = fuzz_text(data, size), exact;
    size_t first = fuzz_byte(&text), length = fuzz_byte(&text);
    if (!text_split(&text, '\0', &exact) || text.ptr == NULL || !text_is_utf8(exact) || !text_is_utf8(text))
        return 0;
    QUOTE_FOLDED_CLEANUP struct quote_folded folded = {0};
    fuzz_require(quote_fold(text, &folded) == ERR_NONE);
    for (size_t i = 0; i < folded.count; i++) {
        fuzz_require(folded.from[i] < folded.to[i]);
        fuzz_require(i == 0 || folded.from[i] >= folded.to[i - 1] || !quote_folded_divides(&folded, i));
    }
    struct quote quote = {.exact = exact, .prefix = exact, .start = (int64_t)first};
    check_found(&folded, text, &quote, false);
    bool near;
    struct quote_near place;
    fuzz_require(quote_nearest(&folded, exact, &near, &place) == ERR_NONE);
    if (near)
        fuzz_require(place.start < place.end && place.end <= text_code_points(text));
    if (first + length >= folded.count || !quote_folded_divides(&folded, first) ||
        !quote_folded_divides(&folded, first + length + 1) || folded.points[first] == ' ' ||
        folded.points[first + length] == ' ')
        return 0;
    quote = (struct quote){.exact = quote_slice(text, folded.from[first], folded.to[first + length]), .start = -1};
    check_found(&folded, text, &quote, true);
    return 0;
}
