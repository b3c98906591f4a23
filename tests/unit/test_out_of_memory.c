#include "unit.h"

#include <stdlib.h>

#include <jansson.h>

#include "claimd/base64url.h"
#include "claimd/json_canonical.h"
#include "claimd/json_read.h"
#include "claimd/link_header.h"
#include "claimd/log.h"
#include "claimd/route.h"
#include "http/problem.h"
#include "pages/openapi_document.h"
#include "pages/problem_pages.h"

/* Allocations of the service's code, and of jansson's through json_set_alloc_funcs; -1: none fails. */
static long fail_at = -1;
static long allocations;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

static bool fails(void)
{
    return allocations++ == fail_at;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return fails() ? NULL : __real_realloc(old, size);
}

typedef enum err scenario_fn(void);

static enum err parse_query(void)
{
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, REQUEST_ARENA_MAX);
    const struct route *route = &claimd_routes.routes[0];
    struct params params;
    struct faults faults = {0};
    return params_parse(&params, route->params, route->param_count,
                        TEXT("actor=china&actor=a%20b&limit=0&actr=x&from=2021-13&status=dispated&q"), &arena, &faults);
}

static enum err read_and_write_json(void)
{
    json_auto_t *value = NULL;
    struct json_fault fault;
    enum err err = json_read(TEXT("{\"b\":[1,\"two\",{\"c\":null}],\"a\":{\"z\":true,\"y\":{}}}"), &value, &fault);
    if (err != ERR_NONE)
        return err;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 1 << 20);
    return json_canonical(value, &buf);
}

static enum err write_problem(void)
{
    struct fault items[] = {{.name = TEXT("a"), .detail = TEXT("One.")}, {.name = TEXT("b"), .detail = TEXT("Two.")}};
    const struct faults faults = {.items = items, .count = COUNT_OF(items)};
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 1 << 20);
    problem_write(&(struct problem){.err = ERR_INVALID_PARAMETERS, .faults = &faults, .instance = TEXT("/claims?a")},
                  &buf);
    return buf_check(&buf);
}

static enum err encode(void)
{
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 1 << 20);
    base64url_encode(&buf, TEXT("bytes"));
    link_header_add(&buf, TEXT("/claims"), "next", NULL);
    return buf_check(&buf);
}

static enum err page_of(handler_fn *handler, enum media media)
{
    struct request request = {.id = TEXT("not-found"), .reply = {.media = media}};
    struct ask ask = {0};
    arena_init(&request.arena, REQUEST_ARENA_MAX);
    buf_init(&request.reply.body, REPLY_BODY_MAX);
    enum err err = handler(&request, NULL, &ask);
    if (err == ERR_NONE)
        err = buf_check(&request.reply.body);
    buf_deinit(&request.reply.body);
    arena_deinit(&request.arena);
    return err;
}

static enum err json_page(void)
{
    return page_of(problems_page, MEDIA_JSON);
}

static enum err html_page(void)
{
    return page_of(problems_page, MEDIA_HTML);
}

static enum err description(void)
{
    return page_of(openapi_document, MEDIA_JSON);
}

static const struct {
    const char *name;
    scenario_fn *run;
    enum err end;   /* with all the memory that it wants */
    enum err other; /* what it may say for want of memory, besides ERR_INTERNAL */
} scenarios[] = {
    {"parse_query", parse_query, ERR_INVALID_PARAMETERS, ERR_INTERNAL},
    {"read_and_write_json", read_and_write_json, ERR_NONE, ERR_INVALID_JSON},
    {"write_problem", write_problem, ERR_NONE, ERR_INTERNAL},
    {"encode", encode, ERR_NONE, ERR_INTERNAL},
    {"json_page", json_page, ERR_NONE, ERR_INTERNAL},
    {"html_page", html_page, ERR_NONE, ERR_INTERNAL},
    {"description", description, ERR_NONE, ERR_INTERNAL},
};

/* Every allocation fails once: each time that is an error, and nothing leaks (the sanitizer looks). */
static void test_each_allocation(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(scenarios); i++) {
        fail_at = -1;
        allocations = 0;
        assert_case(scenarios[i].run() == scenarios[i].end, scenarios[i].name);
        long count = allocations;
        assert_case(count > 0, scenarios[i].name);
        for (long at = 0; at < count; at++) {
            fail_at = at;
            allocations = 0;
            enum err err = scenarios[i].run();
            bool told = err == ERR_INTERNAL || err == scenarios[i].other;
            if (!told)
                print_error("allocation %ld of %ld\n", at, count);
            assert_case(told, scenarios[i].name);
        }
        fail_at = -1;
    }
}

static void test_the_log_allocates_nothing(void **state)
{
    (void)state;
    allocations = 0;
    const struct log log = {.fd = -1, .level = LOG_INFO};
    log_write(&log, LOG_ERROR, "no memory", LOG_FIELDS(log_int("a", 1), log_text("b", TEXT("c"))));
    assert_int_equal(allocations, 0);
}

int main(void)
{
    json_set_alloc_funcs(__wrap_malloc, free);
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_each_allocation),
                                       cmocka_unit_test(test_the_log_allocates_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
