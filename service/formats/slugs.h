/* Readable names in URLs for what a foreign file names, each once. */
#ifndef CLAIMD_FORMATS_SLUGS_H
#define CLAIMD_FORMATS_SLUGS_H

#include <stdbool.h>

#include "claimd/buf.h"

#define SLUG_MAX 100

struct json_t;

/* The slugs that are taken. One thread. */
struct slugs {
    struct json_t *taken;
};

enum err slugs_init(struct slugs *slugs) CLAIMD_MUST_CHECK;
void slugs_deinit(struct slugs *slugs);

/*
 * Appends a slug: the name folded to ASCII letters and digits, cut so that `suffix` fits behind it; where that is taken
 * or empty, with the first eight characters of `id` (its own identifier in the file) before the suffix. The same file
 * gives the same slugs.
 */
void slugs_make(struct slugs *slugs, struct text name, struct text id, struct text suffix, struct buf *out);

/* Appends a text's ASCII letters and digits in lower case, accents off, "-" between the rest; at most `max` bytes. */
void slug_fold(struct text name, size_t max, struct buf *out);

#define SLUGS_CLEANUP __attribute__((cleanup(slugs_deinit)))

#endif
