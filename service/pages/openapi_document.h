/* /openapi.json: the description of the API, as it was when this program was built. */
#ifndef CLAIMD_PAGES_OPENAPI_DOCUMENT_H
#define CLAIMD_PAGES_OPENAPI_DOCUMENT_H

#include <stddef.h>

#include "claimd/request.h"

/* openapi/openapi.yaml as JSON, without a NUL counted; made by tools/embed_openapi.py. */
extern const char claimd_openapi_json[];
extern const size_t claimd_openapi_json_len;

handler_fn openapi_document;

#endif
