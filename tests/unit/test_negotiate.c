#include "unit.h"

#include "claimd/route.h"
#include "http/negotiate.h"

static const char *const both[] = {"application/json", "text/html", NULL};
static const char *const json[] = {"application/json", NULL};

static void test_media(void **state)
{
    (void)state;
    static const struct {
        const char *accept;
        int both, json;
    } cases[] = {
        {NULL, 0, 0},
        {"", 0, 0},
        {" \t", 0, 0},
        {"*/*", 0, 0},
        {"application/json", 0, 0},
        {"Application/JSON", 0, 0},
        {"application/*", 0, 0},
        {"application/json;charset=utf-8", 0, 0},
        {"application/json; charset=\"utf-8, \\\" ;q=0\" ; q=0.5", 0, 0},
        {"text/html", 1, -1},
        {"text/*", 1, -1},
        {"text/plain", -1, -1},
        {"application/problem+json", -1, -1},
        {"application/*+json", -1, -1},
        {"application/jsonx", -1, -1},
        {"application", -1, -1},
        {"application/", -1, -1},
        {"/json", -1, -1},
        {"*/json", -1, -1},
        {"*", -1, -1},
        {"json", -1, -1},
        {"application/json/x", -1, -1},
        {"application /json", -1, -1},
        {"application/json q=1", -1, -1},
        {",, application/json ,", 0, 0},
        {"text/plain, application/json", 0, 0},
        /* weights */
        {"application/json;q=0", -1, -1},
        {"application/json;q=0.0, text/html", 1, -1},
        {"application/json;q=0.001", 0, 0},
        {"text/html, application/json", 0, 0},
        {"text/html;q=1.000, application/json;q=0.999", 1, 0},
        {"text/html;q=0.9, application/json;Q=0.91", 0, 0},
        {"text/html;q=0.2,application/json;q=0.1", 1, 0},
        /* a browser */
        {"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", 1, 0},
        /* what is closer decides, not what is higher or first */
        {"*/*, application/json;q=0", 1, -1},
        {"application/json;q=0, */*", 1, -1},
        {"application/*;q=0, */*", 1, -1},
        {"*/*;q=0.1, application/*;q=0.2, text/html;q=0.15", 0, 0},
        {"application/*;q=0.9, application/json;q=0.3, text/html;q=0.5", 1, 0},
        {"application/json;v=1;q=0.9, application/json;q=0.3, text/html;q=0.5", 1, 0},
        {"application/json;v=1;q=0.4, application/*;q=0.9, text/html;q=0.5", 1, 0},
        {"application/json;q=0.2, application/json;q=0.8, text/html;q=0.5", 0, 0},
        /* an element that is not well-formed is none */
        {"application/json;q=2", -1, -1},
        {"application/json;q=1.1", -1, -1},
        {"application/json;q=1.001", -1, -1},
        {"application/json;q=0.1234", -1, -1},
        {"application/json;q=.5", -1, -1},
        {"application/json;q=1./", -1, -1},
        {"application/json;q=11", -1, -1},
        {"application/json;q=-1", -1, -1},
        {"application/json;q=0,5", -1, -1},
        {"application/json;q=0x5", -1, -1},
        {"application/json;q=0.a", -1, -1},
        {"application/json;q=", -1, -1},
        {"application/json;q", -1, -1},
        {"application/json; =1", -1, -1},
        {"application/json;a b=1", -1, -1},
        {"application/json;a-b!#=1", 0, 0},
        {"application/json;q=0.5;", 0, 0},
        {"application/json;q=1.", 0, 0},
        {"application/json;q=1", 0, 0},
        {"text/html;x=\"unclosed, application/json", 1, -1},
        {"text/html;x=\"unclosed\\", 1, -1},
        {"\"application/json\"", -1, -1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *name = cases[i].accept == NULL ? "(absent)" : cases[i].accept;
        assert_case(negotiate_media(text_of(cases[i].accept), both) == cases[i].both, name);
        assert_case(negotiate_media(text_of(cases[i].accept), json) == cases[i].json, name);
    }
}

static void test_coding(void **state)
{
    (void)state;
    static const struct {
        const char *accept;
        enum coding coding;
    } cases[] = {
        {NULL, CODING_IDENTITY},
        {"", CODING_IDENTITY},
        {"gzip", CODING_GZIP},
        {"GZip", CODING_GZIP},
        {"x-gzip", CODING_GZIP},
        {"deflate, gzip;q=1.0, *;q=0.5", CODING_GZIP},
        {"gzip, deflate, br, zstd", CODING_GZIP},
        {"br", CODING_IDENTITY},
        {"*", CODING_GZIP},
        {"*;q=0.1", CODING_GZIP},
        {"gzip;q=0", CODING_IDENTITY},
        {"gzip;q=0, *", CODING_IDENTITY},
        {"gzip;q=0.001", CODING_GZIP},
        {"identity", CODING_IDENTITY},
        {"identity, gzip", CODING_GZIP},
        {"identity;q=1, gzip;q=0.5", CODING_IDENTITY},
        {"identity;q=0.5, gzip;q=1", CODING_GZIP},
        {"identity;q=0", CODING_NONE},
        {"identity;q=0, gzip", CODING_GZIP},
        {"identity;q=0, *", CODING_GZIP},
        {"identity;q=0, gzip;q=0", CODING_NONE},
        {"*;q=0", CODING_NONE},
        {"*;q=0, gzip", CODING_GZIP},
        {"*;q=0, identity", CODING_IDENTITY},
        {"*;q=0, br", CODING_NONE},
        {"gzip;q=high", CODING_IDENTITY},
        {"gzipped", CODING_IDENTITY},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *name = cases[i].accept == NULL ? "(absent)" : cases[i].accept;
        assert_case(negotiate_coding(text_of(cases[i].accept)) == cases[i].coding, name);
        assert_case(negotiate_gzip(text_of(cases[i].accept)) == (cases[i].coding == CODING_GZIP), name);
    }
}

static void test_route(void **state)
{
    (void)state;
    static const enum media page[] = {MEDIA_JSON, MEDIA_HTML};
    static const struct route plain = {0};
    static const struct route paged = {.media = page, .media_count = 2};
    static const struct route fixed = {.media = &page[1], .media_count = 1, .ignores_accept = true};
    static const struct {
        const struct route *route;
        const char *accept;
        enum err err;
        enum media media;
    } cases[] = {
        {&plain, NULL, ERR_NONE, MEDIA_JSON},
        {&plain, "text/html", ERR_NOT_ACCEPTABLE, MEDIA_COUNT},
        {&paged, NULL, ERR_NONE, MEDIA_JSON},
        {&paged, "text/html", ERR_NONE, MEDIA_HTML},
        {&paged, "text/plain", ERR_NOT_ACCEPTABLE, MEDIA_COUNT},
        {&fixed, "text/plain", ERR_NONE, MEDIA_HTML},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        enum media media = MEDIA_COUNT;
        assert_int_equal(negotiate_route(cases[i].route, text_of(cases[i].accept), &media), cases[i].err);
        assert_int_equal(media, cases[i].media);
    }
    struct media_offers offers = negotiate_offers(&plain);
    assert_string_equal(offers.types[0], "application/json");
    assert_null(offers.types[1]);
    offers = negotiate_offers(&paged);
    assert_string_equal(offers.types[0], "application/json");
    assert_string_equal(offers.types[1], "text/html");
    assert_null(offers.types[2]);
}

static void test_content_types(void **state)
{
    (void)state;
    assert_string_equal(media_content_type(MEDIA_JSON), "application/json");
    assert_string_equal(media_content_type(MEDIA_PROBLEM), "application/problem+json");
    assert_string_equal(media_content_type(MEDIA_HTML), "text/html; charset=utf-8");
    assert_string_equal(media_content_type(MEDIA_TEXT), "text/plain; charset=utf-8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_media), cmocka_unit_test(test_coding),
                                       cmocka_unit_test(test_route), cmocka_unit_test(test_content_types)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
