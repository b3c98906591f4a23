/* Percent-encoding there and back, and any bytes made a reference. */
#include "claimd/percent.h"
#include "fuzz.h"

static void check_round_trip(struct text decoded)
{
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 16U << 20);
    BUF_CLEANUP struct buf encoded;
    buf_init(&encoded, 4U << 20);
    percent_encode(&encoded, decoded);
    struct text again = TEXT_NONE;
    fuzz_require(percent_decode(buf_view(&encoded), true, &arena, &again) == ERR_NONE);
    fuzz_require(text_equal(again, decoded));
}

static void check_reference(struct text raw)
{
    BUF_CLEANUP struct buf once;
    buf_init(&once, 4U << 20);
    percent_encode_rest(&once, raw);
    BUF_CLEANUP struct buf twice;
    buf_init(&twice, 4U << 20);
    percent_encode_rest(&twice, buf_view(&once));
    fuzz_require(buf_check(&once) == ERR_NONE && text_equal(buf_view(&once), buf_view(&twice)));
    for (size_t i = 0; i < once.len; i++)
        fuzz_require(once.ptr[i] > 0x20 && once.ptr[i] < 0x7F);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text raw = fuzz_text(data, size);
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 16U << 20);
    bool plus_is_space = fuzz_byte(&raw) % 2 == 1;
    struct text decoded = TEXT_NONE;
    enum err err = percent_decode(raw, plus_is_space, &arena, &decoded);
    fuzz_require(err == ERR_NONE || err == ERR_BAD_TARGET);
    if (err == ERR_NONE)
        check_round_trip(decoded);
    check_reference(raw);
    return 0;
}
