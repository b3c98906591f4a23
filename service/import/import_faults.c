#include "import/import_faults.h"

#include <stdlib.h>

#include "import/copy_text.h"
#include "import/import_json.h"

/* Of the words of one fault; a thousand of them are a few megabytes at most. */
#define ARENA_MAX (32U << 20)
/* What waits is a megabyte and the faults of one line. */
#define KEPT_MAX  (16U << 20)
#define FAULT_MAX (1U << 20)

void import_faults_init(struct import_faults *faults)
{
    *faults = (struct import_faults){0};
    arena_init(&faults->arena, ARENA_MAX);
    buf_init(&faults->kept, KEPT_MAX);
}

void import_faults_deinit(struct import_faults *faults)
{
    arena_deinit(&faults->arena);
    buf_deinit(&faults->kept);
}

void import_faults_keep(struct import_faults *faults, const char *import)
{
    faults->import = import;
}

static enum err copy_text_into(struct import_faults *faults, struct text *text)
{
    return text->ptr ? arena_copy(&faults->arena, *text, text) : ERR_NONE;
}

static enum err copy_allowed(struct import_faults *faults, struct import_fault *fault)
{
    size_t count = 0;
    if (!fault->allowed)
        return ERR_NONE;
    while (fault->allowed[count])
        count++;
    const char **copy = arena_array(&faults->arena, count + 1, sizeof *copy);
    if (!copy)
        return ERR_INTERNAL;
    for (size_t i = 0; i < count; i++)
        copy[i] = fault->allowed[i];
    fault->allowed = copy;
    return ERR_NONE;
}

static enum err copy_suggestions(struct import_faults *faults, struct import_fault *fault)
{
    struct text *copy = arena_array(&faults->arena, fault->suggestion_count + 1, sizeof *copy);
    if (!copy)
        return ERR_INTERNAL;
    for (size_t i = 0; i < fault->suggestion_count; i++) {
        copy[i] = fault->suggestions[i];
        enum err err = copy_text_into(faults, &copy[i]);
        if (err)
            return err;
    }
    fault->suggestions = copy;
    return ERR_NONE;
}

enum err import_faults_add(struct import_faults *faults, const struct import_fault *fault)
{
    if (faults->count == IMPORT_FAULTS_MAX) {
        faults->omitted++;
        return ERR_NONE;
    }
    if (!faults->items)
        faults->items = arena_array(&faults->arena, IMPORT_FAULTS_MAX, sizeof *faults->items);
    struct import_fault copy = *fault;
    if (!faults->items || copy_text_into(faults, &copy.pointer) != ERR_NONE ||
        copy_text_into(faults, &copy.code) != ERR_NONE || copy_text_into(faults, &copy.detail) != ERR_NONE ||
        copy_text_into(faults, &copy.allowed_text) != ERR_NONE || copy_allowed(faults, &copy) != ERR_NONE ||
        copy_suggestions(faults, &copy) != ERR_NONE)
        return ERR_INTERNAL;
    copy.order = faults->count;
    faults->items[faults->count++] = copy;
    return ERR_NONE;
}

static enum err keep(struct import_faults *faults, const struct import_fault *fault)
{
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, FAULT_MAX);
    struct json_writer json;
    json_writer_init(&json, &buf);
    json_write_object_begin(&json);
    import_fault_write(&json, fault);
    json_write_object_end(&json);
    enum err err = buf_check(&buf);
    if (err)
        return err;
    copy_text(&faults->kept, text_of(faults->import));
    copy_int(&faults->kept, fault->line);
    copy_text(&faults->kept, buf_view(&buf));
    copy_row_end(&faults->kept);
    return ERR_NONE;
}

enum err import_faults_note(struct import_faults *faults, const struct import_fault *fault)
{
    enum err err = faults->import ? keep(faults, fault) : ERR_NONE;
    return err ? err : import_faults_add(faults, fault);
}

enum err import_faults_take(struct import_faults *faults, int64_t line, const struct faults *found)
{
    for (size_t i = 0; i < found->count; i++) {
        const struct fault *fault = &found->items[i];
        enum err err = import_faults_note(faults, &(struct import_fault){
                                                      .line = line,
                                                      .pointer = fault->name,
                                                      .code = text_of(fault_info(fault->code)->slug),
                                                      .detail = fault->detail,
                                                      .allowed = fault->allowed,
                                                      .allowed_text = fault->allowed_text,
                                                      .suggestions = fault->suggestions,
                                                      .suggestion_count = fault->suggestion_count,
                                                  });
        if (err)
            return err;
    }
    faults->omitted += (int64_t)found->dropped;
    return ERR_NONE;
}

static int compare(const void *left, const void *right)
{
    const struct import_fault *a = left, *b = right;
    if (a->line != b->line)
        return a->line > b->line ? 1 : -1;
    return (a->order > b->order) - (a->order < b->order);
}

void import_faults_sort(struct import_faults *faults)
{
    if (faults->count > 1)
        qsort(faults->items, faults->count, sizeof *faults->items, compare);
}
