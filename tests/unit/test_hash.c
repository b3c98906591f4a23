#include "unit.h"

#include "claimd/hash.h"

static void test_sha256(void **state)
{
    (void)state;
    static const struct {
        const char *text, *hex;
    } cases[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        unsigned char hash[HASH_SHA256_SIZE];
        char hex[2 * HASH_SHA256_SIZE + 1];
        hash_sha256(text_of(cases[i].text), hash);
        hash_hex(hash, sizeof(hash), hex);
        assert_string_equal(hex, cases[i].hex);
    }
}

static void test_short(void **state)
{
    (void)state;
    /* As `printf abc | b2sum -l 128` has it. */
    static const struct {
        const char *text, *hex;
    } cases[] = {{"", "cae66941d9efbd404e4d88758ea67670"}, {"abc", "cf4ab791c62b8d2b2109c90275287816"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        unsigned char hash[HASH_SHORT_SIZE];
        char hex[2 * HASH_SHORT_SIZE + 1];
        hash_short(text_of(cases[i].text), hash);
        hash_hex(hash, sizeof(hash), hex);
        assert_string_equal(hex, cases[i].hex);
    }
}

static void test_nothing(void **state)
{
    (void)state;
    unsigned char none[HASH_SHORT_SIZE], empty[HASH_SHORT_SIZE];
    hash_short(TEXT_NONE, none);
    hash_short(TEXT(""), empty);
    assert_memory_equal(none, empty, HASH_SHORT_SIZE);
}

int main(void)
{
    assert_int_equal(hash_init(), ERR_NONE);
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sha256), cmocka_unit_test(test_short),
                                       cmocka_unit_test(test_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
