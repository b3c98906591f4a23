#include "incidents/incidents_api.h"

#include "incidents/incidents_json.h"
#include "incidents/incidents_store.h"
#include "incidents_read_sql.h"
#include "listing/period.h"
#include "listing/single.h"
#include "writing/write.h"

/* As incidents_sorts has them. */
static const char *const sorts[] = {"started_on",  "-started_on", "name",        "-name", "created_at",
                                    "-created_at", "updated_at",  "-updated_at", NULL};
const struct param_spec incidents_sort_param = {
    .name = "sort", .kind = PARAM_ONE_OF, .choices = sorts, .fallback = "-started_on"};

static const struct form form = {
    .columns_size = sizeof(struct incidents_columns),
    .columns = incidents_columns_read,
    .write = incidents_write,
    .fields = incidents_fields,
    .csv = &incidents_csv,
};

enum err incidents_list(struct request *request, const struct rows *rows, struct ask *ask)
{
    static const struct listing list = {
        .sql = &incidents_read_sql,
        .sorts = incidents_sorts,
        .page = &incidents_page_terms,
        .search = &incidents_search,
        .ranked = &incidents_ranked,
        .count = INCIDENTS_READ_T_COUNT,
        .estimate = INCIDENTS_READ_T_ESTIMATE,
        .drawn = INCIDENTS_READ_T_DRAWN,
        .slow = INCIDENTS_READ_T_SEARCHED | INCIDENTS_READ_T_COLLECTION | INCIDENTS_READ_T_MISSING |
                INCIDENTS_READ_T_PRESENT | INCIDENTS_READ_T_VICTIM_COUNTRY | INCIDENTS_READ_T_SECTOR |
                INCIDENTS_READ_T_DATES,
        .check = period_check,
        .filter = incidents_filter,
        .form = &form,
    };
    return listing_handle(&list, request, rows, ask);
}

static const struct single single = {
    .sql = &incidents_read_sql,
    .one = INCIDENTS_READ_T_ONE,
    .by_id = INCIDENTS_READ_T_BY_ID,
    .id = INCIDENTS_READ_P_ID,
    .slug = INCIDENTS_READ_P_SLUG,
    .form = &form,
};

const struct include_from incidents_included = {
    .sql = &incidents_read_sql,
    .shape = INCIDENTS_READ_T_ONE | INCIDENTS_READ_T_BY_IDS,
    .ids = INCIDENTS_READ_P_IDS,
    .form = &form,
};

enum err incidents_get(struct request *request, const struct rows *rows, struct ask *ask)
{
    return single_handle(&single, request, rows, ask);
}

static enum err read_one(struct text at, struct ask *ask)
{
    single_ask(&single, at, ask);
    return ERR_NONE;
}

static const struct write_room room = {.type = RECORD_INCIDENT, .path = "/incidents", .form = &form, .read = read_one};

enum err incidents_change(struct request *request, const struct rows *rows, struct ask *ask)
{
    return write_handle(&room, request, rows, ask);
}

enum err incidents_moderate(struct request *request, const struct rows *rows, struct ask *ask)
{
    return write_moderate(&room, request, rows, ask);
}
