#include "listing/filter.h"

#include <string.h>

const struct param *filter_param(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->params.count; i++) {
        const struct param *param = &request->params.items[i];
        if (strcmp(param->spec->name, name) == 0)
            return param->count > 0 ? param : NULL;
    }
    return NULL;
}

void filter_either(const struct request *request, const char *name, uint64_t yes, uint64_t no, struct ask *ask)
{
    const struct param *param = filter_param(request, name);
    if (param != NULL)
        ask->shape |= param->choice == 1 ? yes : no;
}

static enum err bind_choices(const struct param *param, size_t at, struct request *request, struct ask *ask)
{
    struct text chosen[64];
    size_t count = 0;
    for (size_t i = 0; param->spec->choices[i] != NULL; i++)
        if ((param->choice_set & UINT64_C(1) << i) != 0)
            chosen[count++] = text_of(param->spec->choices[i]);
    return ask_bind_array(ask, at, chosen, count, &request->arena);
}

static enum err bind_found(const struct filter *filter, struct request *request, const struct lookup *lookup,
                           struct ask *ask, bool *nothing)
{
    size_t count = 0;
    const struct text *found;
    if (filter->kind == FILTER_IDS)
        found = lookup_ids(lookup, filter->parameter, &request->arena, &count);
    else if (filter->kind == FILTER_SLUGS)
        found = lookup_slugs(lookup, filter->parameter, &request->arena, &count);
    else
        found = lookup_countries(lookup, filter->parameter, &request->arena, &count);
    if (found == NULL)
        return ERR_INTERNAL;
    *nothing = *nothing || count == 0;
    return ask_bind_array(ask, filter->param, found, count, &request->arena);
}

enum err filters_ask(const struct filter *filters, size_t count, struct request *request, const struct lookup *lookup,
                     struct ask *ask, bool *nothing)
{
    for (size_t i = 0; i < count; i++) {
        const struct filter *filter = &filters[i];
        const struct param *param = filter_param(request, filter->parameter);
        if (param == NULL)
            continue;
        ask->shape |= filter->tag;
        enum err err;
        if (filter->kind == FILTER_CHOICES)
            err = bind_choices(param, filter->param, request, ask);
        else if (filter->kind == FILTER_WORDS)
            err = ask_bind_array(ask, filter->param, param->values, param->count, &request->arena);
        else
            err = bind_found(filter, request, lookup, ask, nothing);
        if (err)
            return err;
    }
    return ERR_NONE;
}
