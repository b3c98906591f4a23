#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"

struct told {
    enum err err;
    struct config config;
    struct config_given given;
    char *argv[16];
    char errors[4096];
};

/* Reads the words of a command line, which hold no spaces. */
static void read_words(struct told *told, enum config_command command, const char *line)
{
    static char words[512];
    snprintf(words, sizeof words, "%s", line);
    int argc = 0;
    for (char *rest = words, *word; (word = strsep(&rest, " ")) != NULL;)
        if (*word)
            told->argv[argc++] = word;
    told->argv[argc] = NULL;
    memset(told->errors, 0, sizeof told->errors);
    FILE *errors = fmemopen(told->errors, sizeof told->errors - 1, "w");
    told->err = config_read(&told->config, &told->given, command, argc, told->argv, errors);
    fclose(errors);
}

static int no_environment(void **state)
{
    (void)state;
    clearenv();
    return 0;
}

static void test_defaults(void **state)
{
    (void)state;
    struct told told;
    read_words(&told, CONFIG_SERVE, "");
    assert_string_equal(told.errors, "");
    assert_int_equal(told.err, ERR_NONE);
    assert_string_equal(told.config.database_url, "");
    assert_string_equal(told.config.listen.host, "127.0.0.1");
    assert_int_equal(told.config.listen.port, 8080);
    assert_int_equal(told.config.private_listen.port, 8081);
    assert_int_equal(told.config.read_deadline, 5000);
    assert_int_equal(told.config.log_level, 2);
    assert_false(told.config.access_log);
}

static void test_flags_over_environment(void **state)
{
    (void)state;
    struct told told;
    setenv("CLAIMD_LISTEN", "[::1]:90", 1);
    setenv("CLAIMD_LOOPS", "3", 1);
    setenv("CLAIMD_FAST_QUEUE", "", 1);
    read_words(&told, CONFIG_SERVE, "--loops=4 --private-listen unix:/run/claimd.sock --access-log --read-deadline 2m");
    assert_string_equal(told.errors, "");
    assert_string_equal(told.config.listen.host, "::1");
    assert_int_equal(told.config.listen.port, 90);
    assert_int_equal(told.config.loops, 4);
    assert_int_equal(told.config.fast_queue, 1024);
    assert_true(told.config.private_listen.is_unix);
    assert_string_equal(told.config.private_listen.host, "/run/claimd.sock");
    assert_true(told.config.access_log);
    assert_int_equal(told.config.read_deadline, 120000);
}

static void test_every_fault_at_once(void **state)
{
    (void)state;
    struct told told;
    setenv("DATABASE_URL", "postgresql//u:hunter2@h/db", 1);
    setenv("CLAIMD_LISTEN", "localhost:80", 1);
    setenv("CLAIMD_LOOPS", "many", 1);
    setenv("CLAIMD_LOG_LEVEL", "loud", 1);
    setenv("CLAIMD_LISTN", "127.0.0.1:1", 1);
    read_words(&told, CONFIG_SERVE, "--access-log=perhaps --read-deadline 5 --loop 3 -x --slow-queue 0 --fast-queue");
    assert_int_equal(told.err, ERR_INVALID_PARAMETERS);
    static const char *const lines[] = {
        "claimd: --loop is not known; did you mean --loops?\n",
        "claimd: -x is not known\n",
        "claimd: --fast-queue: needs a value\n",
        "claimd: DATABASE_URL: is neither a URI",
        "claimd: CLAIMD_LISTEN: \"localhost:80\" is no address",
        "claimd: CLAIMD_LOOPS: \"many\" is no whole number\n",
        "claimd: --slow-queue: 0 is not within 1 to 65536\n",
        "claimd: --read-deadline: \"5\" is no time",
        "claimd: CLAIMD_LOG_LEVEL: \"loud\" is none of error, warning, info, debug\n",
        "claimd: --access-log: \"perhaps\" is none of no, yes\n",
        "claimd: warning: CLAIMD_LISTN is not known; did you mean CLAIMD_LISTEN?\n",
    };
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        assert_case(strstr(told.errors, lines[i]), lines[i]);
    assert_null(strstr(told.errors, "hunter2"));
}

static void test_addresses(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",      ":80",   "127.0.0.1",      "127.0.0.1:",    "127.0.0.1:65536", "127.0.0.1:-1", "::1:80",
        "[::1]", "[]:80", "[127.0.0.1]:80", "unix:relative", "256.0.0.1:80",    "127.0.0.1:80x"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        char line[64];
        snprintf(line, sizeof line, "--listen=%s", wrong[i]);
        struct told told;
        read_words(&told, CONFIG_SERVE, line);
        assert_case(told.err == ERR_INVALID_PARAMETERS, wrong[i]);
    }
}

static void test_times(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t milliseconds; /* -1: refused */
    } cases[] = {{"250ms", 250}, {"5s", 5000}, {"1m", 60000}, {"1h", 3600000},
                 {"2h", -1},     {"9ms", -1},  {"5", -1},     {"s", -1},
                 {"-5s", -1},    {"5 s", -1},  {"5S", -1},    {"99999999999999999999s", -1}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char line[64];
        snprintf(line, sizeof line, "--read-deadline=%s", cases[i].text);
        struct told told;
        read_words(&told, CONFIG_SERVE, line);
        assert_case((told.err == ERR_NONE) == (cases[i].milliseconds >= 0), cases[i].text);
        assert_case(told.err || told.config.read_deadline == cases[i].milliseconds, cases[i].text);
    }
}

static void test_lists(void **state)
{
    (void)state;
    struct told told;
    read_words(&told, CONFIG_SERVE,
               "--trusted-proxies=10.0.0.0/8,::1 --write-origins https://a.example,http://[::1]:90");
    assert_string_equal(told.errors, "");
    assert_string_equal(told.config.trusted_proxies, "10.0.0.0/8,::1");
    assert_string_equal(told.config.write_origins, "https://a.example,http://[::1]:90");
    static const char *const faults[] = {
        "--trusted-proxies=proxy.example",
        "--trusted-proxies=10.0.0.1/8",
        "--trusted-proxies=10.0.0.0/8,",
        "--trusted-proxies=",
        "--write-origins=*",
        "--write-origins=editor.example",
        "--write-origins=https://a.example/",
        "--write-origins=https://A.example",
        "--write-origins=https://a.example,null",
        "--write-origins=https://",
    };
    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        read_words(&told, CONFIG_SERVE, faults[i]);
        assert_case(told.err == ERR_INVALID_PARAMETERS && strstr(told.errors, " is no ") != NULL, faults[i]);
    }
}

static void test_flags_that_may_be_given_again(void **state)
{
    (void)state;
    struct told told;
    read_words(&told, CONFIG_KEY, "create --scope moderate --scope=admin --name A");
    assert_string_equal(told.errors, "");
    assert_int_equal(told.config.scopes.count, 2);
    assert_string_equal(told.config.scopes.items[0], "moderate");
    assert_string_equal(told.config.scopes.items[1], "admin");
    assert_int_equal(told.given.operand_count, 1);
    read_words(&told, CONFIG_KEY, "create --name A --name B");
    assert_int_equal(told.err, ERR_INVALID_PARAMETERS);
    read_words(&told, CONFIG_KEY, "create --scope");
    assert_int_equal(told.err, ERR_INVALID_PARAMETERS);
}

static void test_operands_and_switches(void **state)
{
    (void)state;
    struct told told;
    read_words(&told, CONFIG_IMPORT, "a --json - --no-dry-run -- --b");
    assert_string_equal(told.errors, "");
    assert_int_equal(told.given.operand_count, 3);
    assert_string_equal(told.given.operands[0], "a");
    assert_string_equal(told.given.operands[1], "-");
    assert_string_equal(told.given.operands[2], "--b");
    assert_true(told.config.json);
    assert_false(told.config.dry_run);

    read_words(&told, CONFIG_IMPORT, "--listen 127.0.0.1:1 --json --json --no-json=yes");
    assert_non_null(strstr(told.errors, "--listen is not known"));
    assert_non_null(strstr(told.errors, "--json: is given more than once"));
    assert_int_equal(told.err, ERR_INVALID_PARAMETERS);

    read_words(&told, CONFIG_IMPORT, "--help --schema=perhaps");
    assert_int_equal(told.err, ERR_NONE);
    assert_true(told.given.help);
}

static void test_what_is_printed_hides_secrets(void **state)
{
    (void)state;
    struct told told;
    setenv("DATABASE_URL", "postgresql://user:hunter2@host/base?sslpassword=hunter2", 1);
    read_words(&told, CONFIG_IMPORT, "--label it's");
    assert_int_equal(told.err, ERR_NONE);
    char out[4096] = "";
    FILE *to = fmemopen(out, sizeof out, "w");
    config_print(&told.given, CONFIG_IMPORT, to);
    fclose(to);
    assert_null(strstr(out, "hunter2"));
    assert_non_null(strstr(out, "host='\\''host'\\''"));
    assert_non_null(strstr(out, "# environment\nCLAIMD_LABEL='it'\\''s' # flag\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_defaults, no_environment),
        cmocka_unit_test_setup(test_flags_over_environment, no_environment),
        cmocka_unit_test_setup(test_every_fault_at_once, no_environment),
        cmocka_unit_test_setup(test_addresses, no_environment),
        cmocka_unit_test_setup(test_times, no_environment),
        cmocka_unit_test_setup(test_lists, no_environment),
        cmocka_unit_test_setup(test_flags_that_may_be_given_again, no_environment),
        cmocka_unit_test_setup(test_operands_and_switches, no_environment),
        cmocka_unit_test_setup(test_what_is_printed_hides_secrets, no_environment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
