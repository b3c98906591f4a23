#include "actors/actors_api.h"

#include "actors/actors_json.h"
#include "actors/actors_store.h"
#include "actors_read_sql.h"
#include "listing/single.h"
#include "writing/write.h"

static const char *const kinds[] = {"state", "agency", "intrusion_set", "company", "alliance",
                                    "media", "person", "unnamed",       NULL};
const struct param_spec actors_kind_param = {.name = "kind", .kind = PARAM_CHOICE, .choices = kinds};
const struct param_spec actors_country_param = {.name = "country", .kind = PARAM_REFERENCE};

static const char *const ambiguous[] = {"true", NULL};
const struct param_spec actors_ambiguous_param = {.name = "ambiguous", .kind = PARAM_ONE_OF, .choices = ambiguous};

static const char *const merged[] = {"false", "true", NULL};
const struct param_spec actors_merged_param = {.name = "merged", .kind = PARAM_ONE_OF, .choices = merged};

/* As actors_sorts has them. */
static const char *const sorts[] = {"name",        "-name",      "slug",        "-slug", "created_at",
                                    "-created_at", "updated_at", "-updated_at", NULL};
const struct param_spec actors_sort_param = {
    .name = "sort", .kind = PARAM_ONE_OF, .choices = sorts, .fallback = "slug"};

static const struct form form = {
    .columns_size = sizeof(struct actors_columns),
    .columns = actors_columns_read,
    .write = actors_write,
    .fields = actors_fields,
    .csv = &actors_csv,
};

enum err actors_list(struct request *request, const struct rows *rows, struct ask *ask)
{
    static const struct listing list = {
        .sql = &actors_read_sql,
        .sorts = actors_sorts,
        .page = &actors_page_terms,
        .search = &actors_search,
        .ranked = &actors_ranked,
        .count = ACTORS_READ_T_COUNT,
        .estimate = ACTORS_READ_T_ESTIMATE,
        .drawn = ACTORS_READ_T_DRAWN,
        .slow = ACTORS_READ_T_SEARCHED | ACTORS_READ_T_KIND | ACTORS_READ_T_COLLECTION | ACTORS_READ_T_MISSING |
                ACTORS_READ_T_PRESENT | ACTORS_READ_T_AMBIGUOUS | ACTORS_READ_T_MERGED,
        .filter = actors_filter,
        .form = &form,
    };
    return listing_handle(&list, request, rows, ask);
}

static const struct single single = {
    .sql = &actors_read_sql,
    .one = ACTORS_READ_T_ONE,
    .by_id = ACTORS_READ_T_BY_ID,
    .id = ACTORS_READ_P_ID,
    .slug = ACTORS_READ_P_SLUG,
    .form = &form,
};

const struct include_from actors_included = {
    .sql = &actors_read_sql,
    .shape = ACTORS_READ_T_ONE | ACTORS_READ_T_BY_IDS,
    .ids = ACTORS_READ_P_IDS,
    .form = &form,
};

enum err actors_get(struct request *request, const struct rows *rows, struct ask *ask)
{
    return single_handle(&single, request, rows, ask);
}

static enum err read_one(struct text at, struct ask *ask)
{
    single_ask(&single, at, ask);
    return ERR_NONE;
}

static const struct write_room room = {.type = RECORD_ACTOR, .path = "/actors", .form = &form, .read = read_one};

enum err actors_change(struct request *request, const struct rows *rows, struct ask *ask)
{
    return write_handle(&room, request, rows, ask);
}

enum err actors_moderate(struct request *request, const struct rows *rows, struct ask *ask)
{
    return write_moderate(&room, request, rows, ask);
}
