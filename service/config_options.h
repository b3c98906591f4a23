/* The table of settings. Within config*.c. */
#ifndef CLAIMD_CONFIG_OPTIONS_H
#define CLAIMD_CONFIG_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

enum option_kind {
    OPTION_TEXT,
    OPTION_WORDS,    /* may be given more than once; as flags only */
    OPTION_DATABASE, /* a libpq URI or conninfo string; it may hold a password */
    OPTION_ENDPOINT, /* ADDRESS:PORT, [IPv6]:PORT or unix:/path */
    OPTION_NUMBER,   /* `min` to `max` */
    OPTION_TIME,     /* 250ms, 5s, 10m, 1h; `min` to `max` milliseconds */
    OPTION_CHOICE,   /* its index in `choices` */
    OPTION_NETWORKS, /* addresses and networks, separated by commas */
    OPTION_ORIGINS,  /* https://host[:port], separated by commas */
    OPTION_SWITCH,   /* yes or no; as flags --name and --no-name */
};

struct option_row {
    const char *flag;     /* without the dashes */
    const char *variable; /* NULL: none */
    enum option_kind kind;
    unsigned commands;    /* bits of enum config_command */
    size_t offset;        /* in struct config */
    const char *fallback; /* NULL: the text stays NULL */
    int64_t min, max;
    const char *const *choices; /* NULL-terminated */
    const char *help;
};

extern const struct option_row config_options[];
extern const size_t config_option_count;

#endif
