#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/un.h>

#include "base/network.h"

static struct sockaddr_storage address_of(const char *text)
{
    struct sockaddr_storage out;
    memset(&out, 0, sizeof out);
    struct sockaddr_in *four = (struct sockaddr_in *)&out;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)&out;
    if (inet_pton(AF_INET, text, &four->sin_addr) == 1)
        four->sin_family = AF_INET;
    else if (inet_pton(AF_INET6, text, &six->sin6_addr) == 1)
        six->sin6_family = AF_INET6;
    else
        out.ss_family = AF_UNIX;
    return out;
}

static void test_parse(void **state)
{
    (void)state;
    static const char *const good[] = {"10.1.2.3", "10.0.0.0/8", "0.0.0.0/0", "10.1.2.3/32",
                                       "::1",      "fd00::/8",   "::/0",      "2001:db8::1/128"};
    static const char *const bad[] = {"",          "10.1.2",    "10.0.0.0/33", "10.0.0.1/8",  "fd00::/129",
                                      "fd00::1/8", "10.0.0.0/", "10.0.0.0/x",  "10.0.0.0/-1", "10.0.0.0/8/8",
                                      "proxy",     " 10.1.2.3", "10.0.0.0/ 8"};
    struct network network;
    for (size_t i = 0; i < COUNT_OF(good); i++)
        assert_case(network_parse(text_of(good[i]), &network), good[i]);
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_case(!network_parse(text_of(bad[i]), &network), bad[i]);
    assert_false(network_parse(TEXT_NONE, &network));
}

static void test_has(void **state)
{
    (void)state;
    static const struct {
        const char *network, *address;
        bool has;
    } cases[] = {
        {"10.0.0.0/8", "10.255.0.1", true},      {"10.0.0.0/8", "11.0.0.1", false},
        {"10.0.0.0/9", "10.127.255.255", true},  {"10.0.0.0/9", "10.128.0.0", false},
        {"10.1.2.3", "10.1.2.3", true},          {"10.1.2.3", "10.1.2.2", false},
        {"10.0.0.0/8", "::ffff:10.1.2.3", true}, {"0.0.0.0/0", "1.2.3.4", true},
        {"0.0.0.0/0", "2001:db8::1", false},     {"fd00::/8", "fdff::1", true},
        {"fd00::/8", "fe00::1", false},          {"fd00::/8", "10.1.2.3", false},
        {"10.0.0.0/8", "unix", false},           {"2001:db8::/33", "2001:db8:8000::1", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct network network;
        struct sockaddr_storage address = address_of(cases[i].address);
        assert_true(network_parse(text_of(cases[i].network), &network));
        assert_case(network_has(&network, (const struct sockaddr *)&address) == cases[i].has, cases[i].address);
    }
}

static void test_local(void **state)
{
    (void)state;
    static const char *const local[] = {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "unix"};
    static const char *const other[] = {"128.0.0.1", "126.255.255.255", "::2", "::", "0.0.0.0", "::ffff:10.0.0.1"};
    for (size_t i = 0; i < COUNT_OF(local); i++) {
        struct sockaddr_storage address = address_of(local[i]);
        assert_case(network_is_local((const struct sockaddr *)&address), local[i]);
    }
    for (size_t i = 0; i < COUNT_OF(other); i++) {
        struct sockaddr_storage address = address_of(other[i]);
        assert_case(!network_is_local((const struct sockaddr *)&address), other[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_parse), cmocka_unit_test(test_has),
                                       cmocka_unit_test(test_local)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
