#include "search/search.h"

#include <string.h>

#include "claimd/params.h"
#include "claimd/rows.h"
#include "search_plan_sql.h"

/* Beyond that the list is walked until a page is full, instead of fetching all that fits. */
#define COMMON 20000

const struct param_spec search_q_param = {.name = "q", .kind = PARAM_TEXT};
static const char *const yes_or_no[] = {"false", "true", NULL};
const struct param_spec search_highlight_param = {
    .name = "highlight", .kind = PARAM_ONE_OF, .choices = yes_or_no, .fallback = "false"};

static const struct param *given(const struct request *request, const struct param_spec *spec)
{
    for (size_t i = 0; i < request->params.count; i++)
        if (request->params.items[i].spec == spec)
            return request->params.items[i].count > 0 ? &request->params.items[i] : NULL;
    return NULL;
}

void search_begin(struct search *search, const struct request *request)
{
    const struct param *highlight = given(request, &search_highlight_param);
    *search = (struct search){.q = given(request, &search_q_param)};
    search->asked = search->q != NULL;
    search->highlight = highlight != NULL && highlight->choice == 1;
}

enum err search_ask(const struct search *search, const char *kind, struct ask *ask)
{
    ask_begin(ask, &search_plan_sql, 0, LANE_SLOW);
    ask_bind(ask, SEARCH_PLAN_P_ASKED, search->q->values[0]);
    ask_bind(ask, SEARCH_PLAN_P_KIND, text_of(kind));
    return ERR_NONE;
}

static enum err take_text(const struct rows *rows, const char *column, struct arena *arena, struct text *out)
{
    struct text text = row_text(rows, 0, rows_column(rows, column));
    return text.ptr == NULL ? ERR_NONE : arena_copy(arena, text, out);
}

static enum err take_array(const struct rows *rows, const char *column, struct arena *arena, struct text **out,
                           size_t *count)
{
    struct row_array array = row_array(rows, 0, rows_column(rows, column));
    struct text *texts = arena_array(arena, array.count + 1, sizeof *texts);
    size_t taken = 0;
    if (texts == NULL)
        return ERR_INTERNAL;
    for (struct text text; row_array_next(&array, &text); taken++) {
        enum err err = arena_copy(arena, text, &texts[taken]);
        if (err)
            return err;
    }
    *out = texts;
    *count = taken;
    return ERR_NONE;
}

enum err search_take(struct search *search, struct request *request, const struct rows *rows)
{
    struct arena *arena = &request->arena;
    size_t meant = 0;
    if (rows->count != 1)
        return ERR_INTERNAL;
    enum err err = take_text(rows, "query", arena, &search->query);
    if (!err)
        err = take_text(rows, "marks", arena, &search->marks);
    if (!err)
        err = take_text(rows, "recent", arena, &search->recent);
    if (!err)
        err = take_text(rows, "folded", arena, &search->folded);
    if (!err)
        err = take_text(rows, "brief", arena, &search->brief);
    if (!err)
        err = take_array(rows, "absent", arena, &search->absent, &search->widened);
    if (!err)
        err = take_array(rows, "meant", arena, &search->meant, &meant);
    if (err)
        return err;
    if (meant != search->widened)
        return ERR_INTERNAL;
    search->documents = row_int(rows, 0, rows_column(rows, "documents"));
    search->known = true;
    return ERR_NONE;
}

static enum err refuse(struct request *request, enum fault_code code, const char *name, struct text detail)
{
    const struct fault fault = {.code = code, .where = FAULT_AT_PARAMETER, .name = text_of(name), .detail = detail};
    return faults_add(&request->faults, &request->arena, &fault);
}

enum err search_report(const struct search *search, struct request *request)
{
    if (search->highlight && !search->asked)
        return refuse(request, FAULT_CONFLICT, search_highlight_param.name,
                      TEXT("It marks the words that `q` searches for: without them there is nothing to mark."));
    if (search->known && search->brief.ptr != NULL)
        return refuse(request, FAULT_MALFORMED, search_q_param.name,
                      TEXT("What stands before `*` has three letters or more: too many words begin with less."));
    if (search->known && search->query.ptr == NULL)
        return refuse(request, FAULT_MALFORMED, search_q_param.name,
                      TEXT("It asks for no word: signs, words such as `on` and words left out (`-word`) find nothing "
                           "on their own."));
    return ERR_NONE;
}

void search_bind(const struct search *search, const struct search_terms *terms, bool alone, struct ask *ask)
{
    if (!search->asked)
        return;
    ask->shape |= terms->searched;
    ask_bind(ask, terms->query, search->query);
    if (terms->common == 0)
        ask_bind(ask, terms->folded, search->folded);
    if (search->documents > COMMON)
        ask->shape |= terms->common;
    /* Of what nearly all have, the newest are the first that one comes by. */
    if (alone && (search->documents <= COMMON || search->recent.ptr != NULL))
        ask->shape |= terms->plain;
    if (terms->recent != 0 && search->recent.ptr != NULL) {
        ask->shape |= terms->recent;
        ask_bind(ask, terms->recent_query, search->recent);
    }
    if (search->highlight) {
        ask->shape |= terms->highlighted;
        ask_bind(ask, terms->marks, search->marks);
    }
}

static void write_head(const struct search *search, const char *code, struct text value, struct json_writer *json)
{
    json_write_object_begin(json);
    json_write_pair(json, "code", text_of(code));
    json_write_pair(json, "parameter", text_of(search->q->spec->name));
    json_write_pair(json, "value", value);
}

void search_write_warnings(const struct search *search, bool cut, struct json_writer *json)
{
    if (search == NULL || !search->known)
        return;
    for (size_t i = 0; i < search->widened; i++) {
        write_head(search, "search-widened", search->absent[i], json);
        json_write_pair(json, "detail", TEXT("No record has this word; the nearest one of a name was searched for."));
        json_write_pair(json, "instead", search->meant[i]);
        json_write_object_end(json);
    }
    if (cut) {
        write_head(search, "search-cut", search->q->values[0], json);
        json_write_pair(
            json, "detail",
            TEXT("Only 1,000 of those that fit are put in the order of relevance, of statements the newest; "
                 "with a `sort`, pages go through all."));
        json_write_object_end(json);
    }
}
