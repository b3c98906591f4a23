#include "import/imports.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "claimd/json_write.h"
#include "import/imports_private.h"
#include "writing/write_key.h"

static const char *const yes_or_no[] = {"false", "true", NULL};
static const struct param_spec dry_run_param = {
    .name = "dry_run", .kind = PARAM_ONE_OF, .choices = yes_or_no, .fallback = "false"};
static const char *const reports[] = {"counts", "lines", NULL};
static const struct param_spec report_param = {
    .name = "report", .kind = PARAM_ONE_OF, .choices = reports, .fallback = "counts"};
const struct param_spec *const imports_params[IMPORTS_PARAMS] = {&dry_run_param, &report_param};

struct imports *imports_new(const struct imports_options *options)
{
    struct imports *imports = calloc(1, sizeof *imports);
    if (!imports)
        return NULL;
    imports->options = *options;
    pthread_mutex_init(&imports->lock, NULL);
    pthread_cond_init(&imports->ended, NULL);
    return imports;
}

struct imports *imports_free(struct imports *imports)
{
    if (!imports)
        return NULL;
    pthread_mutex_lock(&imports->lock);
    while (imports->at_work > 0)
        pthread_cond_wait(&imports->ended, &imports->lock);
    pthread_mutex_unlock(&imports->lock);
    pthread_mutex_destroy(&imports->lock);
    pthread_cond_destroy(&imports->ended);
    free(imports);
    return NULL;
}

static bool take_place(struct imports *imports)
{
    pthread_mutex_lock(&imports->lock);
    bool free_place = imports->at_work < imports->options.at_once;
    imports->at_work += free_place;
    pthread_mutex_unlock(&imports->lock);
    return free_place;
}

static void give_place(struct imports *imports)
{
    pthread_mutex_lock(&imports->lock);
    imports->at_work--;
    pthread_cond_signal(&imports->ended);
    pthread_mutex_unlock(&imports->lock);
}

static struct imports_one *one_free(struct imports_one *one)
{
    if (one->input >= 0)
        close(one->input);
    if (one->done >= 0)
        close(one->done);
    free((void *)(uintptr_t)one->label.ptr);
    free((void *)(uintptr_t)one->key.ptr);
    hash_sum_free(one->content);
    buf_deinit(&one->answer);
    buf_deinit(&one->words);
    pthread_mutex_destroy(&one->lock);
    free(one);
    return NULL;
}

/* The loop's share, or the thread's, is given up; with the second of them it goes. */
static void part(struct imports_one *one)
{
    pthread_mutex_lock(&one->lock);
    bool last = --one->owners == 0;
    pthread_mutex_unlock(&one->lock);
    if (last)
        one_free(one);
}

static void *run(void *context)
{
    struct imports_one *one = context;
    struct imports *imports = one->imports;
    imports_run(one);
    part(one);
    give_place(imports);
    return NULL;
}

static void end(void *state, bool whole)
{
    struct imports_one *one = state;
    pthread_mutex_lock(&one->lock);
    one->whole = whole;
    pthread_mutex_unlock(&one->lock);
    /* After the word on it: the thread asks when it finds the end. */
    if (one->input >= 0)
        close(one->input);
    one->input = -1;
}

static bool stop(void *state)
{
    struct imports_one *one = state;
    pthread_mutex_lock(&one->lock);
    one->left = true;
    bool stopped = !one->committing;
    pthread_mutex_unlock(&one->lock);
    return stopped;
}

static void leave(void *state)
{
    struct imports_one *one = state;
    pthread_mutex_lock(&one->lock);
    one->left = true;
    pthread_mutex_unlock(&one->lock);
    if (one->input >= 0)
        close(one->input);
    one->input = -1;
    part(one);
}

/* The problem of a request whose lines are at fault: as problem.c writes it, with members of its own. */
static enum err refused(const struct imports_one *one, struct request *request, struct text request_id)
{
    const struct err_info *info = err_info(ERR_INVALID_RECORD);
    struct json_writer json;
    json_writer_init(&json, &request->reply.body);
    request->reply.media = MEDIA_PROBLEM;
    json_write_object_begin(&json);
    json_write_key(&json, "type");
    json_write_string(&json, arena_format(&request->arena, "/problems/%s", info->slug));
    json_write_pair(&json, "title", text_of(info->title));
    json_write_key(&json, "status");
    json_write_int(&json, info->status);
    json_write_pair(&json, "detail", TEXT("Some lines have faults, so nothing was written."));
    json_write_pair(&json, "instance", request->path);
    json_write_pair(&json, "request_id", request_id);
    /* The members of the object that the thread has made, without its braces. */
    struct text members = buf_view(&one->answer);
    buf_char(&request->reply.body, ',');
    buf_text(&request->reply.body, (struct text){.ptr = members.ptr + 1, .len = members.len - 1});
    return buf_check(&request->reply.body);
}

static enum err answer(void *state, struct request *request, struct text request_id)
{
    struct imports_one *one = state;
    if (one->status == 0) {
        /* Other words are the database's: for the log. */
        if (one->err == ERR_FORBIDDEN)
            return arena_copy(&request->arena, buf_view(&one->words), &request->problem) ? ERR_INTERNAL : one->err;
        return one->err;
    }
    request->reply.status = one->status;
    if (one->replayed)
        reply_header(&request->reply, "Idempotency-Replayed", TEXT("true"));
    if (one->err == ERR_INVALID_RECORD)
        return refused(one, request, request_id);
    buf_text(&request->reply.body, buf_view(&one->answer));
    return buf_check(&request->reply.body);
}

static struct text copy(struct text text)
{
    char *ptr = text.ptr ? malloc(text.len + 1) : NULL;
    if (!ptr)
        return TEXT_NONE;
    memcpy(ptr, text.ptr, text.len);
    ptr[text.len] = '\0';
    return (struct text){.ptr = ptr, .len = text.len};
}

/* An Idempotency-Key stands for the request: its address counts as well as its content. */
static enum err read_key(struct imports_one *one, struct request *request)
{
    struct text key;
    enum err err = write_key_read(request, &key);
    if (err || !key.ptr)
        return err;
    one->key = copy(key);
    hash_sum_add(one->content, TEXT("POST /imports?"));
    hash_sum_add(one->content, request->query.ptr ? request->query : TEXT(""));
    hash_sum_add(one->content, TEXT("\n"));
    return one->key.ptr ? ERR_NONE : ERR_INTERNAL;
}

/* What each type of record takes; the route asks for claims:write of all. */
static void read_scopes(struct imports_one *one, const struct request *request)
{
    if (!request_may(request, SCOPE_SOURCES_WRITE))
        one->lacks[RECORD_SOURCE] = "sources:write";
    if (!request_may(request, SCOPE_ADMIN))
        one->lacks[RECORD_COLLECTION] = "admin";
}

static enum err prepare(struct imports_one *one, struct request *request)
{
    int ends[2];
    buf_init(&one->answer, IMPORTS_ANSWER_MAX);
    buf_init(&one->words, IMPORTS_WORDS_MAX);
    one->content = hash_sum_new();
    one->label = copy(request->caller->name);
    one->done = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (!one->content || !one->label.ptr || one->done < 0 || pipe2(ends, O_CLOEXEC) != 0)
        return ERR_INTERNAL;
    one->output = ends[0];
    one->input = ends[1];
    snprintf(one->caller, sizeof one->caller, "%s", request->caller->id);
    one->dry_run = params_get(&request->params, "dry_run")->choice == 1;
    one->lines = params_get(&request->params, "report")->choice == 1;
    read_scopes(one, request);
    if (fcntl(one->input, F_SETFL, O_NONBLOCK) != 0)
        return ERR_INTERNAL;
    return read_key(one, request);
}

/* Signals are the loops'. */
static enum err start(struct imports_one *one)
{
    sigset_t all, before;
    pthread_t thread;
    pthread_attr_t detached;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    int failed = pthread_create(&thread, &detached, run, one);
    pthread_attr_destroy(&detached);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed ? ERR_INTERNAL : ERR_NONE;
}

static enum err begin(void *context, struct request *request, struct upload *out)
{
    struct imports *imports = context;
    if (!take_place(imports))
        return ERR_OVERLOADED;
    struct imports_one *one = calloc(1, sizeof *one);
    enum err err = one ? ERR_NONE : ERR_INTERNAL;
    if (one) {
        *one = (struct imports_one){.imports = imports, .owners = 2, .input = -1, .output = -1, .done = -1};
        pthread_mutex_init(&one->lock, NULL);
        err = prepare(one, request);
        if (!err)
            err = start(one);
        if (err) {
            if (one->output >= 0)
                close(one->output);
            one_free(one);
        }
    }
    if (err) {
        give_place(imports);
        return err;
    }
    *out = (struct upload){.input = one->input,
                           .done = one->done,
                           .state = one,
                           .end = end,
                           .answer = answer,
                           .stop = stop,
                           .leave = leave};
    return ERR_NONE;
}

struct upload_host imports_host(struct imports *imports)
{
    return (struct upload_host){.context = imports, .begin = begin};
}

enum err imports_none(struct request *request, const struct rows *rows, struct ask *ask)
{
    (void)request;
    (void)rows;
    (void)ask;
    return ERR_UNAVAILABLE;
}
