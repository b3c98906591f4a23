/* Tells on stderr how far an import is: a bar that redraws itself on a terminal, now and then a line elsewhere. */
#ifndef CLAIMD_IMPORT_PROGRESS_H
#define CLAIMD_IMPORT_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* The parts of the work, in their order. */
enum import_phase { IMPORT_READING, IMPORT_RESOLVING, IMPORT_WRITING, IMPORT_APPLYING, IMPORT_PHASE_COUNT };

struct import_progress {
    FILE *to; /* NULL: silent */
    bool terminal;
    bool batches;
    enum import_phase phase;
    int64_t began, phase_began, told; /* milliseconds */
    int64_t lines, first_line;        /* of the input so far; where the phase began */
    double share;                     /* of all the work that is done, 0 to 1; below 0: not known */
    int64_t share_at;                 /* when that was found, in milliseconds */
    bool pending;                     /* a line on the terminal waits to be overwritten */
};

/* In batches the share of the work is that of the input which has been read. */
void import_progress_init(struct import_progress *progress, FILE *to, bool batches);
void import_progress_phase(struct import_progress *progress, enum import_phase phase);
/* The phase is at line `lines`, and has done `done` of `all` (0: not known). Cheap, to be called for each line. */
void import_progress_tell(struct import_progress *progress, int64_t lines, int64_t done, int64_t all);
/* Time passes, or the database says how far it is ("import: 40 %"). */
void import_progress_tick(struct import_progress *progress, const char *notice);
/* Clears the terminal's line. */
void import_progress_end(struct import_progress *progress);
/* Since import_progress_init. */
int64_t import_progress_milliseconds(const struct import_progress *progress);

#endif
