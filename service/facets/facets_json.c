#include "facets/facets_json.h"

#include "refs/ref_json.h"

struct facet_columns {
    size_t facet, value, name, count, of;
};

static struct facet_columns columns_of(const struct rows *rows)
{
    struct facet_columns columns = {0};
    if (rows->count > 0) {
        columns.facet = rows_column(rows, "facet");
        columns.value = rows_column(rows, "value");
        columns.name = rows_column(rows, "name");
        columns.count = rows_column(rows, "count");
        columns.of = rows_column(rows, "of");
    }
    return columns;
}

static void write_values(const struct rows *rows, struct text facet, struct json_writer *json)
{
    struct facet_columns columns = columns_of(rows);
    int64_t of = 0;
    json_write_object_begin(json);
    json_write_key(json, "values");
    json_write_array_begin(json);
    for (size_t row = 0; row < rows->count; row++) {
        if (!text_equal(row_text(rows, row, columns.facet), facet))
            continue;
        of = row_int(rows, row, columns.of);
        json_write_object_begin(json);
        cell_write_text(json, "value", rows, row, columns.value);
        cell_write_text(json, "name", rows, row, columns.name);
        cell_write_int(json, "count", rows, row, columns.count);
        json_write_object_end(json);
    }
    json_write_array_end(json);
    json_write_key(json, "of");
    json_write_int(json, of);
    json_write_object_end(json);
}

void facets_write(const struct rows *rows, const struct param *by, struct json_writer *json)
{
    json_write_object_begin(json);
    for (size_t i = 0; i < by->count; i++) {
        json_write_key_text(json, by->values[i]);
        if (rows == NULL)
            json_write_null(json);
        else
            write_values(rows, by->values[i], json);
    }
    json_write_object_end(json);
}

int64_t facets_total(const struct rows *rows)
{
    struct facet_columns columns = columns_of(rows);
    for (size_t row = 0; row < rows->count; row++)
        if (text_equal(row_text(rows, row, columns.facet), TEXT("all")))
            return row_int(rows, row, columns.count);
    return 0;
}
