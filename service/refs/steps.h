/* Arrays of one row that run in step: the n-th elements of all of them are the n-th of a list of things. */
#ifndef CLAIMD_REFS_STEPS_H
#define CLAIMD_REFS_STEPS_H

#include "claimd/rows.h"

#define STEPS_MAX 12

struct steps {
    struct row_array arrays[STEPS_MAX];
    struct text cells[STEPS_MAX]; /* of the thing that steps_next came to; TEXT_NONE for NULL, uuids in binary form */
    size_t count;
};

/* `count` columns, at most STEPS_MAX (asserted). */
void steps_begin(struct steps *steps, const struct rows *rows, size_t row, const size_t *columns, size_t count);
/* False at the end. */
bool steps_next(struct steps *steps);

#endif
