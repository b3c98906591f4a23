#include "records/record_moderation.h"

#include <string.h>

#include <jansson.h>

#include "claimd/json_read.h"
#include "records/record_report.h"

#define REASON_MAX 1000 /* code points, as the database has it */

static const char *const withholding_fields[] = {"reason", "revision", "delete", NULL};
static const char *const restoring_fields[] = {"reason", NULL};

static void fault_at(struct record_report *report, const char *field, struct fault fault)
{
    const struct record_path path = {.name = text_of(field)};
    record_fault(report, &path, &fault);
}

enum err record_reason_check(struct text reason, enum fault_where where, struct arena *arena, struct faults *faults)
{
    size_t length = text_code_points(reason);
    if (length >= 1 && length <= REASON_MAX)
        return ERR_NONE;
    const struct fault fault = {
        .code = reason.ptr == NULL ? FAULT_MISSING
                : length == 0      ? FAULT_EMPTY_VALUE
                                   : FAULT_TOO_LONG,
        .where = where,
        .name = where == FAULT_AT_POINTER ? TEXT("/reason") : TEXT("reason"),
        .detail = TEXT("Say why, for everybody to read."),
        .allowed_text = TEXT("1 to 1000 characters"),
    };
    return faults_add(faults, arena, &fault);
}

static bool is_among(const char *name, const char *const *names)
{
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

static void check_names(struct record_report *report, const json_t *document, const char *const *allowed)
{
    const char *name;
    const json_t *value;
    json_object_foreach((json_t *)document, name, value)
    {
        if (is_among(name, allowed))
            continue;
        struct fault fault = {
            .code = FAULT_UNKNOWN_FIELD, .detail = TEXT("There is no field of that name here."), .allowed = allowed};
        record_suggest(report, &fault, text_of(name), allowed);
        fault_at(report, name, fault);
    }
}

static struct text read_reason(struct record_report *report, const json_t *document)
{
    const json_t *value = json_object_get(document, "reason");
    struct text reason = TEXT_NONE;
    if (value && !json_is_null(value) && !json_is_string(value)) {
        fault_at(report, "reason", (struct fault){.code = FAULT_MALFORMED, .allowed_text = TEXT("a string")});
        return reason;
    }
    if (json_is_string(value) &&
        arena_copy(report->arena, (struct text){.ptr = json_string_value(value), .len = json_string_length(value)},
                   &reason) != ERR_NONE)
        report->err = ERR_INTERNAL;
    if (record_reason_check(reason, FAULT_AT_POINTER, report->arena, report->faults) != ERR_NONE)
        report->err = ERR_INTERNAL;
    return reason;
}

static int64_t read_revision(struct record_report *report, const json_t *document)
{
    const json_t *value = json_object_get(document, "revision");
    if (!value || json_is_null(value))
        return 0;
    if (json_is_integer(value) && json_integer_value(value) >= 1 && json_integer_value(value) <= INT32_MAX)
        return json_integer_value(value);
    fault_at(
        report, "revision",
        (struct fault){.code = FAULT_MALFORMED, .allowed_text = TEXT("the number of a revision, or null for all")});
    return 0;
}

static bool read_delete(struct record_report *report, const json_t *document)
{
    const json_t *value = json_object_get(document, "delete");
    if (!value || json_is_null(value) || json_is_boolean(value))
        return json_is_true(value);
    fault_at(report, "delete", (struct fault){.code = FAULT_MALFORMED, .allowed_text = TEXT("true or false")});
    return false;
}

enum err record_moderation_read(struct text body, bool withholds, struct arena *arena, struct faults *faults,
                                struct record_moderation *out)
{
    struct record_report report = {.arena = arena, .faults = faults};
    struct json_fault where;
    json_t *document = NULL;
    enum err err = json_read(body, &document, &where);
    if (err == ERR_INVALID_JSON) {
        struct text detail = arena_format(arena, "%s (line %zu, column %zu)", where.message, where.line, where.column);
        record_fault(&report, NULL, &(struct fault){.code = FAULT_MALFORMED, .detail = detail});
    }
    if (err)
        return report.err ? report.err : err;
    struct record_moderation read = {0};
    size_t before = faults->count;
    if (!json_is_object(document)) {
        record_fault(&report, NULL,
                     &(struct fault){.code = FAULT_MALFORMED, .detail = TEXT("The body is a JSON object.")});
    } else {
        check_names(&report, document, withholds ? withholding_fields : restoring_fields);
        read.reason = read_reason(&report, document);
        read.revision = withholds ? read_revision(&report, document) : 0;
        read.delete_it = withholds && read_delete(&report, document);
    }
    json_decref(document);
    if (report.err || faults->count > before)
        return report.err ? report.err : ERR_INVALID_RECORD;
    *out = read;
    return ERR_NONE;
}
