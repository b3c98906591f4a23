#include "unit.h"

#include <string.h>

#include "http/guard.h"

#define H(n, v)                                                                                                        \
    {                                                                                                                  \
        .name = TEXT(n), .value = TEXT(v)                                                                              \
    }
#define HOST H("Host", "a.example:8080")
#define NONE                                                                                                           \
    {                                                                                                                  \
        .name = { NULL, 0 }                                                                                            \
    }
#define HEADERS 6

struct case_of {
    const char *name;
    struct text method, target, version;
    struct header_field headers[HEADERS];
    bool target_cut, torn, more;
    enum err err;
};

#define GOOD(...)                                                                                                      \
    TEXT("GET"), TEXT("/claims"), TEXT("HTTP/1.1"),                                                                    \
    {                                                                                                                  \
        HOST, __VA_ARGS__                                                                                              \
    }
#define TARGET(m, t)                                                                                                   \
    TEXT(m), TEXT(t), TEXT("HTTP/1.1"),                                                                                \
    {                                                                                                                  \
        HOST                                                                                                           \
    }

static const struct case_of cases[] = {
    {"plain", GOOD(NONE), .err = ERR_NONE},
    {"one length", GOOD(H("Content-Length", "12")), .err = ERR_NONE},
    {"chunked", GOOD(H("transfer-encoding", "Chunked")), .err = ERR_NONE},
    {"1.0 without Host", TEXT("GET"), TEXT("/"), TEXT("HTTP/1.0"), {NONE}, .err = ERR_NONE},
    {"longer harmless name", GOOD(H("Content-Type", "x"), H("X-Content-Length", "y")), .err = ERR_NONE},

    {"two lengths", GOOD(H("Content-Length", "1"), H("Content-Length", "2")), .err = ERR_BAD_REQUEST},
    {"two equal lengths", GOOD(H("Content-Length", "1"), H("content-length", "1")), .err = ERR_BAD_REQUEST},
    {"length and encoding", GOOD(H("Content-Length", "1"), H("Transfer-Encoding", "chunked")), .err = ERR_BAD_REQUEST},
    {"empty length", GOOD(H("Content-Length", "")), .err = ERR_BAD_REQUEST},
    {"signed length", GOOD(H("Content-Length", "+1")), .err = ERR_BAD_REQUEST},
    {"length with a blank", GOOD(H("Content-Length", "1 2")), .err = ERR_BAD_REQUEST},
    {"huge length", GOOD(H("Content-Length", "1000000000000000000")), .err = ERR_BAD_REQUEST},
    {"other encoding", GOOD(H("Transfer-Encoding", "gzip")), .err = ERR_BAD_REQUEST},
    {"list of encodings", GOOD(H("Transfer-Encoding", "gzip, chunked")), .err = ERR_BAD_REQUEST},
    {"two encodings", GOOD(H("Transfer-Encoding", "chunked"), H("Transfer-Encoding", "chunked")),
     .err = ERR_BAD_REQUEST},
    {"encoding in 1.0",
     TEXT("GET"),
     TEXT("/"),
     TEXT("HTTP/1.0"),
     {H("Transfer-Encoding", "chunked")},
     .err = ERR_BAD_REQUEST},
    {"name with a tail", GOOD(H("Content-Lengthx", "1")), .err = ERR_BAD_REQUEST},
    {"name with a blank", GOOD(H("Transfer-Encoding ", "chunked")), .err = ERR_BAD_REQUEST},
    {"Host with a tail", GOOD(H("Hostb", "a")), .err = ERR_BAD_REQUEST},

    {"no Host", TEXT("GET"), TEXT("/"), TEXT("HTTP/1.1"), {NONE}, .err = ERR_BAD_REQUEST},
    {"two Hosts", GOOD(H("host", "a.example:8080")), .err = ERR_BAD_REQUEST},
    {"Host with user", TEXT("GET"), TEXT("/"), TEXT("HTTP/1.1"), {H("Host", "u@a")}, .err = ERR_BAD_REQUEST},

    {"empty name", GOOD({.name = TEXT(""), .value = TEXT("x")}), .err = ERR_BAD_REQUEST},
    {"name with a parenthesis", GOOD(H("X(", "x")), .err = ERR_BAD_REQUEST},
    {"name with NUL", GOOD(H("X\0Y", "x")), .err = ERR_BAD_REQUEST},
    {"value with NUL", GOOD(H("X", "x\0y")), .err = ERR_BAD_REQUEST},
    {"value with CR", GOOD(H("X", "x\ry")), .err = ERR_BAD_REQUEST},
    {"value with ESC", GOOD(H("X", "\x1b[1m")), .err = ERR_BAD_REQUEST},
    {"value with DEL", GOOD(H("X", "\x7f")), .err = ERR_BAD_REQUEST},
    {"value with tab", GOOD(H("X", "a\tb")), .err = ERR_NONE},
    {"value with UTF-8", GOOD(H("X", "é")), .err = ERR_NONE},
    {"cut value", GOOD({.name = TEXT("X"), .value = TEXT("x"), .cut = true}), .err = ERR_BAD_REQUEST},
    {"bare LF at the end", GOOD(NONE), .torn = true, .err = ERR_BAD_REQUEST},
    {"too many headers", GOOD(NONE), .more = true, .err = ERR_HEADERS_TOO_LARGE},

    {"unknown method", TARGET("BREW", "/"), .err = ERR_BAD_REQUEST},
    {"small method", TARGET("get", "/"), .err = ERR_BAD_REQUEST},
    {"empty method", TARGET("", "/"), .err = ERR_BAD_REQUEST},
    {"version 1.9", TEXT("GET"), TEXT("/"), TEXT("HTTP/1.9"), {HOST}, .err = ERR_BAD_REQUEST},
    {"version 1.1 and more", TEXT("GET"), TEXT("/"), TEXT("HTTP/1.10"), {HOST}, .err = ERR_BAD_REQUEST},

    {"empty target", TARGET("GET", ""), .err = ERR_BAD_TARGET},
    {"no slash", TARGET("GET", "claims"), .err = ERR_BAD_TARGET},
    {"query alone", TARGET("GET", "?a=b"), .err = ERR_BAD_TARGET},
    {"blank", TARGET("GET", "/a b"), .err = ERR_BAD_TARGET},
    {"control character", TARGET("GET", "/a\x01"), .err = ERR_BAD_TARGET},
    {"fragment", TARGET("GET", "/a#b"), .err = ERR_BAD_TARGET},
    {"cut target", TARGET("GET", "/a"), .target_cut = true, .err = ERR_BAD_TARGET},
    {"asterisk", TARGET("GET", "*"), .err = ERR_BAD_TARGET},
    {"scheme alone", TARGET("GET", "http://"), .err = ERR_BAD_TARGET},
    {"user in the authority", TARGET("GET", "http://u@a/"), .err = ERR_BAD_TARGET},
    {"another scheme", TARGET("GET", "ftp://a/"), .err = ERR_BAD_TARGET},
};

static struct guard_head head_of(const struct case_of *one)
{
    struct guard_head head = {.method = one->method,
                              .target = one->target,
                              .version = one->version,
                              .target_cut = one->target_cut,
                              .torn = one->torn,
                              .more = one->more,
                              .headers = one->headers};
    while (head.header_count < HEADERS && one->headers[head.header_count].name.ptr != NULL)
        head.header_count++;
    return head;
}

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct guard_head head = head_of(&cases[i]);
        struct guard_passed passed = {.content_length = 77};
        const char *why = "";
        assert_case(guard_check(&head, &passed, &why) == cases[i].err, cases[i].name);
        /* What it gives is untouched on failure, and the failure has words. */
        assert_case(cases[i].err == ERR_NONE || (passed.content_length == 77 && *why != '\0'), cases[i].name);
    }
}

static void test_targets(void **state)
{
    (void)state;
    static const struct {
        const char *target, *path, *query;
    } targets[] = {
        {"/", "/", NULL},
        {"/a?b", "/a", "b"},
        {"/a?", "/a", ""},
        {"/a?b?c", "/a", "b?c"},
        {"//a", "//a", NULL},
        {"/a%20b", "/a%20b", NULL},
        {"http://h", "/", NULL},
        {"HTTP://h:80/a?b", "/a", "b"},
        {"https://[::1]?b", "/", "b"},
    };
    const struct header_field host = HOST;
    for (size_t i = 0; i < COUNT_OF(targets); i++) {
        struct guard_head head = {.method = TEXT("HEAD"),
                                  .target = text_of(targets[i].target),
                                  .version = TEXT("HTTP/1.1"),
                                  .headers = &host,
                                  .header_count = 1};
        struct guard_passed passed;
        const char *why;
        assert_case(guard_check(&head, &passed, &why) == ERR_NONE, targets[i].target);
        assert_text(passed.path, targets[i].path);
        assert_text(passed.query, targets[i].query);
        assert_int_equal(passed.method, METHOD_HEAD);
        assert_int_equal(passed.content_length, -1);
    }
}

static void test_what_passed(void **state)
{
    (void)state;
    const struct header_field headers[] = {H("Content-Length", "0012")};
    struct guard_head head = {.method = TEXT("DELETE"),
                              .target = TEXT("/a"),
                              .version = TEXT("HTTP/1.0"),
                              .headers = headers,
                              .header_count = 1};
    struct guard_passed passed;
    const char *why;
    assert_int_equal(guard_check(&head, &passed, &why), ERR_NONE);
    assert_true(passed.http_1_0);
    assert_false(passed.chunked);
    assert_int_equal(passed.content_length, 12);
    assert_int_equal(passed.method, METHOD_DELETE);
}

static void test_sizes(void **state)
{
    (void)state;
    static char bytes[GUARD_HEADERS_MAX + 1];
    memset(bytes, 'x', sizeof(bytes));
    bytes[0] = '/';
    struct header_field headers[2] = {HOST};
    struct guard_head head = {.method = TEXT("GET"),
                              .target = {bytes, GUARD_TARGET_MAX},
                              .version = TEXT("HTTP/1.1"),
                              .headers = headers,
                              .header_count = 2};
    struct guard_passed passed;
    const char *why;
    /* Four bytes a line: ": " and CR LF. */
    size_t rest = GUARD_HEADERS_MAX - headers[0].name.len - headers[0].value.len - 8 - 1;
    headers[1] = (struct header_field){.name = TEXT("X"), .value = {bytes, rest}};
    assert_int_equal(guard_check(&head, &passed, &why), ERR_NONE);
    headers[1].value.len++;
    assert_int_equal(guard_check(&head, &passed, &why), ERR_HEADERS_TOO_LARGE);
    head.header_count = 1;
    head.target.len++;
    assert_int_equal(guard_check(&head, &passed, &why), ERR_TARGET_TOO_LONG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_targets),
        cmocka_unit_test(test_what_passed),
        cmocka_unit_test(test_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
