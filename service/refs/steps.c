#include "refs/steps.h"

#include <assert.h>

void steps_begin(struct steps *steps, const struct rows *rows, size_t row, const size_t *columns, size_t count)
{
    assert(count <= STEPS_MAX);
    steps->count = count;
    for (size_t i = 0; i < count; i++)
        steps->arrays[i] = row_array(rows, row, columns[i]);
}

bool steps_next(struct steps *steps)
{
    for (size_t i = 0; i < steps->count; i++)
        if (!row_array_next(&steps->arrays[i], &steps->cells[i]))
            return false;
    return steps->count > 0;
}
