#include "db/result.h"

/* Types that initdb did not make. Of these the schema has enums only, which are sent as text. */
#define FIRST_USER_OID 16384

/* src/include/catalog/pg_type.dat; these never change. */
static const struct {
    Oid oid;
    enum column_type type;
} known_types[] = {
    {16, COLUMN_BOOL},          {17, COLUMN_BYTEA},  {19, COLUMN_TEXT},
    {20, COLUMN_INT8},          {21, COLUMN_INT2},   {23, COLUMN_INT4},
    {25, COLUMN_TEXT},          {114, COLUMN_TEXT},  {1007, COLUMN_INT4_ARRAY},
    {1009, COLUMN_TEXT_ARRAY},  {1043, COLUMN_TEXT}, {1082, COLUMN_DATE},
    {1184, COLUMN_TIMESTAMPTZ}, {2278, COLUMN_TEXT}, /* void */ {2950, COLUMN_UUID},
    {2951, COLUMN_UUID_ARRAY},
};

static enum err column_of(const PGresult *result, int field, struct column *out)
{
    if (PQfformat(result, field) != 1)
        return ERR_INTERNAL;
    Oid oid = PQftype(result, field);
    for (size_t i = 0; i < sizeof known_types / sizeof *known_types; i++) {
        if (known_types[i].oid == oid) {
            *out = (struct column){.name = PQfname(result, field), .type = known_types[i].type};
            return ERR_NONE;
        }
    }
    if (oid < FIRST_USER_OID)
        return ERR_INTERNAL;
    *out = (struct column){.name = PQfname(result, field), .type = COLUMN_TEXT};
    return ERR_NONE;
}

enum err result_rows(const PGresult *result, struct arena *arena, struct rows *out)
{
    int count = PQntuples(result);
    int fields = PQnfields(result);
    /* One more of each: no rows or no columns is no failure. */
    struct column *columns = arena_array(arena, (size_t)fields + 1, sizeof *columns);
    struct text *cells = arena_array(arena, (size_t)count * (size_t)fields + 1, sizeof *cells);
    if (!columns || !cells)
        return ERR_INTERNAL;
    for (int field = 0; field < fields; field++) {
        enum err err = column_of(result, field, &columns[field]);
        if (err)
            return err;
    }
    struct text *cell = cells;
    for (int row = 0; row < count; row++) {
        for (int field = 0; field < fields; field++, cell++) {
            if (!PQgetisnull(result, row, field))
                *cell = (struct text){.ptr = PQgetvalue(result, row, field),
                                      .len = (size_t)PQgetlength(result, row, field)};
        }
    }
    *out = (struct rows){.count = (size_t)count, .column_count = (size_t)fields, .columns = columns, .cells = cells};
    return ERR_NONE;
}
