/* Tells on stderr how far an import is: one line that rewrites itself on a terminal, now and then a line elsewhere. */
#ifndef CLAIMD_IMPORT_PROGRESS_H
#define CLAIMD_IMPORT_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct import_progress {
    FILE *to; /* NULL: silent */
    bool terminal;
    int64_t began, told; /* milliseconds */
    const char *phase;
    int64_t phase_began;
    bool pending; /* a line on the terminal waits to be overwritten */
};

void import_progress_init(struct import_progress *progress, FILE *to);
/* A new part of the work begins: "reading", "writing". `phase` is static. */
void import_progress_phase(struct import_progress *progress, const char *phase);
/* So many lines of it are done; cheap, to be called for each. */
void import_progress_tell(struct import_progress *progress, int64_t lines);
/* Clears the terminal's line. */
void import_progress_end(struct import_progress *progress);
/* Since import_progress_init. */
int64_t import_progress_milliseconds(const struct import_progress *progress);

#endif
