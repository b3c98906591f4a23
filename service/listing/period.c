#include "listing/period.h"

#include <string.h>

#include "listing/filter.h"

enum err period_check(struct request *request)
{
    const struct param *from = filter_param(request, "from"), *to = filter_param(request, "to");
    if (from == NULL || to == NULL)
        return ERR_NONE;
    char first[EDTF_DAY_SIZE], last[EDTF_DAY_SIZE];
    edtf_first_day(&from->date, first);
    edtf_last_day(&to->date, last);
    if (strcmp(first, last) <= 0)
        return ERR_NONE;
    const struct fault fault = {
        .code = FAULT_CONFLICT,
        .where = FAULT_AT_PARAMETER,
        .name = TEXT("to"),
        .detail = TEXT("It ends before `from` begins."),
    };
    return faults_add(&request->faults, &request->arena, &fault);
}

enum err period_read(struct request *request, struct period *out)
{
    const struct param *from = filter_param(request, "from"), *to = filter_param(request, "to");
    const struct param *undated = filter_param(request, "undated");
    struct period period = {
        .given = from != NULL || to != NULL,
        .undated = undated != NULL && undated->choice == 1,
    };
    char first[EDTF_DAY_SIZE] = "-infinity", last[EDTF_DAY_SIZE] = "infinity";
    if (from != NULL)
        edtf_first_day(&from->date, first);
    if (to != NULL)
        edtf_last_day(&to->date, last);
    enum err err = arena_copy(&request->arena, text_of(first), &period.first);
    if (!err)
        err = arena_copy(&request->arena, text_of(last), &period.last);
    if (!err)
        *out = period;
    return err;
}

enum err period_ask(const struct period_terms *terms, struct request *request, struct ask *ask)
{
    struct period period;
    enum err err = period_read(request, &period);
    if (err || !period.given)
        return err;
    ask->shape |= terms->dates;
    ask->shape |= period.undated ? terms->undated : 0;
    ask_bind(ask, terms->from, period.first);
    ask_bind(ask, terms->to, period.last);
    return ERR_NONE;
}
