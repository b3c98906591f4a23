#include "suggest/suggest_api.h"

#include "claimd/json_write.h"
#include "claimd/rows.h"
#include "refs/ref_json.h"
#include "suggest_complete_sql.h"

#define SUGGEST_LIMIT 10

static const char *const kinds[] = {"actor", "incident", "source", NULL};
const struct param_spec suggest_kind_param = {.name = "kind", .kind = PARAM_CHOICE, .choices = kinds};
const struct param_spec suggest_limit_param = {.name = "limit", .kind = PARAM_INTEGER, .min = 1, .max = 50};

static enum err ask_names(struct request *request, struct ask *ask)
{
    const struct param *kind = params_get(&request->params, "kind");
    const struct param *limit = params_get(&request->params, "limit");
    struct text chosen[3];
    size_t count = 0;
    for (size_t i = 0; kinds[i] != NULL; i++)
        if (kind->count == 0 || (kind->choice_set & UINT64_C(1) << i) != 0)
            chosen[count++] = text_of(kinds[i]);
    ask_begin(ask, &suggest_complete_sql, 0, LANE_SLOW);
    ask_bind(ask, SUGGEST_COMPLETE_P_TYPED, params_get(&request->params, "q")->values[0]);
    ask_bind_int(ask, SUGGEST_COMPLETE_P_LIMIT, limit->count > 0 ? limit->number : SUGGEST_LIMIT, &request->arena);
    return ask_bind_array(ask, SUGGEST_COMPLETE_P_KINDS, chosen, count, &request->arena);
}

static enum err check(struct request *request)
{
    if (params_has(&request->params, "q") || request->faults.count > 0)
        return ERR_NONE;
    const struct fault missing = {
        .code = FAULT_MISSING,
        .where = FAULT_AT_PARAMETER,
        .name = TEXT("q"),
        .detail = TEXT("Say what has been typed."),
    };
    return faults_add(&request->faults, &request->arena, &missing);
}

enum err suggest(struct request *request, const struct rows *rows, struct ask *ask)
{
    if (rows == NULL) {
        enum err err = check(request);
        if (err)
            return err;
        return request->faults.count > 0 ? ERR_INVALID_PARAMETERS : ask_names(request, ask);
    }
    struct json_writer json;
    json_writer_init(&json, &request->reply.body);
    json_write_object_begin(&json);
    json_write_key(&json, "data");
    json_write_array_begin(&json);
    for (size_t row = 0; row < rows->count; row++) {
        json_write_object_begin(&json);
        cell_write_text(&json, "type", rows, row, rows_column(rows, "type"));
        cell_write_uuid(&json, "id", rows, row, rows_column(rows, "id"));
        cell_write_text(&json, "slug", rows, row, rows_column(rows, "slug"));
        cell_write_text(&json, "name", rows, row, rows_column(rows, "name"));
        cell_write_text(&json, "matched", rows, row, rows_column(rows, "matched"));
        cell_write_text(&json, "kind", rows, row, rows_column(rows, "kind"));
        cell_write_int(&json, "claim_count", rows, row, rows_column(rows, "claims"));
        json_write_object_end(&json);
    }
    json_write_array_end(&json);
    json_write_object_end(&json);
    request->reply.media = MEDIA_JSON;
    request->reply.status = 200;
    return buf_check(&request->reply.body);
}
