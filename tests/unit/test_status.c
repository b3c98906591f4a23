#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "claimd/rows.h"
#include "db/migrations.h"
#include "made_rows.h"
#include "status/status_api.h"
#include "status_ready_sql.h"

static const struct column columns[] = {
    {"version", COLUMN_INT4}, {"sha256", COLUMN_TEXT}, {"recovering", COLUMN_BOOL}, {"reach_jobs", COLUMN_INT8}};

static void begin(struct request *request, const char *query)
{
    *request = (struct request){.reply.status = 200};
    arena_init(&request->arena, 1 << 16);
    buf_init(&request->reply.body, 1 << 16);
    assert_int_equal(
        params_parse(&request->params, status_ready_params, 1, text_of(query), &request->arena, &request->faults),
        ERR_NONE);
}

static void end(struct request *request)
{
    buf_deinit(&request->reply.body);
    arena_deinit(&request->arena);
}

static void answer(struct request *request, int offset, const char *sha256)
{
    const struct migration *newest = &claimd_migrations.items[claimd_migrations.count - 1];
    char version[16];
    snprintf(version, sizeof(version), "%d", newest->version + offset);
    MADE_ROWS_CLEANUP struct made_rows made;
    made_rows_init(&made, columns, 4);
    made_rows_add(&made, (const char *const[]){version, sha256 != NULL ? sha256 : newest->sha256, "f", "3"});
    struct ask ask = {0};
    assert_int_equal(status_ready(request, &made.rows, &ask), ERR_NONE);
    assert_null(ask.sql);
}

static void assert_body(const struct request *request, const char *expected)
{
    struct text body = buf_view(&request->reply.body);
    assert_int_equal(body.len, strlen(expected));
    assert_memory_equal(body.ptr, expected, body.len);
}

static void test_ready_asks_the_database(void **state)
{
    (void)state;
    struct request request;
    begin(&request, NULL);
    struct ask ask = {0};
    assert_int_equal(status_ready(&request, NULL, &ask), ERR_NONE);
    assert_ptr_equal(ask.sql, &status_ready_sql);
    answer(&request, 0, NULL);
    assert_int_equal(request.reply.status, 200);
    assert_body(&request, "{\"status\":\"ready\"}");
    end(&request);
}

static void test_ready_verbose(void **state)
{
    (void)state;
    struct request request;
    begin(&request, "verbose");
    answer(&request, 0, NULL);
    assert_body(&request, "{\"status\":\"ready\",\"checks\":{\"database\":\"reached\",\"migrations\":\"current\","
                          "\"recovering\":false,\"reach_jobs\":3}}");
    end(&request);
}

static void test_other_migrations_are_not_ready(void **state)
{
    (void)state;
    static const struct {
        int offset;
        const char *sha256;
        const char *word;
    } cases[] = {{-1, NULL, "\"behind\""}, {1, NULL, "\"ahead\""}, {0, "00", "\"altered\""}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct request request;
        begin(&request, NULL);
        answer(&request, cases[i].offset, cases[i].sha256);
        assert_int_equal(request.reply.status, 503);
        buf_char(&request.reply.body, 0);
        assert_non_null(strstr(request.reply.body.ptr, cases[i].word));
        end(&request);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ready_asks_the_database),
        cmocka_unit_test(test_ready_verbose),
        cmocka_unit_test(test_other_migrations_are_not_ready),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
