/*
 * One request to the handlers of the public API over a blocking connection, without a server: what the rooms make of a
 * database can be tested before and apart from HTTP.
 *
 *   ask CONNINFO METHOD-LESS-TARGET...      prints "STATUS" and the body, a line each, for every target
 *
 * A problem is printed as {"errors":[{"parameter","code","detail","suggestion"}]}. `--explain` before the targets shows
 * the shapes that were asked.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claimd/hash.h"
#include "claimd/json_write.h"
#include "claimd/route.h"
#include "db/session.h"

static bool explain;

static void write_problem(struct request *request, enum err err)
{
    buf_reset(&request->reply.body);
    struct json_writer json;
    json_writer_init(&json, &request->reply.body);
    json_write_object_begin(&json);
    json_write_key(&json, "type");
    json_write_string(&json, text_of(err_info(err)->slug));
    json_write_key(&json, "errors");
    json_write_array_begin(&json);
    for (size_t i = 0; i < request->faults.count; i++) {
        const struct fault *fault = &request->faults.items[i];
        json_write_object_begin(&json);
        json_write_key(&json, "parameter");
        json_write_string(&json, fault->name);
        json_write_key(&json, "code");
        json_write_string(&json, text_of(fault_info(fault->code)->slug));
        json_write_key(&json, "detail");
        json_write_string(&json, fault->detail);
        json_write_key(&json, "suggestion");
        json_write_string(&json, fault->suggestion_count > 0 ? fault->suggestions[0] : TEXT_NONE);
        json_write_object_end(&json);
    }
    json_write_array_end(&json);
    json_write_object_end(&json);
    request->reply.status = err_info(err)->status;
}

static void show_ask(const struct ask *ask)
{
    fprintf(stderr, "%s:", ask->sql->name);
    for (size_t tag = 0; tag < ask->sql->tag_count; tag++)
        if ((ask->shape & UINT64_C(1) << tag) != 0)
            fprintf(stderr, " %s", ask->sql->tags[tag]);
    for (size_t param = 0; param < ask->sql->param_count; param++)
        if (ask->values[param].ptr != NULL)
            fprintf(stderr, " %s=%.*s", ask->sql->params[param], TEXT_ARG(ask->values[param]));
    fprintf(stderr, "\n");
}

/* A statement that may run out is one that has: with a budget it is not asked at all. */
static enum err run(struct session *session, struct request *request)
{
    const struct rows *rows = NULL;
    static const struct rows ran_out = {.ran_out = true};
    bool budgets_run_out = getenv("ASK_RAN_OUT") != NULL;
    for (;;) {
        struct ask ask = {.sql = NULL};
        enum err err = request->route->handler(request, rows, &ask);
        if (err)
            return err;
        if (ask.sql == NULL)
            return request->faults.count > 0 ? ERR_INVALID_PARAMETERS : ERR_NONE;
        if (request->reply.more) {
            fwrite(request->reply.body.ptr, 1, request->reply.body.len, stdout);
            buf_reset(&request->reply.body);
        }
        request->step++;
        if (explain)
            show_ask(&ask);
        if (budgets_run_out && ask.budget_ms > 0) {
            rows = &ran_out;
            continue;
        }
        err = session_ask(session, &ask, &rows);
        if (err) {
            struct session_fault fault = session_fault(session);
            fprintf(stderr, "%s: %s %s\n", ask.sql->name, fault.sqlstate, fault.message);
            return err;
        }
    }
}

static enum err answer(struct session *session, struct request *request, struct text target)
{
    struct text path, id;
    bool versioned;
    request->query = target;
    text_split(&request->query, '?', &path);
    if (route_find(&claimd_routes, METHOD_GET, path, &request->route, &id, &versioned) != ROUTE_FOUND)
        return ERR_NOT_FOUND;
    request->base = versioned ? TEXT("/v1") : TEXT("");
    enum err err = percent_decode(path, false, &request->arena, &request->path);
    if (!err && id.ptr != NULL)
        err = percent_decode(id, false, &request->arena, &request->id);
    if (err)
        return err;
    err = params_parse(&request->params, request->route->params, request->route->param_count, request->query,
                       &request->arena, &request->faults);
    if (err && !(err == ERR_INVALID_PARAMETERS && request->route->adds_faults))
        return err;
    return run(session, request);
}

int main(int argc, char **argv)
{
    int first = 2;
    if (argc > 2 && strcmp(argv[2], "--explain") == 0) {
        explain = true;
        first = 3;
    }
    if (argc <= first || hash_init() != ERR_NONE) {
        fprintf(stderr, "usage: ask CONNINFO [--explain] TARGET...\n");
        return 2;
    }
    SESSION_CLEANUP struct session *session = session_new(argv[1], "ask");
    if (session == NULL || session_check(session) != ERR_NONE)
        return 1;
    for (int i = first; i < argc; i++) {
        struct request request = {.method = METHOD_GET};
        arena_init(&request.arena, REQUEST_ARENA_MAX);
        buf_init(&request.reply.body, REPLY_BODY_MAX);
        enum err err = answer(session, &request, text_of(argv[i]));
        if (err)
            write_problem(&request, err);
        if (!request.reply.more)
            printf("%d\n", request.reply.status);
        fwrite(request.reply.body.ptr, 1, request.reply.body.len, stdout);
        printf("\n");
        buf_deinit(&request.reply.body);
        arena_deinit(&request.arena);
    }
    return 0;
}
