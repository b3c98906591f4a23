#include "listing/names.h"

#include "listing/filter.h"

static bool wants_empty(const struct request *request)
{
    const struct param *param = filter_param(request, "on_unknown");
    return param != NULL && param->choice == 1;
}

static enum err finish(struct names *names, struct request *request, struct ask *ask)
{
    if (names->search.asked && !names->searching && names->kind != NULL) {
        names->searching = true;
        return search_ask(&names->search, names->kind, ask);
    }
    enum err searched = search_report(&names->search, request);
    if (searched)
        return searched;
    if (!wants_empty(request)) {
        enum err err = lookup_report(&names->lookup, request);
        if (err)
            return err;
    }
    if (request->faults.count > 0)
        return ERR_INVALID_PARAMETERS;
    if (lookup_path_unknown(&names->lookup))
        return ERR_NOT_FOUND;
    names->known = true;
    return ERR_NONE;
}

enum err names_begin(struct names *names, enum lookup_kind path, const char *kind, struct request *request,
                     struct ask *ask)
{
    search_begin(&names->search, request);
    names->kind = kind;
    enum err err = lookup_init(&names->lookup, path, request);
    if (err)
        return err;
    return names->lookup.count == 0 ? finish(names, request, ask) : lookup_ask(&names->lookup, request, ask);
}

enum err names_take(struct names *names, struct request *request, const struct rows *rows, struct ask *ask)
{
    if (names->searching) {
        enum err err = search_take(&names->search, request, rows);
        return err ? err : finish(names, request, ask);
    }
    if (names->suggesting) {
        enum err err = lookup_take_suggestions(&names->lookup, request, rows);
        return err ? err : finish(names, request, ask);
    }
    enum err err = lookup_take(&names->lookup, request, rows);
    if (err)
        return err;
    if (!lookup_has_unknown(&names->lookup) || wants_empty(request))
        return finish(names, request, ask);
    names->suggesting = true;
    return lookup_ask_suggestions(&names->lookup, request, ask);
}
