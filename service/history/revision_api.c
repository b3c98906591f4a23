#include <jansson.h>
#include <string.h>

#include "claimd/json_patch.h"
#include "claimd/json_read.h"
#include "history/history_api.h"
#include "history/history_json.h"
#include "history_read_sql.h"
#include "listing/envelope.h"
#include "refs/ref_json.h"

#define NUMBER_MAX INT32_MAX

const struct param_spec history_diff_param = {.name = "diff", .kind = PARAM_TEXT};

struct numbers {
    int64_t asked;
    int64_t from; /* 0: no difference is asked for */
};

/* A number from 1, without sign or leading zero. */
static bool read_number(struct text text, int64_t *out)
{
    return text.len > 0 && text.ptr[0] >= '1' && text.ptr[0] <= '9' && text_to_int64(text, out) && *out <= NUMBER_MAX;
}

static enum err refuse(struct request *request, enum fault_code code, struct text detail)
{
    const struct fault fault = {
        .code = code, .where = FAULT_AT_PARAMETER, .name = text_of(history_diff_param.name), .detail = detail};
    enum err err = faults_add(&request->faults, &request->arena, &fault);
    return err ? err : ERR_INVALID_PARAMETERS;
}

static enum err read_numbers(struct request *request, struct numbers *out)
{
    /* An {id} may hold a slash, a number does not. */
    const char *slash = memrchr(request->path.ptr, '/', request->path.len);
    size_t before = slash == NULL ? 0 : (size_t)(slash + 1 - request->path.ptr);
    struct text last = {.ptr = request->path.ptr + before, .len = request->path.len - before};
    *out = (struct numbers){0};
    if (!read_number(last, &out->asked))
        return ERR_NOT_FOUND;
    const struct param *diff = params_get(&request->params, history_diff_param.name);
    if (diff->count == 0)
        return ERR_NONE;
    if (text_equal(diff->values[0], TEXT("previous"))) {
        out->from = out->asked - 1;
        return out->from > 0 ? ERR_NONE : refuse(request, FAULT_OUT_OF_RANGE, TEXT("There is no revision before it."));
    }
    if (read_number(diff->values[0], &out->from))
        return ERR_NONE;
    return refuse(request, FAULT_MALFORMED, TEXT("It is the number of a revision, or `previous`."));
}

static enum err begin(struct request *request, struct ask *ask)
{
    struct numbers *numbers = arena_alloc(&request->arena, sizeof *numbers);
    if (numbers == NULL)
        return ERR_INTERNAL;
    request->state = numbers;
    enum err err = read_numbers(request, numbers);
    if (err)
        return err;
    struct text wanted[2] = {arena_format(&request->arena, "%lld", (long long)numbers->asked),
                             arena_format(&request->arena, "%lld", (long long)numbers->from)};
    if (wanted[0].ptr == NULL || wanted[1].ptr == NULL)
        return ERR_INTERNAL;
    ask_begin(ask, &history_read_sql, HISTORY_READ_T_ONE, LANE_FAST);
    err = ask_bind_array(ask, HISTORY_READ_P_NUMBERS, wanted, numbers->from == 0 ? 1 : 2, &request->arena);
    return err ? err : history_ask(request, ask);
}

static bool find(const struct rows *rows, int64_t number, size_t *out)
{
    size_t column = rows_column(rows, "number");
    for (*out = 0; *out < rows->count; (*out)++)
        if (row_int(rows, *out, column) == number)
            return true;
    return false;
}

static enum err read_body(struct text text, json_t **out)
{
    struct json_fault fault;
    enum err err = json_read(text, out, &fault);
    /* What is on record was canonical when it came. */
    return err ? ERR_INTERNAL : ERR_NONE;
}

/* Null where one of them is withheld. */
static enum err write_patch(struct json_writer *json, struct text from, struct text to)
{
    json_write_key(json, "patch");
    if (from.ptr == NULL || to.ptr == NULL) {
        json_write_null(json);
        return ERR_NONE;
    }
    json_auto_t *before = NULL, *after = NULL;
    enum err err = read_body(from, &before);
    if (!err)
        err = read_body(to, &after);
    return err ? err : json_patch_write(before, after, json);
}

static enum err reply(const struct numbers *numbers, struct request *request, const struct rows *rows)
{
    struct history_columns columns;
    struct json_writer json;
    size_t row = 0, other = 0;
    if (rows->count == 0 || !find(rows, numbers->asked, &row))
        return ERR_NOT_FOUND;
    if (numbers->from != 0 && !find(rows, numbers->from, &other))
        return refuse(request, FAULT_UNKNOWN_VALUE, TEXT("The record has no revision of that number."));
    size_t body = rows_column(rows, "body");
    enum err err = ERR_NONE;
    history_columns_read(rows, &columns);
    json_writer_init(&json, &request->reply.body);
    json_write_object_begin(&json);
    history_write_header(&json, rows, row, &columns);
    if (numbers->from != 0) {
        json_write_key(&json, "from");
        json_write_int(&json, numbers->from);
        err = write_patch(&json, row_text(rows, other, body), row_text(rows, row, body));
    } else {
        cell_write_text(&json, "salt", rows, row, rows_column(rows, "salt"));
        json_write_key(&json, "body");
        struct text text = row_text(rows, row, body);
        if (text.ptr == NULL)
            json_write_null(&json);
        else
            json_write_raw(&json, text);
    }
    json_write_object_end(&json);
    request->reply.media = MEDIA_JSON;
    struct envelope drawn = {0};
    if (!err)
        err = envelope_add_licences(&drawn, rows, row, row + 1, &request->arena);
    if (!err)
        err = envelope_link_header(&drawn, request);
    return err ? err : buf_check(&request->reply.body);
}

enum err history_revision(struct request *request, const struct rows *rows, struct ask *ask)
{
    return rows == NULL ? begin(request, ask) : reply(request->state, request, rows);
}
