#include "facets/facets_api.h"

#include "facets/facets_json.h"
#include "listing/envelope.h"
#include "listing/filter.h"
#include "listing/names.h"
#include "listing/period.h"
#include "listing/rendering.h"
#include "past/past.h"
#include "statements/statement_list.h"
#include "statements/statement_params.h"
#include "statements_read_sql.h"

/* Then it is said that they could not be counted in time. */
#define FACETS_BUDGET_MS 8000
#define FACET_LIMIT      50
/* Claims that are looked up one by one for each facet, rather than found among all: docs/decisions/0003. */
#define FEW 30000

static const char *const facet_names[] = {
    "actor",    "claimant",       "year",        "status",         "stance", "basis",      "confidence",
    "language", "responsibility", "source_kind", "victim_country", "sector", "collection", NULL};
const struct param_spec facets_by_param = {.name = "by", .kind = PARAM_CHOICE, .choices = facet_names};
const struct param_spec facets_limit_param = {.name = "limit", .kind = PARAM_INTEGER, .min = 1, .max = 1000};

static const struct search_terms search = STATEMENT_SEARCH("claim");

struct facets_state {
    struct names names;
    bool licences;         /* are wanted, and not here yet */
    struct envelope drawn; /* the licences alone */
    struct listing_filters filters;
};

static enum err write_reply(const struct facets_state *state, struct request *request, const struct rows *rows,
                            bool ran_out)
{
    const struct param *by = params_get(&request->params, "by");
    struct json_writer json;
    json_writer_init(&json, &request->reply.body);
    json_write_object_begin(&json);
    json_write_key(&json, "data");
    facets_write(ran_out ? NULL : rows, by, &json);
    json_write_key(&json, "meta");
    json_write_object_begin(&json);
    int64_t total = ran_out ? -1 : facets_total(rows);
    json_write_key(&json, "count");
    if (total < 0)
        json_write_null(&json);
    else
        json_write_int(&json, total);
    if (request->as_of.ptr != NULL)
        json_write_pair(&json, "as_of", request->as_of);
    if (request->known_on.ptr != NULL)
        json_write_pair(&json, "known_on", request->known_on);
    json_write_key(&json, "resolved");
    json_write_array_begin(&json);
    lookup_write_resolved(&state->names.lookup, &json);
    json_write_array_end(&json);
    json_write_key(&json, "warnings");
    json_write_array_begin(&json);
    lookup_write_warnings(&state->names.lookup, &json);
    search_write_warnings(&state->names.search, false, &json);
    for (size_t i = 0; ran_out && i < by->count; i++) {
        json_write_object_begin(&json);
        json_write_pair(&json, "code", TEXT("ran-out"));
        json_write_pair(&json, "parameter", TEXT("by"));
        json_write_pair(&json, "value", by->values[i]);
        json_write_pair(&json, "detail",
                        TEXT("The facet could not be counted in time. Ask for fewer facets at once, or filter more."));
        json_write_object_end(&json);
    }
    json_write_array_end(&json);
    if (rendering_licences(request))
        envelope_write_licences(&state->drawn, &json);
    json_write_object_end(&json);
    json_write_object_end(&json);
    request->reply.media = MEDIA_JSON;
    enum err err = envelope_link_header(&state->drawn, request);
    return err ? err : buf_check(&request->reply.body);
}

/* The branches of the statement that count: `year` has one for each of the dates that `date_field` names. */
static enum err bind_facets(struct request *request, struct ask *ask)
{
    static const struct text years[] = {
        [STATEMENT_CLAIMED] = TEXT("year"),
        [STATEMENT_PUBLISHED] = TEXT("year published"),
        [STATEMENT_INCIDENT] = TEXT("year incident"),
        [STATEMENT_RECORDED] = TEXT("year recorded"),
    };
    const struct param *by = params_get(&request->params, "by");
    const struct param *field = params_get(&request->params, "date_field");
    struct text *branches = arena_array(&request->arena, by->count, sizeof *branches);
    if (branches == NULL)
        return ERR_INTERNAL;
    for (size_t i = 0; i < by->count; i++) {
        bool dated = field->count > 0 && text_equal(by->values[i], years[STATEMENT_CLAIMED]);
        branches[i] = dated ? years[field->choice] : by->values[i];
    }
    return ask_bind_array(ask, STATEMENTS_READ_P_FACETS, branches, by->count, &request->arena);
}

static enum err ask_facets(struct facets_state *state, struct request *request, struct ask *ask)
{
    static const struct rows none = {0};
    const struct param *limit = params_get(&request->params, "limit");
    state->filters = (struct listing_filters){.keyless = true};
    ask_begin(ask, &statements_read_sql, STATEMENTS_READ_T_CLAIMS, LANE_SLOW);
    enum err err = statement_filter(request, &state->names.lookup, ask, &state->filters);
    if (err)
        return err;
    if (state->filters.nothing) {
        ask->sql = NULL;
        return write_reply(state, request, &none, false);
    }
    search_bind(&state->names.search, &search, false, ask);
    ask->budget_ms = FACETS_BUDGET_MS;
    ask->shape |= STATEMENTS_READ_T_COUNT;
    if (state->licences) {
        ask->shape |= STATEMENTS_READ_T_DRAWN;
        return ERR_NONE;
    }
    ask->shape |= STATEMENTS_READ_T_FACETS;
    if (statement_bound(&state->names.lookup, ask, &state->filters) <= FEW)
        ask->shape |= STATEMENTS_READ_T_FEW;
    ask_bind_int(ask, STATEMENTS_READ_P_FACET_LIMIT, limit->count > 0 ? limit->number : FACET_LIMIT, &request->arena);
    return bind_facets(request, ask);
}

/* One that was given and is no good has been told of already. */
static bool by_is_missing(const struct request *request)
{
    for (size_t i = 0; i < request->faults.count; i++)
        if (text_equal(request->faults.items[i].name, TEXT("by")))
            return false;
    return !params_has(&request->params, "by");
}

static enum err check(struct request *request)
{
    if (!by_is_missing(request))
        return period_check(request);
    const struct fault missing = {
        .code = FAULT_MISSING,
        .where = FAULT_AT_PARAMETER,
        .name = TEXT("by"),
        .detail = TEXT("Say by what the claims are to be divided."),
        .allowed = facet_names,
    };
    enum err err = faults_add(&request->faults, &request->arena, &missing);
    return err ? err : period_check(request);
}

static enum err handle(const void *of, struct request *request, const struct rows *rows, struct ask *ask)
{
    struct facets_state *state = request->state;
    enum err err;
    (void)of;
    if (rows == NULL) {
        state = arena_alloc(&request->arena, sizeof *state);
        if (state == NULL)
            return ERR_INTERNAL;
        request->state = state;
        state->licences = rendering_licences(request);
        err = check(request);
        if (!err)
            err = names_begin(&state->names, LOOKUP_NONE, search.kind, request, ask);
    } else if (!state->names.known) {
        err = names_take(&state->names, request, rows, ask);
    } else if (state->licences && !rows->ran_out) {
        state->licences = false;
        err = envelope_add_licences(&state->drawn, rows, 0, rows->count, &request->arena);
    } else {
        return write_reply(state, request, rows, rows->ran_out);
    }
    return err || !state->names.known ? err : ask_facets(state, request, ask);
}

enum err facets(struct request *request, const struct rows *rows, struct ask *ask)
{
    static const struct past_reader reader = {.read = handle, .reports = true};
    return past_handle(&reader, request, rows, ask);
}
