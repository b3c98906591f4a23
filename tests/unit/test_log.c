#include "unit.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <jansson.h>

#include "claimd/log.h"

/* A pair of sockets that keeps every write(2) apart. */
struct wire {
    int in, out;
};

static struct wire wire_open(void)
{
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends), 0);
    return (struct wire){.in = ends[0], .out = ends[1]};
}

static void wire_close(struct wire *wire)
{
    close(wire->in);
    close(wire->out);
}

#define WIRE_CLEANUP __attribute__((cleanup(wire_close)))

/* The next line, read as JSON. */
static json_t *line_of(const struct wire *wire)
{
    char bytes[LOG_LINE_MAX + 1];
    ssize_t size = recv(wire->out, bytes, sizeof(bytes), 0);
    assert_true(size > 0);
    assert_in_range(size, 1, LOG_LINE_MAX);
    assert_ptr_equal(memchr(bytes, '\n', (size_t)size), bytes + size - 1);
    json_error_t error;
    json_t *line = json_loadb(bytes, (size_t)size, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (line == NULL)
        print_error("%s\n%.*s\n", error.text, (int)size, bytes);
    assert_non_null(line);
    return line;
}

static struct text field(const json_t *line, const char *name)
{
    const json_t *value = json_object_get(line, name);
    assert_true(json_is_string(value));
    return (struct text){.ptr = json_string_value(value), .len = json_string_length(value)};
}

static bool nothing_left(const struct wire *wire)
{
    char byte;
    return recv(wire->out, &byte, 1, 0) < 0;
}

static void test_line(void **state)
{
    (void)state;
    WIRE_CLEANUP struct wire wire = wire_open();
    const struct log log = {.fd = wire.in, .level = LOG_INFO};
    log_write(&log, LOG_INFO, "listening", LOG_FIELDS(log_int("port", 8080), log_text("on", TEXT("::1"))));
    log_write(&log, LOG_ERROR, "bare", NULL, 0);
    log_write(&log, LOG_WARNING, "empty", LOG_FIELDS(log_text("value", TEXT_NONE)));

    json_auto_t *line = line_of(&wire);
    assert_int_equal(json_object_size(line), 5);
    assert_text(field(line, "level"), "info");
    assert_text(field(line, "message"), "listening");
    assert_text(field(line, "on"), "::1");
    assert_int_equal(json_integer_value(json_object_get(line, "port")), 8080);
    struct text time = field(line, "time");
    assert_int_equal(time.len, 24);
    assert_int_equal(time.ptr[10], 'T');
    assert_int_equal(time.ptr[19], '.');
    assert_int_equal(time.ptr[23], 'Z');

    json_auto_t *bare = line_of(&wire);
    assert_text(field(bare, "level"), "error");
    assert_int_equal(json_object_size(bare), 3);
    json_auto_t *empty = line_of(&wire);
    assert_text(field(empty, "level"), "warning");
    assert_text(field(empty, "value"), "");
    assert_true(nothing_left(&wire));
}

static void test_level(void **state)
{
    (void)state;
    WIRE_CLEANUP struct wire wire = wire_open();
    const struct log log = {.fd = wire.in, .level = LOG_WARNING};
    log_write(&log, LOG_INFO, "no", NULL, 0);
    log_write(&log, LOG_DEBUG, "no", NULL, 0);
    assert_true(nothing_left(&wire));
    log_write(&log, LOG_WARNING, "yes", NULL, 0);
    json_auto_t *line = line_of(&wire);
    assert_text(field(line, "message"), "yes");
}

static void test_hostile_text(void **state)
{
    (void)state;
    /* Compared as written, before a reader undoes the escapes. */
    static const struct {
        struct text text;
        const char *written;
    } cases[] = {
        {TEXT("a\nb\r\0\x1B[31m"), "\"x\":\"a\\u000ab\\u000d\\u0000\\u001b[31m\"}"},
        {TEXT("\x7F\xC2\x9B"
              "31m"),
         "\"x\":\"\\u007f\\u009b31m\"}"},
        {TEXT("\",\"level\":\"error\\"), "\"x\":\"\\\",\\\"level\\\":\\\"error\\\\\"}"},
        {TEXT("é中😀\xC2\xA0"), "\"x\":\"é中😀\xC2\xA0\"}"},
        {TEXT("a\xFF\xC3(\xED\xA0\x80"), "\"x\":\"a\uFFFD\uFFFD(\uFFFD\uFFFD\uFFFD\"}"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        WIRE_CLEANUP struct wire wire = wire_open();
        const struct log log = {.fd = wire.in, .level = LOG_INFO};
        log_write(&log, LOG_INFO, "m", LOG_FIELDS(log_text("x", cases[i].text)));
        char bytes[LOG_LINE_MAX];
        ssize_t size = recv(wire.out, bytes, sizeof(bytes), 0);
        assert_true(size > 1);
        struct text line = {.ptr = bytes, .len = (size_t)size - 1};
        assert_case(text_ends(line, text_of(cases[i].written)), cases[i].written);
    }
}

static void test_long_text_is_cut(void **state)
{
    (void)state;
    WIRE_CLEANUP struct wire wire = wire_open();
    const struct log log = {.fd = wire.in, .level = LOG_INFO};
    char bytes[LOG_FIELD_MAX + 1];
    memset(bytes, 'a', sizeof(bytes));
    log_write(&log, LOG_INFO, "m", LOG_FIELDS(log_text("x", (struct text){.ptr = bytes, .len = LOG_FIELD_MAX})));
    log_write(&log, LOG_INFO, "m", LOG_FIELDS(log_text("x", (struct text){.ptr = bytes, .len = LOG_FIELD_MAX + 1})));
    json_auto_t *whole = line_of(&wire);
    assert_int_equal(field(whole, "x").len, LOG_FIELD_MAX);
    json_auto_t *cut = line_of(&wire);
    assert_int_equal(field(cut, "x").len, LOG_FIELD_MAX + strlen("…"));
    assert_true(text_ends(field(cut, "x"), TEXT("a…")));
}

static void test_full_line(void **state)
{
    (void)state;
    WIRE_CLEANUP struct wire wire = wire_open();
    const struct log log = {.fd = wire.in, .level = LOG_INFO};
    char bytes[LOG_FIELD_MAX];
    memset(bytes, '\1', sizeof(bytes)); /* each becomes six */
    const struct text large = {.ptr = bytes, .len = sizeof(bytes)};
    log_write(&log, LOG_INFO, "m",
              LOG_FIELDS(log_text("a", large), log_text("b", large), log_text("c", large), log_int("d", 4)));
    json_auto_t *line = line_of(&wire);
    assert_int_equal(field(line, "a").len, LOG_FIELD_MAX);
    assert_int_equal(field(line, "b").len, LOG_FIELD_MAX);
    assert_null(json_object_get(line, "c"));
    assert_int_equal(json_integer_value(json_object_get(line, "d")), 4);
    assert_true(json_is_true(json_object_get(line, "truncated")));
}

static void test_line_full_to_the_brim(void **state)
{
    (void)state;
    WIRE_CLEANUP struct wire wire = wire_open();
    const struct log log = {.fd = wire.in, .level = LOG_INFO};
    static const char *const names[] = {"a", "ab", "abc", "abcd", "abcde", "abcdef"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct log_field fields[LOG_LINE_MAX / 4];
        for (size_t j = 0; j < COUNT_OF(fields); j++)
            fields[j] = log_int(names[i], 1);
        log_write(&log, LOG_INFO, "m", fields, COUNT_OF(fields));
        char bytes[LOG_LINE_MAX];
        ssize_t size = recv(wire.out, bytes, sizeof(bytes), 0);
        assert_in_range(size, LOG_LINE_MAX - 40, LOG_LINE_MAX);
        assert_true(text_ends((struct text){.ptr = bytes, .len = (size_t)size}, TEXT(":1,\"truncated\":true}\n")));
    }
}

static void test_closed(void **state)
{
    (void)state;
    const struct log log = {.fd = -1, .level = LOG_INFO};
    log_write(&log, LOG_INFO, "lost", NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line),         cmocka_unit_test(test_level),
        cmocka_unit_test(test_hostile_text), cmocka_unit_test(test_long_text_is_cut),
        cmocka_unit_test(test_full_line),    cmocka_unit_test(test_line_full_to_the_brim),
        cmocka_unit_test(test_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
