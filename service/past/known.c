#include "past/known.h"

#include <string.h>
#include <time.h>

#include "past/instant.h"

#define DAY_US INT64_C(86400000000)

const struct param_spec known_on_param = {.name = "known_on", .kind = PARAM_DATE};

static const struct param *given(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->params.count; i++)
        if (strcmp(request->params.items[i].spec->name, name) == 0 && request->params.items[i].count > 0)
            return &request->params.items[i];
    return NULL;
}

/* Has the day, or the first one of a longer time, not begun yet? */
static bool is_to_come(const struct edtf *date)
{
    char first[EDTF_DAY_SIZE];
    int64_t end;
    bool day;
    edtf_first_day(date, first);
    return instant_parse(text_of(first), &end, &day) && end - DAY_US >= (int64_t)time(NULL) * 1000000;
}

enum err known_read(struct request *request)
{
    const struct param *known = given(request, known_on_param.name), *undated = given(request, "undated");
    if (known == NULL)
        return ERR_NONE;
    if (is_to_come(&known->date)) {
        const struct fault fault = {.code = FAULT_OUT_OF_RANGE,
                                    .where = FAULT_AT_PARAMETER,
                                    .name = text_of(known_on_param.name),
                                    .detail = TEXT("It lies in the future.")};
        return faults_add(&request->faults, &request->arena, &fault);
    }
    char last[EDTF_DAY_SIZE];
    edtf_last_day(&known->date, last);
    request->known_undated = undated != NULL && text_equal(undated->values[0], TEXT("include"));
    return arena_copy(&request->arena, text_of(last), &request->known_on);
}

void known_ask(const struct request *request, struct ask *ask)
{
    if (request->known_on.ptr == NULL)
        return;
    ask->known_on = request->known_on;
    ask->known_undated = request->known_undated;
    ask->shape |= SQL_KNOWN_ON;
    ask->lane = ask->lane == LANE_FAST ? LANE_SLOW : ask->lane;
}
