#include "unit.h"

#include <string.h>

#include "claimd/params.h"
#include "claimd/route.h"
#include "listing/canonical.h"
#include "listing/page.h"
#include "made_rows.h"

enum { P_LIMIT, P_AFTER_KEY, P_AFTER_ID, P_COUNT };
enum {
    T_FALLING = 1,
    T_DESCENDING = 2,
    T_REVERSED = 4,
    T_AFTER = 8,
    T_AFTER_NULL = 16,
    T_ONLY_KEYED = 32,
    T_ONLY_KEYLESS = 64,
    T_GATE = 128,
    T_LONG = 256,
};
static const char *const sql_params[] = {"limit", "after_key", "after_id"};
static const struct sql sql = {.name = "test/list", .params = sql_params, .param_count = P_COUNT};
static const struct page_terms terms = {
    .falling = T_FALLING,
    .descending = T_DESCENDING,
    .reversed = T_REVERSED,
    .after = T_AFTER,
    .after_null = T_AFTER_NULL,
    .only_keyed = T_ONLY_KEYED,
    .only_keyless = T_ONLY_KEYLESS,
    .gate = T_GATE,
    .longer = T_LONG,
    .limit = P_LIMIT,
    .after_key = P_AFTER_KEY,
    .after_id = P_AFTER_ID,
};

static const char *const orders[] = {"day", "-day", NULL};
static const struct sort sorts[] = {
    {.column = "day", .type = SORT_DAY, .nullable = true},
    {.column = "day", .type = SORT_DAY, .nullable = true, .falling = true},
};
static const struct param_spec sort_param = {
    .name = "sort", .kind = PARAM_ONE_OF, .choices = orders, .fallback = "-day"};
static const struct param_spec actor_param = {.name = "actor", .kind = PARAM_REFERENCE};
static const struct param_spec sector_param = {.name = "sector", .kind = PARAM_WORDS};
static const struct param_spec *const params[] = {&actor_param,      &sector_param,      &sort_param,
                                                  &page_limit_param, &page_cursor_param, &page_count_param,
                                                  &page_shape_param};
static const struct route route = {.path = "/things/{id}/rows", .params = params, .param_count = COUNT_OF(params)};

static void request_init(struct request *request, const char *query)
{
    *request = (struct request){.route = &route, .base = TEXT("/v1"), .id = TEXT("a/b")};
    arena_init(&request->arena, 1 << 20);
    buf_init(&request->reply.body, 1 << 20);
    assert_int_equal(
        params_parse(&request->params, params, COUNT_OF(params), text_of(query), &request->arena, &request->faults),
        ERR_NONE);
}

static void request_deinit(struct request *request)
{
    buf_deinit(&request->reply.body);
    arena_deinit(&request->arena);
}

#define REQUEST_CLEANUP __attribute__((cleanup(request_deinit)))

static const struct column columns[] = {{"id", COLUMN_UUID}, {"day", COLUMN_DATE}};

/* Rows of ids …001, …002: "12" is two items, "112" the same with two rows of the first. */
static void rows_of(struct made_rows *made, const char *items, const char *day)
{
    made_rows_init(made, columns, COUNT_OF(columns));
    for (; *items; items++) {
        char id[UUID_TEXT_SIZE] = "0d6c0f0e-0000-4000-8000-000000000000";
        id[35] = *items;
        made_rows_add(made, (const char *const[]){id, day});
    }
}

static uint64_t shape_of(const struct page *page, bool keyless, struct arena *arena, struct ask *ask)
{
    ask_begin(ask, &sql, 0, LANE_FAST);
    page_ask(page, &terms, keyless, ask, arena);
    return ask->shape;
}

static void test_shapes(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool falling, at_cursor, backward, at_keyless, keyless;
        uint64_t shape;
    } cases[] = {
        {"first", false, false, false, false, true, T_GATE},
        {"first, falling", true, false, false, false, true, T_FALLING | T_DESCENDING | T_GATE},
        {"first, keyed alone", true, false, false, false, false, T_FALLING | T_DESCENDING | T_ONLY_KEYED},
        {"behind a key", true, true, false, false, true, T_FALLING | T_DESCENDING | T_AFTER | T_GATE},
        {"behind none", false, true, false, true, true, T_AFTER_NULL | T_ONLY_KEYLESS},
        {"behind none, falling", true, true, false, true, true,
         T_FALLING | T_DESCENDING | T_AFTER_NULL | T_ONLY_KEYLESS},
        {"before a key", true, true, true, false, true, T_FALLING | T_REVERSED | T_AFTER | T_ONLY_KEYED},
        {"before a key, rising", false, true, true, false, true, T_DESCENDING | T_REVERSED | T_AFTER | T_ONLY_KEYED},
        {"before none", true, true, true, true, true, T_FALLING | T_REVERSED | T_AFTER_NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        ARENA_CLEANUP struct arena arena;
        arena_init(&arena, 1 << 12);
        struct page page = {.sort = &sorts[cases[i].falling], .limit = 7, .at_cursor = cases[i].at_cursor};
        page.cursor = (struct cursor){.backward = cases[i].backward, .id = "x"};
        page.cursor.key = cases[i].at_keyless ? TEXT_NONE : TEXT("2021-07-19");
        struct ask ask;
        assert_case(shape_of(&page, cases[i].keyless, &arena, &ask) == cases[i].shape, cases[i].name);
        assert_text(ask.values[P_LIMIT], "8");
        assert_text(ask.values[P_AFTER_ID], cases[i].at_cursor ? "x" : NULL);
    }
}

static void test_cut(void **state)
{
    (void)state;
    static const struct {
        const char *items;
        bool at_cursor, backward;
        size_t first, end, returned;
        bool before, behind;
    } cases[] = {
        {"", false, false, 0, 0, 0, false, false},     {"1", false, false, 0, 1, 1, false, false},
        {"12", false, false, 0, 2, 2, false, false},   {"123", false, false, 0, 2, 2, false, true},
        {"11223", false, false, 0, 4, 2, false, true}, {"11233", false, false, 0, 3, 2, false, true},
        {"12", true, false, 0, 2, 2, true, false},     {"123", true, false, 0, 2, 2, true, true},
        {"", true, false, 0, 0, 0, true, false},       {"12", true, true, 0, 2, 2, false, true},
        {"123", true, true, 1, 3, 2, true, true},      {"11233", true, true, 2, 5, 2, true, true},
        {"", true, true, 0, 0, 0, false, true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        MADE_ROWS_CLEANUP struct made_rows made;
        rows_of(&made, cases[i].items, "2021-07-19");
        struct page page = {.sort = &sorts[0], .limit = 2, .at_cursor = cases[i].at_cursor};
        page.cursor.backward = cases[i].backward;
        struct page_cut cut = page_cut(&page, &made.rows);
        assert_case(cut.first == cases[i].first && cut.end == cases[i].end, cases[i].items);
        assert_case(cut.returned == cases[i].returned, cases[i].items);
        assert_case(cut.more_before == cases[i].before && cut.more_behind == cases[i].behind, cases[i].items);
    }
}

/* What a link says is what the next request reads. */
static void test_links(void **state)
{
    (void)state;
    REQUEST_CLEANUP struct request request;
    request_init(&request, "limit=2&sector=b,a&actor=Iran,%20Islamic%20Republic%20of&actor=b%26c&sort=day&count=exact");
    struct page page;
    assert_int_equal(page_read(&page, &request, sorts, NULL), ERR_NONE);
    assert_int_equal(request.faults.count, 0);
    assert_int_equal(page.count, PAGE_COUNT_EXACT);
    MADE_ROWS_CLEANUP struct made_rows made;
    rows_of(&made, "123", NULL);
    struct page_cut cut = page_cut(&page, &made.rows);
    struct text next, prev;
    assert_int_equal(page_links(&page, &cut, &made.rows, &request, &next, &prev), ERR_NONE);
    assert_null(prev.ptr);
    static const char start[] = "/v1/things/a%2Fb/rows?actor=Iran%2C%20Islamic%20Republic%20of&actor=b%26c&sector=a,b&"
                                "sort=day&limit=2&count=exact&cursor=";
    assert_true(text_starts(next, text_of(start)));

    struct text query;
    text_split(&next, '?', &query);
    char again[1000];
    assert_true(next.len < sizeof again);
    memcpy(again, next.ptr, next.len);
    again[next.len] = '\0';
    REQUEST_CLEANUP struct request second;
    request_init(&second, again);
    assert_int_equal(page_read(&page, &second, sorts, NULL), ERR_NONE);
    assert_int_equal(second.faults.count, 0);
    assert_true(page.at_cursor);
    assert_null(page.cursor.key.ptr);
    assert_string_equal(page.cursor.id, "0d6c0f0e-0000-4000-8000-000000000002");
}

static void test_mark(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        bool same;
    } cases[] = {
        {"actor=b&actor=a", true},
        {"actor=a&actor=b&limit=3", true},
        {"actor=a&actor=b&sort=-day", true},
        {"actor=a&actor=b&count=exact", true},
        {"actor=a", false},
        {"actor=a&actor=c", false},
        {"actor=a&actor=b&sort=day", false},
        {"sector=a,b", false},
        {"actor=a,b", false},
    };
    REQUEST_CLEANUP struct request first;
    request_init(&first, "actor=a&actor=b");
    uint64_t mark;
    assert_int_equal(canonical_mark(&first, &mark), ERR_NONE);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        REQUEST_CLEANUP struct request request;
        request_init(&request, cases[i].query);
        uint64_t other;
        assert_int_equal(canonical_mark(&request, &other), ERR_NONE);
        assert_case((mark == other) == cases[i].same, cases[i].query);
    }
    REQUEST_CLEANUP struct request elsewhere;
    request_init(&elsewhere, "actor=a&actor=b");
    elsewhere.id = TEXT("c");
    uint64_t other;
    assert_int_equal(canonical_mark(&elsewhere, &other), ERR_NONE);
    assert_true(mark != other);
}

static void test_faults(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        const char *parameter;
        enum fault_code code;
    } cases[] = {
        {"cursor=AAAA", "cursor", FAULT_BAD_CURSOR},
        {"shape=array&limit=1&count=exact", "count", FAULT_CONFLICT},
        {"shape=array&cursor=AAAA", "cursor", FAULT_CONFLICT},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        REQUEST_CLEANUP struct request request;
        request_init(&request, cases[i].query);
        struct page page;
        assert_int_equal(page_read(&page, &request, sorts, NULL), ERR_NONE);
        assert_case(request.faults.count == 1, cases[i].query);
        assert_text(request.faults.items[0].name, cases[i].parameter);
        assert_int_equal(request.faults.items[0].code, cases[i].code);
    }
}

static void test_whole(void **state)
{
    (void)state;
    REQUEST_CLEANUP struct request request;
    request_init(&request, "shape=array");
    struct page page;
    assert_int_equal(page_read(&page, &request, sorts, NULL), ERR_NONE);
    assert_true(page.bare && page.whole);
    struct ask ask;
    shape_of(&page, true, &request.arena, &ask);
    assert_text(ask.values[P_LIMIT], "1000");
}

static void test_long_pages(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        uint64_t tag;
    } cases[] = {
        {"limit=1", 0}, {"limit=100", 0}, {"limit=101", T_LONG}, {"limit=1000", T_LONG}, {"shape=array", T_LONG}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        REQUEST_CLEANUP struct request request;
        request_init(&request, cases[i].query);
        struct page page;
        struct ask ask;
        assert_int_equal(page_read(&page, &request, sorts, NULL), ERR_NONE);
        assert_case((shape_of(&page, true, &request.arena, &ask) & T_LONG) == cases[i].tag, cases[i].query);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),     cmocka_unit_test(test_cut),    cmocka_unit_test(test_links),
        cmocka_unit_test(test_mark),       cmocka_unit_test(test_faults), cmocka_unit_test(test_whole),
        cmocka_unit_test(test_long_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
