#include "unit.h"

#include "claimd/link_header.h"

static void test_links(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 1000);
    link_header_add(&buf, TEXT("/v1/claims?actor=china&cursor=a-_b"), "next", NULL);
    assert_buf(&buf, "</v1/claims?actor=china&cursor=a-_b>; rel=\"next\"");
    link_header_add(&buf, TEXT("/v1/claims.csv"), "alternate", "text/csv");
    assert_buf(
        &buf,
        "</v1/claims?actor=china&cursor=a-_b>; rel=\"next\", </v1/claims.csv>; rel=\"alternate\"; type=\"text/csv\"");
}

static void test_title(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 1000);
    link_header_add(&buf, TEXT("https://x/"), "license", NULL);
    link_header_title(&buf, TEXT("\"A\", née\r\n"));
    assert_buf(&buf, "<https://x/>; rel=\"license\"; title*=UTF-8''%22A%22%2C%20n%C3%A9e%0D%0A");
}

static void test_nothing_gets_out(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 1000);
    link_header_add(&buf, TEXT("/a>; rel=\"x\"\r\nSet-Cookie: é"), "next", NULL);
    assert_buf(&buf, "</a%3E;%20rel=%22x%22%0D%0ASet-Cookie:%20%C3%A9>; rel=\"next\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_links), cmocka_unit_test(test_title),
                                       cmocka_unit_test(test_nothing_gets_out)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
