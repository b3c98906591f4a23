#include "unit.h"

#include <string.h>

#include "claimd/params.h"
#include "claimd/route.h"
#include "listing/filter_params.h"
#include "listing/page.h"
#include "statements/reach.h"
#include "statements/statement_list.h"
#include "statements/statement_params.h"
#include "statements_read_sql.h"

#define T(tag)   STATEMENTS_READ_T_##tag
#define P(param) STATEMENTS_READ_P_##param

static const struct param_spec *const params[] = {
    &statement_actor_param,      &statement_claimant_param, &statement_party_param,
    &statement_scope_param,      &statement_status_param,   &statement_basis_param,
    &statement_confidence_param, &filter_language_param,    &statement_confidence_min_param,
    &statement_date_field_param, &filter_undated_param,     &statement_incident_param,
    &statement_source_param,
};

static void request_init(struct request *request, const char *query)
{
    *request = (struct request){0};
    arena_init(&request->arena, 1 << 20);
    assert_int_equal(
        params_parse(&request->params, params, COUNT_OF(params), text_of(query), &request->arena, &request->faults),
        ERR_NONE);
}

static void request_deinit(struct request *request)
{
    arena_deinit(&request->arena);
}

#define REQUEST_CLEANUP __attribute__((cleanup(request_deinit)))

static void filter(struct request *request, const struct lookup *lookup, uint64_t shape, struct ask *ask,
                   struct listing_filters *out)
{
    *out = (struct listing_filters){.keyless = true};
    ask_begin(ask, &statements_read_sql, shape, LANE_FAST);
    assert_int_equal(statement_filter(request, lookup, ask, out), ERR_NONE);
}

static void test_filters(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        uint64_t tags;
        size_t param;
        const char *value;
        bool slow, nothing;
    } cases[] = {
        {"", 0, P(STATUSES), NULL, false, false},
        {"status=disputed", T(ONE_STATUS), P(ONE_STATUS), "disputed", false, false},
        {"status=disputed,answered", T(STATUS), P(STATUSES), "{\"answered\",\"disputed\"}", true, false},
        {"basis=legal", T(BASIS), P(BASES), "{\"legal\"}", true, false},
        {"language=fr,de", T(LANGUAGE), P(LANGUAGES), "{\"fr\",\"de\"}", true, false},
        {"confidence=low,unstated", T(CONFIDENCE), P(CONFIDENCES), "{\"low\",\"unstated\"}", true, false},
        {"confidence_min=moderate", T(CONFIDENCE), P(CONFIDENCES), "{\"moderate\",\"high\"}", true, false},
        {"confidence_min=low", T(CONFIDENCE), P(CONFIDENCES), "{\"low\",\"moderate\",\"high\"}", true, false},
        {"confidence=low,high&confidence_min=moderate", T(CONFIDENCE), P(CONFIDENCES), "{\"high\"}", true, false},
        {"confidence=low,unstated&confidence_min=high", T(CONFIDENCE), P(CONFIDENCES), "{}", true, true},
        {"scope=all", 0, P(SCOPE), NULL, false, false},
        {"scope=organs", T(SCOPE), P(SCOPE), "part_of", false, false},
        {"scope=exact", T(SCOPE), P(SCOPE), "self", false, false},
    };
    static const struct lookup nobody = {0};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        REQUEST_CLEANUP struct request request;
        request_init(&request, cases[i].query);
        struct ask ask;
        struct listing_filters out;
        filter(&request, &nobody, T(CLAIMS), &ask, &out);
        assert_case(ask.shape == (T(CLAIMS) | cases[i].tags), cases[i].query);
        assert_text(ask.values[cases[i].param], cases[i].value);
        assert_case(((ask.shape & STATEMENT_SLOW_TAGS) != 0) == cases[i].slow, cases[i].query);
        assert_case(out.nothing == cases[i].nothing, cases[i].query);
        assert_null(out.room);
    }
}

/* A value for each parameter of the request, in its order, that names one actor with so many claims. */
static void names(struct lookup *lookup, struct request *request, const int64_t *against, const int64_t *by)
{
    lookup->values = arena_array(&request->arena, COUNT_OF(params), sizeof *lookup->values);
    assert_non_null(lookup->values);
    lookup->count = 0;
    for (size_t i = 0; i < request->params.count; i++) {
        const struct param *param = &request->params.items[i];
        if (param->spec->kind != PARAM_REFERENCE || param->count == 0)
            continue;
        struct lookup_match *match = arena_alloc(&request->arena, sizeof *match);
        assert_non_null(match);
        *match = (struct lookup_match){
            .id = param->values[0], .claims_against = against[lookup->count], .claims_by = by[lookup->count]};
        lookup->values[lookup->count] = (struct lookup_value){.param = param,
                                                              .kind = LOOKUP_ACTOR,
                                                              .text = param->values[0],
                                                              .part_of = lookup->count,
                                                              .matches = match,
                                                              .count = 1};
        lookup->count++;
    }
}

/* The parameter that fewest claims reach leads, and counts are made along it. */
static void test_reach(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        int64_t against[2], by[2];
        uint64_t tags;
        const char *parameters, *roots, *roles, *driving_roots, *driving_roles, *others;
    } cases[] = {
        {"actor=a", {9}, {0}, T(REACH), "{\"1\"}", "{\"a\"}", "{\"accused\"}", "{\"a\"}", "{\"accused\"}", NULL},
        {"claimant=c&scope=organs",
         {9},
         {0},
         T(REACH) | T(SCOPE),
         "{\"1\"}",
         "{\"c\"}",
         "{\"claimant\"}",
         "{\"c\"}",
         "{\"claimant\"}",
         NULL},
        {"party=p",
         {9},
         {9},
         T(REACH),
         "{\"1\",\"1\"}",
         "{\"p\",\"p\"}",
         "{\"accused\",\"claimant\"}",
         "{\"p\",\"p\"}",
         "{\"accused\",\"claimant\"}",
         NULL},
        {"actor=a&claimant=c",
         {5, 0},
         {0, 9},
         T(REACH) | T(OTHERS),
         "{\"1\",\"2\"}",
         "{\"a\",\"c\"}",
         "{\"accused\",\"claimant\"}",
         "{\"a\"}",
         "{\"accused\"}",
         "1"},
        {"actor=a&claimant=c",
         {9, 7},
         {7, 5},
         T(REACH) | T(OTHERS),
         "{\"1\",\"2\"}",
         "{\"c\",\"a\"}",
         "{\"claimant\",\"accused\"}",
         "{\"c\"}",
         "{\"claimant\"}",
         "1"},
        {"claimant=c&party=p",
         {0, 3},
         {5, 3},
         T(REACH) | T(OTHERS),
         "{\"1\",\"2\",\"2\"}",
         "{\"c\",\"p\",\"p\"}",
         "{\"claimant\",\"accused\",\"claimant\"}",
         "{\"c\"}",
         "{\"claimant\"}",
         "1"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        REQUEST_CLEANUP struct request request;
        request_init(&request, cases[i].query);
        struct lookup lookup;
        names(&lookup, &request, cases[i].against, cases[i].by);
        struct ask ask;
        struct listing_filters out;
        filter(&request, &lookup, T(CLAIMS), &ask, &out);
        assert_case(ask.shape == (T(CLAIMS) | cases[i].tags), cases[i].query);
        assert_text(ask.values[P(ASKED_PARAMETERS)], cases[i].parameters);
        assert_text(ask.values[P(ASKED_ROOTS)], cases[i].roots);
        assert_text(ask.values[P(ASKED_ROLES)], cases[i].roles);
        assert_text(ask.values[P(OTHERS)], cases[i].others);
        assert_text(ask.values[P(DRIVING_ROOTS)], cases[i].driving_roots);
        assert_text(ask.values[P(DRIVING_ROLES)], cases[i].driving_roles);
        const struct reach *reach = out.room;
        assert_non_null(reach);
        assert_int_equal(reach->asked[0].value.len, 1);
        assert_int_equal(reach->asked[0].value.ptr[0], reach->asked[0].parameter[0]);

        /* Of answers to claims it is who makes them. */
        filter(&request, &lookup, T(ENDORSEMENTS), &ask, &out);
        assert_true((ask.shape & T(ANSWERER)) != 0 && (ask.shape & T(REACH)) == 0);
        assert_true((ask.shape & STATEMENT_SLOW_TAGS) != 0);
    }
}

/* Along the actors, along what has far fewer claims, or the few of the actors each asked for a large incident. */
static void test_ways(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        int64_t claims[3];
        uint64_t way;
        int64_t bound;
    } cases[] = {
        {"actor=a&source=s", {1000, 9}, T(SOURCE) | T(NARROW), 9},
        {"actor=a&source=s", {1000, 10}, T(SOURCE), 10},
        {"actor=a&source=s", {1, 1000}, T(SOURCE), 1},
        {"actor=a&incident=i", {1000, 9}, T(INCIDENT) | T(NARROW), 9},
        {"actor=a&incident=i", {1000, 10}, T(INCIDENT), 10},
        {"actor=a&incident=i", {2, 12}, T(INCIDENT) | T(EACH), 2},
        {"actor=a&incident=i", {3, 12}, T(INCIDENT), 3},
        {"actor=a&incident=i&source=s", {1000, 9, 10}, T(INCIDENT) | T(SOURCE), 9},
        {"actor=a&incident=i&source=s", {1000, 100, 9}, T(INCIDENT) | T(SOURCE) | T(NARROW), 9},
        {"actor=a&basis=legal", {1000}, T(BASIS), 1000},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        REQUEST_CLEANUP struct request request;
        request_init(&request, cases[i].query);
        struct lookup lookup;
        names(&lookup, &request, cases[i].claims, (const int64_t[]){0, 0, 0});
        struct ask ask;
        struct listing_filters out;
        filter(&request, &lookup, T(CLAIMS), &ask, &out);
        assert_case(ask.shape == (T(CLAIMS) | T(REACH) | cases[i].way), cases[i].query);
        assert_case(statement_bound(&lookup, &ask, &out) == cases[i].bound, cases[i].query);
        request.as_of = TEXT("2026-01-02T03:04:05.678901Z");
        filter(&request, &lookup, T(CLAIMS), &ask, &out);
        assert_case((ask.shape & (T(NARROW) | T(EACH))) == 0, cases[i].query);
    }
}

static void test_nobody(void **state)
{
    (void)state;
    REQUEST_CLEANUP struct request request;
    request_init(&request, "actor=a&claimant=c");
    struct lookup lookup;
    names(&lookup, &request, (const int64_t[]){1, 1}, (const int64_t[]){1, 1});
    lookup.values[1].count = 0;
    struct ask ask;
    struct listing_filters out;
    filter(&request, &lookup, T(CLAIMS), &ask, &out);
    assert_true(out.nothing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_filters),
        cmocka_unit_test(test_reach),
        cmocka_unit_test(test_ways),
        cmocka_unit_test(test_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
