#include "claims/claims_api.h"

#include "claims/claims_json.h"
#include "listing/period.h"
#include "statements/statement_get.h"
#include "statements/statement_list.h"
#include "statements_read_sql.h"
#include "writing/write.h"

static const struct form form = {
    .columns_size = sizeof(struct claims_columns),
    .columns = claims_columns_read,
    .write = claims_write,
    .fields = claims_fields,
    .csv = &claims_csv,
};

static const struct search_terms search = STATEMENT_SEARCH("claim");

static const struct listing list = {
    .sql = &statements_read_sql,
    .shape = STATEMENTS_READ_T_CLAIMS,
    .sorts = statement_sorts,
    .page = &statement_page_terms,
    .search = &search,
    .ranked = &statement_ranked,
    .count = STATEMENTS_READ_T_COUNT,
    .estimate = STATEMENTS_READ_T_ESTIMATE,
    .drawn = STATEMENTS_READ_T_DRAWN,
    .slow = STATEMENT_SLOW_TAGS,
    .narrows = STATEMENT_NARROWS,
    .narrow = STATEMENTS_READ_T_NARROW,
    .check = period_check,
    .filter = statement_filter,
    .form = &form,
};

enum err claims_list(struct request *request, const struct rows *rows, struct ask *ask)
{
    return listing_handle(&list, request, rows, ask);
}

static enum err of_source(struct request *request, const struct lookup *lookup, struct ask *ask,
                          struct listing_filters *filters)
{
    enum err err = statement_filter(request, lookup, ask, filters);
    return err ? err : statement_filter_path(STATEMENTS_READ_T_SOURCE, STATEMENTS_READ_P_SOURCES, request, lookup, ask);
}

enum err claims_of_source(struct request *request, const struct rows *rows, struct ask *ask)
{
    struct listing of = list;
    of.path = LOOKUP_SOURCE;
    of.filter = of_source;
    return listing_handle(&of, request, rows, ask);
}

static enum err against(struct request *request, const struct lookup *lookup, struct ask *ask,
                        struct listing_filters *filters)
{
    return statement_filter_as("actor", request, lookup, ask, filters);
}

enum err claims_against_actor(struct request *request, const struct rows *rows, struct ask *ask)
{
    struct listing of = list;
    of.path = LOOKUP_ACTOR;
    of.filter = against;
    return listing_handle(&of, request, rows, ask);
}

static enum err by(struct request *request, const struct lookup *lookup, struct ask *ask,
                   struct listing_filters *filters)
{
    return statement_filter_as("claimant", request, lookup, ask, filters);
}

enum err claims_by_actor(struct request *request, const struct rows *rows, struct ask *ask)
{
    struct listing of = list;
    of.path = LOOKUP_ACTOR;
    of.filter = by;
    return listing_handle(&of, request, rows, ask);
}

const struct statement_kind claims_kind = {
    .shape = STATEMENTS_READ_T_CLAIMS,
    .type = "claim",
    .form = &form,
};

const struct include_from claims_included = {
    .sql = &statements_read_sql,
    .shape = STATEMENTS_READ_T_CLAIMS | STATEMENTS_READ_T_ONE | STATEMENTS_READ_T_BY_IDS | STATEMENTS_READ_T_CITATIONS,
    .ids = STATEMENTS_READ_P_IDS,
    .type = "claim",
    .type_at = STATEMENTS_READ_P_TYPE,
    .form = &form,
    .said = true,
};

enum err claims_get(struct request *request, const struct rows *rows, struct ask *ask)
{
    return statement_get(&claims_kind, request, rows, ask);
}

static enum err read_one(struct text at, struct ask *ask)
{
    return statement_ask(&claims_kind, at, ask);
}

static const struct write_room room = {.type = RECORD_CLAIM, .path = "/claims", .form = &form, .read = read_one};

enum err claims_change(struct request *request, const struct rows *rows, struct ask *ask)
{
    return write_handle(&room, request, rows, ask);
}

enum err claims_moderate(struct request *request, const struct rows *rows, struct ask *ask)
{
    return write_moderate(&room, request, rows, ask);
}
