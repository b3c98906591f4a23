/* How the items of a list become rows of CSV: a fixed table of columns for each resource. */
#ifndef CLAIMD_LISTING_CSV_FORM_H
#define CLAIMD_LISTING_CSV_FORM_H

#include "claimd/arena.h"
#include "claimd/csv_write.h"
#include "claimd/rows.h"

enum csv_kind {
    CSV_CELL,   /* of the item's first row, whatever its type; an array is joined */
    CSV_HEAD,   /* of an array the elements up to the number in `split` */
    CSV_TAIL,   /* … and those behind them */
    CSV_EACH,   /* the cells of all rows of the item, joined */
    CSV_STATUS, /* of a statement */
};

struct csv_column {
    const char *name; /* in the header line */
    const char *from; /* column of the rows; where they have none of that name, the cells are empty */
    enum csv_kind kind;
    bool kept; /* told of a record too whose text is withheld */
    const char *split;
};

/* clang-format off */
#define CSV_COLUMN(of, at) {.name = (of), .from = (at)}
#define CSV_COLUMN_OF(of, at, what) {.name = (of), .from = (at), .kind = (what)}
#define CSV_KEPT(of, at) {.name = (of), .from = (at), .kept = true}
#define CSV_SPLIT(of, at, what, number) {.name = (of), .from = (at), .kind = (what), .split = (number)}
/* What every resource has, first and last. */
#define CSV_RECORD_HEAD CSV_KEPT("id", "id"), CSV_KEPT("revision", "revision")
#define CSV_RECORD_TAIL \
    CSV_KEPT("collection", "collection"), CSV_KEPT("key", "key"), CSV_KEPT("created_at", "created_at"), \
    CSV_KEPT("updated_at", "updated_at"), CSV_KEPT("withheld_at", "withheld_at"), \
    CSV_KEPT("withholding_reason", "withholding_reason")
/* clang-format on */

struct csv_form {
    const struct csv_column *columns;
    size_t count;
};

#define CSV_FORM(list)                                                                                                 \
    {                                                                                                                  \
        .columns = (list), .count = sizeof(list) / sizeof((list)[0])                                                   \
    }

/* Of its columns only those are written whose names are among `fields` (NULL: all). */
void csv_form_header(const struct csv_form *form, const char *const *fields, struct csv_writer *csv);
/* The names of all columns, NULL-terminated, in the arena; NULL without memory. */
const char *const *csv_form_names(const struct csv_form *form, struct arena *arena);
/* Where the columns are in the rows of a statement. */
struct csv_places;
/* NULL without memory. */
struct csv_places *csv_form_places(const struct csv_form *form, const char *const *fields, struct arena *arena);
/* For each set of rows, before its items. */
void csv_form_find(const struct csv_form *form, const struct rows *rows, struct csv_places *places);
/* The item in rows `first` up to `end`. */
void csv_form_write(const struct csv_form *form, const struct csv_places *places, struct csv_writer *csv,
                    const struct rows *rows, size_t first, size_t end);

#endif
