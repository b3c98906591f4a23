/* A revision's header as JSON. */
#ifndef CLAIMD_HISTORY_JSON_H
#define CLAIMD_HISTORY_JSON_H

#include "claimd/json_write.h"
#include "claimd/rows.h"

/* clang-format off */
#define HISTORY_COLUMNS(X) \
    X(number) X(op) X(recorded_at) X(api_key) X(key_name) X(label) X(reason) X(body_hash) X(withheld_at) \
    X(withholding_reason)
/* clang-format on */

struct history_columns {
#define HISTORY_MEMBER(name) size_t name;
    HISTORY_COLUMNS(HISTORY_MEMBER)
#undef HISTORY_MEMBER
};

/* The top-level names (struct form). */
extern const char *const history_fields[];
/* `columns` is a struct history_columns. */
void history_columns_read(const struct rows *rows, void *columns);
/* The fields of the header, within an object. */
void history_write_header(struct json_writer *json, const struct rows *rows, size_t row,
                          const struct history_columns *columns);
/* The revision of row `first` (struct form). */
void history_write(struct json_writer *json, const struct rows *rows, size_t first, size_t end, const void *columns,
                   const void *room);

#endif
