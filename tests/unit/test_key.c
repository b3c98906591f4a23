#include "unit.h"

#include <string.h>

#include "keys/key.h"
#include "made_rows.h"

static const struct column columns[] = {{"name", COLUMN_TEXT},         {"secret_hash", COLUMN_BYTEA},
                                        {"scopes", COLUMN_TEXT_ARRAY}, {"revoked", COLUMN_BOOL},
                                        {"expired", COLUMN_BOOL},      {"stale", COLUMN_BOOL}};

/* 32 bytes of zero, and what sha256sum says of them. */
#define ZERO_KEY  "ck_0d6c0f0e-0000-4000-8000-000000000001_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define ZERO_HASH "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925"

static void test_make(void **state)
{
    (void)state;
    struct key made, read, other;
    char text[KEY_TEXT_SIZE], second[KEY_TEXT_SIZE];
    key_make(&made, text);
    key_make(&other, second);
    assert_true(key_parse(text_of(text), &read));
    assert_string_equal(read.id, made.id);
    assert_memory_equal(read.hash, made.hash, sizeof made.hash);
    assert_string_not_equal(text, second);
    assert_memory_not_equal(made.hash, other.hash, sizeof made.hash);
    assert_int_equal(strlen(text), KEY_TEXT_SIZE - 1);
}

static void test_parse(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "ck_",
        "ck_0d6c0f0e-0000-4000-8000-000000000001",
        "ck_0d6c0f0e-0000-4000-8000-000000000001_",
        "ck_0d6c0f0e-0000-4000-8000-000000000001_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "ck_0d6c0f0e-0000-4000-8000-000000000001_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "ck_0d6c0f0e-0000-4000-8000-000000000001_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",
        "ck_0d6c0f0e-0000-4000-8000-000000000001-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "CK_0d6c0f0e-0000-4000-8000-000000000001_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "ck_0d6c0f0e-0000-4000-8000-00000000000g_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "ck_0d6c0f0e-0000-4000-8000-000000000001_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "ck_0d6c0f0e-0000-4000-8000-000000000001_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+A",
    };
    struct key key;
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_case(!key_parse(text_of(bad[i]), &key), bad[i]);
    assert_true(key_parse(TEXT(ZERO_KEY), &key));
    char hex[2 * HASH_SHA256_SIZE + 1];
    hash_hex(key.hash, sizeof key.hash, hex);
    assert_string_equal(hex, ZERO_HASH);
    assert_string_equal(key.id, "0d6c0f0e-0000-4000-8000-000000000001");
}

static void test_check(void **state)
{
    (void)state;
    static const struct {
        const char *hash, *revoked, *expired;
        enum key_state state;
    } cases[] = {
        {ZERO_HASH, "f", "f", KEY_VALID},
        {ZERO_HASH, "f", "t", KEY_EXPIRED},
        {ZERO_HASH, "t", "f", KEY_REVOKED},
        {ZERO_HASH, "t", "t", KEY_REVOKED},
        {"66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2924", "f", "f", KEY_UNKNOWN},
        {"66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2924", "t", "t", KEY_UNKNOWN},
    };
    struct key key;
    assert_true(key_parse(TEXT(ZERO_KEY), &key));
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 4096);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        MADE_ROWS_CLEANUP struct made_rows made;
        made_rows_init(&made, columns, COUNT_OF(columns));
        made_rows_add(&made, (const char *const[]){"Ann", cases[i].hash, "{claims:write,admin,later:scope}",
                                                   cases[i].revoked, cases[i].expired, "t"});
        enum key_state found = KEY_EXPIRED;
        struct caller caller = {.scopes = 0};
        bool stale = false;
        assert_int_equal(key_check(&key, &made.rows, &arena, &found, &caller, &stale), ERR_NONE);
        assert_int_equal(found, cases[i].state);
        assert_int_equal(stale, found == KEY_VALID);
        assert_int_equal(caller.scopes, found == KEY_VALID ? SCOPE_CLAIMS_WRITE | SCOPE_ADMIN : 0);
        if (found == KEY_VALID)
            assert_text(caller.name, "Ann");
    }
    MADE_ROWS_CLEANUP struct made_rows none;
    made_rows_init(&none, columns, COUNT_OF(columns));
    enum key_state found = KEY_VALID;
    struct caller caller;
    bool stale;
    assert_int_equal(key_check(&key, &none.rows, &arena, &found, &caller, &stale), ERR_NONE);
    assert_int_equal(found, KEY_UNKNOWN);
}

static void test_scopes(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 256);
    scope_write(&buf, SCOPE_SOURCES_WRITE | SCOPE_ADMIN | SCOPE_CLAIMS_WRITE, ", ");
    assert_buf(&buf, "claims:write, sources:write, admin");
    assert_int_equal(scope_of(TEXT("moderate")), SCOPE_MODERATE);
    assert_int_equal(scope_of(TEXT("moderat")), 0);
    const struct caller admin = {.scopes = SCOPE_ADMIN}, writer = {.scopes = SCOPE_CLAIMS_WRITE};
    assert_true(request_may(&(struct request){.caller = &admin}, SCOPE_MODERATE));
    assert_true(request_may(&(struct request){.caller = &writer}, SCOPE_MODERATE | SCOPE_CLAIMS_WRITE));
    assert_false(request_may(&(struct request){.caller = &writer}, SCOPE_MODERATE | SCOPE_SOURCES_WRITE));
    assert_false(request_may(&(struct request){.caller = NULL}, SCOPE_CLAIMS_WRITE));
}

int main(void)
{
    if (hash_init() != ERR_NONE)
        return 1;
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_make), cmocka_unit_test(test_parse),
                                       cmocka_unit_test(test_check), cmocka_unit_test(test_scopes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
