#include "param_report.h"

#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"
#include "claimd/language_tag.h"

/* Code points of the client's own text that a sentence repeats. */
#define SHOWN_MAX 60

__attribute__((format(printf, 2, 3))) static struct text words(struct param_report *report, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    struct text text = arena_vformat(report->arena, format, values);
    va_end(values);
    if (text.ptr == NULL)
        report->err = ERR_INTERNAL;
    return text;
}

/* The text, cut where it is long. */
static struct text shown(struct param_report *report, struct text text)
{
    if (text_code_points(text) <= SHOWN_MAX)
        return text;
    size_t len = 0;
    for (size_t i = 0; i < SHOWN_MAX; i++)
        len += utf8_sequence((struct text){.ptr = text.ptr + len, .len = text.len - len});
    return words(report, "%.*s…", (int)len, text.ptr);
}

static bool is_reported(const struct faults *faults, const struct fault *fault)
{
    for (size_t i = 0; i < faults->count; i++) {
        const struct fault *other = &faults->items[i];
        if (other->code == fault->code && text_equal(other->name, fault->name) &&
            text_equal(other->detail, fault->detail))
            return true;
    }
    return false;
}

static void add(struct param_report *report, struct fault fault)
{
    if (report->err != ERR_NONE || is_reported(report->faults, &fault))
        return;
    fault.where = FAULT_AT_PARAMETER;
    report->err = faults_add(report->faults, report->arena, &fault);
}

/* Names the nearest of `candidates` in the fault and behind its sentence. */
static void suggest(struct param_report *report, struct fault *fault, struct text value, const char *const *candidates)
{
    const char *nearest = fault_nearest(value, candidates);
    if (nearest == NULL)
        return;
    struct text *suggestion = arena_alloc(report->arena, sizeof(*suggestion));
    if (suggestion == NULL) {
        report->err = ERR_INTERNAL;
        return;
    }
    *suggestion = text_of(nearest);
    fault->suggestions = suggestion;
    fault->suggestion_count = 1;
    fault->detail = words(report, "%.*s Did you mean `%s`?", TEXT_ARG(fault->detail), nearest);
}

void param_report_unknown(struct param_report *report, struct text name, const char *const *known)
{
    /* A query can hold thousands of these: those that are not listed are only counted. */
    if (report->faults->count == FAULTS_MAX) {
        report->err = faults_add(report->faults, report->arena, &(struct fault){.code = FAULT_UNKNOWN_PARAMETER});
        return;
    }
    struct text cut = shown(report, name);
    struct fault fault = {
        .code = FAULT_UNKNOWN_PARAMETER,
        .name = name,
        .detail = words(report, "`%.*s` is not a parameter of this address.", TEXT_ARG(cut)),
        .allowed = known,
    };
    suggest(report, &fault, name, known);
    add(report, fault);
}

void param_report_refused(struct param_report *report, const struct param_spec *spec, const char *const *known)
{
    add(report, (struct fault){
                    .code = FAULT_UNKNOWN_PARAMETER,
                    .name = text_of(spec->name),
                    .detail = words(report, "`%s` is not for this address. %s", spec->name, spec->reason),
                    .allowed = known,
                });
}

void param_report_empty(struct param_report *report, const struct param_spec *spec)
{
    add(report, (struct fault){
                    .code = FAULT_EMPTY_VALUE,
                    .name = text_of(spec->name),
                    .detail = words(report, "`%s` has an empty value; leave it out instead.", spec->name),
                });
}

void param_report_repeated(struct param_report *report, const struct param_spec *spec)
{
    add(report, (struct fault){
                    .code = FAULT_REPEATED,
                    .name = text_of(spec->name),
                    .detail = words(report, "`%s` takes one value and is given more than once.", spec->name),
                });
}

void param_report_too_many(struct param_report *report, const struct param_spec *spec)
{
    add(report, (struct fault){
                    .code = FAULT_TOO_MANY_VALUES,
                    .name = text_of(spec->name),
                    .detail = words(report, "`%s` has more than %d values.", spec->name, PARAM_VALUES_MAX),
                    .allowed_text = words(report, "1 to %d values", PARAM_VALUES_MAX),
                });
}

void param_report_too_long(struct param_report *report, const struct param_spec *spec, size_t code_points)
{
    add(report, (struct fault){
                    .code = FAULT_TOO_LONG,
                    .name = text_of(spec->name),
                    .detail = words(report, "A value of `%s` has %zu characters.", spec->name, code_points),
                    .allowed_text = words(report, "1 to %d characters", PARAM_VALUE_LENGTH_MAX),
                });
}

void param_report_not_a_choice(struct param_report *report, const struct param_spec *spec, struct text value)
{
    struct text cut = shown(report, value);
    struct fault fault = {
        .code = FAULT_UNKNOWN_VALUE,
        .name = text_of(spec->name),
        .detail = words(report, "`%.*s` is not a value of `%s`.", TEXT_ARG(cut), spec->name),
        .allowed = spec->choices,
    };
    suggest(report, &fault, value, spec->choices);
    add(report, fault);
}

static struct text range_of(struct param_report *report, const struct param_spec *spec)
{
    if (spec->max == INT64_MAX)
        return words(report, "%" PRId64 " or more", spec->min);
    return words(report, "%" PRId64 " to %" PRId64, spec->min, spec->max);
}

void param_report_not_a_number(struct param_report *report, const struct param_spec *spec, struct text value)
{
    struct text cut = shown(report, value);
    add(report, (struct fault){
                    .code = FAULT_MALFORMED,
                    .name = text_of(spec->name),
                    .detail = words(report, "`%s` must be a whole number, not `%.*s`.", spec->name, TEXT_ARG(cut)),
                    .allowed_text = range_of(report, spec),
                });
}

void param_report_out_of_range(struct param_report *report, const struct param_spec *spec, struct text value)
{
    struct text cut = shown(report, value);
    struct text range = range_of(report, spec);
    add(report, (struct fault){
                    .code = FAULT_OUT_OF_RANGE,
                    .name = text_of(spec->name),
                    .detail = words(report, "`%s` must be %.*s, not %.*s.", spec->name, TEXT_ARG(range), TEXT_ARG(cut)),
                    .allowed_text = range,
                });
}

void param_report_not_a_date(struct param_report *report, const struct param_spec *spec, struct text value)
{
    struct text cut = shown(report, value);
    add(report, (struct fault){
                    .code = FAULT_MALFORMED,
                    .name = text_of(spec->name),
                    .detail = words(report, "`%s` must be a date, not `%.*s`.", spec->name, TEXT_ARG(cut)),
                    .allowed_text = TEXT("YYYY, YYYY-MM or YYYY-MM-DD"),
                });
}

void param_report_not_a_language(struct param_report *report, const struct param_spec *spec, struct text value)
{
    struct text cut = shown(report, value);
    add(report, (struct fault){
                    .code = FAULT_MALFORMED,
                    .name = text_of(spec->name),
                    .detail = words(report, "`%s` must be a language tag, not `%.*s`.", spec->name, TEXT_ARG(cut)),
                    .allowed_text = TEXT(LANGUAGE_TAG_WORDS),
                });
}
