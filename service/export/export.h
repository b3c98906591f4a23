/*
 * The whole base, or a collection, as lines that an import takes back: docs/reference/command-line.md. One snapshot,
 * memory that does not grow with it. Blocking: for the command line.
 */
#ifndef CLAIMD_EXPORT_EXPORT_H
#define CLAIMD_EXPORT_EXPORT_H

#include <stdint.h>
#include <stdio.h>

#include "claimd/buf.h"
#include "claimd/err.h"

struct export_options {
    const char *url;        /* libpq URI or conninfo */
    const char *collection; /* its slug; NULL: all there is */
    FILE *progress;         /* NULL: silent */
};

/* How many lines were written, and where they are all there is, what stays behind (else 0). */
struct export_counts {
    int64_t lines;
    int64_t revisions; /* earlier ones */
    int64_t texts;     /* of sources */
    int64_t withheld;  /* records whose bodies are */
};

/*
 * Writes the lines to `to` and flushes it. ERR_NOT_FOUND: there is no such collection. Whatever is returned but
 * ERR_NONE, what was written is not whole, and `words` says why.
 */
enum err export_run(const struct export_options *options, FILE *to, struct export_counts *counts,
                    struct buf *words) CLAIMD_MUST_CHECK;

#endif
