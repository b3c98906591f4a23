/* The two files of EuRepoC into memory: their columns by name, their rows by what they are about. */
#include <string.h>

#include "formats/eurepoc_private.h"

#define COLUMNS_MAX CSV_CELLS_MAX

static const char *const attribution_columns[EUREPOC_COLUMN_COUNT] = {
    [EUREPOC_INCIDENT_ID] = "incident_ID",
    [EUREPOC_ATTRIBUTION_ID] = "attribution_ID",
    [EUREPOC_DATE] = "attribution_date",
    [EUREPOC_TYPE] = "attribution_type",
    [EUREPOC_BASIS] = "attribution_basis",
    [EUREPOC_CLAIMANT] = "attributing_actor",
    [EUREPOC_COMPANY] = "attribution_it_company",
    [EUREPOC_CLAIMANT_COUNTRY] = "attributing_country",
    [EUREPOC_INITIATOR] = "attributed_initiator",
    [EUREPOC_COUNTRY] = "attributed_initiator_country",
    [EUREPOC_CATEGORY] = "attributed_initiator_category",
};

static const char *const incident_columns[EUREPOC_FACT_COUNT] = {
    [EUREPOC_ID] = "ID",
    [EUREPOC_NAME] = "name",
    [EUREPOC_DESCRIPTION] = "description",
    [EUREPOC_STARTED] = "start_date",
    [EUREPOC_ENDED] = "end_date",
    [EUREPOC_CRITERIA] = "inclusion_criteria",
    [EUREPOC_INCIDENT_TYPE] = "incident_type",
    [EUREPOC_RECEIVER_NAME] = "receiver_name",
    [EUREPOC_RECEIVER_COUNTRY] = "receiver_country",
    [EUREPOC_RECEIVER_CATEGORY] = "receiver_category",
    [EUREPOC_SOURCES_ATTRIBUTION] = "sources_attribution",
    [EUREPOC_POLITICAL_DATE] = "political_response_date",
    [EUREPOC_POLITICAL_TYPE] = "political_response_type",
    [EUREPOC_POLITICAL_COUNTRY] = "political_response_country",
    [EUREPOC_POLITICAL_ACTOR] = "political_response_actor",
    [EUREPOC_LEGAL_DATE] = "legal_response_date",
    [EUREPOC_LEGAL_TYPE] = "legal_response_type",
    [EUREPOC_LEGAL_COUNTRY] = "legal_response_country",
    [EUREPOC_LEGAL_ACTOR] = "legal_response_actor",
    [EUREPOC_SOURCES] = "sources_url",
};

/* A file with the columns that are wanted, wherever they stand. */
struct sheet {
    struct csv_reader csv;
    size_t input;
    size_t width;
    const char *const *names;
    size_t count;
    size_t at[EUREPOC_FACT_COUNT]; /* of each name */
};

enum err eurepoc_refuse(struct eurepoc *eurepoc, struct format_place place, const char *code, const char *detail)
{
    eurepoc->refused = true;
    return eurepoc->out->refused(eurepoc->out->context, &place, text_of(code), text_of(detail));
}

static struct format_place place_of(const struct sheet *sheet, struct csv_place place)
{
    return (struct format_place){.input = sheet->input, .line = place.line, .column = place.column};
}

/* What cannot be read on. */
static enum err broken(struct eurepoc *eurepoc, const struct sheet *sheet, const char *words)
{
    enum err err = eurepoc_refuse(eurepoc, place_of(sheet, sheet->csv.fault), "invalid-csv", words);
    return err ? err : ERR_INVALID_RECORD;
}

static enum err find_columns(struct eurepoc *eurepoc, struct sheet *sheet)
{
    const char *words = NULL;
    enum csv_read read = csv_read_row(&sheet->csv, &words);
    if (read == CSV_READ_FAULT)
        return broken(eurepoc, sheet, words);
    sheet->width = sheet->csv.count;
    bool whole = true;
    for (size_t name = 0; name < sheet->count; name++) {
        sheet->at[name] = COLUMNS_MAX;
        for (size_t i = 0; i < sheet->csv.count; i++)
            if (text_equal(sheet->csv.cells[i].text, text_of(sheet->names[name])))
                sheet->at[name] = i;
        if (sheet->at[name] < COLUMNS_MAX)
            continue;
        whole = false;
        struct text detail = arena_format(&eurepoc->arena, "There is no column %s.", sheet->names[name]);
        const struct format_place place = {.input = sheet->input, .line = 1, .column = 1};
        enum err err = detail.ptr ? eurepoc_refuse(eurepoc, place, "missing-column", detail.ptr) : ERR_INTERNAL;
        if (err)
            return err;
    }
    return whole ? ERR_NONE : ERR_INVALID_RECORD;
}

static enum err open_sheet(struct eurepoc *eurepoc, struct sheet *sheet, FILE *file, size_t input,
                           const char *const *names, size_t count)
{
    csv_reader_init(&sheet->csv, file);
    sheet->input = input;
    sheet->names = names;
    sheet->count = count;
    return find_columns(eurepoc, sheet);
}

static const struct csv_cell *cell(const struct sheet *sheet, size_t name)
{
    return &sheet->csv.cells[sheet->at[name]];
}

static bool is_number(struct text text)
{
    int64_t number;
    return text.len > 0 && text.len < 10 && text.ptr[0] != '-' && text_to_int64(text, &number);
}

/* "8664.0": numbers that went through a table of floating point. */
static struct text whole_number(struct text text)
{
    return text_ends(text, TEXT(".0")) ? (struct text){text.ptr, text.len - 2} : text;
}

static bool is_date(struct text text)
{
    static const char form[] = "0000-00-00";
    if (text.len != sizeof form - 1)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (form[i] == '0' ? text.ptr[i] < '0' || text.ptr[i] > '9' : text.ptr[i] != form[i])
            return false;
    return true;
}

/* What is wrong with a cell of a column of attributions; NULL: nothing. */
static const char *wrong(size_t column, struct text text)
{
    const char *basis;
    switch (column) {
    case EUREPOC_INCIDENT_ID:
        return is_number(text) ? NULL : "incident_ID is a number.";
    case EUREPOC_ATTRIBUTION_ID:
        return text.len == 0 || is_number(whole_number(text)) ? NULL : "attribution_ID is a number, or empty.";
    case EUREPOC_DATE:
        return text.len == 0 || is_date(text) ? NULL : "attribution_date is YYYY-MM-DD, or empty.";
    case EUREPOC_TYPE:
        return eurepoc_type(text, &basis) ? NULL : "This attribution_type is not known.";
    case EUREPOC_BASIS:
        return eurepoc_basis(text) ? NULL : "This attribution_basis is not known.";
    case EUREPOC_CATEGORY:
        return eurepoc_category(text) ? NULL : "This attributed_initiator_category is not known.";
    case EUREPOC_COUNTRY:
    case EUREPOC_CLAIMANT_COUNTRY:
        return eurepoc_no_state(text) || eurepoc_country(text).ptr ? NULL : "This country is not known.";
    default:
        return eurepoc_is_formula(text) ? "This is a formula, not a name." : NULL;
    }
}

/* Tells of a row that was read; `*whole` where it has the cells of the head. */
static enum err begin_row(struct eurepoc *eurepoc, const struct sheet *sheet, struct format_place *place, bool *whole)
{
    *place = place_of(sheet, sheet->csv.row);
    *whole = sheet->csv.count == sheet->width;
    enum err err = eurepoc->out->read(eurepoc->out->context, place);
    if (err || *whole)
        return err;
    return eurepoc_refuse(
        eurepoc, *place, "wrong-columns",
        "The row has not as many cells as the head of the file: it is cut off, or a comma is not in quotes.");
}

static enum err add_place(struct eurepoc *eurepoc, struct eurepoc_attribution *attribution, struct format_place place)
{
    if (attribution->rows == attribution->room) {
        size_t room = attribution->room ? 2 * attribution->room : 2;
        struct format_place *places = arena_array(&eurepoc->arena, room, sizeof *places);
        if (!places)
            return ERR_INTERNAL;
        if (attribution->rows > 0)
            memcpy(places, attribution->places, attribution->rows * sizeof *places);
        attribution->places = places;
        attribution->room = room;
    }
    attribution->places[attribution->rows++] = place;
    return ERR_NONE;
}

/* A row without attribution_ID stands alone: several of one incident need not be one attribution. */
static enum err attribution_of(struct eurepoc *eurepoc, struct text incident, struct text id, struct format_place place,
                               struct eurepoc_attribution **out)
{
    struct text key = id.len > 0
                          ? arena_format(&eurepoc->arena, "%.*s/%.*s", TEXT_ARG(incident), TEXT_ARG(id))
                          : arena_format(&eurepoc->arena, "%.*s/line %lld", TEXT_ARG(incident), (long long)place.line);
    struct table_item *item = key.ptr ? table_add(&eurepoc->attributions, &eurepoc->arena, key) : NULL;
    if (!item)
        return ERR_INTERNAL;
    if (!item->value) {
        struct eurepoc_attribution *made = arena_alloc(&eurepoc->arena, sizeof *made);
        if (!made || arena_copy(&eurepoc->arena, incident, &made->incident))
            return ERR_INTERNAL;
        if (id.len > 0 && arena_copy(&eurepoc->arena, id, &made->id))
            return ERR_INTERNAL;
        item->value = made;
    }
    *out = item->value;
    return ERR_NONE;
}

static enum err take_attribution(struct eurepoc *eurepoc, const struct sheet *sheet)
{
    struct format_place place;
    bool whole;
    enum err err = begin_row(eurepoc, sheet, &place, &whole);
    if (err || !whole)
        return err;
    for (size_t column = 0; column < EUREPOC_COLUMN_COUNT; column++) {
        const char *detail = wrong(column, cell(sheet, column)->text);
        if (detail)
            return eurepoc_refuse(eurepoc, place_of(sheet, cell(sheet, column)->place), "invalid-cell", detail);
    }
    struct text incident = cell(sheet, EUREPOC_INCIDENT_ID)->text;
    if (!table_find(&eurepoc->incidents, incident))
        return eurepoc_refuse(eurepoc, place, "unknown-incident",
                              "The file of incidents has none with this incident_ID.");
    struct eurepoc_attribution *attribution = NULL;
    err =
        attribution_of(eurepoc, incident, whole_number(cell(sheet, EUREPOC_ATTRIBUTION_ID)->text), place, &attribution);
    for (size_t column = 0; column < EUREPOC_COLUMN_COUNT && !err; column++) {
        struct text value;
        err = eurepoc_clean(&eurepoc->arena, cell(sheet, column)->text, &value);
        if (!err)
            err = table_put(&attribution->columns[column], &eurepoc->arena, value);
    }
    return err ? err : add_place(eurepoc, attribution, place);
}

static enum err take_incident(struct eurepoc *eurepoc, const struct sheet *sheet)
{
    struct format_place place;
    bool whole;
    enum err err = begin_row(eurepoc, sheet, &place, &whole);
    if (err || !whole)
        return err;
    if (!is_number(cell(sheet, EUREPOC_ID)->text))
        return eurepoc_refuse(eurepoc, place, "invalid-cell", "ID is a number.");
    for (size_t date = EUREPOC_STARTED; date <= EUREPOC_ENDED; date++)
        if (cell(sheet, date)->text.len > 0 && !is_date(cell(sheet, date)->text))
            return eurepoc_refuse(eurepoc, place_of(sheet, cell(sheet, date)->place), "invalid-cell",
                                  "A date is YYYY-MM-DD, or empty.");
    if (eurepoc_is_formula(cell(sheet, EUREPOC_NAME)->text))
        return eurepoc_refuse(eurepoc, place_of(sheet, cell(sheet, EUREPOC_NAME)->place), "invalid-cell",
                              "This is a formula, not a name.");
    struct table_item *item = table_add(&eurepoc->incidents, &eurepoc->arena, cell(sheet, EUREPOC_ID)->text);
    if (!item)
        return ERR_INTERNAL;
    if (item->value)
        return eurepoc_refuse(eurepoc, place, "duplicate", "An incident with this ID came before.");
    struct eurepoc_incident *incident = arena_alloc(&eurepoc->arena, sizeof *incident);
    if (!incident)
        return ERR_INTERNAL;
    incident->place = place;
    item->value = incident;
    for (size_t fact = 0; fact < EUREPOC_FACT_COUNT && !err; fact++)
        err = arena_copy(&eurepoc->arena, cell(sheet, fact)->text, &incident->facts[fact]);
    return err;
}

static enum err read_sheet(struct eurepoc *eurepoc, FILE *file, size_t input, const char *const *names, size_t count,
                           enum err (*take)(struct eurepoc *, const struct sheet *))
{
    struct sheet sheet;
    enum err err = open_sheet(eurepoc, &sheet, file, input, names, count);
    while (!err) {
        const char *words = NULL;
        enum csv_read read = csv_read_row(&sheet.csv, &words);
        if (read == CSV_READ_END)
            break;
        err = read == CSV_READ_FAULT ? broken(eurepoc, &sheet, words) : take(eurepoc, &sheet);
    }
    csv_reader_deinit(&sheet.csv);
    return err;
}

enum err eurepoc_read_incidents(struct eurepoc *eurepoc, FILE *file)
{
    return read_sheet(eurepoc, file, EUREPOC_INCIDENTS, incident_columns, EUREPOC_FACT_COUNT, take_incident);
}

enum err eurepoc_read_attributions(struct eurepoc *eurepoc, FILE *file)
{
    return read_sheet(eurepoc, file, EUREPOC_ATTRIBUTIONS, attribution_columns, EUREPOC_COLUMN_COUNT, take_attribution);
}
