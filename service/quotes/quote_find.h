/*
 * Finds a quote in a source's text, word for word but for what quote_fold.h lets pass. Pure functions, any thread.
 * Time grows with the length of the text, never with its square.
 */
#ifndef CLAIMD_QUOTES_QUOTE_FIND_H
#define CLAIMD_QUOTES_QUOTE_FIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "claimd/err.h"
#include "claimd/text.h"
#include "quotes/quote_fold.h"

/* What is looked for (TextQuoteSelector of the W3C's Web Annotation model). Well-formed UTF-8. */
struct quote {
    struct text exact;
    struct text prefix, suffix; /* what stands before and after, or TEXT_NONE */
    int64_t start;              /* where it is said to begin, or -1 */
};

struct quote_place {
    size_t start, end;  /* code points of the original text, from 0, end exclusive */
    size_t count;       /* places where the exact words stand, overlapping ones too */
    size_t context_fit; /* those of them with the prefix before and the suffix after; `count` where none is given */
};

struct quote_near {
    size_t start, end; /* code points of the original text */
    size_t distance;   /* code points to insert, delete or replace, folded */
};

/*
 * Of several places, those whose context fits go first; of these, the one that begins nearest to `quote->start`; else
 * the first in the text. `*found` false: nowhere, and `place` is untouched.
 */
enum err quote_find(const struct quote_folded *text, const struct quote *quote, bool *found,
                    struct quote_place *place) CLAIMD_MUST_CHECK;
/*
 * The passage most like `exact`, in whole words; its first 1,000 folded points count. `*found` false where no passage
 * shares half of it.
 */
enum err quote_nearest(const struct quote_folded *text, struct text exact, bool *found,
                       struct quote_near *near) CLAIMD_MUST_CHECK;

/* The words from code point `start` to `end`; shorter where the text ends before. */
struct text quote_slice(struct text text, size_t start, size_t end);

#endif
