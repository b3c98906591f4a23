#include "actors/actors_store.h"

#include "actors_read_sql.h"

const struct sort actors_sorts[] = {
    {.column = "sort_name", .type = SORT_TEXT, .tags = ACTORS_READ_T_BY_NAME},
    {.column = "sort_name", .type = SORT_TEXT, .falling = true, .tags = ACTORS_READ_T_BY_NAME},
    {.column = "slug", .type = SORT_TEXT},
    {.column = "slug", .type = SORT_TEXT, .falling = true},
    {.column = "created_at", .type = SORT_INSTANT, .tags = ACTORS_READ_T_BY_RECORD},
    {.column = "created_at", .type = SORT_INSTANT, .falling = true, .tags = ACTORS_READ_T_BY_RECORD},
    {.column = "updated_at", .type = SORT_INSTANT, .tags = ACTORS_READ_T_BY_RECORD | ACTORS_READ_T_BY_UPDATED},
    {.column = "updated_at",
     .type = SORT_INSTANT,
     .falling = true,
     .tags = ACTORS_READ_T_BY_RECORD | ACTORS_READ_T_BY_UPDATED},
};

const struct sort actors_ranked = {.column = "rank", .type = SORT_TEXT, .falling = true, .tags = ACTORS_READ_T_BY_RANK};

const struct search_terms actors_search = {
    .kind = "actor",
    .searched = ACTORS_READ_T_SEARCHED,
    .highlighted = ACTORS_READ_T_HIGHLIGHT,
    .query = ACTORS_READ_P_QUERY,
    .folded = ACTORS_READ_P_FOLDED,
    .marks = ACTORS_READ_P_MARKS,
};

const struct page_terms actors_page_terms = {
    .falling = ACTORS_READ_T_FALLING,
    .descending = ACTORS_READ_T_DESCENDING,
    .after = ACTORS_READ_T_AFTER,
    .longer = ACTORS_READ_T_LONG,
    .limit = ACTORS_READ_P_LIMIT,
    .after_key = ACTORS_READ_P_AFTER_KEY,
    .after_id = ACTORS_READ_P_AFTER_ID,
};

static const struct filter filters[] = {
    {"kind", FILTER_CHOICES, ACTORS_READ_T_KIND, ACTORS_READ_P_KINDS},
    {"country", FILTER_COUNTRIES, ACTORS_READ_T_COUNTRY, ACTORS_READ_P_COUNTRIES},
    {"collection", FILTER_IDS, ACTORS_READ_T_COLLECTION, ACTORS_READ_P_COLLECTIONS},
};

enum err actors_filter(struct request *request, const struct lookup *lookup, struct ask *ask,
                       struct listing_filters *out)
{
    if (filter_param(request, "ambiguous"))
        ask->shape |= ACTORS_READ_T_AMBIGUOUS;
    filter_either(request, "merged", ACTORS_READ_T_MERGED, ACTORS_READ_T_STANDING, ask);
    filter_either(request, "missing", ACTORS_READ_T_MISSING, ACTORS_READ_T_PRESENT, ask);
    return filters_ask(filters, sizeof filters / sizeof filters[0], request, lookup, ask, &out->nothing);
}
