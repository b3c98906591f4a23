#include "responses/responses_api.h"

#include "listing/period.h"
#include "responses/responses_json.h"
#include "statements/statement_get.h"
#include "statements/statement_list.h"
#include "statements_read_sql.h"
#include "writing/write.h"

static const struct form counter_claim_form = {
    .columns_size = sizeof(struct counter_claim_columns),
    .columns = counter_claim_columns_read,
    .write = counter_claim_write,
    .fields = counter_claim_fields,
    .csv = &counter_claims_csv,
};
static const struct form endorsement_form = {
    .columns_size = sizeof(struct endorsement_columns),
    .columns = endorsement_columns_read,
    .write = endorsement_write,
    .fields = endorsement_fields,
    .csv = &endorsements_csv,
};

static const struct search_terms counter_claim_search = STATEMENT_SEARCH("counter_claim");
static const struct search_terms endorsement_search = STATEMENT_SEARCH("endorsement");

/* Lists carry the citations too, so that one request shows who answers, when, how, in which words and where. */
static const struct listing counter_claims = {
    .sql = &statements_read_sql,
    .shape = STATEMENTS_READ_T_COUNTER_CLAIMS | STATEMENTS_READ_T_CITATIONS,
    .sorts = statement_sorts,
    .page = &statement_page_terms,
    .search = &counter_claim_search,
    .ranked = &statement_ranked,
    .count = STATEMENTS_READ_T_COUNT,
    .estimate = STATEMENTS_READ_T_ESTIMATE,
    .drawn = STATEMENTS_READ_T_DRAWN,
    .slow = STATEMENT_SLOW_TAGS,
    .narrows = STATEMENT_NARROWS,
    .narrow = STATEMENTS_READ_T_NARROW,
    .check = period_check,
    .filter = statement_filter,
    .form = &counter_claim_form,
};

static const struct listing endorsements = {
    .sql = &statements_read_sql,
    .shape = STATEMENTS_READ_T_ENDORSEMENTS | STATEMENTS_READ_T_CITATIONS,
    .sorts = statement_sorts,
    .page = &statement_page_terms,
    .search = &endorsement_search,
    .ranked = &statement_ranked,
    .count = STATEMENTS_READ_T_COUNT,
    .estimate = STATEMENTS_READ_T_ESTIMATE,
    .drawn = STATEMENTS_READ_T_DRAWN,
    .slow = STATEMENT_SLOW_TAGS,
    .narrows = STATEMENT_NARROWS,
    .narrow = STATEMENTS_READ_T_NARROW,
    .check = period_check,
    .filter = statement_filter,
    .form = &endorsement_form,
};

static enum err filter_of_claim(struct request *request, const struct lookup *lookup, struct ask *ask,
                                struct listing_filters *filters)
{
    enum err err = statement_filter(request, lookup, ask, filters);
    return err ? err
               : statement_filter_path(STATEMENTS_READ_T_ANSWERED, STATEMENTS_READ_P_ANSWERED, request, lookup, ask);
}

static enum err of_claim(const struct listing *list, struct request *request, const struct rows *rows, struct ask *ask)
{
    struct listing of = *list;
    of.path = LOOKUP_CLAIM;
    of.filter = filter_of_claim;
    return listing_handle(&of, request, rows, ask);
}

enum err counter_claims_list(struct request *request, const struct rows *rows, struct ask *ask)
{
    return listing_handle(&counter_claims, request, rows, ask);
}

enum err counter_claims_of_claim(struct request *request, const struct rows *rows, struct ask *ask)
{
    return of_claim(&counter_claims, request, rows, ask);
}

const struct statement_kind counter_claim_kind = {
    .shape = STATEMENTS_READ_T_COUNTER_CLAIMS,
    .type = "counter_claim",
    .form = &counter_claim_form,
};

const struct include_from counter_claims_included = {
    .sql = &statements_read_sql,
    .shape = STATEMENTS_READ_T_COUNTER_CLAIMS | STATEMENTS_READ_T_ONE | STATEMENTS_READ_T_ANSWERS |
             STATEMENTS_READ_T_CITATIONS,
    .ids = STATEMENTS_READ_P_IDS,
    .hangs_on = "counter_ids",
    .limit = STATEMENTS_READ_P_LIMIT,
    .form = &counter_claim_form,
    .said = true,
};

enum err counter_claims_get(struct request *request, const struct rows *rows, struct ask *ask)
{
    return statement_get(&counter_claim_kind, request, rows, ask);
}

static enum err read_counter_claim(struct text at, struct ask *ask)
{
    return statement_ask(&counter_claim_kind, at, ask);
}

static const struct write_room counter_claims_room = {
    .type = RECORD_COUNTER_CLAIM, .path = "/counter-claims", .form = &counter_claim_form, .read = read_counter_claim};

enum err counter_claims_change(struct request *request, const struct rows *rows, struct ask *ask)
{
    return write_handle(&counter_claims_room, request, rows, ask);
}

enum err counter_claims_moderate(struct request *request, const struct rows *rows, struct ask *ask)
{
    return write_moderate(&counter_claims_room, request, rows, ask);
}

enum err endorsements_list(struct request *request, const struct rows *rows, struct ask *ask)
{
    return listing_handle(&endorsements, request, rows, ask);
}

enum err endorsements_of_claim(struct request *request, const struct rows *rows, struct ask *ask)
{
    return of_claim(&endorsements, request, rows, ask);
}

const struct statement_kind endorsement_kind = {
    .shape = STATEMENTS_READ_T_ENDORSEMENTS,
    .type = "endorsement",
    .form = &endorsement_form,
};

const struct include_from endorsements_included = {
    .sql = &statements_read_sql,
    .shape = STATEMENTS_READ_T_ENDORSEMENTS | STATEMENTS_READ_T_ONE | STATEMENTS_READ_T_ANSWERS |
             STATEMENTS_READ_T_CITATIONS,
    .ids = STATEMENTS_READ_P_IDS,
    .hangs_on = "endorsed_ids",
    .limit = STATEMENTS_READ_P_LIMIT,
    .form = &endorsement_form,
    .said = true,
};

enum err endorsements_get(struct request *request, const struct rows *rows, struct ask *ask)
{
    return statement_get(&endorsement_kind, request, rows, ask);
}

static enum err read_endorsement(struct text at, struct ask *ask)
{
    return statement_ask(&endorsement_kind, at, ask);
}

static const struct write_room endorsements_room = {
    .type = RECORD_ENDORSEMENT, .path = "/endorsements", .form = &endorsement_form, .read = read_endorsement};

enum err endorsements_change(struct request *request, const struct rows *rows, struct ask *ask)
{
    return write_handle(&endorsements_room, request, rows, ask);
}

enum err endorsements_moderate(struct request *request, const struct rows *rows, struct ask *ask)
{
    return write_moderate(&endorsements_room, request, rows, ask);
}
