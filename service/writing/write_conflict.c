#include "claimd/buf.h"
#include "writing/write_private.h"

#define WORDS_MAX 2048

enum err write_fault(struct request *request, enum err err, enum fault_code code, struct text pointer,
                     struct text detail)
{
    const struct fault fault = {.code = code, .where = FAULT_AT_POINTER, .name = pointer, .detail = detail};
    enum err added = detail.ptr ? faults_add(&request->faults, &request->arena, &fault) : ERR_INTERNAL;
    return added ? added : err;
}

enum err write_exists(struct write *write, struct request *request, const char *id)
{
    const char *by = write->ready.id.ptr ? "id" : write->ready.key.ptr ? "key" : "slug";
    struct text pointer = arena_format(&request->arena, "/%s", by);
    struct text detail = arena_format(
        &request->arena, "There is a record with this %s: %.*s%s/%s. To change it, use PUT or PATCH there.", by,
        TEXT_ARG(request->base), write->room->path, id);
    return write_fault(request, ERR_CONFLICT, FAULT_CONFLICT, pointer, detail);
}

enum err write_in_use(struct request *request, const struct rows *rows)
{
    BUF_CLEANUP struct buf words;
    buf_init(&words, WORDS_MAX);
    int64_t total = rows->count > 0 ? row_int(rows, 0, rows_column(rows, "total")) : 0;
    buf_format(&words, "The record is in use by %lld other%s", (long long)total, total == 1 ? "" : "s");
    for (size_t row = 0; row < rows->count; row++) {
        char id[UUID_TEXT_SIZE] = "";
        row_uuid(rows, row, rows_column(rows, "id"), id);
        buf_format(&words, "%s %.*s %s", row == 0 ? ":" : ",", TEXT_ARG(row_text(rows, row, rows_column(rows, "type"))),
                   id);
    }
    buf_cstr(&words, total > (int64_t)rows->count ? " and more." : ".");
    struct text detail;
    enum err err = buf_check(&words);
    if (!err)
        err = arena_copy(&request->arena, buf_view(&words), &detail);
    return err ? err : write_fault(request, ERR_CONFLICT, FAULT_CONFLICT, TEXT(""), detail);
}
