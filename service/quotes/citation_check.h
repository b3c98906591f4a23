/*
 * Checks the quotes of a statement against the texts of the sources that it cites. docs/reference/quotes.md
 */
#ifndef CLAIMD_QUOTES_CITATION_CHECK_H
#define CLAIMD_QUOTES_CITATION_CHECK_H

#include <jansson.h>

#include "claimd/fault.h"
#include "claimd/rows.h"

/* What there is to check a citation against; TEXT_NONE what there is not. */
struct citation_text {
    struct text hash;    /* of the source's text, as the source's record has it: hexadecimal */
    struct text on_file; /* the text itself */
    struct text sent;    /* a text that came with the request; well-formed UTF-8 */
};

/*
 * Gives each citation that has a quote and a text its offsets, the words as the text has them, and `verified_how` text.
 * The others stay as they are. `texts` has one entry for each of the `count` citations. ERR_INVALID_RECORD with all
 * faults: the quote is not there, not between this prefix and suffix, or not where it is said to be.
 */
enum err citations_check(json_t *record, const struct citation_text *texts, size_t count, struct arena *arena,
                         struct faults *faults) CLAIMD_MUST_CHECK;

/*
 * The texts of a statement's `count` citations, from the columns cited_places, cited_hashes and cited_texts of a row
 * (claimd.cited_texts). `*out` is in the arena; what it points at is borrowed from the rows.
 */
enum err citation_texts_read(const struct rows *rows, size_t row, size_t count, struct arena *arena,
                             struct citation_text **out) CLAIMD_MUST_CHECK;

/* SHA-256 as sources record it: 64 hexadecimal digits and a NUL. */
#define TEXT_HASH_SIZE 65
void citation_text_hash(struct text text, char out[TEXT_HASH_SIZE]);

#endif
