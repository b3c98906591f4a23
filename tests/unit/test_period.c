#include "unit.h"

#include "listing/filter_params.h"
#include "listing/period.h"

static const struct param_spec *const params[] = {&filter_from_param, &filter_to_param, &filter_undated_param};

static void request_init(struct request *request, const char *query)
{
    *request = (struct request){.params = {.count = 0}};
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

static void test_read(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        bool given, undated;
        const char *first, *last;
    } cases[] = {
        {NULL, false, false, "-infinity", "infinity"},
        {"undated=include", false, true, "-infinity", "infinity"},
        {"from=2021", true, false, "2021-01-01", "infinity"},
        {"to=2020-02", true, false, "-infinity", "2020-02-29"},
        {"from=2021-07-19&to=2021-07-19", true, false, "2021-07-19", "2021-07-19"},
        {"from=2021-07&to=2023&undated=include", true, true, "2021-07-01", "2023-12-31"},
        {"from=2021&undated=exclude", true, false, "2021-01-01", "infinity"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        REQUEST_CLEANUP struct request request;
        request_init(&request, cases[i].query);
        struct period period;
        assert_int_equal(period_read(&request, &period), ERR_NONE);
        assert_case(period.given == cases[i].given && period.undated == cases[i].undated,
                    cases[i].query == NULL ? "no query" : cases[i].query);
        assert_text(period.first, cases[i].first);
        assert_text(period.last, cases[i].last);
    }
}

static void test_check(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        size_t faults;
    } cases[] = {
        {NULL, 0},
        {"from=2022", 0},
        {"to=2022", 0},
        {"from=2022&to=2022", 0},
        {"from=2022-12-31&to=2022", 0},
        {"from=2022&to=2022-01-01", 0},
        {"from=2022&to=2021", 1},
        {"from=2022-03-02&to=2022-03-01", 1},
        {"from=2022-03-01&to=2022-02", 1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        REQUEST_CLEANUP struct request request;
        request_init(&request, cases[i].query);
        assert_int_equal(period_check(&request), ERR_NONE);
        assert_case(request.faults.count == cases[i].faults, cases[i].query == NULL ? "no query" : cases[i].query);
        if (cases[i].faults > 0) {
            assert_int_equal(request.faults.items[0].code, FAULT_CONFLICT);
            assert_text(request.faults.items[0].name, "to");
        }
    }
}

static void test_ask(void **state)
{
    (void)state;
    enum { P_FROM, P_TO };
    enum { T_DATES = 1, T_UNDATED = 2 };
    static const char *const sql_params[] = {"from", "to"};
    static const struct sql sql = {.name = "test/list", .params = sql_params, .param_count = 2};
    static const struct period_terms terms = {.dates = T_DATES, .undated = T_UNDATED, .from = P_FROM, .to = P_TO};
    static const struct {
        const char *query;
        uint64_t shape;
        const char *from, *to;
    } cases[] = {
        /* What has no date is out of nothing where no period is asked for. */
        {"undated=include", 0, NULL, NULL},
        {"from=2021", T_DATES, "2021-01-01", "infinity"},
        {"to=2021&undated=include", T_DATES | T_UNDATED, "-infinity", "2021-12-31"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        REQUEST_CLEANUP struct request request;
        request_init(&request, cases[i].query);
        struct ask ask;
        ask_begin(&ask, &sql, 0, LANE_FAST);
        assert_int_equal(period_ask(&terms, &request, &ask), ERR_NONE);
        assert_case(ask.shape == cases[i].shape, cases[i].query);
        assert_text(ask.values[P_FROM], cases[i].from);
        assert_text(ask.values[P_TO], cases[i].to);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_ask),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
