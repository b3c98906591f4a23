#include "unit.h"

#include <stdio.h>

#include "made_rows.h"
#include "refs/record_json.h"
#include "refs/ref_json.h"
#include "refs/steps.h"

#define ONE "0d6c0f0e-0000-4000-8000-000000000001"
#define TWO "0d6c0f0e-0000-4000-8000-000000000002"

enum { IDS, SLUGS, NAMES, KINDS, COLUMNS };
static const struct column columns[] = {[IDS] = {"ids", COLUMN_UUID_ARRAY},
                                        [SLUGS] = {"slugs", COLUMN_TEXT_ARRAY},
                                        [NAMES] = {"names", COLUMN_TEXT_ARRAY},
                                        [KINDS] = {"kinds", COLUMN_TEXT_ARRAY}};

static void write_actors(struct buf *buf, const struct rows *rows)
{
    struct json_writer json;
    buf_reset(buf);
    json_writer_init(&json, buf);
    json_write_object_begin(&json);
    ref_write_actors(&json, "actors", rows, 0, IDS, SLUGS, NAMES, KINDS);
    json_write_object_end(&json);
}

static void test_actors(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 4096);
    MADE_ROWS_CLEANUP struct made_rows made;
    made_rows_init(&made, columns, COLUMNS);
    made_rows_add(&made, (const char *const[]){"{" ONE "," TWO "}", "{a,b}", "{A \"a\",Bé}", "{state,person}"});
    write_actors(&buf, &made.rows);
    assert_buf(&buf, "{\"actors\":[{\"id\":\"" ONE "\",\"slug\":\"a\",\"name\":\"A \\\"a\\\"\",\"kind\":\"state\"},"
                     "{\"id\":\"" TWO "\",\"slug\":\"b\",\"name\":\"Bé\",\"kind\":\"person\"}]}");
}

static void test_no_actors(void **state)
{
    (void)state;
    static const char *const none[][COLUMNS] = {{NULL, NULL, NULL, NULL}, {"{}", "{}", "{}", "{}"}};
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 4096);
    for (size_t i = 0; i < COUNT_OF(none); i++) {
        MADE_ROWS_CLEANUP struct made_rows made;
        made_rows_init(&made, columns, COLUMNS);
        made_rows_add(&made, none[i]);
        write_actors(&buf, &made.rows);
        assert_buf(&buf, "{\"actors\":[]}");
    }
}

static void test_steps_with_gaps(void **state)
{
    (void)state;
    static const size_t order[] = {NAMES, IDS, SLUGS, NAMES, KINDS};
    MADE_ROWS_CLEANUP struct made_rows made;
    made_rows_init(&made, columns, COLUMNS);
    made_rows_add(&made, (const char *const[]){"{NULL," TWO "}", "{NULL,b}", "{x,y}", "{NULL,media}"});
    struct steps steps;
    steps_begin(&steps, &made.rows, 0, order, COUNT_OF(order));

    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 4096);
    struct json_writer json;
    json_writer_init(&json, &buf);
    json_write_array_begin(&json);
    while (steps_next(&steps)) {
        json_write_object_begin(&json);
        json_write_pair(&json, "text", steps.cells[0]);
        ref_write_actor_cells(&json, "used_by", &steps.cells[1]);
        ref_write_source_cells(&json, "seen_in", &steps.cells[1]);
        json_write_object_end(&json);
    }
    json_write_array_end(&json);
    assert_buf(&buf,
               "[{\"text\":\"x\",\"used_by\":null,\"seen_in\":null},"
               "{\"text\":\"y\",\"used_by\":{\"id\":\"" TWO "\",\"slug\":\"b\",\"name\":\"y\",\"kind\":\"media\"},"
               "\"seen_in\":{\"id\":\"" TWO "\",\"slug\":\"b\",\"title\":\"y\"}}]");
    assert_false(steps_next(&steps));
}

static void test_external_ids(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 4096);
    MADE_ROWS_CLEANUP struct made_rows made;
    made_rows_init(&made, columns, COLUMNS);
    made_rows_add(&made, (const char *const[]){NULL, "{cve,mitre-attack}", "{CVE-1,G1}", "{NULL,https://a.example/}"});
    struct json_writer json;
    json_writer_init(&json, &buf);
    json_write_object_begin(&json);
    ref_write_external_ids(&json, &made.rows, 0, SLUGS, NAMES, KINDS);
    ref_write_texts(&json, "texts", &made.rows, 0, SLUGS);
    json_write_object_end(&json);
    assert_buf(&buf, "{\"external_ids\":[{\"scheme\":\"cve\",\"value\":\"CVE-1\",\"url\":null},"
                     "{\"scheme\":\"mitre-attack\",\"value\":\"G1\",\"url\":\"https://a.example/\"}],"
                     "\"texts\":[\"cve\",\"mitre-attack\"]}");
}

static const struct column record_cells[] = {
    {"key", COLUMN_TEXT},
    {"collection", COLUMN_TEXT},
    {"revision", COLUMN_INT4},
    {"id", COLUMN_UUID},
    {"created_at", COLUMN_TIMESTAMPTZ},
    {"updated_at", COLUMN_TIMESTAMPTZ},
    {"retracted_at", COLUMN_TIMESTAMPTZ},
    {"retraction_reason", COLUMN_TEXT},
    {"withheld_at", COLUMN_TIMESTAMPTZ},
    {"withholding_reason", COLUMN_TEXT},
    {"wider_slug", COLUMN_TEXT},
};
enum { CELL_KEY, CELL_ID = 3, CELL_WIDER = 10 };

static void test_record(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 4096);
    MADE_ROWS_CLEANUP struct made_rows made;
    made_rows_init(&made, record_cells, COUNT_OF(record_cells));
    made_rows_add(&made, (const char *const[]){"k/1", NULL, "3", ONE, "2026-01-02T03:04:05.000006Z",
                                               "2026-01-02T03:04:05.678901Z", NULL, NULL, NULL, NULL, "wide"});
    made_rows_add(&made, (const char *const[]){"k/1", NULL, "4", ONE, "2026-01-02T03:04:05.000006Z",
                                               "2026-01-04T00:00:00.000000Z", "2026-01-04T00:00:00.000000Z", "Wrong.",
                                               NULL, NULL, "wide"});
    struct record_columns found;
    record_columns_read(&made.rows, &found);
    struct json_writer json;
    json_writer_init(&json, &buf);
    assert_false(record_write_withheld(&json, &made.rows, 0, &found, TEXT_NONE));
    json_write_object_begin(&json);
    record_write_head(&json, &made.rows, 0, &found);
    ref_write_incident(&json, "part_of", &made.rows, 0, CELL_ID, CELL_WIDER, CELL_KEY);
    record_write_tail(&json, &made.rows, 0, &found);
    json_write_object_end(&json);
    assert_buf(&buf, "{\"id\":\"" ONE "\",\"revision\":3,"
                     "\"part_of\":{\"id\":\"" ONE "\",\"slug\":\"wide\",\"name\":\"k/1\"},"
                     "\"collection\":null,\"key\":\"k/1\",\"created_at\":\"2026-01-02T03:04:05.000006Z\","
                     "\"updated_at\":\"2026-01-02T03:04:05.678901Z\"}");
    buf_reset(&buf);
    json_writer_init(&json, &buf);
    json_write_object_begin(&json);
    record_write_tail(&json, &made.rows, 1, &found);
    json_write_object_end(&json);
    assert_buf(&buf, "{\"collection\":null,\"key\":\"k/1\",\"created_at\":\"2026-01-02T03:04:05.000006Z\","
                     "\"updated_at\":\"2026-01-04T00:00:00.000000Z\",\"retracted_at\":\"2026-01-04T00:00:00.000000Z\","
                     "\"retraction_reason\":\"Wrong.\"}");
}

static void test_withheld(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 4096);
    MADE_ROWS_CLEANUP struct made_rows made;
    made_rows_init(&made, record_cells, COUNT_OF(record_cells));
    made_rows_add(&made, (const char *const[]){"k/1", "sample", "3", ONE, "2026-01-02T03:04:05.000006Z",
                                               "2026-01-02T03:04:05.678901Z", NULL, NULL, "2026-01-03T00:00:00.000000Z",
                                               "Asked for.", "wide"});
    struct record_columns found;
    record_columns_read(&made.rows, &found);
    static const char rest[] =
        "\"withheld_at\":\"2026-01-03T00:00:00.000000Z\",\"withholding_reason\":\"Asked for.\","
        "\"collection\":\"sample\",\"key\":\"k/1\",\"created_at\":\"2026-01-02T03:04:05.000006Z\","
        "\"updated_at\":\"2026-01-02T03:04:05.678901Z\"}";
    static const struct {
        struct text status;
        const char *begin;
    } cases[] = {{{NULL, 0}, "{\"id\":\"" ONE "\",\"revision\":3,"},
                 {{"superseded", 10}, "{\"id\":\"" ONE "\",\"revision\":3,\"status\":\"superseded\","}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct json_writer json;
        buf_reset(&buf);
        json_writer_init(&json, &buf);
        assert_true(record_write_withheld(&json, &made.rows, 0, &found, cases[i].status));
        char expected[1024];
        snprintf(expected, sizeof expected, "%s%s", cases[i].begin, rest);
        assert_buf(&buf, expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_actors),       cmocka_unit_test(test_no_actors), cmocka_unit_test(test_steps_with_gaps),
        cmocka_unit_test(test_external_ids), cmocka_unit_test(test_record),    cmocka_unit_test(test_withheld),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
