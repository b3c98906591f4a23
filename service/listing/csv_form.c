#include "listing/csv_form.h"

#include <stdio.h>
#include <string.h>

#include "listing/fields.h"

#define NOWHERE SIZE_MAX

struct csv_place {
    size_t from, split;
    bool shown;
};

struct csv_places {
    size_t withheld;
    struct csv_place *columns;
};

void csv_form_header(const struct csv_form *form, const char *const *fields, struct csv_writer *csv)
{
    for (size_t i = 0; i < form->count; i++)
        if (fields_have(fields, form->columns[i].name))
            csv_write(csv, text_of(form->columns[i].name));
    csv_row_end(csv);
}

const char *const *csv_form_names(const struct csv_form *form, struct arena *arena)
{
    const char **names = arena_array(arena, form->count + 1, sizeof *names);
    for (size_t i = 0; names != NULL && i < form->count; i++)
        names[i] = form->columns[i].name;
    return names;
}

static size_t find(const struct rows *rows, const char *name)
{
    for (size_t i = 0; name != NULL && i < rows->column_count; i++)
        if (strcmp(rows->columns[i].name, name) == 0)
            return i;
    return NOWHERE;
}

struct csv_places *csv_form_places(const struct csv_form *form, const char *const *fields, struct arena *arena)
{
    struct csv_places *places = arena_alloc(arena, sizeof *places);
    if (places != NULL)
        places->columns = arena_array(arena, form->count, sizeof *places->columns);
    if (places == NULL || places->columns == NULL)
        return NULL;
    for (size_t i = 0; i < form->count; i++)
        places->columns[i].shown = fields_have(fields, form->columns[i].name);
    return places;
}

void csv_form_find(const struct csv_form *form, const struct rows *rows, struct csv_places *places)
{
    places->withheld = find(rows, "withheld_at");
    for (size_t i = 0; i < form->count; i++) {
        places->columns[i].from = find(rows, form->columns[i].from);
        places->columns[i].split = find(rows, form->columns[i].split);
    }
}

static void write_number(struct csv_writer *csv, int64_t number)
{
    char text[24];
    int len = snprintf(text, sizeof text, "%lld", (long long)number);
    csv_cell_part(csv, (struct text){.ptr = text, .len = (size_t)len});
}

/* Elements `first` up to `end`. */
static void write_array(struct csv_writer *csv, const struct rows *rows, size_t row, size_t column, size_t first,
                        size_t end)
{
    struct row_array array = row_array(rows, row, column);
    size_t at = 0;
    for (struct text element; at < end && row_array_next(&array, &element); at++) {
        char text[UUID_TEXT_SIZE];
        if (at < first)
            continue;
        if (array.type == COLUMN_INT4 && element.ptr != NULL) {
            write_number(csv, row_array_int(element));
            continue;
        }
        if (array.type == COLUMN_UUID && element.ptr != NULL) {
            uuid_format(element, text);
            element = text_of(text);
        }
        csv_cell_part(csv, element);
    }
}

static void write_value(struct csv_writer *csv, const struct rows *rows, size_t row, size_t column)
{
    char id[UUID_TEXT_SIZE], day[11], instant[TIMESTAMP_TEXT_SIZE];
    struct text text = TEXT_NONE;
    switch (rows->columns[column].type) {
    case COLUMN_TEXT:
    case COLUMN_BYTEA:
        text = row_text(rows, row, column);
        break;
    case COLUMN_BOOL:
        if (!row_is_null(rows, row, column))
            text = row_bool(rows, row, column) ? TEXT("true") : TEXT("false");
        break;
    case COLUMN_INT2:
    case COLUMN_INT4:
    case COLUMN_INT8:
        if (!row_is_null(rows, row, column)) {
            write_number(csv, row_int(rows, row, column));
            return;
        }
        break;
    case COLUMN_UUID:
        if (row_uuid(rows, row, column, id))
            text = text_of(id);
        break;
    case COLUMN_DATE:
        if (row_date(rows, row, column, day))
            text = text_of(day);
        break;
    case COLUMN_TIMESTAMPTZ:
        if (row_timestamp(rows, row, column, instant))
            text = text_of(instant);
        break;
    case COLUMN_TEXT_ARRAY:
    case COLUMN_UUID_ARRAY:
    case COLUMN_INT4_ARRAY:
        write_array(csv, rows, row, column, 0, SIZE_MAX);
        return;
    }
    csv_cell_part(csv, text);
}

/* As the JSON of a statement says it. */
static void write_status(struct csv_writer *csv, const struct rows *rows, size_t row, size_t column, bool withheld)
{
    struct text status = row_text(rows, row, column);
    bool stronger = text_equal(status, TEXT("retracted")) || text_equal(status, TEXT("superseded"));
    csv_cell_part(csv, withheld && !stronger ? TEXT("withheld") : status);
}

static void write_cell(const struct csv_column *column, const struct csv_place *place, struct csv_writer *csv,
                       const struct rows *rows, size_t first, size_t end, bool withheld)
{
    switch (column->kind) {
    case CSV_CELL:
        write_value(csv, rows, first, place->from);
        break;
    case CSV_HEAD:
        write_array(csv, rows, first, place->from, 0, (size_t)row_int(rows, first, place->split));
        break;
    case CSV_TAIL:
        write_array(csv, rows, first, place->from, (size_t)row_int(rows, first, place->split), SIZE_MAX);
        break;
    case CSV_EACH:
        for (size_t row = first; row < end; row++)
            write_value(csv, rows, row, place->from);
        break;
    case CSV_STATUS:
        write_status(csv, rows, first, place->from, withheld);
        break;
    }
}

void csv_form_write(const struct csv_form *form, const struct csv_places *places, struct csv_writer *csv,
                    const struct rows *rows, size_t first, size_t end)
{
    bool withheld = places->withheld != NOWHERE && !row_is_null(rows, first, places->withheld);
    for (size_t i = 0; i < form->count; i++) {
        const struct csv_column *column = &form->columns[i];
        if (!places->columns[i].shown)
            continue;
        csv_cell_begin(csv);
        if (places->columns[i].from != NOWHERE && (!withheld || column->kept))
            write_cell(column, &places->columns[i], csv, rows, first, end, withheld);
        csv_cell_end(csv);
    }
    csv_row_end(csv);
}
