/*
 * A text as quotes are compared: NFC, a run of white space is one space, typographic variants are one sign. The rules
 * are in docs/reference/quotes.md. Each point that is left knows which code points of the original it stands for.
 */
#ifndef CLAIMD_QUOTES_QUOTE_FOLD_H
#define CLAIMD_QUOTES_QUOTE_FOLD_H

#include <stddef.h>
#include <stdint.h>

#include "claimd/err.h"
#include "claimd/text.h"

/* Of a source's text, in bytes. */
#define QUOTE_TEXT_MAX (2U << 20)

struct quote_folded {
    uint32_t *points;
    uint32_t *from; /* code point of the original, from 0 */
    uint32_t *to;   /* the one behind the last */
    size_t count;
};

/* `text` is well-formed UTF-8 of at most QUOTE_TEXT_MAX bytes. About 12 bytes for each of it, by malloc. */
enum err quote_fold(struct text text, struct quote_folded *out) CLAIMD_MUST_CHECK;
void quote_folded_deinit(struct quote_folded *folded);

/* Whether a part may begin, or end, at the point `index`: never within what a reader takes for one character. */
static inline int quote_folded_divides(const struct quote_folded *folded, size_t index)
{
    return index == 0 || index >= folded->count || folded->from[index] != folded->from[index - 1];
}

#define QUOTE_FOLDED_CLEANUP __attribute__((cleanup(quote_folded_deinit)))

#endif
