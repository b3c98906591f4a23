/* A line of an import: JSON, its type, its shape and rules, and the canonical form of what is right. */
#include <jansson.h>

#include "claimd/json_canonical.h"
#include "claimd/json_read.h"
#include "fuzz.h"
#include "records/record_check.h"

static void check_faults(const struct faults *faults)
{
    fuzz_require(faults->count > 0 && faults->count <= FAULTS_MAX);
    for (size_t i = 0; i < faults->count; i++)
        fuzz_require(text_is_utf8(faults->items[i].name) && text_is_utf8(faults->items[i].detail));
}

static void check_record(json_t *record)
{
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 16U << 20);
    struct faults faults = {0};
    enum record_type type = RECORD_TYPE_COUNT;
    enum err err = record_type_of(record, &type, &arena, &faults);
    if (err == ERR_NONE)
        err = record_check(record, type, &arena, &faults);
    fuzz_require(err == ERR_NONE || err == ERR_INVALID_RECORD);
    if (err == ERR_INVALID_RECORD) {
        check_faults(&faults);
        return;
    }
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 8U << 20);
    fuzz_require(json_canonical(record, &buf) == ERR_NONE);
    /* Once filled in, it is right as it stands. */
    fuzz_require(record_check(record, type, &arena, &faults) == ERR_NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_auto_t *record = NULL;
    struct json_fault fault;
    if (json_read(fuzz_text(data, size), &record, &fault) == ERR_NONE && json_is_object(record))
        check_record(record);
    return 0;
}
