#include "problem.h"

#include <stdio.h>

#include "claimd/json_write.h"
#include "claimd/percent.h"

/* Bytes of a sentence, and names that it lists. */
#define DETAIL_MAX (4U << 10)
#define NAMES_MAX  5
/* Longer targets are in `instance` alone. */
#define SHOWN_MAX 200

static void key_text(struct json_writer *json, const char *key, struct text text)
{
    json_write_key(json, key);
    json_write_string(json, text);
}

static bool is_named_before(const struct faults *faults, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (text_equal(faults->items[i].name, faults->items[index].name))
            return true;
    }
    return false;
}

static size_t count_names(const struct faults *faults)
{
    size_t count = 0;
    for (size_t i = 0; i < faults->count; i++)
        count += !is_named_before(faults, i);
    return count;
}

/* "`limit`, `scope` and `actr`", or the first of them "and 7 more". */
static void write_names(struct buf *buf, const struct faults *faults)
{
    size_t total = count_names(faults);
    size_t shown = total > NAMES_MAX ? NAMES_MAX : total;
    size_t written = 0;
    for (size_t i = 0; written < shown; i++) {
        struct text name = faults->items[i].name;
        if (is_named_before(faults, i))
            continue;
        written++;
        bool last = written == shown && shown == total;
        buf_cstr(buf, written == 1 ? "" : last ? " and " : ", ");
        if (name.len > SHOWN_MAX)
            buf_literal(buf, "one with a long name");
        else
            buf_format(buf, "`%.*s`", TEXT_ARG(name));
    }
    if (shown < total)
        buf_format(buf, " and %zu more", total - shown);
}

static struct text fault_detail(const struct fault *fault)
{
    return fault->detail.ptr == NULL ? text_of(fault_info(fault->code)->text) : fault->detail;
}

/* Where the sentence does not tell what it is about, that goes before it: "`/slug`: The field is needed." */
static void write_fault_detail(struct buf *buf, const struct fault *fault)
{
    struct text detail = fault_detail(fault);
    char name[SHOWN_MAX + 3];
    if (fault->name.len > 0 && fault->name.len <= SHOWN_MAX) {
        snprintf(name, sizeof name, "`%.*s`", TEXT_ARG(fault->name));
        if (!text_has(detail, text_of(name)))
            buf_format(buf, "%s: ", name);
    }
    buf_text(buf, detail);
}

static void write_faults_detail(struct buf *buf, const struct faults *faults)
{
    if (faults->count == 1 && faults->dropped == 0 && fault_detail(&faults->items[0]).len <= DETAIL_MAX / 2) {
        write_fault_detail(buf, &faults->items[0]);
        return;
    }
    size_t total = faults->count + faults->dropped;
    buf_format(buf, "There %s %zu %s", total == 1 ? "is" : "are", total, total == 1 ? "fault" : "faults");
    if (faults->dropped > 0)
        buf_format(buf, " (%zu of them listed)", faults->count);
    buf_literal(buf, ", in ");
    write_names(buf, faults);
    buf_char(buf, '.');
}

/* The target's path, or "this address". */
static void write_address(struct buf *buf, struct text instance)
{
    struct text path = TEXT_NONE;
    if (text_split(&instance, '?', &path) && path.len > 0 && path.len <= SHOWN_MAX)
        percent_encode_rest(buf, path);
    else
        buf_literal(buf, "this address");
}

static void write_not_found(struct buf *buf, const struct problem *problem)
{
    buf_literal(buf, "There is nothing at ");
    write_address(buf, problem->instance);
    buf_char(buf, '.');
}

static void write_not_allowed(struct buf *buf, const struct problem *problem)
{
    if (problem->method.len > 0 && problem->method.len <= SHOWN_MAX)
        percent_encode_rest(buf, problem->method);
    else
        buf_literal(buf, "The method");
    buf_literal(buf, " is not allowed at ");
    write_address(buf, problem->instance);
    if (problem->allow.len > 0)
        buf_format(buf, "; it takes %.*s", TEXT_ARG(problem->allow));
    buf_char(buf, '.');
}

static void write_not_acceptable(struct buf *buf, const struct problem *problem)
{
    buf_literal(buf, "Accept asks for none of what there is");
    for (size_t i = 0; problem->accepts != NULL && problem->accepts[i] != NULL; i++)
        buf_format(buf, "%s%s", i == 0 ? ": " : ", ", problem->accepts[i]);
    buf_char(buf, '.');
}

static void write_detail(struct buf *buf, const struct problem *problem)
{
    if (problem->detail.len > 0)
        buf_text(buf, problem->detail);
    else if (problem->faults != NULL && problem->faults->count > 0)
        write_faults_detail(buf, problem->faults);
    else if (problem->err == ERR_NOT_FOUND)
        write_not_found(buf, problem);
    else if (problem->err == ERR_METHOD_NOT_ALLOWED)
        write_not_allowed(buf, problem);
    else if (problem->err == ERR_NOT_ACCEPTABLE)
        write_not_acceptable(buf, problem);
    else
        buf_cstr(buf, err_info(problem->err)->text);
}

static void write_texts(struct json_writer *json, const struct text *texts, size_t count)
{
    json_write_array_begin(json);
    for (size_t i = 0; i < count; i++)
        json_write_string(json, texts[i]);
    json_write_array_end(json);
}

static void write_list(struct json_writer *json, const char *const *list)
{
    json_write_array_begin(json);
    for (size_t i = 0; list[i] != NULL; i++)
        json_write_string(json, text_of(list[i]));
    json_write_array_end(json);
}

static void write_fault(struct json_writer *json, const struct fault *fault)
{
    static const char *const wheres[] = {
        [FAULT_AT_PARAMETER] = "parameter", [FAULT_AT_HEADER] = "header", [FAULT_AT_POINTER] = "pointer"};
    json_write_object_begin(json);
    key_text(json, wheres[fault->where], fault->name);
    key_text(json, "code", text_of(fault_info(fault->code)->slug));
    key_text(json, "detail", fault_detail(fault));
    if (fault->allowed != NULL) {
        json_write_key(json, "allowed");
        write_list(json, fault->allowed);
    } else if (fault->allowed_text.ptr != NULL) {
        key_text(json, "allowed", fault->allowed_text);
    }
    if (fault->suggestion_count > 0)
        key_text(json, "suggestion", fault->suggestions[0]);
    if (fault->suggestion_count > 1) {
        json_write_key(json, "suggestions");
        write_texts(json, fault->suggestions, fault->suggestion_count);
    }
    json_write_object_end(json);
}

static void write_faults(struct json_writer *json, const struct faults *faults)
{
    json_write_key(json, "errors");
    json_write_array_begin(json);
    for (size_t i = 0; i < faults->count; i++)
        write_fault(json, &faults->items[i]);
    json_write_array_end(json);
}

static void write_allow(struct json_writer *json, struct text allow)
{
    json_write_key(json, "allow");
    json_write_array_begin(json);
    for (struct text method; text_split(&allow, ',', &method);)
        json_write_string(json, text_trim(method));
    json_write_array_end(json);
}

/* A text made by `write`, as a member. */
static void key_made(struct json_writer *json, const char *key, const struct problem *problem,
                     void (*write)(struct buf *, const struct problem *), size_t max)
{
    BUF_CLEANUP struct buf made;
    buf_init(&made, max);
    write(&made, problem);
    key_text(json, key, buf_view(&made));
    json->buf->failed = json->buf->failed || made.failed;
}

static void write_instance(struct buf *buf, const struct problem *problem)
{
    percent_encode_rest(buf, problem->instance);
}

static void write_type(struct buf *buf, const struct problem *problem)
{
    buf_format(buf, "/problems/%s", err_info(problem->err)->slug);
}

void problem_write(const struct problem *problem, struct buf *buf)
{
    const struct err_info *info = err_info(problem->err);
    struct json_writer json;
    json_writer_init(&json, buf);
    json_write_object_begin(&json);
    key_made(&json, "type", problem, write_type, DETAIL_MAX);
    key_text(&json, "title", text_of(info->title));
    json_write_key(&json, "status");
    json_write_int(&json, info->status);
    key_made(&json, "detail", problem, write_detail, DETAIL_MAX);
    key_made(&json, "instance", problem, write_instance, 3 * problem->instance.len + 1);
    key_text(&json, "request_id", problem->request_id);
    if (problem->faults != NULL && problem->faults->count > 0)
        write_faults(&json, problem->faults);
    if (problem->allow.ptr != NULL)
        write_allow(&json, problem->allow);
    if (problem->accepts != NULL) {
        json_write_key(&json, "accepts");
        write_list(&json, problem->accepts);
    }
    json_write_object_end(&json);
}
