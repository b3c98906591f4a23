#include "unit.h"

#include "claimd/route.h"
#include "listing/single.h"
#include "made_rows.h"

#define ONE "0d6c0f0e-0000-4000-8000-000000000001"

enum { P_ID, P_SLUG, P_COUNT };
enum { T_ONE = 1, T_BY_ID = 2 };
static const char *const sql_params[] = {"id", "slug"};
static const struct sql sql = {.name = "test/one", .params = sql_params, .param_count = P_COUNT};
static const struct column columns[] = {{"revision", COLUMN_INT4},
                                        {"name", COLUMN_TEXT},
                                        {"collection", COLUMN_TEXT},
                                        {"licence", COLUMN_TEXT},
                                        {"collection_citation", COLUMN_TEXT}};

static void read_columns(const struct rows *rows, void *found)
{
    *(size_t *)found = rows_column(rows, "name");
}

static void write(struct json_writer *json, const struct rows *rows, size_t first, size_t end, const void *found,
                  const void *room)
{
    assert_null(room);
    json_write_array_begin(json);
    for (size_t row = first; row < end; row++)
        json_write_string(json, row_text(rows, row, *(const size_t *)found));
    json_write_array_end(json);
}

static const struct form form = {.columns_size = sizeof(size_t), .columns = read_columns, .write = write};
static const struct single single = {
    .sql = &sql, .one = T_ONE, .by_id = T_BY_ID, .id = P_ID, .slug = P_SLUG, .form = &form};

static void request_init(struct request *request, const char *id)
{
    static const struct route route = {.path = "/things/{id}"};
    *request = (struct request){.id = text_of(id), .route = &route};
    arena_init(&request->arena, 1 << 20);
    buf_init(&request->reply.body, 1 << 20);
}

static void request_deinit(struct request *request)
{
    buf_deinit(&request->reply.body);
    arena_deinit(&request->arena);
}

/* The record is asked for; its rows come next. */
static void ask_first(struct request *request)
{
    struct ask ask = {.sql = NULL};
    assert_int_equal(single_handle(&single, request, NULL, &ask), ERR_NONE);
    assert_ptr_equal(ask.sql, &sql);
}

#define REQUEST_CLEANUP __attribute__((cleanup(request_deinit)))

static void test_ask(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint64_t shape;
        const char *id, *slug;
    } cases[] = {
        {"china", T_ONE, NULL, "china"},
        {ONE, T_ONE | T_BY_ID, ONE, NULL},
        {"0D6C0F0E-0000-4000-8000-00000000000A", T_ONE | T_BY_ID, "0D6C0F0E-0000-4000-8000-00000000000A", NULL},
        {"0d6c0f0e-0000", T_ONE, NULL, "0d6c0f0e-0000"},
        {"", T_ONE, NULL, ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        REQUEST_CLEANUP struct request request;
        request_init(&request, cases[i].name);
        struct ask ask;
        assert_int_equal(single_handle(&single, &request, NULL, &ask), ERR_NONE);
        assert_case(ask.sql == &sql && ask.shape == cases[i].shape && ask.lane == LANE_FAST, cases[i].name);
        assert_text(ask.values[P_ID], cases[i].id);
        assert_text(ask.values[P_SLUG], cases[i].slug);
    }
}

static void test_reply(void **state)
{
    (void)state;
    REQUEST_CLEANUP struct request request;
    request_init(&request, ONE);
    ask_first(&request);
    MADE_ROWS_CLEANUP struct made_rows made;
    made_rows_init(&made, columns, COUNT_OF(columns));
    made_rows_add(&made, (const char *const[]){"12", "first", "odd", "MIT", "Odd (2021)"});
    made_rows_add(&made, (const char *const[]){"12", "second", "odd", "MIT", "Odd (2021)"});
    struct ask ask = {.sql = NULL};
    assert_int_equal(single_handle(&single, &request, &made.rows, &ask), ERR_NONE);
    assert_null(ask.sql);
    assert_int_equal(request.reply.status, 200);
    assert_int_equal(request.reply.media, MEDIA_JSON);
    assert_text(request.reply.etag_prefix, "12");
    assert_buf(&request.reply.body, "[\"first\",\"second\"]");
    assert_int_equal(request.reply.header_count, 1);
    assert_string_equal(request.reply.headers[0].name, "Link");
    assert_text(request.reply.headers[0].value,
                "<https://opensource.org/license/mit>; rel=\"license\"; title*=UTF-8''Odd%20%282021%29");
}

static void test_nothing(void **state)
{
    (void)state;
    REQUEST_CLEANUP struct request request;
    request_init(&request, "nobody");
    ask_first(&request);
    MADE_ROWS_CLEANUP struct made_rows made;
    made_rows_init(&made, columns, COUNT_OF(columns));
    struct ask ask = {.sql = NULL};
    assert_int_equal(single_handle(&single, &request, &made.rows, &ask), ERR_NOT_FOUND);
}

static void test_no_memory(void **state)
{
    (void)state;
    REQUEST_CLEANUP struct request request;
    request_init(&request, ONE);
    ask_first(&request);
    request.arena.max = request.arena.used;
    MADE_ROWS_CLEANUP struct made_rows made;
    made_rows_init(&made, columns, COUNT_OF(columns));
    made_rows_add(&made, (const char *const[]){"1", "first", "odd", "MIT", "Odd (2021)"});
    struct ask ask = {.sql = NULL};
    assert_int_equal(single_handle(&single, &request, &made.rows, &ask), ERR_INTERNAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ask),
        cmocka_unit_test(test_reply),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
