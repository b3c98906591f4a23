#include "pages/openapi_document.h"

enum err openapi_document(struct request *request, const struct rows *rows, struct ask *ask)
{
    (void)rows;
    (void)ask;
    request->reply.immutable_body = true;
    buf_text(&request->reply.body, (struct text){.ptr = claimd_openapi_json, .len = claimd_openapi_json_len});
    return ERR_NONE;
}
