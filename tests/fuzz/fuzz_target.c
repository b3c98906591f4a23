/* A request's target through the real table: router, percent-encoding, parameters, and the problem that comes of it. */
#include <string.h>

#include <jansson.h>

#include "claimd/json_read.h"
#include "claimd/route.h"
#include "fuzz.h"
#include "http/problem.h"

static void check_problem(enum err err, struct text target, const struct faults *faults)
{
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 4U << 20);
    problem_write(&(struct problem){.err = err, .instance = target, .request_id = TEXT("r"), .faults = faults}, &buf);
    json_auto_t *value = NULL;
    struct json_fault fault;
    fuzz_require(buf_check(&buf) == ERR_NONE);
    fuzz_require(json_read(buf_view(&buf), &value, &fault) == ERR_NONE);
    const char *instance = json_string_value(json_object_get(value, "instance"));
    for (; *instance != '\0'; instance++)
        fuzz_require(*instance > 0x20 && *instance < 0x7F && strchr("<>\"{}|\\^`", *instance) == NULL);
}

static void check_param(const struct param *param)
{
    fuzz_require(param->count <= PARAM_VALUES_MAX);
    for (size_t i = 0; i < param->count; i++) {
        struct text value = param->values[i];
        fuzz_require(text_is_utf8(value) && value.len > 0 && memchr(value.ptr, '\0', value.len) == NULL);
        for (size_t j = 0; j < i; j++)
            fuzz_require(!text_equal(value, param->values[j]));
    }
    if (param->spec->kind == PARAM_INTEGER && param->count > 0)
        fuzz_require(param->number >= param->spec->min && param->number <= param->spec->max);
    if (param->spec->kind == PARAM_ONE_OF && param->count > 0)
        fuzz_require(text_equal(param->values[0], text_of(param->spec->choices[param->choice])));
}

static void check_query(const struct route *route, struct text query, struct text target)
{
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, REQUEST_ARENA_MAX);
    struct faults faults = {0};
    struct params params = {0};
    enum err err = params_parse(&params, route->params, route->param_count, query, &arena, &faults);
    fuzz_require(err == ERR_NONE || err == ERR_BAD_TARGET || err == ERR_INVALID_PARAMETERS);
    fuzz_require((err == ERR_INVALID_PARAMETERS) == (faults.count > 0) || err == ERR_BAD_TARGET);
    fuzz_require(faults.count <= FAULTS_MAX);
    for (size_t i = 0; i < params.count; i++)
        check_param(&params.items[i]);
    if (err != ERR_NONE)
        check_problem(err, target, &faults);
}

static void check_id(struct text raw)
{
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, REQUEST_ARENA_MAX);
    struct text id = TEXT_NONE;
    fuzz_require(raw.len > 0 && memchr(raw.ptr, '/', raw.len) == NULL);
    enum err err = percent_decode(raw, false, &arena, &id);
    fuzz_require(err == ERR_NONE || err == ERR_BAD_TARGET);
    fuzz_require(err != ERR_NONE || text_is_utf8(id));
}

/* The row that takes most parameters: for queries whose path is nothing. */
static const struct route *widest(void)
{
    const struct route *best = &claimd_routes.routes[0];
    for (size_t i = 0; i < claimd_routes.count; i++) {
        if (claimd_routes.routes[i].param_count > best->param_count)
            best = &claimd_routes.routes[i];
    }
    return best;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text target = fuzz_text(data, size);
    enum method method = (enum method)(fuzz_byte(&target) % (METHOD_DELETE + 1));
    struct text query = target, path = TEXT_NONE;
    if (!text_split(&query, '?', &path))
        return 0;
    const struct route *route = NULL;
    struct text id = TEXT_NONE;
    bool versioned = false;
    enum route_match match = route_find(&claimd_routes, method, path, &route, &id, &versioned);
    fuzz_require((route == NULL) == (match == ROUTE_NO_PATH));
    if (id.ptr != NULL)
        check_id(id);
    if (match == ROUTE_NO_PATH)
        check_problem(ERR_NOT_FOUND, target, NULL);
    check_query(route == NULL ? widest() : route, query, target);
    return 0;
}
