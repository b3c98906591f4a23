#include "claimd/err.h"

#include <stddef.h>

static const struct err_info errors[] = {
#define ERR_ROW(symbol, http_status, page, name, meaning)                                                              \
    [ERR_##symbol] = {.status = (http_status), .slug = (page), .title = (name), .text = (meaning)},
    ERR_LIST(ERR_ROW)
#undef ERR_ROW
};

static const struct fault_info faults[] = {
#define FAULT_ROW(symbol, page, meaning) [FAULT_##symbol] = {.slug = (page), .text = (meaning)},
    FAULT_LIST(FAULT_ROW)
#undef FAULT_ROW
};

const struct err_info *err_info(enum err err)
{
    size_t index = (size_t)err;
    return &errors[index > ERR_NONE && index < ERR_COUNT ? index : ERR_INTERNAL];
}

const struct fault_info *fault_info(enum fault_code code)
{
    size_t index = (size_t)code;
    return &faults[index < FAULT_COUNT ? index : FAULT_BROKEN_RULE];
}
