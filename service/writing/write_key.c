#include "writing/write_key.h"

#define KEY_MAX 255

static bool is_key(struct text key)
{
    for (size_t i = 0; i < key.len; i++)
        if (key.ptr[i] < 0x20 || key.ptr[i] > 0x7E)
            return false;
    return key.len > 0 && key.len <= KEY_MAX;
}

enum err write_key_read(struct request *request, struct text *out)
{
    struct text key = request_header(request, TEXT("Idempotency-Key"));
    if (key.ptr == NULL || is_key(key)) {
        *out = key;
        return ERR_NONE;
    }
    const struct fault fault = {.code = FAULT_MALFORMED,
                                .where = FAULT_AT_HEADER,
                                .name = TEXT("Idempotency-Key"),
                                .allowed_text = TEXT("1 to 255 printable ASCII characters")};
    enum err err = faults_add(&request->faults, &request->arena, &fault);
    return err ? err : ERR_INVALID_PARAMETERS;
}
