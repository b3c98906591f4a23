/* A list of a room made up for the test: handler steps with rows made by hand. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "claimd/params.h"
#include "claimd/route.h"
#include "listing/listing.h"
#include "listing/rendering.h"
#include "lookup_names_sql.h"
#include "lookup_suggest_sql.h"
#include "made_rows.h"

enum { P_LIMIT, P_AFTER_KEY, P_AFTER_ID, P_ACTORS, P_COUNT };
enum { T_COUNT = 1, T_ESTIMATE = 2, T_ACTOR = 4, T_AFTER = 8 };
static const char *const sql_params[] = {"limit", "after_key", "after_id", "actors"};
static const struct sql things_sql = {.name = "things/list", .params = sql_params, .param_count = P_COUNT};
static const struct page_terms terms = {
    .after = T_AFTER, .limit = P_LIMIT, .after_key = P_AFTER_KEY, .after_id = P_AFTER_ID};

static const char *const orders[] = {"name", NULL};
static const struct sort sorts[] = {{.column = "name", .type = SORT_TEXT}};
static const struct param_spec sort_param = {
    .name = "sort", .kind = PARAM_ONE_OF, .choices = orders, .fallback = "name"};
static const struct param_spec actor_param = {.name = "actor", .kind = PARAM_REFERENCE};
static const struct param_spec *const params[] = {&actor_param,          &sort_param,       &page_limit_param,
                                                  &page_cursor_param,    &page_count_param, &page_shape_param,
                                                  &page_on_unknown_param};
static const struct route route = {.path = "/things", .params = params, .param_count = COUNT_OF(params)};

static const struct param_spec *const lines_params[] = {&sort_param,
                                                        &page_lines_param,
                                                        &page_cursor_param,
                                                        &page_on_unknown_param,
                                                        &rendering_licences_param,
                                                        &rendering_bom_param,
                                                        &rendering_csv_safe_param};
static const struct route lines_route = {
    .path = "/things.csv", .params = lines_params, .param_count = COUNT_OF(lines_params)};

static enum err filter(struct request *request, const struct lookup *lookup, struct ask *ask,
                       struct listing_filters *filters)
{
    static const struct filter table[] = {{"actor", FILTER_IDS, T_ACTOR, P_ACTORS}};
    return filters_ask(table, COUNT_OF(table), request, lookup, ask, &filters->nothing);
}

static void read_columns(const struct rows *rows, void *columns)
{
    *(size_t *)columns = rows_column(rows, "name");
}

static void write(struct json_writer *json, const struct rows *rows, size_t first, size_t end, const void *columns,
                  const void *room)
{
    (void)end;
    (void)room;
    json_write_string(json, row_text(rows, first, *(const size_t *)columns));
}

static const struct csv_column csv_columns[] = {CSV_COLUMN("called", "name"), CSV_COLUMN("absent", "absent")};
static const struct csv_form csv = CSV_FORM(csv_columns);
static const struct form form = {.columns_size = sizeof(size_t), .columns = read_columns, .write = write, .csv = &csv};

static const struct listing things = {
    .sql = &things_sql,
    .sorts = sorts,
    .page = &terms,
    .count = T_COUNT,
    .estimate = T_ESTIMATE,
    .filter = filter,
    .form = &form,
};

static void request_init(struct request *request, const char *query)
{
    *request = (struct request){.route = &route, .base = TEXT("/v1")};
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

static enum err step(struct request *request, const struct rows *rows, struct ask *ask)
{
    *ask = (struct ask){.sql = NULL};
    return listing_handle(&things, request, rows, ask);
}

static const struct column list_columns[] = {{"id", COLUMN_UUID},
                                             {"name", COLUMN_TEXT},
                                             {"collection", COLUMN_TEXT},
                                             {"licence", COLUMN_TEXT},
                                             {"collection_citation", COLUMN_TEXT}};

static void list_rows(struct made_rows *made, size_t from, size_t count)
{
    made_rows_init(made, list_columns, COUNT_OF(list_columns));
    for (size_t i = from; i < from + count; i++) {
        char id[UUID_TEXT_SIZE], name[20];
        snprintf(id, sizeof id, "0d6c0f0e-0000-4000-8000-%012zu", i);
        snprintf(name, sizeof name, "n%zu", i);
        made_rows_add(made, (const char *const[]){id, name, i % 2 ? "odd" : NULL, "CC0-1.0", NULL});
    }
}

static const struct column name_columns[] = {
    {"asked", COLUMN_INT4},       {"tier", COLUMN_TEXT},           {"id", COLUMN_UUID},
    {"slug", COLUMN_TEXT},        {"name", COLUMN_TEXT},           {"kind", COLUMN_TEXT},
    {"country", COLUMN_TEXT},     {"claims_against", COLUMN_INT4}, {"claims_by", COLUMN_INT4},
    {"merged_from", COLUMN_TEXT}, {"aliases", COLUMN_TEXT_ARRAY}};

static void add_name(struct made_rows *made, const char *asked, const char *tier, const char *id, const char *slug)
{
    made_rows_add(made, (const char *const[]){asked, tier, id, slug, slug, "state", NULL, "0", "0", NULL, "{}"});
}

#define CHINA  "0d6c0f0e-0000-4000-8000-00000000c41a"
#define TAIWAN "0d6c0f0e-0000-4000-8000-00000000741a"

static void test_page(void **state)
{
    (void)state;
    REQUEST_CLEANUP struct request request;
    request_init(&request, "limit=2");
    struct ask ask;
    assert_int_equal(step(&request, NULL, &ask), ERR_NONE);
    assert_ptr_equal(ask.sql, &things_sql);
    assert_int_equal(ask.lane, LANE_FAST);
    MADE_ROWS_CLEANUP struct made_rows made;
    list_rows(&made, 1, 3);
    assert_int_equal(step(&request, &made.rows, &ask), ERR_NONE);
    assert_null(ask.sql);
    assert_true(text_starts(
        buf_view(&request.reply.body),
        TEXT("{\"data\":[\"n1\",\"n2\"],\"page\":{\"limit\":2,\"returned\":2,\"next\":\"/v1/things?limit=2&cursor=")));
    assert_true(text_ends(
        buf_view(&request.reply.body),
        TEXT("\",\"prev\":null},\"meta\":{\"count\":null,\"count_is\":\"none\",\"resolved\":[],\"warnings\":[],"
             "\"licenses\":[{\"collection\":\"odd\",\"licence\":\"CC0-1.0\",\"citation\":null}]}}")));
    assert_int_equal(request.reply.header_count, 1);
    assert_string_equal(request.reply.headers[0].name, "Link");
    assert_true(text_starts(request.reply.headers[0].value, TEXT("</v1/things?limit=2&cursor=")));
    assert_true(
        text_ends(request.reply.headers[0].value,
                  TEXT(">; rel=\"next\", <https://creativecommons.org/publicdomain/zero/1.0/>; rel=\"license\"")));
}

/* The whole value first, then its parts; several records of one value are a union that is told of. */
static void test_names(void **state)
{
    (void)state;
    REQUEST_CLEANUP struct request request;
    request_init(&request, "actor=China,Formosa&actor=Iran,%20Islamic%20Republic%20of");
    struct ask ask;
    assert_int_equal(step(&request, NULL, &ask), ERR_NONE);
    assert_ptr_equal(ask.sql, &lookup_names_sql);
    assert_text(ask.values[LOOKUP_NAMES_P_VALUES], "{\"China,Formosa\",\"China\",\"Formosa\","
                                                   "\"Iran, Islamic Republic of\",\"Iran\",\"Islamic Republic of\"}");
    MADE_ROWS_CLEANUP struct made_rows names;
    made_rows_init(&names, name_columns, COUNT_OF(name_columns));
    add_name(&names, "1", "name", CHINA, "china");
    add_name(&names, "1", "name", TAIWAN, "taiwan");
    add_name(&names, "2", "name", TAIWAN, "taiwan");
    add_name(&names, "3", "name", "0d6c0f0e-0000-4000-8000-000000000001", "iran");
    add_name(&names, "4", "name", "0d6c0f0e-0000-4000-8000-000000000002", "not-asked-for");
    assert_int_equal(step(&request, &names.rows, &ask), ERR_NONE);
    assert_ptr_equal(ask.sql, &things_sql);
    assert_int_equal(ask.shape, T_ACTOR);
    assert_text(ask.values[P_ACTORS], "{\"" CHINA "\",\"" TAIWAN "\",\"0d6c0f0e-0000-4000-8000-000000000001\"}");
    MADE_ROWS_CLEANUP struct made_rows none;
    list_rows(&none, 0, 0);
    assert_int_equal(step(&request, &none.rows, &ask), ERR_NONE);
    struct text body = buf_view(&request.reply.body);
    assert_non_null(
        memmem(body.ptr, body.len, "\"resolved\":[{\"parameter\":\"actor\",\"value\":\"China\",\"by\":\"name\"", 58));
    assert_non_null(memmem(body.ptr, body.len, "]}],\"warnings\":[]", 17));
}

static void unknown_names(struct made_rows *names)
{
    made_rows_init(names, name_columns, COUNT_OF(name_columns));
    add_name(names, "1", "slug", CHINA, "china");
}

static void test_unknown(void **state)
{
    (void)state;
    REQUEST_CLEANUP struct request request;
    request_init(&request, "actor=china,frnace&cursor=AAAA");
    struct ask ask;
    assert_int_equal(step(&request, NULL, &ask), ERR_NONE);
    MADE_ROWS_CLEANUP struct made_rows names;
    unknown_names(&names);
    assert_int_equal(step(&request, &names.rows, &ask), ERR_NONE);
    assert_ptr_equal(ask.sql, &lookup_suggest_sql);
    assert_int_equal(ask.lane, LANE_SLOW);
    assert_text(ask.values[LOOKUP_SUGGEST_P_VALUES], "{\"frnace\"}");
    static const struct column columns[] = {{"slugs", COLUMN_TEXT_ARRAY}};
    MADE_ROWS_CLEANUP struct made_rows suggestions;
    made_rows_init(&suggestions, columns, 1);
    made_rows_add(&suggestions, (const char *const[]){"{france,frankia}"});
    assert_int_equal(step(&request, &suggestions.rows, &ask), ERR_INVALID_PARAMETERS);
    assert_int_equal(request.faults.count, 2);
    assert_int_equal(request.faults.items[0].code, FAULT_BAD_CURSOR);
    const struct fault *fault = &request.faults.items[1];
    assert_int_equal(fault->code, FAULT_UNKNOWN_VALUE);
    assert_text(fault->name, "actor");
    assert_int_equal(fault->suggestion_count, 2);
    assert_text(fault->suggestions[0], "france");
}

static void test_unknown_as_empty(void **state)
{
    (void)state;
    struct ask ask;
    /* One that is known is still looked for. */
    REQUEST_CLEANUP struct request some;
    request_init(&some, "actor=china,frnace&on_unknown=empty");
    assert_int_equal(step(&some, NULL, &ask), ERR_NONE);
    MADE_ROWS_CLEANUP struct made_rows names;
    unknown_names(&names);
    assert_int_equal(step(&some, &names.rows, &ask), ERR_NONE);
    assert_text(ask.values[P_ACTORS], "{\"" CHINA "\"}");

    REQUEST_CLEANUP struct request none;
    request_init(&none, "actor=frnace&on_unknown=empty&count=estimated");
    assert_int_equal(step(&none, NULL, &ask), ERR_NONE);
    MADE_ROWS_CLEANUP struct made_rows nobody;
    made_rows_init(&nobody, name_columns, COUNT_OF(name_columns));
    assert_int_equal(step(&none, &nobody.rows, &ask), ERR_NONE);
    assert_null(ask.sql);
    assert_buf(
        &none.reply.body,
        "{\"data\":[],\"page\":{\"limit\":50,\"returned\":0,\"next\":null,\"prev\":null},\"meta\":{\"count\":0,"
        "\"count_is\":\"exact\",\"resolved\":[],\"warnings\":[{\"code\":\"unknown-value\",\"parameter\":\"actor\","
        "\"value\":\"frnace\",\"detail\":\"No actor has the id, slug, ISO code or name "
        "`frnace`.\"}],\"licenses\":[]}}");
}

/* What passes over too much is read along a filter, once, and then for as long as it takes. */
static void test_turned(void **state)
{
    (void)state;
    enum { T_FILTER = 16, T_NARROW = 32 };
    struct listing turning = things;
    turning.shape = T_FILTER;
    turning.slow = T_FILTER;
    turning.narrows = T_FILTER;
    turning.narrow = T_NARROW;
    REQUEST_CLEANUP struct request request;
    request_init(&request, "limit=2");
    struct ask ask = {.sql = NULL};
    assert_int_equal(listing_handle(&turning, &request, NULL, &ask), ERR_NONE);
    assert_int_equal(ask.shape, T_FILTER);
    assert_true(ask.budget_ms > 0);
    const struct rows ran_out = {.ran_out = true};
    ask = (struct ask){.sql = NULL};
    assert_int_equal(listing_handle(&turning, &request, &ran_out, &ask), ERR_NONE);
    assert_int_equal(ask.shape, T_FILTER | T_NARROW);
    assert_int_equal(ask.lane, LANE_SLOW);
    assert_int_equal(ask.budget_ms, 0);
    assert_text(ask.values[P_LIMIT], "3");
    MADE_ROWS_CLEANUP struct made_rows two;
    list_rows(&two, 0, 2);
    ask = (struct ask){.sql = NULL};
    assert_int_equal(listing_handle(&turning, &request, &two.rows, &ask), ERR_NONE);
    assert_null(ask.sql);

    turning.narrows = 0;
    REQUEST_CLEANUP struct request straight;
    request_init(&straight, "limit=2");
    assert_int_equal(listing_handle(&turning, &straight, NULL, &ask), ERR_NONE);
    assert_int_equal(ask.budget_ms, 0);
}

/* Ends with what the meta says of the count. */
static void test_count(void **state)
{
    (void)state;
    static const struct column count_columns[] = {{"count", COLUMN_INT8}};
    static const struct column plan_columns[] = {{"QUERY PLAN", COLUMN_TEXT}};
    struct ask ask;
    MADE_ROWS_CLEANUP struct made_rows two;
    list_rows(&two, 0, 2);

    REQUEST_CLEANUP struct request exact;
    request_init(&exact, "limit=1&count=exact");
    assert_int_equal(step(&exact, NULL, &ask), ERR_NONE);
    assert_int_equal(step(&exact, &two.rows, &ask), ERR_NONE);
    assert_int_equal(ask.shape, T_COUNT);
    assert_int_equal(ask.lane, LANE_SLOW);
    assert_true(ask.budget_ms > 0);
    MADE_ROWS_CLEANUP struct made_rows counted;
    made_rows_init(&counted, count_columns, 1);
    made_rows_add(&counted, (const char *const[]){"8000000000"});
    assert_int_equal(step(&exact, &counted.rows, &ask), ERR_NONE);
    struct text body = buf_view(&exact.reply.body);
    assert_non_null(memmem(body.ptr, body.len, "\"count\":8000000000,\"count_is\":\"exact\"", 37));

    REQUEST_CLEANUP struct request late;
    request_init(&late, "limit=1&count=exact");
    assert_int_equal(step(&late, NULL, &ask), ERR_NONE);
    assert_int_equal(step(&late, &two.rows, &ask), ERR_NONE);
    const struct rows ran_out = {.ran_out = true};
    assert_int_equal(step(&late, &ran_out, &ask), ERR_NONE);
    assert_int_equal(ask.shape, T_COUNT | T_ESTIMATE);
    assert_int_equal(ask.budget_ms, 0);
    MADE_ROWS_CLEANUP struct made_rows plan;
    made_rows_init(&plan, plan_columns, 1);
    made_rows_add(&plan, (const char *const[]){"[ { \"Plan\": { \"Node Type\": \"Unique\", \"Plan Rows\": 4711, "
                                               "\"Plans\": [ { \"Plan Rows\": 12 } ] } } ]"});
    assert_int_equal(step(&late, &plan.rows, &ask), ERR_NONE);
    body = buf_view(&late.reply.body);
    assert_non_null(memmem(body.ptr, body.len, "\"count\":4711,\"count_is\":\"estimated\"", 35));
    assert_non_null(memmem(body.ptr, body.len, "\"code\":\"count-ran-out\"", 22));

    /* A later page that is the last one does not tell. */
    struct text target = exact.reply.headers[0].value, query;
    text_split(&target, '?', &query);
    text_split(&target, '>', &query);
    REQUEST_CLEANUP struct request later;
    request_init(&later, arena_format(&exact.arena, "%.*s", TEXT_ARG(query)).ptr);
    assert_int_equal(step(&later, NULL, &ask), ERR_NONE);
    MADE_ROWS_CLEANUP struct made_rows last;
    list_rows(&last, 1, 1);
    assert_int_equal(step(&later, &last.rows, &ask), ERR_NONE);
    assert_int_equal(ask.shape, T_COUNT);

    /* A first page that is the last one tells for nothing. */
    REQUEST_CLEANUP struct request small;
    request_init(&small, "limit=2&count=estimated");
    assert_int_equal(step(&small, NULL, &ask), ERR_NONE);
    assert_int_equal(step(&small, &two.rows, &ask), ERR_NONE);
    assert_null(ask.sql);
    body = buf_view(&small.reply.body);
    assert_non_null(memmem(body.ptr, body.len, "\"count\":2,\"count_is\":\"exact\"", 28));
}

static void test_stream(void **state)
{
    (void)state;
    struct ask ask;
    REQUEST_CLEANUP struct request request;
    request_init(&request, "shape=array");
    assert_int_equal(step(&request, NULL, &ask), ERR_NONE);
    assert_int_equal(ask.lane, LANE_STREAM);
    MADE_ROWS_CLEANUP struct made_rows full;
    list_rows(&full, 0, PAGE_LIMIT_MAX);
    assert_int_equal(step(&request, &full.rows, &ask), ERR_NONE);
    assert_true(request.reply.more);
    assert_int_equal(ask.lane, LANE_STREAM);
    assert_int_equal(ask.shape, T_AFTER);
    assert_text(ask.values[P_AFTER_KEY], "n999");
    assert_true(text_starts(buf_view(&request.reply.body), TEXT("[\"n0\",")));
    assert_true(text_ends(buf_view(&request.reply.body), TEXT(",\"n999\"")));
    buf_reset(&request.reply.body);
    MADE_ROWS_CLEANUP struct made_rows rest;
    list_rows(&rest, 1000, 1);
    assert_int_equal(step(&request, &rest.rows, &ask), ERR_NONE);
    assert_null(ask.sql);
    assert_buf(&request.reply.body, ",\"n1000\"]");
    assert_int_equal(request.reply.header_count, 0);

    /* What one piece holds is a whole answer. */
    REQUEST_CLEANUP struct request small;
    request_init(&small, "shape=array");
    assert_int_equal(step(&small, NULL, &ask), ERR_NONE);
    assert_int_equal(step(&small, &rest.rows, &ask), ERR_NONE);
    assert_false(small.reply.more);
    assert_buf(&small.reply.body, "[\"n1000\"]");
}

static void lines_init(struct request *request, enum media media, const char *query)
{
    *request = (struct request){.route = &lines_route, .base = TEXT("/v1"), .reply.media = media};
    arena_init(&request->arena, 1 << 20);
    buf_init(&request->reply.body, 1 << 20);
    assert_int_equal(params_parse(&request->params, lines_params, COUNT_OF(lines_params), text_of(query),
                                  &request->arena, &request->faults),
                     ERR_NONE);
}

/* Lines that stop in the middle of a piece, at a number beyond any page. */
static void test_lines(void **state)
{
    (void)state;
    struct ask ask;
    REQUEST_CLEANUP struct request request;
    lines_init(&request, MEDIA_NDJSON, "limit=1001");
    assert_int_equal(step(&request, NULL, &ask), ERR_NONE);
    assert_int_equal(ask.lane, LANE_STREAM);
    assert_text(ask.values[P_LIMIT], "1000");
    MADE_ROWS_CLEANUP struct made_rows full;
    list_rows(&full, 0, PAGE_LIMIT_MAX);
    assert_int_equal(step(&request, &full.rows, &ask), ERR_NONE);
    assert_true(request.reply.more);
    assert_text(ask.values[P_LIMIT], "1");
    assert_true(text_starts(buf_view(&request.reply.body), TEXT("\"n0\"\n\"n1\"\n")));
    assert_int_equal(request.reply.header_count, 1);
    assert_string_equal(request.reply.headers[0].name, "Link");
    buf_reset(&request.reply.body);
    MADE_ROWS_CLEANUP struct made_rows rest;
    list_rows(&rest, 1000, 1);
    assert_int_equal(step(&request, &rest.rows, &ask), ERR_NONE);
    assert_null(ask.sql);
    assert_buf(&request.reply.body, "\"n1000\"\n");
    assert_int_equal(request.reply.header_count, 1);
}

static void test_csv(void **state)
{
    (void)state;
    struct ask ask;
    REQUEST_CLEANUP struct request request;
    lines_init(&request, MEDIA_CSV, "bom=1");
    assert_int_equal(step(&request, NULL, &ask), ERR_NONE);
    MADE_ROWS_CLEANUP struct made_rows two;
    list_rows(&two, 1, 2);
    assert_int_equal(step(&request, &two.rows, &ask), ERR_NONE);
    assert_null(ask.sql);
    assert_false(request.reply.more);
    assert_buf(&request.reply.body, "\xEF\xBB\xBF"
                                    "called,absent\r\nn1,\r\nn2,\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_page),    cmocka_unit_test(test_names),
        cmocka_unit_test(test_unknown), cmocka_unit_test(test_unknown_as_empty),
        cmocka_unit_test(test_count),   cmocka_unit_test(test_turned),
        cmocka_unit_test(test_stream),  cmocka_unit_test(test_lines),
        cmocka_unit_test(test_csv),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
