#include "writing/write_condition.h"

bool write_matches(struct text value, int64_t revision)
{
    struct text rest = text_trim(value), part;
    if (text_equal(rest, TEXT("*")))
        return true;
    while (text_split(&rest, ',', &part)) {
        part = text_trim(part);
        /* A weak tag matches nothing here (RFC 9110, 13.1.1). */
        if (part.len < 2 || part.ptr[0] != '"' || part.ptr[part.len - 1] != '"')
            continue;
        struct text tag = {.ptr = part.ptr + 1, .len = part.len - 2}, number;
        int64_t named;
        if (text_split(&tag, '-', &number) && text_to_int64(number, &named) && named == revision)
            return true;
    }
    return false;
}

static bool creates(struct request *request)
{
    return request->method == METHOD_PUT &&
           text_equal(text_trim(request_header(request, TEXT("If-None-Match"))), TEXT("*"));
}

enum err write_condition_needed(struct request *request)
{
    if (creates(request) || request_header(request, TEXT("If-Match")).ptr != NULL)
        return ERR_NONE;
    const struct fault fault = {.code = FAULT_MISSING,
                                .where = FAULT_AT_HEADER,
                                .name = TEXT("If-Match"),
                                .detail = TEXT("Send the ETag that the record was read with."),
                                .allowed_text = TEXT("an ETag of this record, or *")};
    enum err err = faults_add(&request->faults, &request->arena, &fault);
    return err ? err : ERR_PRECONDITION_REQUIRED;
}

static enum err failed(struct request *request, struct text header, struct text detail)
{
    const struct fault fault = {.code = FAULT_CONFLICT, .where = FAULT_AT_HEADER, .name = header, .detail = detail};
    enum err err = faults_add(&request->faults, &request->arena, &fault);
    if (!err && detail.ptr == NULL)
        err = ERR_INTERNAL;
    return err ? err : ERR_PRECONDITION_FAILED;
}

enum err write_condition_check(struct request *request, int64_t revision)
{
    struct text match = request_header(request, TEXT("If-Match"));
    if (creates(request) && revision > 0)
        return failed(request, TEXT("If-None-Match"),
                      arena_format(&request->arena, "The record exists, at revision %lld.", (long long)revision));
    if (match.ptr == NULL || write_matches(match, revision))
        return ERR_NONE;
    return failed(request, TEXT("If-Match"),
                  arena_format(&request->arena, "The record is at revision %lld, which the header does not name.",
                               (long long)revision));
}
