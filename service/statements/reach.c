#include "statements/reach.h"

#include <string.h>

#include "listing/filter.h"

#define PARAMETERS 3

struct candidate {
    const char *parameter;
    bool in_path;           /* its actor is the one in the path */
    bool accused, claimant; /* the sides that it may stand on */
    size_t asked;
    int64_t claims; /* that reach its actors */
};

static bool next(const struct lookup *lookup, const struct candidate *candidate, size_t *at,
                 const struct lookup_value **out)
{
    return lookup_next(lookup, candidate->in_path ? NULL : candidate->parameter, at, out);
}

static void measure(struct candidate *candidate, const struct lookup *lookup)
{
    const struct lookup_value *value;
    for (size_t at = 0; next(lookup, candidate, &at, &value);) {
        for (size_t i = 0; i < value->count; i++) {
            candidate->claims += candidate->accused ? value->matches[i].claims_against : 0;
            candidate->claims += candidate->claimant ? value->matches[i].claims_by : 0;
            candidate->asked += (candidate->accused ? 1U : 0U) + (candidate->claimant ? 1U : 0U);
        }
    }
}

static bool has(const struct reach *reach, const char *parameter, struct text id, struct text role)
{
    for (size_t i = 0; i < reach->count; i++)
        if (reach->asked[i].parameter == parameter && text_equal(reach->asked[i].id, id) &&
            text_equal(reach->asked[i].role, role))
            return true;
    return false;
}

static void add(struct reach *reach, const struct candidate *candidate, const struct lookup_value *value,
                struct text id, struct text role)
{
    if (!has(reach, candidate->parameter, id, role))
        reach->asked[reach->count++] = (struct reach_asked){
            .parameter = candidate->parameter, .rank = reach->parameters, .value = value->text, .id = id, .role = role};
}

static void take(struct reach *reach, const struct candidate *candidate, const struct lookup *lookup)
{
    const struct lookup_value *value;
    reach->parameters++;
    for (size_t at = 0; next(lookup, candidate, &at, &value);) {
        for (size_t i = 0; i < value->count; i++) {
            if (candidate->accused)
                add(reach, candidate, value, value->matches[i].id, TEXT("accused"));
            if (candidate->claimant)
                add(reach, candidate, value, value->matches[i].id, TEXT("claimant"));
        }
    }
}

enum err reach_read(struct reach *reach, const char *path, struct request *request, const struct lookup *lookup)
{
    struct candidate candidates[PARAMETERS] = {
        {.parameter = "actor", .accused = true},
        {.parameter = "claimant", .claimant = true},
        {.parameter = "party", .accused = true, .claimant = true},
    };
    *reach = (struct reach){0};
    size_t room = 0;
    bool given[PARAMETERS];
    for (size_t i = 0; i < PARAMETERS; i++) {
        candidates[i].in_path = path != NULL && strcmp(path, candidates[i].parameter) == 0;
        given[i] = candidates[i].in_path || filter_param(request, candidates[i].parameter) != NULL;
        measure(&candidates[i], lookup);
        room += candidates[i].asked;
        reach->nothing = reach->nothing || (given[i] && candidates[i].asked == 0);
    }
    if (room == 0)
        return ERR_NONE;
    reach->asked = arena_array(&request->arena, room, sizeof *reach->asked);
    if (reach->asked == NULL)
        return ERR_INTERNAL;
    for (;;) {
        size_t least = PARAMETERS;
        for (size_t i = 0; i < PARAMETERS; i++)
            if (given[i] && (least == PARAMETERS || candidates[i].claims < candidates[least].claims))
                least = i;
        if (least == PARAMETERS)
            return ERR_NONE;
        if (reach->parameters == 0)
            reach->claims = candidates[least].claims;
        given[least] = false;
        take(reach, &candidates[least], lookup);
    }
}
