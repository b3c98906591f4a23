#include "sources/sources_store.h"

#include "listing/period.h"
#include "sources_read_sql.h"

const struct sort sources_sorts[] = {
    {.column = "published_from", .type = SORT_DAY, .nullable = true},
    {.column = "published_from", .type = SORT_DAY, .nullable = true, .falling = true},
    {.column = "sort_title", .type = SORT_TEXT, .tags = SOURCES_READ_T_BY_TITLE},
    {.column = "sort_title", .type = SORT_TEXT, .falling = true, .tags = SOURCES_READ_T_BY_TITLE},
    {.column = "created_at", .type = SORT_INSTANT, .tags = SOURCES_READ_T_BY_RECORD},
    {.column = "created_at", .type = SORT_INSTANT, .falling = true, .tags = SOURCES_READ_T_BY_RECORD},
    {.column = "updated_at", .type = SORT_INSTANT, .tags = SOURCES_READ_T_BY_RECORD | SOURCES_READ_T_BY_UPDATED},
    {.column = "updated_at",
     .type = SORT_INSTANT,
     .falling = true,
     .tags = SOURCES_READ_T_BY_RECORD | SOURCES_READ_T_BY_UPDATED},
};

const struct sort sources_ranked = {
    .column = "rank", .type = SORT_TEXT, .falling = true, .tags = SOURCES_READ_T_BY_RANK};

const struct search_terms sources_search = {
    .kind = "source",
    .searched = SOURCES_READ_T_SEARCHED,
    .highlighted = SOURCES_READ_T_HIGHLIGHT,
    .query = SOURCES_READ_P_QUERY,
    .folded = SOURCES_READ_P_FOLDED,
    .marks = SOURCES_READ_P_MARKS,
};

/* One run: the statement gives what has no date a key that comes last. */
const struct page_terms sources_page_terms = {
    .falling = SOURCES_READ_T_FALLING,
    .descending = SOURCES_READ_T_DESCENDING,
    .after = SOURCES_READ_T_AFTER,
    .after_null = SOURCES_READ_T_AFTER,
    .longer = SOURCES_READ_T_LONG,
    .limit = SOURCES_READ_P_LIMIT,
    .after_key = SOURCES_READ_P_AFTER_KEY,
    .after_id = SOURCES_READ_P_AFTER_ID,
};

static const struct filter filters[] = {
    {"kind", FILTER_CHOICES, SOURCES_READ_T_KIND, SOURCES_READ_P_KINDS},
    {"publisher", FILTER_IDS, SOURCES_READ_T_PUBLISHER, SOURCES_READ_P_PUBLISHERS},
    {"collection", FILTER_IDS, SOURCES_READ_T_COLLECTION, SOURCES_READ_P_COLLECTIONS},
    {"language", FILTER_WORDS, SOURCES_READ_T_LANGUAGE, SOURCES_READ_P_LANGUAGES},
};

enum err sources_filter(struct request *request, const struct lookup *lookup, struct ask *ask,
                        struct listing_filters *out)
{
    static const struct period_terms period = {
        .dates = SOURCES_READ_T_DATES,
        .undated = SOURCES_READ_T_UNDATED,
        .from = SOURCES_READ_P_FROM,
        .to = SOURCES_READ_P_TO,
    };
    filter_either(request, "missing", SOURCES_READ_T_MISSING, SOURCES_READ_T_PRESENT, ask);
    enum err err = period_ask(&period, request, ask);
    return err ? err : filters_ask(filters, sizeof filters / sizeof filters[0], request, lookup, ask, &out->nothing);
}
