#include "incidents/incidents_store.h"

#include "incidents_read_sql.h"
#include "listing/period.h"

const struct sort incidents_sorts[] = {
    {.column = "started_from", .type = SORT_DAY, .nullable = true},
    {.column = "started_from", .type = SORT_DAY, .nullable = true, .falling = true},
    {.column = "sort_name", .type = SORT_TEXT, .tags = INCIDENTS_READ_T_BY_NAME},
    {.column = "sort_name", .type = SORT_TEXT, .falling = true, .tags = INCIDENTS_READ_T_BY_NAME},
    {.column = "created_at", .type = SORT_INSTANT, .tags = INCIDENTS_READ_T_BY_RECORD},
    {.column = "created_at", .type = SORT_INSTANT, .falling = true, .tags = INCIDENTS_READ_T_BY_RECORD},
    {.column = "updated_at", .type = SORT_INSTANT, .tags = INCIDENTS_READ_T_BY_RECORD | INCIDENTS_READ_T_BY_UPDATED},
    {.column = "updated_at",
     .type = SORT_INSTANT,
     .falling = true,
     .tags = INCIDENTS_READ_T_BY_RECORD | INCIDENTS_READ_T_BY_UPDATED},
};

const struct sort incidents_ranked = {
    .column = "rank", .type = SORT_TEXT, .falling = true, .tags = INCIDENTS_READ_T_BY_RANK};

const struct search_terms incidents_search = {
    .kind = "incident",
    .searched = INCIDENTS_READ_T_SEARCHED,
    .highlighted = INCIDENTS_READ_T_HIGHLIGHT,
    .query = INCIDENTS_READ_P_QUERY,
    .folded = INCIDENTS_READ_P_FOLDED,
    .marks = INCIDENTS_READ_P_MARKS,
};

/* One run: the statement gives what has no date a key that comes last. */
const struct page_terms incidents_page_terms = {
    .falling = INCIDENTS_READ_T_FALLING,
    .descending = INCIDENTS_READ_T_DESCENDING,
    .after = INCIDENTS_READ_T_AFTER,
    .after_null = INCIDENTS_READ_T_AFTER,
    .longer = INCIDENTS_READ_T_LONG,
    .limit = INCIDENTS_READ_P_LIMIT,
    .after_key = INCIDENTS_READ_P_AFTER_KEY,
    .after_id = INCIDENTS_READ_P_AFTER_ID,
};

static const struct filter filters[] = {
    {"collection", FILTER_IDS, INCIDENTS_READ_T_COLLECTION, INCIDENTS_READ_P_COLLECTIONS},
    {"victim_country", FILTER_COUNTRIES, INCIDENTS_READ_T_VICTIM_COUNTRY, INCIDENTS_READ_P_VICTIM_COUNTRIES},
    {"sector", FILTER_SLUGS, INCIDENTS_READ_T_SECTOR, INCIDENTS_READ_P_SECTORS},
};

enum err incidents_filter(struct request *request, const struct lookup *lookup, struct ask *ask,
                          struct listing_filters *out)
{
    static const struct period_terms period = {
        .dates = INCIDENTS_READ_T_DATES,
        .undated = INCIDENTS_READ_T_UNDATED,
        .from = INCIDENTS_READ_P_FROM,
        .to = INCIDENTS_READ_P_TO,
    };
    filter_either(request, "missing", INCIDENTS_READ_T_MISSING, INCIDENTS_READ_T_PRESENT, ask);
    enum err err = period_ask(&period, request, ask);
    return err ? err : filters_ask(filters, sizeof filters / sizeof filters[0], request, lookup, ask, &out->nothing);
}
