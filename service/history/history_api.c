#include "history/history_api.h"

#include <string.h>

#include "claimd/route.h"
#include "claimd/uuid.h"
#include "history/history_json.h"
#include "history_read_sql.h"
#include "listing/listing.h"

static const char *const sorts[] = {"-recorded_at", "recorded_at", NULL};
const struct param_spec history_sort_param = {
    .name = "sort", .kind = PARAM_ONE_OF, .choices = sorts, .fallback = "-recorded_at"};

static const struct {
    const char *path;
    const char *type;
    bool slug; /* named by a slug, else by collection and key */
} resources[] = {
    {"/claims/", "claim", false},
    {"/counter-claims/", "counter_claim", false},
    {"/endorsements/", "endorsement", false},
    {"/actors/", "actor", true},
    {"/incidents/", "incident", true},
    {"/sources/", "source", true},
};

enum err history_ask(const struct request *request, struct ask *ask)
{
    size_t at = 0;
    while (strncmp(request->route->path, resources[at].path, strlen(resources[at].path)) != 0)
        if (++at == sizeof resources / sizeof resources[0])
            return ERR_INTERNAL;
    unsigned char id[UUID_SIZE];
    struct text key = request->id, collection;
    ask_bind(ask, HISTORY_READ_P_TYPE, text_of(resources[at].type));
    if (uuid_parse(request->id, id)) {
        ask->shape |= HISTORY_READ_T_BY_ID;
        ask_bind(ask, HISTORY_READ_P_ID, request->id);
    } else if (resources[at].slug) {
        ask_bind(ask, HISTORY_READ_P_SLUG, request->id);
    } else if (text_split(&key, '/', &collection) && key.ptr != NULL && key.len > 0) {
        ask->shape |= HISTORY_READ_T_BY_KEY;
        ask_bind(ask, HISTORY_READ_P_COLLECTION, collection);
        ask_bind(ask, HISTORY_READ_P_KEY, key);
    } else {
        return ERR_NOT_FOUND;
    }
    return ERR_NONE;
}

static enum err filter(struct request *request, const struct lookup *lookup, struct ask *ask,
                       struct listing_filters *filters)
{
    (void)lookup;
    (void)filters;
    return history_ask(request, ask);
}

enum err history_list(struct request *request, const struct rows *rows, struct ask *ask)
{
    static const struct sort by[] = {
        {.column = "recorded_at", .type = SORT_INSTANT, .falling = true},
        {.column = "recorded_at", .type = SORT_INSTANT},
    };
    static const struct page_terms terms = {
        .falling = HISTORY_READ_T_FALLING,
        .descending = HISTORY_READ_T_DESCENDING,
        .after = HISTORY_READ_T_AFTER,
        .after_null = HISTORY_READ_T_AFTER,
        .limit = HISTORY_READ_P_LIMIT,
        .after_key = HISTORY_READ_P_AFTER_KEY,
        .after_id = HISTORY_READ_P_AFTER_ID,
    };
    static const struct form form = {
        .columns_size = sizeof(struct history_columns),
        .columns = history_columns_read,
        .write = history_write,
        .fields = history_fields,
    };
    static const struct listing list = {
        .sql = &history_read_sql,
        .sorts = by,
        .page = &terms,
        .count = HISTORY_READ_T_COUNT,
        .estimate = HISTORY_READ_T_ESTIMATE,
        .filter = filter,
        .form = &form,
        .never_empty = true,
    };
    return listing_handle(&list, request, rows, ask);
}
