#include "unit.h"

#include <string.h>

#include <jansson.h>

#include "claimd/json_read.h"
#include "pages/openapi_document.h"
#include "pages/problem_pages.h"

static void request_deinit(struct request *request)
{
    arena_deinit(&request->arena);
    buf_deinit(&request->reply.body);
}

#define REQUEST_CLEANUP __attribute__((cleanup(request_deinit)))

static struct request request_of(const char *id, enum media media)
{
    struct request request = {.id = text_of(id), .reply = {.media = media}};
    arena_init(&request.arena, REQUEST_ARENA_MAX);
    buf_init(&request.reply.body, REPLY_BODY_MAX);
    return request;
}

static json_t *body_of(const struct request *request)
{
    json_t *value = NULL;
    struct json_fault fault;
    assert_int_equal(json_read(buf_view(&request->reply.body), &value, &fault), ERR_NONE);
    return value;
}

static enum err page(struct request *request)
{
    struct ask ask = {0};
    enum err err = problems_page(request, NULL, &ask);
    assert_null(ask.sql);
    return err;
}

static void test_json(void **state)
{
    (void)state;
    REQUEST_CLEANUP struct request error = request_of("not-found", MEDIA_JSON);
    assert_int_equal(page(&error), ERR_NONE);
    json_auto_t *value = body_of(&error);
    assert_string_equal(json_string_value(json_object_get(value, "slug")), "not-found");
    assert_string_equal(json_string_value(json_object_get(value, "title")), "There is nothing here");
    assert_int_equal(json_integer_value(json_object_get(value, "status")), 404);
    assert_string_equal(json_string_value(json_object_get(value, "description")), err_info(ERR_NOT_FOUND)->text);

    REQUEST_CLEANUP struct request code = request_of("out-of-range", MEDIA_JSON);
    assert_int_equal(page(&code), ERR_NONE);
    assert_buf(&code.reply.body,
               "{\"slug\":\"out-of-range\",\"description\":\"The value lies outside what is allowed.\"}");
}

static void test_html(void **state)
{
    (void)state;
    REQUEST_CLEANUP struct request error = request_of("invalid-parameters", MEDIA_HTML);
    assert_int_equal(page(&error), ERR_NONE);
    assert_int_equal(error.reply.media, MEDIA_HTML);
    assert_true(error.reply.immutable_body);
    buf_char(&error.reply.body, '\0');
    const char *html = error.reply.body.ptr;
    assert_non_null(strstr(html, "<!DOCTYPE html>\n<html lang=\"en\">"));
    assert_non_null(strstr(html, "<title>The query parameters are not valid</title>"));
    assert_non_null(strstr(html, "<h1>The query parameters are not valid</h1>"));
    assert_non_null(strstr(html, "Every fault is listed in <code>errors</code> with"));
    assert_non_null(strstr(html, "of HTTP status 400."));

    REQUEST_CLEANUP struct request code = request_of("malformed", MEDIA_HTML);
    assert_int_equal(page(&code), ERR_NONE);
    buf_char(&code.reply.body, '\0');
    assert_non_null(strstr(code.reply.body.ptr, "<h1>malformed</h1>"));
    assert_non_null(strstr(code.reply.body.ptr, "A <code>code</code> of the"));
}

/* Each tag that is opened is closed, and nothing of the registry is taken for markup. */
static void check_balance(const struct text html)
{
    size_t open = 0, closed = 0;
    for (size_t i = 0; i + 1 < html.len; i++) {
        open += html.ptr[i] == '<' && html.ptr[i + 1] != '/' && html.ptr[i + 1] != '!';
        closed += html.ptr[i] == '<' && html.ptr[i + 1] == '/';
    }
    /* The two <meta> have no end. */
    assert_int_equal(open, closed + 2);
}

static void test_every_page(void **state)
{
    (void)state;
    for (int i = ERR_NONE + 1; i < ERR_COUNT + FAULT_COUNT; i++) {
        const char *slug =
            i < ERR_COUNT ? err_info((enum err)i)->slug : fault_info((enum fault_code)(i - ERR_COUNT))->slug;
        REQUEST_CLEANUP struct request html = request_of(slug, MEDIA_HTML);
        assert_case(page(&html) == ERR_NONE, slug);
        check_balance(buf_view(&html.reply.body));
        REQUEST_CLEANUP struct request json = request_of(slug, MEDIA_JSON);
        assert_case(page(&json) == ERR_NONE, slug);
        json_auto_t *value = body_of(&json);
        assert_string_equal(json_string_value(json_object_get(value, "slug")), slug);
    }
}

static void test_unknown(void **state)
{
    (void)state;
    static const char *const slugs[] = {NULL, "", "nope", "not-foun", "not-found2", "NOT-FOUND", "not-found/"};
    for (size_t i = 0; i < COUNT_OF(slugs); i++) {
        REQUEST_CLEANUP struct request request = request_of(slugs[i], MEDIA_HTML);
        assert_int_equal(page(&request), ERR_NOT_FOUND);
        assert_int_equal(request.reply.body.len, 0);
    }
}

static void test_openapi(void **state)
{
    (void)state;
    REQUEST_CLEANUP struct request request = request_of(NULL, MEDIA_JSON);
    struct ask ask = {0};
    assert_int_equal(openapi_document(&request, NULL, &ask), ERR_NONE);
    assert_true(request.reply.immutable_body);
    json_auto_t *value = body_of(&request);
    assert_string_equal(json_string_value(json_object_get(value, "openapi")), "3.1.0");
    assert_true(json_is_object(json_object_get(value, "paths")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json),    cmocka_unit_test(test_html),    cmocka_unit_test(test_every_page),
        cmocka_unit_test(test_unknown), cmocka_unit_test(test_openapi),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
