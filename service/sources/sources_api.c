#include "sources/sources_api.h"

#include "listing/period.h"
#include "listing/single.h"
#include "sources/sources_json.h"
#include "sources/sources_store.h"
#include "sources_read_sql.h"
#include "writing/write.h"

static const char *const kinds[] = {
    "news", "report", "government_statement", "indictment", "social_post", "blog", "advisory", "dataset", NULL};
const struct param_spec sources_kind_param = {.name = "kind", .kind = PARAM_CHOICE, .choices = kinds};
const struct param_spec sources_publisher_param = {.name = "publisher", .kind = PARAM_REFERENCE};

/* As sources_sorts has them. */
static const char *const sorts[] = {"published_on", "-published_on", "title",       "-title", "created_at",
                                    "-created_at",  "updated_at",    "-updated_at", NULL};
const struct param_spec sources_sort_param = {
    .name = "sort", .kind = PARAM_ONE_OF, .choices = sorts, .fallback = "-published_on"};

static const struct form form = {
    .columns_size = sizeof(struct sources_columns),
    .columns = sources_columns_read,
    .write = sources_write,
    .fields = sources_fields,
    .csv = &sources_csv,
};

enum err sources_list(struct request *request, const struct rows *rows, struct ask *ask)
{
    static const struct listing list = {
        .sql = &sources_read_sql,
        .sorts = sources_sorts,
        .page = &sources_page_terms,
        .search = &sources_search,
        .ranked = &sources_ranked,
        .count = SOURCES_READ_T_COUNT,
        .estimate = SOURCES_READ_T_ESTIMATE,
        .drawn = SOURCES_READ_T_DRAWN,
        .slow = SOURCES_READ_T_SEARCHED | SOURCES_READ_T_KIND | SOURCES_READ_T_COLLECTION | SOURCES_READ_T_MISSING |
                SOURCES_READ_T_PRESENT | SOURCES_READ_T_LANGUAGE | SOURCES_READ_T_DATES,
        .check = period_check,
        .filter = sources_filter,
        .form = &form,
    };
    return listing_handle(&list, request, rows, ask);
}

static const struct single single = {
    .sql = &sources_read_sql,
    .one = SOURCES_READ_T_ONE,
    .by_id = SOURCES_READ_T_BY_ID,
    .id = SOURCES_READ_P_ID,
    .slug = SOURCES_READ_P_SLUG,
    .form = &form,
};

const struct include_from sources_included = {
    .sql = &sources_read_sql,
    .shape = SOURCES_READ_T_ONE | SOURCES_READ_T_BY_IDS,
    .ids = SOURCES_READ_P_IDS,
    .form = &form,
};

enum err sources_get(struct request *request, const struct rows *rows, struct ask *ask)
{
    return single_handle(&single, request, rows, ask);
}

static enum err read_one(struct text at, struct ask *ask)
{
    single_ask(&single, at, ask);
    return ERR_NONE;
}

static const struct write_room room = {.type = RECORD_SOURCE, .path = "/sources", .form = &form, .read = read_one};

enum err sources_change(struct request *request, const struct rows *rows, struct ask *ask)
{
    return write_handle(&room, request, rows, ask);
}

enum err sources_moderate(struct request *request, const struct rows *rows, struct ask *ask)
{
    return write_moderate(&room, request, rows, ask);
}
