#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "http/gzip.h"

#define SIZE 300000

/* The same numbers in every run (Knuth's MMIX). */
static unsigned dice(void)
{
    static uint64_t state = 7;
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (unsigned)(state >> 40);
}

/* What a client can read of `in` so far. */
static size_t inflated(struct text in, char *out, size_t size, bool *ended)
{
    z_stream stream = {0};
    assert_int_equal(inflateInit2(&stream, 16 + 15), Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)in.ptr;
    stream.avail_in = (uInt)in.len;
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)size;
    int result = inflate(&stream, Z_SYNC_FLUSH);
    assert_true(result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR);
    *ended = result == Z_STREAM_END;
    size_t len = size - stream.avail_out;
    inflateEnd(&stream);
    return len;
}

/* Half of it compresses well, half not at all. */
static char *sample(void)
{
    char *bytes = malloc(SIZE);
    assert_non_null(bytes);
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (char)(i < SIZE / 2 ? 'a' + (int)(i % 7) : (int)(dice() % 256));
    return bytes;
}

static void test_bodies(void **state)
{
    (void)state;
    char *bytes = sample();
    char *back = malloc(SIZE + 1);
    struct gzip *gzip = gzip_new();
    assert_non_null(gzip);
    for (size_t len = 1; len <= SIZE; len = len * 3 + 5) {
        BUF_CLEANUP struct buf out;
        buf_init(&out, 1 << 20);
        bool ended;
        assert_int_equal(gzip_body(gzip, (struct text){bytes, len}, &out), ERR_NONE);
        assert_int_equal(inflated(buf_view(&out), back, SIZE + 1, &ended), len);
        assert_true(ended);
        assert_memory_equal(back, bytes, len);
    }
    /* One that does not fit leaves nothing behind in the next. */
    BUF_CLEANUP struct buf small, out;
    buf_init(&small, 1000);
    buf_init(&out, 1 << 20);
    bool ended;
    assert_int_equal(gzip_body(gzip, (struct text){bytes, SIZE}, &small), ERR_INTERNAL);
    assert_int_equal(gzip_body(gzip, TEXT("abc"), &out), ERR_NONE);
    assert_int_equal(inflated(buf_view(&out), back, SIZE + 1, &ended), 3);
    gzip_free(gzip);
    free(back);
    free(bytes);
}

static void test_pieces(void **state)
{
    (void)state;
    char *bytes = sample();
    char *back = malloc(SIZE + 1);
    struct gzip *gzip = gzip_new();
    BUF_CLEANUP struct buf out;
    buf_init(&out, 1 << 20);
    bool ended;
    for (size_t at = 0; at < SIZE; at += SIZE / 10) {
        bool last = at + SIZE / 10 == SIZE;
        assert_int_equal(gzip_piece(gzip, (struct text){bytes + at, SIZE / 10}, last, &out), ERR_NONE);
        /* Each piece can be read to its end before the next comes. */
        assert_int_equal(inflated(buf_view(&out), back, SIZE + 1, &ended), at + SIZE / 10);
        assert_int_equal(ended, last);
    }
    assert_memory_equal(back, bytes, SIZE);
    gzip_free(gzip);
    free(back);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bodies),
        cmocka_unit_test(test_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
