#include "claimd/buf.h"
#include "config.h"
#include "config_options.h"
#include "db/conninfo.h"

#define LINE_MAX_SIZE 8192

void config_help(enum config_command command, FILE *to)
{
    for (size_t row = 0; row < config_option_count; row++) {
        const struct option_row *option = &config_options[row];
        if (!(option->commands & command))
            continue;
        fprintf(to, "  --%s%s", option->flag, option->kind == OPTION_SWITCH ? "" : " VALUE");
        for (size_t i = 0; option->choices && option->choices[i]; i++)
            fprintf(to, "%s%s", i > 0 ? "|" : "  ", option->choices[i]);
        fprintf(to, "\n      %s\n", option->help);
        if (option->variable)
            fprintf(to, "      %s", option->variable);
        if (option->fallback && *option->fallback)
            fprintf(to, "%sdefault %s", option->variable ? ", " : "      ", option->fallback);
        if (option->variable || (option->fallback && *option->fallback))
            fputc('\n', to);
    }
    fputs("  --check-config\n      print the settings in force and stop\n  --help\n      print this and stop\n", to);
}

/* As a shell reads it. */
static void put_quoted(struct buf *buf, struct text text)
{
    buf_char(buf, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\'')
            buf_literal(buf, "'\\''");
        else
            buf_char(buf, text.ptr[i]);
    }
    buf_char(buf, '\'');
}

void config_print(const struct config_given *given, enum config_command command, FILE *to)
{
    static const char *const origins[] = {"default", "environment", "flag"};
    for (size_t row = 0; row < config_option_count; row++) {
        const struct option_row *option = &config_options[row];
        if (!(option->commands & command))
            continue;
        const char *text = given->texts[row] ? given->texts[row] : "";
        BUF_CLEANUP struct buf line, masked;
        buf_init(&line, LINE_MAX_SIZE);
        buf_init(&masked, LINE_MAX_SIZE);
        if (option->kind == OPTION_DATABASE) {
            conninfo_masked(text, &masked);
            put_quoted(&line, buf_view(&masked));
        } else {
            put_quoted(&line, text_of(text));
        }
        fprintf(to, "%s%s=%.*s # %s\n", option->variable ? "" : "# --",
                option->variable ? option->variable : option->flag, TEXT_ARG(buf_view(&line)),
                origins[given->origins[row]]);
    }
}
