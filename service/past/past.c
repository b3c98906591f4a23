#include "past/past.h"

#include <string.h>
#include <time.h>

#include "past/instant.h"
#include "past/known.h"
#include "past_settle_sql.h"

/* The service's clock and the database's may differ by that; settle() waits for the latter. */
#define SKEW_US 1000000

const struct param_spec past_as_of_param = {.name = "as_of", .kind = PARAM_TEXT};

/* `request->state` while the instant is being settled: no handler's own. */
static const char settling[] = "settling";

static const struct param *param_of(const struct request *request)
{
    for (size_t i = 0; i < request->params.count; i++)
        if (strcmp(request->params.items[i].spec->name, past_as_of_param.name) == 0)
            return &request->params.items[i];
    return NULL;
}

static enum err refuse(struct request *request, enum fault_code code, struct text detail)
{
    const struct fault fault = {
        .code = code, .where = FAULT_AT_PARAMETER, .name = text_of(past_as_of_param.name), .detail = detail};
    return faults_add(&request->faults, &request->arena, &fault);
}

static int64_t clock_now(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* The instant asked for; TEXT_NONE for now, which the end of today is too. */
static enum err read_instant(struct request *request, struct text value, struct text *out)
{
    int64_t asked, now = clock_now();
    bool day;
    if (!instant_parse(value, &asked, &day))
        return refuse(request, FAULT_MALFORMED,
                      TEXT("It is a day (`2021-07-19`: its end, in UTC) or an instant "
                           "(`2021-07-19T10:00:00.123456Z`; `+` is written `%2B` in a URL)."));
    *out = TEXT_NONE;
    if (day && asked > now && asked - now < INT64_C(86400000000))
        return ERR_NONE;
    if (asked > now + SKEW_US)
        return refuse(request, FAULT_OUT_OF_RANGE, TEXT("It lies in the future."));
    char text[TIMESTAMP_TEXT_SIZE];
    instant_format(asked, text);
    return arena_copy(&request->arena, text_of(text), out);
}

static enum err begin(struct request *request, struct ask *ask, bool *entered)
{
    const struct param *param = param_of(request);
    size_t faults = request->faults.count;
    enum err err = known_read(request);
    if (err)
        return err;
    *entered = true;
    if (param == NULL || param->count == 0)
        return ERR_NONE;
    struct text instant = TEXT_NONE;
    err = read_instant(request, param->values[0], &instant);
    /* With faults there is no answer but these, and the names among them are looked for on record now. */
    if (err || request->faults.count > faults || faults > 0)
        return err;
    request->state = (void *)settling;
    ask_begin(ask, &past_settle_sql, 0, LANE_SLOW);
    ask_bind(ask, PAST_SETTLE_P_INSTANT, instant);
    *entered = false;
    return ERR_NONE;
}

static enum err take(struct request *request, const struct rows *rows)
{
    char text[TIMESTAMP_TEXT_SIZE];
    struct text *value = arena_array(&request->arena, 1, sizeof *value);
    struct param *items = arena_array(&request->arena, request->params.count, sizeof *items);
    if (value == NULL || items == NULL || rows->count != 1 ||
        !row_timestamp(rows, 0, rows_column(rows, "settled"), text))
        return ERR_INTERNAL;
    enum err err = arena_copy(&request->arena, text_of(text), value);
    if (err)
        return err;
    memcpy(items, request->params.items, request->params.count * sizeof *items);
    struct param *param = &items[param_of(request) - request->params.items];
    param->values = value;
    param->count = 1;
    request->params.items = items;
    request->as_of = *value;
    request->state = NULL;
    return ERR_NONE;
}

/*
 * `*entered`: go on, with `*rows` (NULL as on the first call once the instant is settled); else return. What is wrong
 * with the parameter is in `request->faults` then.
 */
static enum err enter(struct request *request, const struct rows **rows, struct ask *ask, bool *entered)
{
    if (*rows == NULL)
        return begin(request, ask, entered);
    *entered = true;
    if (request->state != settling)
        return ERR_NONE;
    enum err err = take(request, *rows);
    *rows = NULL;
    return err;
}

/* Of `err`, which it returns, it says what is missing there. */
static enum err leave(struct request *request, struct ask *ask, enum err err)
{
    if (err == ERR_NOT_FOUND && request->known_on.ptr != NULL)
        request->problem =
            arena_format(&request->arena, "There is no record at this address, or it had not been said by %.*s.",
                         TEXT_ARG(request->known_on));
    if (request->as_of.ptr == NULL)
        return err;
    if (err == ERR_NOT_FOUND && request->known_on.ptr == NULL)
        request->problem =
            arena_format(&request->arena, "As of %.*s there was no record at this address.", TEXT_ARG(request->as_of));
    if (ask->sql != NULL) {
        ask->as_of = request->as_of;
        ask->shape |= SQL_AS_OF;
        ask->lane = ask->lane == LANE_FAST ? LANE_SLOW : ask->lane;
    }
    return err;
}

enum err past_handle(const struct past_reader *reader, struct request *request, const struct rows *rows,
                     struct ask *ask)
{
    bool entered;
    enum err err = enter(request, &rows, ask, &entered);
    if (err || !entered)
        return err;
    if (request->faults.count > 0 && !reader->reports)
        return ERR_INVALID_PARAMETERS;
    return leave(request, ask, reader->read(reader->of, request, rows, ask));
}
