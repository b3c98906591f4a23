/* How the rows of a statement become JSON, the same for one record and for a list of them, or CSV. */
#ifndef CLAIMD_LISTING_FORM_H
#define CLAIMD_LISTING_FORM_H

#include "claimd/json_write.h"
#include "claimd/rows.h"
#include "listing/csv_form.h"

struct form {
    /* The columns of the rows, looked up once: `columns` has `columns_size` zeroed bytes. */
    size_t columns_size;
    void (*columns)(const struct rows *rows, void *columns);
    /* Writes one item, out of rows `first` up to `end`; `room` is what the room's filters left in listing_filters. */
    void (*write)(struct json_writer *json, const struct rows *rows, size_t first, size_t end, const void *columns,
                  const void *room);
    const char *const *fields;  /* the top-level names that it writes, NULL-terminated; NULL: none can be chosen */
    const struct csv_form *csv; /* NULL: there is no CSV of it */
};

#endif
