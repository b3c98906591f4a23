#include "statements/statement_list.h"

#include "listing/period.h"
#include "past/known.h"
#include "statements/reach.h"
#include "statements/statement_params.h"
#include "statements_read_sql.h"

const struct sort statement_sorts[] = {
    {.column = "claimed_from", .type = SORT_DAY, .nullable = true},
    {.column = "claimed_from", .type = SORT_DAY, .nullable = true, .falling = true},
    {.column = "created_at", .type = SORT_INSTANT, .tags = STATEMENTS_READ_T_BY_CREATED},
    {.column = "created_at", .type = SORT_INSTANT, .falling = true, .tags = STATEMENTS_READ_T_BY_CREATED},
    {.column = "updated_at", .type = SORT_INSTANT, .tags = STATEMENTS_READ_T_BY_UPDATED},
    {.column = "updated_at", .type = SORT_INSTANT, .falling = true, .tags = STATEMENTS_READ_T_BY_UPDATED},
};

const struct sort statement_ranked = {
    .column = "rank", .type = SORT_TEXT, .falling = true, .tags = STATEMENTS_READ_T_BY_RANK};

const struct page_terms statement_page_terms = {
    .falling = STATEMENTS_READ_T_FALLING,
    .descending = STATEMENTS_READ_T_DESCENDING,
    .reversed = STATEMENTS_READ_T_REVERSED,
    .after = STATEMENTS_READ_T_AFTER,
    .after_null = STATEMENTS_READ_T_AFTER_UNDATED,
    .only_keyed = STATEMENTS_READ_T_ONLY_DATED,
    .only_keyless = STATEMENTS_READ_T_ONLY_UNDATED,
    .gate = STATEMENTS_READ_T_GATE,
    .limit = STATEMENTS_READ_P_LIMIT,
    .after_key = STATEMENTS_READ_P_AFTER_KEY,
    .after_id = STATEMENTS_READ_P_AFTER_ID,
};

static const struct filter filters[] = {
    {"spoken_by", FILTER_IDS, STATEMENTS_READ_T_SPOKEN_BY, STATEMENTS_READ_P_SPEAKERS},
    {"incident", FILTER_IDS, STATEMENTS_READ_T_INCIDENT, STATEMENTS_READ_P_INCIDENTS},
    {"source", FILTER_IDS, STATEMENTS_READ_T_SOURCE, STATEMENTS_READ_P_SOURCES},
    {"collection", FILTER_IDS, STATEMENTS_READ_T_COLLECTION, STATEMENTS_READ_P_COLLECTIONS},
    {"claim", FILTER_IDS, STATEMENTS_READ_T_ANSWERED, STATEMENTS_READ_P_ANSWERED},
    {"victim_country", FILTER_COUNTRIES, STATEMENTS_READ_T_VICTIM_COUNTRY, STATEMENTS_READ_P_VICTIM_COUNTRIES},
    {"sector", FILTER_SLUGS, STATEMENTS_READ_T_SECTOR, STATEMENTS_READ_P_SECTORS},
    {"language", FILTER_WORDS, STATEMENTS_READ_T_LANGUAGE, STATEMENTS_READ_P_LANGUAGES},
    {"basis", FILTER_CHOICES, STATEMENTS_READ_T_BASIS, STATEMENTS_READ_P_BASES},
    {"responsibility", FILTER_CHOICES, STATEMENTS_READ_T_RESPONSIBILITY, STATEMENTS_READ_P_RESPONSIBILITIES},
    {"stance", FILTER_CHOICES, STATEMENTS_READ_T_STANCE, STATEMENTS_READ_P_STANCES},
};

/* One status is a stretch of an index in the order of the list; several are not. */
static enum err filter_status(struct request *request, const struct lookup *lookup, struct ask *ask,
                              struct listing_filters *out)
{
    static const struct filter several = {"status", FILTER_CHOICES, STATEMENTS_READ_T_STATUS,
                                          STATEMENTS_READ_P_STATUSES};
    const struct param *status = filter_param(request, "status");
    if (status == NULL || status->count > 1)
        return filters_ask(&several, 1, request, lookup, ask, &out->nothing);
    ask->shape |= STATEMENTS_READ_T_ONE_STATUS;
    ask_bind(ask, STATEMENTS_READ_P_ONE_STATUS, status->values[0]);
    return ERR_NONE;
}

static enum err filter_dates(struct request *request, struct ask *ask, struct listing_filters *out)
{
    static const uint64_t tags[] = {
        [STATEMENT_CLAIMED] = STATEMENTS_READ_T_CLAIMED_DATES,
        [STATEMENT_PUBLISHED] = STATEMENTS_READ_T_PUBLISHED_DATES,
        [STATEMENT_INCIDENT] = STATEMENTS_READ_T_INCIDENT_DATES,
        [STATEMENT_RECORDED] = STATEMENTS_READ_T_RECORDED_DATES,
    };
    struct period period;
    enum err err = period_read(request, &period);
    if (err || !period.given)
        return err;
    ask_bind(ask, STATEMENTS_READ_P_FROM, period.first);
    ask_bind(ask, STATEMENTS_READ_P_TO, period.last);
    const struct param *field = filter_param(request, "date_field");
    int which = field == NULL ? STATEMENT_CLAIMED : field->choice;
    ask->shape |= tags[which];
    ask->shape |= period.undated ? STATEMENTS_READ_T_UNDATED : 0;
    if (which == STATEMENT_CLAIMED && !period.undated)
        out->keyless = false;
    return ERR_NONE;
}

/* `confidence` and `confidence_min` say one thing together: a set of levels. */
static enum err filter_confidence(struct request *request, struct ask *ask, struct listing_filters *out)
{
    const struct param *levels = filter_param(request, "confidence");
    const struct param *least = filter_param(request, "confidence_min");
    if (levels == NULL && least == NULL)
        return ERR_NONE;
    const char *const *names = statement_confidence_param.choices;
    struct text chosen[STATEMENT_UNSTATED + 1];
    size_t count = 0;
    for (int level = STATEMENT_LOW; level <= STATEMENT_UNSTATED; level++) {
        bool wanted = levels == NULL || (levels->choice_set & UINT64_C(1) << level) != 0;
        bool enough = least == NULL || (level != STATEMENT_UNSTATED && level >= least->choice);
        if (wanted && enough)
            chosen[count++] = text_of(names[level]);
    }
    out->nothing = out->nothing || count == 0;
    ask->shape |= STATEMENTS_READ_T_CONFIDENCE;
    return ask_bind_array(ask, STATEMENTS_READ_P_CONFIDENCES, chosen, count, &request->arena);
}

/* What a count needs of the parameter that says where the list is read: its actors, each on all of its sides. */
static enum err bind_driving(const struct reach *reach, struct request *request, struct ask *ask)
{
    struct text *roots = arena_array(&request->arena, reach->count, sizeof *roots);
    struct text roles[2];
    size_t root_count = 0, role_count = 0;
    if (roots == NULL)
        return ERR_INTERNAL;
    for (size_t i = 0; i < reach->count && reach->asked[i].rank == 1; i++) {
        roots[root_count++] = reach->asked[i].id;
        if (role_count == 0 || (role_count == 1 && !text_equal(roles[0], reach->asked[i].role)))
            roles[role_count++] = reach->asked[i].role;
    }
    enum err err = ask_bind_array(ask, STATEMENTS_READ_P_DRIVING_ROOTS, roots, root_count, &request->arena);
    return err ? err : ask_bind_array(ask, STATEMENTS_READ_P_DRIVING_ROLES, roles, role_count, &request->arena);
}

static enum err bind_reach(const struct reach *reach, struct request *request, struct ask *ask)
{
    struct text *parameters = arena_array(&request->arena, reach->count, sizeof *parameters);
    struct text *roots = arena_array(&request->arena, reach->count, sizeof *roots);
    struct text *roles = arena_array(&request->arena, reach->count, sizeof *roles);
    if (parameters == NULL || roots == NULL || roles == NULL)
        return ERR_INTERNAL;
    for (size_t i = 0; i < reach->count; i++) {
        parameters[i] = arena_format(&request->arena, "%u", reach->asked[i].rank);
        roots[i] = reach->asked[i].id;
        roles[i] = reach->asked[i].role;
    }
    enum err err = ask_bind_array(ask, STATEMENTS_READ_P_ASKED_PARAMETERS, parameters, reach->count, &request->arena);
    if (!err)
        err = ask_bind_array(ask, STATEMENTS_READ_P_ASKED_ROOTS, roots, reach->count, &request->arena);
    if (!err)
        err = ask_bind_array(ask, STATEMENTS_READ_P_ASKED_ROLES, roles, reach->count, &request->arena);
    return err ? err : bind_driving(reach, request, ask);
}

static int64_t claims_of(const struct lookup *lookup, const char *parameter)
{
    const struct lookup_value *value;
    int64_t claims = 0;
    for (size_t at = 0; lookup_next(lookup, parameter, &at, &value);)
        for (size_t i = 0; i < value->count; i++)
            claims += value->matches[i].claims_against;
    return claims;
}

int64_t statement_bound(const struct lookup *lookup, const struct ask *ask, const struct listing_filters *filtered)
{
    const struct reach *reach = filtered->room;
    int64_t bound = reach == NULL ? INT64_MAX : reach->claims;
    int64_t cited = (ask->shape & STATEMENTS_READ_T_SOURCE) != 0 ? claims_of(lookup, "source") : bound;
    int64_t about = (ask->shape & STATEMENTS_READ_T_INCIDENT) != 0 ? claims_of(lookup, "incident") : bound;
    bound = cited < bound ? cited : bound;
    return about < bound ? about : bound;
}

/*
 * A list for actors and of a source or an incident: read along the actors, or along what has far fewer claims, or, of a
 * large incident, each of the actors' few claims asked for it. The factors are of docs/decisions/0003.
 */
static void choose_way(const struct reach *reach, const struct lookup *lookup, struct ask *ask)
{
    bool cited = (ask->shape & STATEMENTS_READ_T_SOURCE) != 0;
    if (!cited && (ask->shape & STATEMENTS_READ_T_INCIDENT) == 0)
        return;
    int64_t claims = claims_of(lookup, cited ? "source" : "incident");
    if (claims < reach->claims / 100)
        ask->shape |= STATEMENTS_READ_T_NARROW;
    else if (!cited && reach->claims < claims / 4)
        ask->shape |= STATEMENTS_READ_T_EACH;
}

/* By which ways an actor is found: of those that a filter names, and of those that a facet counts. */
static void filter_scope(struct request *request, struct ask *ask)
{
    const struct param *scope = filter_param(request, "scope");
    if (scope != NULL && scope->choice != STATEMENT_SCOPE_ALL) {
        ask->shape |= STATEMENTS_READ_T_SCOPE;
        ask_bind(ask, STATEMENTS_READ_P_SCOPE, scope->choice == STATEMENT_SCOPE_EXACT ? TEXT("self") : TEXT("part_of"));
    }
}

static enum err filter_reach(const char *path, struct request *request, const struct lookup *lookup, struct ask *ask,
                             struct listing_filters *out)
{
    struct reach *reach = arena_alloc(&request->arena, sizeof *reach);
    if (reach == NULL)
        return ERR_INTERNAL;
    enum err err = reach_read(reach, path, request, lookup);
    if (err)
        return err;
    out->nothing = out->nothing || reach->nothing;
    filter_scope(request, ask);
    if (reach->count == 0)
        return ERR_NONE;
    out->room = reach;
    bool claims = (ask->shape & STATEMENTS_READ_T_CLAIMS) != 0;
    ask->shape |= claims ? STATEMENTS_READ_T_REACH : STATEMENTS_READ_T_ANSWERER;
    if (reach->parameters > 1) {
        ask->shape |= STATEMENTS_READ_T_OTHERS;
        ask_bind_int(ask, STATEMENTS_READ_P_OTHERS, (int64_t)reach->parameters - 1, &request->arena);
    }
    /* What is read of the past has other indexes. */
    if (claims && request->as_of.ptr == NULL)
        choose_way(reach, lookup, ask);
    return bind_reach(reach, request, ask);
}

enum err statement_filter_as(const char *path, struct request *request, const struct lookup *lookup, struct ask *ask,
                             struct listing_filters *out)
{
    filter_either(request, "missing", STATEMENTS_READ_T_MISSING, STATEMENTS_READ_T_PRESENT, ask);
    known_ask(request, ask);
    enum err err = filters_ask(filters, sizeof filters / sizeof filters[0], request, lookup, ask, &out->nothing);
    if (!err)
        err = filter_status(request, lookup, ask, out);
    if (!err)
        err = filter_dates(request, ask, out);
    if (!err)
        err = filter_confidence(request, ask, out);
    return err ? err : filter_reach(path, request, lookup, ask, out);
}

enum err statement_filter(struct request *request, const struct lookup *lookup, struct ask *ask,
                          struct listing_filters *out)
{
    return statement_filter_as(NULL, request, lookup, ask, out);
}

enum err statement_filter_path(uint64_t tag, size_t param, struct request *request, const struct lookup *lookup,
                               struct ask *ask)
{
    size_t count = 0;
    const struct text *ids = lookup_ids(lookup, NULL, &request->arena, &count);
    if (ids == NULL)
        return ERR_INTERNAL;
    known_ask(request, ask);
    ask->shape |= tag;
    return ask_bind_array(ask, param, ids, count, &request->arena);
}
