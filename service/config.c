#include "config.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/network.h"
#include "claimd/buf.h"
#include "claimd/fault.h"
#include "config_options.h"
#include "config_values.h"
#include "db/conninfo.h"

#define WORDS_MAX 4096

extern char **environ;

struct reading {
    struct config *config;
    struct config_given *given;
    enum config_command command;
    FILE *errors;
    int faults;
};

static const char *origin_name(const struct reading *reading, size_t row, char out[64])
{
    const struct option_row *option = &config_options[row];
    if (reading->given->origins[row] == CONFIG_FLAG)
        snprintf(out, 64, "--%s", option->flag);
    else
        snprintf(out, 64, "%s", option->variable ? option->variable : option->flag);
    return out;
}

__attribute__((format(printf, 3, 4))) static void fault(struct reading *reading, size_t row, const char *format, ...)
{
    char name[64];
    va_list arguments;
    va_start(arguments, format);
    fprintf(reading->errors, "claimd: %s: ", origin_name(reading, row, name));
    vfprintf(reading->errors, format, arguments);
    fputc('\n', reading->errors);
    va_end(arguments);
    reading->faults++;
}

static void *member(const struct reading *reading, size_t row)
{
    return (char *)reading->config + config_options[row].offset;
}

static void read_number(struct reading *reading, size_t row, const char *text)
{
    const struct option_row *option = &config_options[row];
    bool is_time = option->kind == OPTION_TIME;
    int64_t number;
    if (!(is_time ? config_time(text, &number) : text_to_int64(text_of(text), &number)))
        fault(reading, row, "\"%s\" is no %s", text, is_time ? "time, such as 250ms, 5s, 10m or 1h" : "whole number");
    else if (number < option->min || number > option->max)
        fault(reading, row, "%s is not within %lld to %lld%s", text, (long long)option->min, (long long)option->max,
              is_time ? " ms" : "");
    else
        *(int64_t *)member(reading, row) = number;
}

static void read_choice(struct reading *reading, size_t row, const char *text, const char *const *choices)
{
    BUF_CLEANUP struct buf list;
    buf_init(&list, WORDS_MAX);
    for (int64_t i = 0; choices[i]; i++) {
        if (strcmp(text, choices[i]) == 0) {
            *(int64_t *)member(reading, row) = i;
            return;
        }
        buf_format(&list, "%s%s", i > 0 ? ", " : "", choices[i]);
    }
    fault(reading, row, "\"%s\" is none of %.*s", text, TEXT_ARG(buf_view(&list)));
}

static void read_list(struct reading *reading, size_t row, const char *text)
{
    bool networks = config_options[row].kind == OPTION_NETWORKS;
    struct text rest = text_of(text);
    struct network network;
    for (struct text part; text_split(&rest, ',', &part);) {
        struct text item = text_trim(part);
        if (!(networks ? network_parse(item, &network) : config_origin(item)))
            fault(reading, row, "\"%.*s\" is no %s", TEXT_ARG(item),
                  networks ? "address or network: 10.1.2.3, 10.0.0.0/8, fd00::/8" : "origin: https://editor.example");
    }
    *(const char **)member(reading, row) = text;
}

static void read_row(struct reading *reading, size_t row)
{
    static const char *const no_yes[] = {"no", "yes", NULL};
    const struct option_row *option = &config_options[row];
    const char *text = reading->given->texts[row];
    switch (option->kind) {
    case OPTION_DATABASE:
        if (!conninfo_right(text))
            fault(reading, row, "is neither a URI (postgresql://user@host/database) nor key=value pairs");
        *(const char **)member(reading, row) = text;
        return;
    case OPTION_TEXT:
        if (text && !*text)
            fault(reading, row, "has no value");
        *(const char **)member(reading, row) = text;
        return;
    case OPTION_WORDS:
        return;
    case OPTION_NETWORKS:
    case OPTION_ORIGINS:
        read_list(reading, row, text);
        return;
    case OPTION_ENDPOINT:
        if (!config_endpoint(text, member(reading, row)))
            fault(reading, row, "\"%s\" is no address: 127.0.0.1:8080, [::1]:8080 or unix:/path", text);
        return;
    case OPTION_NUMBER:
    case OPTION_TIME:
        read_number(reading, row, text);
        return;
    case OPTION_CHOICE:
        read_choice(reading, row, text, option->choices);
        return;
    case OPTION_SWITCH:
        read_choice(reading, row, text, no_yes);
        return;
    }
}

static void add_word(struct reading *reading, size_t row, const char *text)
{
    struct config_words *words = member(reading, row);
    if (words->count == CONFIG_WORDS_MAX)
        fault(reading, row, "is given more than %d times", CONFIG_WORDS_MAX);
    else
        words->items[words->count++] = text;
}

static void give(struct reading *reading, size_t row, const char *text, enum config_origin origin)
{
    reading->given->texts[row] = text;
    reading->given->origins[row] = origin;
}

/* The row of a flag `name`, and whether it was written --no-NAME; config_option_count where there is none. */
static size_t find_flag(enum config_command command, struct text name, bool *negated)
{
    *negated = false;
    for (size_t row = 0; row < config_option_count; row++) {
        const struct option_row *option = &config_options[row];
        if (!(option->commands & command))
            continue;
        if (text_equal(name, text_of(option->flag)))
            return row;
        struct text rest = {.ptr = name.ptr + 3, .len = name.len - 3};
        if (option->kind == OPTION_SWITCH && text_starts(name, TEXT("no-")) &&
            text_equal(rest, text_of(option->flag))) {
            *negated = true;
            return row;
        }
    }
    return config_option_count;
}

static void unknown_flag(struct reading *reading, struct text name)
{
    const char *names[CONFIG_OPTIONS_MAX + 3] = {"help", "check-config"};
    size_t count = 2;
    for (size_t row = 0; row < config_option_count; row++)
        if (config_options[row].commands & reading->command)
            names[count++] = config_options[row].flag;
    names[count] = NULL;
    const char *nearest = fault_nearest(name, names);
    fprintf(reading->errors, "claimd: --%.*s is not known", TEXT_ARG(name));
    if (nearest)
        fprintf(reading->errors, "; did you mean --%s?", nearest);
    fputc('\n', reading->errors);
    reading->faults++;
}

/* One flag, and its value where it has one; how many arguments that took. */
static int read_flag(struct reading *reading, int left, char **arguments)
{
    const char *written = arguments[0] + 2, *value = strchr(written, '=');
    struct text name = {.ptr = written, .len = strcspn(written, "=")};
    bool negated;
    size_t row = find_flag(reading->command, name, &negated);
    if (!value && text_equal(name, TEXT("help"))) {
        reading->given->help = true;
    } else if (!value && text_equal(name, TEXT("check-config"))) {
        reading->given->check = true;
    } else if (row == config_option_count) {
        unknown_flag(reading, name);
    } else if (reading->given->origins[row] == CONFIG_FLAG && config_options[row].kind != OPTION_WORDS) {
        fault(reading, row, "is given more than once");
    } else if (config_options[row].kind == OPTION_SWITCH && !value) {
        give(reading, row, negated ? "no" : "yes", CONFIG_FLAG);
    } else if (value ? !negated : left > 1) {
        const char *text = value ? value + 1 : arguments[1];
        give(reading, row, text, CONFIG_FLAG);
        if (config_options[row].kind == OPTION_WORDS)
            add_word(reading, row, text);
        return value ? 1 : 2;
    } else {
        give(reading, row, config_options[row].fallback, CONFIG_FLAG);
        fault(reading, row, value ? "with \"no-\" takes no value" : "needs a value");
    }
    return 1;
}

static void read_arguments(struct reading *reading, int argc, char **argv)
{
    reading->given->operands = argv;
    bool flags = true;
    for (int i = 0; i < argc;) {
        if (flags && strcmp(argv[i], "--") == 0) {
            flags = false;
            i++;
        } else if (flags && strncmp(argv[i], "--", 2) == 0) {
            i += read_flag(reading, argc - i, &argv[i]);
        } else if (flags && argv[i][0] == '-' && argv[i][1]) {
            fprintf(reading->errors, "claimd: %s is not known\n", argv[i++]);
            reading->faults++;
        } else {
            reading->given->operands[reading->given->operand_count++] = argv[i++];
        }
    }
}

/* A misspelt variable would silently leave the default in force. It may be another program's, so it is only a warning.
 */
static void warn_of_variables(const struct reading *reading)
{
    const char *names[CONFIG_OPTIONS_MAX + 1];
    size_t count = 0;
    for (size_t row = 0; row < config_option_count; row++)
        if (config_options[row].variable)
            names[count++] = config_options[row].variable;
    names[count] = NULL;
    for (char **entry = environ; entry && *entry; entry++) {
        struct text name = {.ptr = *entry, .len = strcspn(*entry, "=")};
        const char *nearest = text_starts(name, TEXT("CLAIMD_")) ? fault_nearest(name, names) : NULL;
        if (nearest && !text_equal(name, text_of(nearest)))
            fprintf(reading->errors, "claimd: warning: %.*s is not known; did you mean %s?\n", TEXT_ARG(name), nearest);
    }
}

enum err config_read(struct config *out, struct config_given *given, enum config_command command, int argc, char **argv,
                     FILE *errors)
{
    struct config config = {.database_url = ""};
    *given = (struct config_given){0};
    struct reading reading = {.config = &config, .given = given, .command = command, .errors = errors};
    for (size_t row = 0; row < config_option_count; row++) {
        const char *variable = config_options[row].variable ? getenv(config_options[row].variable) : NULL;
        /* What is set to nothing is not set: so do shells and compose files write it. */
        if (variable && !*variable)
            variable = NULL;
        give(&reading, row, variable ? variable : config_options[row].fallback,
             variable ? CONFIG_ENVIRONMENT : CONFIG_DEFAULT);
    }
    read_arguments(&reading, argc, argv);
    if (given->help)
        return ERR_NONE;
    for (size_t row = 0; row < config_option_count; row++)
        if (config_options[row].commands & command)
            read_row(&reading, row);
    warn_of_variables(&reading);
    if (reading.faults > 0)
        return ERR_INVALID_PARAMETERS;
    *out = config;
    return ERR_NONE;
}
