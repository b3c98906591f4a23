#include "unit.h"

#include "claimd/uuid.h"

#define V4 "0d6c0f0e-1b2a-4c3d-8e4f-0123456789ab"

static struct text bytes_of(const unsigned char uuid[UUID_SIZE])
{
    return (struct text){.ptr = (const char *)uuid, .len = UUID_SIZE};
}

static void test_round_trip(void **state)
{
    (void)state;
    unsigned char uuid[UUID_SIZE];
    assert_true(uuid_parse(TEXT(V4), uuid));
    static const unsigned char expected[] = {0x0D, 0x6C, 0x0F, 0x0E, 0x1B, 0x2A, 0x4C, 0x3D,
                                             0x8E, 0x4F, 0x01, 0x23, 0x45, 0x67, 0x89, 0xAB};
    assert_memory_equal(uuid, expected, UUID_SIZE);
    char text[UUID_TEXT_SIZE];
    uuid_format(bytes_of(uuid), text);
    assert_string_equal(text, V4);
    assert_true(uuid_parse(TEXT("0D6C0F0E-1B2A-4C3D-8E4F-0123456789AB"), uuid));
    assert_memory_equal(uuid, expected, UUID_SIZE);
}

static void test_bad(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        "0d6c0f0e-1b2a-4c3d-8e4f-0123456789a",
        "0d6c0f0e-1b2a-4c3d-8e4f-0123456789abc",
        "0d6c0f0e1b2a4c3d8e4f0123456789ab",
        "{d6c0f0e-1b2a-4c3d-8e4f-0123456789a}",
        "0d6c0f0g-1b2a-4c3d-8e4f-0123456789ab",
        "0d6c0f0e-1b2a-4c3d-8e4f-0123456789a ",
        "0d6c0f0e_1b2a-4c3d-8e4f-0123456789ab",
        "0d6c0f0e-1b2a_4c3d-8e4f-0123456789ab",
        "0d6c0f0e-1b2a-4c3d_8e4f-0123456789ab",
        "0d6c0f0e-1b2a-4c3d-8e4f_0123456789ab",
        "0d6c0f0-e1b2a-4c3d-8e4f-0123456789ab",
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        unsigned char uuid[UUID_SIZE] = {0xEE};
        assert_case(!uuid_parse(text_of(cases[i]), uuid), cases[i]);
        assert_int_equal(uuid[0], 0xEE);
    }
}

static void test_version(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool v4;
    } cases[] = {
        {V4, true},
        {"00000000-0000-4000-b000-000000000000", true},
        {"0d6c0f0e-1b2a-1c3d-8e4f-0123456789ab", false}, /* version 1 */
        {"0d6c0f0e-1b2a-7c3d-8e4f-0123456789ab", false}, /* version 7 */
        {"0d6c0f0e-1b2a-4c3d-0e4f-0123456789ab", false}, /* variant of the NCS */
        {"0d6c0f0e-1b2a-4c3d-ce4f-0123456789ab", false}, /* variant of Microsoft */
        {"00000000-0000-0000-0000-000000000000", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        unsigned char uuid[UUID_SIZE];
        assert_true(uuid_parse(text_of(cases[i].text), uuid));
        assert_case(uuid_is_v4(uuid) == cases[i].v4, cases[i].text);
    }
}

static void test_make(void **state)
{
    (void)state;
    unsigned char any[UUID_SIZE] = {0};
    unsigned char all[UUID_SIZE];
    for (size_t i = 0; i < UUID_SIZE; i++)
        all[i] = 0xFF;
    for (int i = 0; i < 200; i++) {
        unsigned char uuid[UUID_SIZE];
        uuid_make(uuid);
        assert_true(uuid_is_v4(uuid));
        for (size_t j = 0; j < UUID_SIZE; j++) {
            any[j] |= uuid[j];
            all[j] &= uuid[j];
        }
    }
    /* Every bit but the six fixed ones was seen both set and clear. */
    for (size_t j = 0; j < UUID_SIZE; j++) {
        assert_int_equal(any[j], j == 6 ? 0x4F : j == 8 ? 0xBF : 0xFF);
        assert_int_equal(all[j], j == 6 ? 0x40 : j == 8 ? 0x80 : 0x00);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_round_trip), cmocka_unit_test(test_bad),
                                       cmocka_unit_test(test_version), cmocka_unit_test(test_make)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
