/* The JSON reader, and the canonical form of what it takes. */
#include <jansson.h>

#include "claimd/json_canonical.h"
#include "claimd/json_read.h"
#include "fuzz.h"

static enum err canonical(struct text text, struct buf *out)
{
    json_auto_t *value = NULL;
    struct json_fault fault = {0};
    enum err err = json_read(text, &value, &fault);
    if (err == ERR_NONE)
        return json_canonical(value, out);
    fuzz_require(err == ERR_INVALID_JSON && value == NULL && fault.message != NULL);
    fuzz_require(fault.offset <= text.len && fault.line > 0 && fault.column > 0);
    return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    BUF_CLEANUP struct buf once;
    buf_init(&once, 8U << 20);
    enum err err = canonical(fuzz_text(data, size), &once);
    fuzz_require(err == ERR_NONE || err == ERR_INVALID_JSON);
    if (err != ERR_NONE)
        return 0;
    BUF_CLEANUP struct buf twice;
    buf_init(&twice, 8U << 20);
    fuzz_require(canonical(buf_view(&once), &twice) == ERR_NONE);
    fuzz_require(text_equal(buf_view(&once), buf_view(&twice)));
    return 0;
}
