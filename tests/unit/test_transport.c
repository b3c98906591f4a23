#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "http/transport.h"

static bool is_private(const char *client, const char *forwarded, const char *proto)
{
    struct header_field headers[2];
    struct request request = {.headers = headers};
    arena_init(&request.arena, 4096);
    if (forwarded != NULL)
        headers[request.header_count++] = (struct header_field){.name = TEXT("forwarded"), .value = text_of(forwarded)};
    if (proto != NULL)
        headers[request.header_count++] =
            (struct header_field){.name = TEXT("X-Forwarded-Proto"), .value = text_of(proto)};
    struct sockaddr_in address = {.sin_family = AF_INET};
    struct network proxies[2];
    assert_true(network_parse(TEXT("10.0.0.0/8"), &proxies[0]));
    assert_true(network_parse(TEXT("192.0.2.1"), &proxies[1]));
    assert_int_equal(inet_pton(AF_INET, client, &address.sin_addr), 1);
    bool result = transport_is_private(&request, (const struct sockaddr *)&address, proxies, 2);
    arena_deinit(&request.arena);
    return result;
}

static void test_ways(void **state)
{
    (void)state;
    static const struct {
        const char *client, *forwarded, *proto;
        bool fine;
    } cases[] = {
        {"127.0.0.1", NULL, NULL, true},
        {"127.0.0.1", NULL, "http", false},
        {"127.0.0.1", "proto=http", NULL, false},
        {"127.0.0.1", "for=1.2.3.4", NULL, true},
        {"10.1.2.3", NULL, NULL, false},
        {"10.1.2.3", NULL, "https", true},
        {"10.1.2.3", NULL, "HTTPS", true},
        {"10.1.2.3", NULL, "http", false},
        {"10.1.2.3", NULL, "", false},
        {"10.1.2.3", NULL, "https,http", false},
        {"10.1.2.3", NULL, "http,https", false},
        {"10.1.2.3", NULL, "https, https", true},
        {"192.0.2.1", "for=1.2.3.4;proto=https;by=5.6.7.8", NULL, true},
        {"192.0.2.1", "for=\"[2001:db8::1]:4711\"; proto=\"https\"", NULL, true},
        {"192.0.2.1", "for=\"a;proto=http\";proto=https", NULL, true},
        {"192.0.2.1", "proto=https, proto=http", NULL, false},
        {"192.0.2.1", "proto=http, for=1.2.3.4", NULL, false},
        {"192.0.2.1", "for=1.2.3.4", NULL, false},
        {"192.0.2.1", "proto=https", "http", false},
        {"192.0.2.1", "proto=wss", NULL, false},
        {"192.0.2.2", NULL, "https", false},
        {"8.8.8.8", "proto=https", "https", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        print_message("%s %s %s\n", cases[i].client, cases[i].forwarded == NULL ? "-" : cases[i].forwarded,
                      cases[i].proto == NULL ? "-" : cases[i].proto);
        assert_int_equal(is_private(cases[i].client, cases[i].forwarded, cases[i].proto), cases[i].fine);
    }
    struct request request = {.header_count = 0};
    assert_false(transport_is_private(&request, NULL, NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_ways)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
