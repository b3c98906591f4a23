/* Cursors: any bytes as one, and there and back of what is one. */
#include <string.h>

#include "fuzz.h"
#include "listing/cursor.h"

#define MARK UINT64_C(0x0123456789ABCDEF)

static void check_encoded(struct text text, const struct sort *sort)
{
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 1U << 20);
    struct cursor cursor;
    if (!cursor_decode(text, MARK, sort, &arena, &cursor))
        return;
    struct text again = TEXT_NONE;
    fuzz_require(cursor_encode(&cursor, MARK, &arena, &again) == ERR_NONE && text_equal(again, text));
    fuzz_require(!cursor_decode(text, MARK + 1, sort, &arena, &cursor));
}

static void check_made(struct text key, const struct sort *sort, bool backward)
{
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 1U << 20);
    const struct cursor made = {.backward = backward, .key = key, .id = "0d6c0f0e-0000-4000-8000-000000000001"};
    struct text text = TEXT_NONE;
    enum err err = cursor_encode(&made, MARK, &arena, &text);
    fuzz_require((err == ERR_NONE) == (key.len <= SORT_KEY_MAX));
    if (err != ERR_NONE)
        return;
    struct cursor read;
    bool good = cursor_decode(text, MARK, sort, &arena, &read);
    fuzz_require(good == (key.ptr == NULL ? sort->nullable : sort_key_valid(sort->type, key)));
    if (!good)
        return;
    fuzz_require(read.backward == backward && strcmp(read.id, made.id) == 0);
    fuzz_require(text_equal(read.key, key) && (read.key.ptr == NULL) == (key.ptr == NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text text = fuzz_text(data, size);
    unsigned flags = fuzz_byte(&text);
    const struct sort sort = {
        .column = "key", .type = (enum sort_type)(flags % (SORT_TEXT + 1)), .nullable = (flags & 0x10) != 0};
    check_encoded(text, &sort);
    check_made((flags & 0x20) != 0 ? TEXT_NONE : text, &sort, (flags & 0x40) != 0);
    return 0;
}
