#include "claimd/request.h"

struct text request_header(struct request *request, struct text name)
{
    struct text joined = TEXT_NONE;
    for (size_t i = 0; i < request->header_count; i++) {
        const struct header_field *header = &request->headers[i];
        if (!text_equal_nocase(header->name, name))
            continue;
        if (joined.ptr == NULL)
            joined = header->value;
        else
            joined = arena_format(&request->arena, "%.*s, %.*s", TEXT_ARG(joined), TEXT_ARG(header->value));
    }
    return joined;
}

bool request_may(const struct request *request, unsigned scopes)
{
    return request->caller != NULL && (request->caller->scopes & (scopes | SCOPE_ADMIN)) != 0;
}
