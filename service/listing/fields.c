#include "listing/fields.h"

#include <string.h>

#include "listing/filter.h"

const struct param_spec fields_param = {.name = "fields", .kind = PARAM_WORDS};

static enum err report(struct request *request, struct text value, const char *const *known)
{
    const char *nearest = fault_nearest(value, known);
    struct text *suggestion = arena_alloc(&request->arena, sizeof *suggestion);
    struct text detail = arena_format(&request->arena, "`%.*s` is no field of what is here.%s%s%s", TEXT_ARG(value),
                                      nearest == NULL ? "" : " Did you mean `", nearest == NULL ? "" : nearest,
                                      nearest == NULL ? "" : "`?");
    struct fault fault = {
        .code = FAULT_UNKNOWN_VALUE,
        .where = FAULT_AT_PARAMETER,
        .name = text_of(fields_param.name),
        .detail = detail,
        .allowed = known,
    };
    if (detail.ptr == NULL || suggestion == NULL)
        return ERR_INTERNAL;
    if (nearest != NULL) {
        *suggestion = text_of(nearest);
        fault.suggestions = suggestion;
        fault.suggestion_count = 1;
    }
    return faults_add(&request->faults, &request->arena, &fault);
}

static bool asked_for(const struct param *param, const char *name)
{
    for (size_t i = 0; i < param->count; i++)
        if (text_equal(param->values[i], text_of(name)))
            return true;
    return false;
}

static bool is_known(const char *const *known, struct text value)
{
    while (*known != NULL && !text_equal(text_of(*known), value))
        known++;
    return *known != NULL;
}

enum err fields_read(const char *const *known, struct request *request, const char *const **out)
{
    const struct param *param = filter_param(request, fields_param.name);
    if (param == NULL) {
        *out = NULL;
        return ERR_NONE;
    }
    for (size_t i = 0; i < param->count; i++) {
        enum err err = is_known(known, param->values[i]) ? ERR_NONE : report(request, param->values[i], known);
        if (err)
            return err;
    }
    const char **shown = arena_array(&request->arena, param->count + 2, sizeof *shown);
    if (shown == NULL)
        return ERR_INTERNAL;
    size_t count = 0;
    for (size_t i = 0; known[i] != NULL; i++)
        if (i == 0 || asked_for(param, known[i]))
            shown[count++] = known[i];
    *out = shown;
    return ERR_NONE;
}

bool fields_have(const char *const *fields, const char *name)
{
    if (fields == NULL)
        return true;
    while (*fields != NULL && strcmp(*fields, name) != 0)
        fields++;
    return *fields != NULL;
}
