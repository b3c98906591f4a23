#include "unit.h"

#include "claimd/route.h"

static const struct route rows[] = {
    {.path = "/claims/{id}", .method = METHOD_GET},
    {.path = "/claims", .method = METHOD_POST},
    {.path = "/claims", .method = METHOD_GET},
    {.path = "/claims/recent", .method = METHOD_POST},
    {.path = "/claims/{id}", .method = METHOD_DELETE},
    {.path = "/claims/{id}/counter-claims", .method = METHOD_GET},
    {.path = "/openapi.json", .method = METHOD_GET, .unversioned = true},
    {.path = "/problems/{id}", .method = METHOD_GET, .unversioned = true},
    {.path = "/actors", .method = METHOD_PUT},
    {.path = "/actors", .method = METHOD_PATCH},
};
static const struct route_table table = {.routes = rows, .count = COUNT_OF(rows)};

static void test_find(void **state)
{
    (void)state;
    static const struct {
        enum method method;
        const char *path;
        enum route_match match;
        int row; /* -1: some row of the path */
        const char *id;
        bool versioned;
    } cases[] = {
        {METHOD_GET, "/claims", ROUTE_FOUND, 2, NULL, false},
        {METHOD_POST, "/claims", ROUTE_FOUND, 1, NULL, false},
        {METHOD_HEAD, "/claims", ROUTE_FOUND, 2, NULL, false},
        {METHOD_GET, "/v1/claims", ROUTE_FOUND, 2, NULL, true},
        {METHOD_GET, "/claims/abc", ROUTE_FOUND, 0, "abc", false},
        {METHOD_GET, "/v1/claims/abc", ROUTE_FOUND, 0, "abc", true},
        {METHOD_DELETE, "/claims/abc", ROUTE_FOUND, 4, "abc", false},
        {METHOD_GET, "/claims/a%2Fb", ROUTE_FOUND, 0, "a%2Fb", false},
        {METHOD_GET, "/claims/a%zz", ROUTE_FOUND, 0, "a%zz", false},
        {METHOD_GET, "/claims/..", ROUTE_FOUND, 0, "..", false},
        {METHOD_GET, "/claims/v1", ROUTE_FOUND, 0, "v1", false},
        {METHOD_GET, "/claims/{id}", ROUTE_FOUND, 0, "{id}", false},
        {METHOD_GET, "/claims/a%2Fb/counter-claims", ROUTE_FOUND, 5, "a%2Fb", false},
        {METHOD_GET, "/%63l%61ims/abc/counter%2Dclaims", ROUTE_FOUND, 5, "abc", false},
        {METHOD_GET, "/%761/claims", ROUTE_FOUND, 2, NULL, true},
        {METHOD_POST, "/claims/recent", ROUTE_FOUND, 3, NULL, false},
        {METHOD_GET, "/openapi.json", ROUTE_FOUND, 6, NULL, false},
        {METHOD_GET, "/problems/x", ROUTE_FOUND, 7, "x", false},

        {METHOD_GET, "/claims/recent", ROUTE_NO_METHOD, 3, NULL, false}, /* not the claim "recent" */
        {METHOD_DELETE, "/claims", ROUTE_NO_METHOD, -1, NULL, false},
        {METHOD_OPTIONS, "/v1/claims", ROUTE_NO_METHOD, -1, NULL, true},
        {METHOD_POST, "/claims/abc", ROUTE_NO_METHOD, 0, "abc", false},
        {METHOD_HEAD, "/actors", ROUTE_NO_METHOD, -1, NULL, false},

        {METHOD_GET, "", ROUTE_NO_PATH, 0, NULL, false},
        {METHOD_GET, "/", ROUTE_NO_PATH, 0, NULL, false},
        {METHOD_GET, "*", ROUTE_NO_PATH, 0, NULL, false},
        {METHOD_GET, "claims", ROUTE_NO_PATH, 0, NULL, false},
        {METHOD_GET, "/v1", ROUTE_NO_PATH, 0, NULL, false},
        {METHOD_GET, "/v1/", ROUTE_NO_PATH, 0, NULL, false},
        {METHOD_GET, "/v2/claims", ROUTE_NO_PATH, 0, NULL, false},
        {METHOD_GET, "/v1claims", ROUTE_NO_PATH, 0, NULL, false},
        {METHOD_GET, "/v1/v1/claims", ROUTE_NO_PATH, 0, NULL, false},
        {METHOD_GET, "/claims/", ROUTE_NO_PATH, 0, NULL, false},
        {METHOD_GET, "//claims", ROUTE_NO_PATH, 0, NULL, false},
        {METHOD_GET, "/claims//counter-claims", ROUTE_NO_PATH, 0, NULL, false},
        {METHOD_GET, "/claims/abc/", ROUTE_NO_PATH, 0, NULL, false},
        {METHOD_GET, "/claims/abc/counter-claims/", ROUTE_NO_PATH, 0, NULL, false},
        {METHOD_GET, "/claims/a/b", ROUTE_NO_PATH, 0, NULL, false},
        {METHOD_GET, "/claims%2Fabc", ROUTE_NO_PATH, 0, NULL, false},
        {METHOD_GET, "/Claims", ROUTE_NO_PATH, 0, NULL, false},
        {METHOD_GET, "/claim", ROUTE_NO_PATH, 0, NULL, false},
        {METHOD_GET, "/claimss", ROUTE_NO_PATH, 0, NULL, false},
        {METHOD_GET, "/claim%7", ROUTE_NO_PATH, 0, NULL, false},
        {METHOD_GET, "/claim%zz", ROUTE_NO_PATH, 0, NULL, false},
        {METHOD_GET, "/v1/openapi.json", ROUTE_NO_PATH, 0, NULL, false},
        {METHOD_GET, "/v1/problems/x", ROUTE_NO_PATH, 0, NULL, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct route *route = NULL;
        struct text id = TEXT_NONE;
        bool versioned = false;
        assert_case(route_find(&table, cases[i].method, text_of(cases[i].path), &route, &id, &versioned) ==
                        cases[i].match,
                    cases[i].path);
        if (cases[i].match == ROUTE_NO_PATH)
            assert_null(route);
        else if (cases[i].row >= 0)
            assert_case(route == &rows[cases[i].row], cases[i].path);
        else
            assert_case(route != NULL, cases[i].path);
        assert_text(id, cases[i].id);
        assert_case(versioned == cases[i].versioned, cases[i].path);
    }
}

static void test_allow(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 4096);
    assert_text(route_allow(&table, &rows[0], &arena), "GET, HEAD, DELETE, OPTIONS");
    assert_text(route_allow(&table, &rows[1], &arena), "GET, HEAD, POST, OPTIONS");
    assert_text(route_allow(&table, &rows[8], &arena), "PUT, PATCH, OPTIONS");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_find), cmocka_unit_test(test_allow)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
