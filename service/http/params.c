#include "claimd/params.h"

#include <assert.h>
#include <string.h>

#include "base/ascii.h"
#include "claimd/language_tag.h"
#include "param_report.h"

/* What the query had of one parameter, good or not. */
struct tally {
    bool named;
    size_t parts;
};

struct reader {
    struct param *items;
    size_t count;
    struct tally *tallies; /* one for each item */
    const struct param_spec *const *specs;
    const char *const *names; /* of those that can be given, NULL-terminated */
    struct param_report report;
};

static bool takes_one(enum param_kind kind)
{
    return kind == PARAM_ONE_OF || kind == PARAM_TEXT || kind == PARAM_INTEGER || kind == PARAM_DATE;
}

static bool is_list(enum param_kind kind)
{
    return kind == PARAM_CHOICE || kind == PARAM_WORDS || kind == PARAM_LANGUAGE;
}

static bool has_value(const struct param *param, struct text value)
{
    for (size_t i = 0; i < param->count; i++) {
        if (text_equal(param->values[i], value))
            return true;
    }
    return false;
}

/*
 * What is counted and measured: a reference may be a list to the room that reads it, so its parts; else the value.
 */
static bool next_part(const struct param *param, struct text *rest, struct text *part)
{
    if (param->spec->kind == PARAM_REFERENCE)
        return text_split(rest, ',', part);
    *part = *rest;
    *rest = TEXT_NONE;
    return part->ptr != NULL;
}

static size_t parts_of(const struct param *param, struct text value)
{
    size_t parts = 0;
    for (struct text part; next_part(param, &value, &part);)
        parts++;
    return parts;
}

static bool has_blank(const struct param *param, struct text value)
{
    for (struct text part; next_part(param, &value, &part);) {
        if (text_trim(part).len == 0)
            return true;
    }
    return false;
}

static size_t length_of(const struct param *param, struct text value)
{
    size_t longest = 0;
    for (struct text part; next_part(param, &value, &part);) {
        size_t length = text_code_points(part);
        longest = length > longest ? length : longest;
    }
    return longest;
}

static void store(struct reader *reader, struct param *param, struct text value)
{
    struct text *values = (struct text *)param->values;
    if (values == NULL)
        values =
            arena_array(reader->report.arena, takes_one(param->spec->kind) ? 1 : PARAM_VALUES_MAX, sizeof(*values));
    if (values == NULL) {
        reader->report.err = ERR_INTERNAL;
        return;
    }
    param->values = values;
    values[param->count++] = value;
}

static int choice_of(const struct param_spec *spec, struct text value)
{
    for (int i = 0; spec->choices[i] != NULL; i++) {
        if (text_equal(value, text_of(spec->choices[i])))
            return i;
    }
    return -1;
}

/* A parameter that is there without a value, where that is one of the choices: `?verbose`. */
static bool is_flag(const struct param_spec *spec, struct text value)
{
    return spec->kind == PARAM_ONE_OF && choice_of(spec, value) >= 0;
}

static bool check_choice(struct reader *reader, struct param *param, struct text value)
{
    int choice = choice_of(param->spec, value);
    if (choice < 0) {
        param_report_not_a_choice(&reader->report, param->spec, value);
        return false;
    }
    if (param->spec->kind == PARAM_ONE_OF) {
        param->choice = choice;
    } else {
        assert(choice < 64);
        param->choice_set |= UINT64_C(1) << choice;
    }
    return true;
}

static bool is_all_digits(struct text value)
{
    for (size_t i = text_starts(value, TEXT("-")); i < value.len; i++) {
        if (!ascii_is_digit(value.ptr[i]))
            return false;
    }
    return !text_equal(value, TEXT("-"));
}

static bool check_integer(struct reader *reader, struct param *param, struct text value)
{
    const struct param_spec *spec = param->spec;
    if (!is_all_digits(value)) {
        param_report_not_a_number(&reader->report, spec, value);
        return false;
    }
    int64_t number;
    if (!text_to_int64(value, &number) || number < spec->min || number > spec->max) {
        param_report_out_of_range(&reader->report, spec, value);
        return false;
    }
    param->number = number;
    return true;
}

static bool check_date(struct reader *reader, struct param *param, struct text value)
{
    if (edtf_parse(value, &param->date))
        return true;
    param_report_not_a_date(&reader->report, param->spec, value);
    return false;
}

static bool check_language(struct reader *reader, const struct param *param, struct text value)
{
    if (language_tag_fits(value))
        return true;
    param_report_not_a_language(&reader->report, param->spec, value);
    return false;
}

/* Does the value fit its kind? Then what it means is in `param`. */
static bool check(struct reader *reader, struct param *param, struct text value)
{
    switch (param->spec->kind) {
    case PARAM_CHOICE:
    case PARAM_ONE_OF:
        return check_choice(reader, param, value);
    case PARAM_INTEGER:
        return check_integer(reader, param, value);
    case PARAM_DATE:
        return check_date(reader, param, value);
    case PARAM_LANGUAGE:
        return check_language(reader, param, value);
    case PARAM_REFERENCE:
    case PARAM_WORDS:
    case PARAM_TEXT:
    case PARAM_REFUSED:
        break;
    }
    return true;
}

static void read_value(struct reader *reader, struct param *param, struct text value)
{
    if (has_blank(param, value) && !is_flag(param->spec, value)) {
        param_report_empty(&reader->report, param->spec);
        return;
    }
    size_t length = length_of(param, value);
    if (length > PARAM_VALUE_LENGTH_MAX) {
        param_report_too_long(&reader->report, param->spec, length);
        return;
    }
    if (has_value(param, value))
        return;
    struct tally *tally = &reader->tallies[param - reader->items];
    tally->parts += parts_of(param, value);
    if (tally->parts > PARAM_VALUES_MAX)
        param_report_too_many(&reader->report, param->spec);
    else if (check(reader, param, value))
        store(reader, param, value);
}

static void read_list(struct reader *reader, struct param *param, struct text list)
{
    for (struct text part; text_split(&list, ',', &part);)
        read_value(reader, param, text_trim(part));
}

static void read_named(struct reader *reader, size_t index, struct text value)
{
    struct param *param = &reader->items[index];
    bool again = reader->tallies[index].named;
    reader->tallies[index].named = true;
    if (is_list(param->spec->kind))
        read_list(reader, param, value);
    else if (again && takes_one(param->spec->kind))
        param_report_repeated(&reader->report, param->spec);
    else
        read_value(reader, param, value);
}

/* One `name=value` of the query. */
static enum err read_pair(struct reader *reader, struct text pair)
{
    struct text raw_name = TEXT_NONE;
    if (!text_split(&pair, '=', &raw_name))
        return ERR_NONE;
    struct text name, value;
    enum err err = percent_decode(raw_name, true, reader->report.arena, &name);
    if (err == ERR_NONE)
        err = percent_decode(pair, true, reader->report.arena, &value);
    if (err != ERR_NONE)
        return err;
    for (size_t i = 0; i < reader->count; i++) {
        if (text_equal(name, text_of(reader->specs[i]->name)) && reader->specs[i]->kind == PARAM_REFUSED) {
            param_report_refused(&reader->report, reader->specs[i], reader->names);
            return reader->report.err;
        }
        if (text_equal(name, text_of(reader->specs[i]->name))) {
            read_named(reader, i, value);
            return reader->report.err;
        }
    }
    param_report_unknown(&reader->report, name, reader->names);
    return reader->report.err;
}

static enum err reader_init(struct reader *reader, const struct param_spec *const *specs, size_t count)
{
    struct arena *arena = reader->report.arena;
    const char **names = arena_array(arena, count + 1, sizeof(*names));
    reader->items = arena_array(arena, count, sizeof(*reader->items));
    reader->tallies = arena_array(arena, count, sizeof(*reader->tallies));
    if (names == NULL || reader->items == NULL || reader->tallies == NULL)
        return ERR_INTERNAL;
    size_t named = 0;
    for (size_t i = 0; i < count; i++) {
        const struct param_spec *spec = specs[i];
        if (spec->kind != PARAM_REFUSED)
            names[named++] = spec->name;
        reader->items[i] = (struct param){.spec = spec, .choice = -1};
        if (spec->fallback != NULL)
            reader->items[i].choice = choice_of(spec, text_of(spec->fallback));
    }
    reader->specs = specs;
    reader->names = names;
    reader->count = count;
    return ERR_NONE;
}

enum err params_parse(struct params *params, const struct param_spec *const *specs, size_t spec_count,
                      struct text query, struct arena *arena, struct faults *faults)
{
    struct reader reader = {.report = {.arena = arena, .faults = faults}};
    enum err err = reader_init(&reader, specs, spec_count);
    for (struct text pair; err == ERR_NONE && text_split(&query, '&', &pair);) {
        if (pair.len > 0)
            err = read_pair(&reader, pair);
    }
    if (err != ERR_NONE)
        return err;
    *params = (struct params){.items = reader.items, .count = reader.count};
    return faults->count == 0 ? ERR_NONE : ERR_INVALID_PARAMETERS;
}

const struct param *params_get(const struct params *params, const char *name)
{
    for (size_t i = 0; i < params->count; i++) {
        if (strcmp(params->items[i].spec->name, name) == 0)
            return &params->items[i];
    }
    assert(false && "the parameter is declared");
    return NULL;
}

bool params_has(const struct params *params, const char *name)
{
    return params_get(params, name)->count > 0;
}
