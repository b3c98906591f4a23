#include "unit.h"

#include <string.h>

#include "claimd/json_read.h"
#include "http/problem.h"

#include <jansson.h>

static void written(struct buf *buf, const struct problem *problem)
{
    buf_init(buf, 1 << 20);
    problem_write(problem, buf);
    assert_int_equal(buf_check(buf), ERR_NONE);
}

/* The problem as a reader sees it. */
static json_t *read_back(const struct problem *problem)
{
    BUF_CLEANUP struct buf buf;
    written(&buf, problem);
    json_t *value = NULL;
    struct json_fault fault;
    assert_int_equal(json_read(buf_view(&buf), &value, &fault), ERR_NONE);
    return value;
}

static void check_detail(const struct problem *problem, const char *detail)
{
    json_auto_t *value = read_back(problem);
    assert_text(text_of(json_string_value(json_object_get(value, "detail"))), detail);
}

static void test_plain(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    written(&buf, &(struct problem){.err = ERR_NOT_FOUND,
                                    .instance = TEXT("/v1/claims/x?y=1"),
                                    .request_id = TEXT("8b4f1d0c2a9e4f77")});
    assert_buf(&buf, "{\"type\":\"/problems/not-found\",\"title\":\"There is nothing here\",\"status\":404,"
                     "\"detail\":\"There is nothing at /v1/claims/x.\",\"instance\":\"/v1/claims/x?y=1\","
                     "\"request_id\":\"8b4f1d0c2a9e4f77\"}");
}

static void test_every_error(void **state)
{
    (void)state;
    for (int err = ERR_NONE + 1; err < ERR_COUNT; err++) {
        const struct err_info *info = err_info((enum err)err);
        json_auto_t *value = read_back(&(struct problem){.err = (enum err)err, .request_id = TEXT("r")});
        assert_int_equal(json_integer_value(json_object_get(value, "status")), info->status);
        assert_string_equal(json_string_value(json_object_get(value, "title")), info->title);
        assert_true(text_ends(text_of(json_string_value(json_object_get(value, "type"))), text_of(info->slug)));
        assert_true(json_string_length(json_object_get(value, "detail")) > 0);
        assert_int_equal(json_object_size(value), 6);
    }
}

static void test_faults(void **state)
{
    (void)state;
    static const char *const allowed[] = {"actor", "limit", NULL};
    static const struct text suggestions[] = {{"china", 5}, {"chad", 4}};
    struct fault items[] = {
        {.code = FAULT_UNKNOWN_PARAMETER,
         .name = TEXT("act\"r"),
         .detail = TEXT("No `act\"r`."),
         .allowed = allowed,
         .suggestions = suggestions,
         .suggestion_count = 1},
        {.code = FAULT_OUT_OF_RANGE,
         .name = TEXT("limit"),
         .detail = TEXT("Too large."),
         .allowed_text = TEXT("1 to 1000")},
        {.code = FAULT_MISSING, .where = FAULT_AT_HEADER, .name = TEXT("If-Match")},
        {.code = FAULT_UNKNOWN_FIELD,
         .where = FAULT_AT_POINTER,
         .name = TEXT("/a/0"),
         .detail = TEXT("No."),
         .suggestions = suggestions,
         .suggestion_count = 2},
    };
    const struct faults faults = {.items = items, .count = COUNT_OF(items)};
    BUF_CLEANUP struct buf buf;
    written(&buf, &(struct problem){.err = ERR_INVALID_PARAMETERS, .instance = TEXT("/"), .faults = &faults});
    struct text text = buf_view(&buf);
    const char *errors = strstr(buf.ptr, "\"errors\"");
    assert_non_null(errors);
    text.len -= (size_t)(errors - text.ptr);
    text.ptr = errors;
    assert_text(
        text, "\"errors\":[{\"parameter\":\"act\\\"r\",\"code\":\"unknown-parameter\",\"detail\":\"No `act\\\"r`.\","
              "\"allowed\":[\"actor\",\"limit\"],\"suggestion\":\"china\"},"
              "{\"parameter\":\"limit\",\"code\":\"out-of-range\",\"detail\":\"Too large.\",\"allowed\":\"1 to 1000\"},"
              "{\"header\":\"If-Match\",\"code\":\"missing\",\"detail\":\"A value that is needed is missing.\"},"
              "{\"pointer\":\"/a/0\",\"code\":\"unknown-field\",\"detail\":\"No.\",\"suggestion\":\"china\","
              "\"suggestions\":[\"china\",\"chad\"]}]}");
}

/* Faults in `names`, which may be the same. */
static void check_names(const char *names, const char *detail)
{
    struct fault items[10] = {0};
    struct faults faults = {.items = items};
    struct text rest = text_of(names);
    for (struct text name; text_split(&rest, ' ', &name);)
        items[faults.count++] = (struct fault){.name = name, .detail = TEXT("The only one.")};
    check_detail(&(struct problem){.err = ERR_INVALID_PARAMETERS, .faults = &faults}, detail);
}

static void test_details_of_faults(void **state)
{
    (void)state;
    check_names("a", "`a`: The only one.");
    check_names("a b", "There are 2 faults, in `a` and `b`.");
    check_names("a a", "There are 2 faults, in `a`.");
    check_names("a b a c", "There are 4 faults, in `a`, `b` and `c`.");
    check_names("a b c d e", "There are 5 faults, in `a`, `b`, `c`, `d` and `e`.");
    check_names("a b c d e f", "There are 6 faults, in `a`, `b`, `c`, `d`, `e` and 1 more.");
    check_names("a b c d e f e g", "There are 8 faults, in `a`, `b`, `c`, `d`, `e` and 2 more.");
}

static void check_fault(const struct fault *fault, const char *detail)
{
    struct fault item = *fault;
    const struct faults faults = {.items = &item, .count = 1};
    check_detail(&(struct problem){.err = ERR_INVALID_RECORD, .faults = &faults}, detail);
}

static void test_detail_of_one_fault(void **state)
{
    (void)state;
    check_fault(&(struct fault){.code = FAULT_MISSING, .name = TEXT("/slug")},
                "`/slug`: A value that is needed is missing.");
    check_fault(&(struct fault){.name = TEXT("q"), .detail = TEXT("`q` is asked for.")}, "`q` is asked for.");
    check_fault(&(struct fault){.name = TEXT("q"), .detail = TEXT("It is asked.")}, "`q`: It is asked.");
    check_fault(&(struct fault){.name = TEXT(""), .detail = TEXT("The record.")}, "The record.");
}

static void test_dropped_faults_are_counted(void **state)
{
    (void)state;
    struct fault item = {.name = TEXT("a"), .detail = TEXT("One.")};
    const struct faults faults = {.items = &item, .count = 1, .dropped = 7};
    check_detail(&(struct problem){.err = ERR_INVALID_PARAMETERS, .faults = &faults},
                 "There are 8 faults (1 of them listed), in `a`.");
}

static void test_details(void **state)
{
    (void)state;
    static const char *const types[] = {"application/json", "text/html", NULL};
    check_detail(&(struct problem){.err = ERR_NOT_FOUND}, "There is nothing at this address.");
    check_detail(&(struct problem){.err = ERR_NOT_FOUND, .instance = TEXT("?x")}, "There is nothing at this address.");
    check_detail(&(struct problem){.err = ERR_NOT_FOUND, .instance = TEXT("/\xFF<")}, "There is nothing at /%FF%3C.");
    check_detail(&(struct problem){.err = ERR_METHOD_NOT_ALLOWED,
                                   .method = TEXT("POST"),
                                   .instance = TEXT("/x?y"),
                                   .allow = TEXT("GET, HEAD, OPTIONS")},
                 "POST is not allowed at /x; it takes GET, HEAD, OPTIONS.");
    check_detail(&(struct problem){.err = ERR_METHOD_NOT_ALLOWED}, "The method is not allowed at this address.");
    check_detail(&(struct problem){.err = ERR_NOT_ACCEPTABLE, .accepts = types},
                 "Accept asks for none of what there is: application/json, text/html.");
    check_detail(&(struct problem){.err = ERR_NOT_ACCEPTABLE}, "Accept asks for none of what there is.");
    check_detail(&(struct problem){.err = ERR_BODY_TOO_LARGE, .detail = TEXT("At most 1 MiB.")}, "At most 1 MiB.");
    check_detail(&(struct problem){.err = ERR_INTERNAL}, err_info(ERR_INTERNAL)->text);
    check_detail(&(struct problem){.err = ERR_INTERNAL, .detail = TEXT("")}, err_info(ERR_INTERNAL)->text);
    const struct faults none = {0};
    check_detail(&(struct problem){.err = ERR_INTERNAL, .faults = &none}, err_info(ERR_INTERNAL)->text);
}

static void test_extensions(void **state)
{
    (void)state;
    static const char *const types[] = {"application/json", NULL};
    json_auto_t *value = read_back(&(struct problem){.err = ERR_NOT_ACCEPTABLE,
                                                     .allow = TEXT("GET, HEAD,OPTIONS"),
                                                     .accepts = types,
                                                     .faults = &(struct faults){0}});
    const json_t *allow = json_object_get(value, "allow");
    assert_int_equal(json_array_size(allow), 3);
    assert_string_equal(json_string_value(json_array_get(allow, 1)), "HEAD");
    assert_string_equal(json_string_value(json_array_get(allow, 2)), "OPTIONS");
    const json_t *accepts = json_object_get(value, "accepts");
    assert_int_equal(json_array_size(accepts), 1);
    assert_string_equal(json_string_value(json_array_get(accepts, 0)), "application/json");
    assert_null(json_object_get(value, "errors"));
}

static void test_long(void **state)
{
    (void)state;
    static char path[8192];
    memset(path, '<', sizeof(path));
    const struct text target = {.ptr = path, .len = sizeof(path)};
    check_detail(&(struct problem){.err = ERR_NOT_FOUND, .instance = target}, "There is nothing at this address.");
    json_auto_t *value = read_back(&(struct problem){.err = ERR_NOT_FOUND, .instance = target});
    assert_int_equal(json_string_length(json_object_get(value, "instance")), 3 * sizeof(path));

    struct fault items[] = {{.name = target, .detail = target}, {.name = TEXT("b")}};
    struct faults faults = {.items = items, .count = 1};
    check_detail(&(struct problem){.faults = &faults}, "There is 1 fault, in one with a long name.");
    faults.count = 2;
    check_detail(&(struct problem){.faults = &faults}, "There are 2 faults, in one with a long name and `b`.");
}

static void test_full_buffer(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 100);
    problem_write(&(struct problem){.err = ERR_NOT_FOUND}, &buf);
    assert_int_equal(buf_check(&buf), ERR_INTERNAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_every_error),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_details_of_faults),
        cmocka_unit_test(test_detail_of_one_fault),
        cmocka_unit_test(test_dropped_faults_are_counted),
        cmocka_unit_test(test_details),
        cmocka_unit_test(test_extensions),
        cmocka_unit_test(test_long),
        cmocka_unit_test(test_full_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
