/*
 * What a command was told: flags over environment over defaults, checked before anything begins.
 *
 * Every setting is one row of a table (config_options.c); from it come the flag, the environment variable, the check,
 * the help and what --check-config prints.
 */
#ifndef CLAIMD_CONFIG_H
#define CLAIMD_CONFIG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "claimd/err.h"

#define CONFIG_HOST_SIZE 108 /* of a Unix socket's path, with its NUL (unix(7)) */

/* Where to listen. */
struct endpoint {
    bool is_unix;
    char host[CONFIG_HOST_SIZE]; /* numeric address without brackets, or the socket's path */
    uint16_t port;               /* 0: the kernel chooses */
};

#define CONFIG_WORDS_MAX 16

/* What a flag was given that may be given again. */
struct config_words {
    const char *items[CONFIG_WORDS_MAX];
    size_t count;
};

/* Texts live as long as the arguments and the environment. Times are in milliseconds. */
struct config {
    const char *database_url; /* libpq URI or conninfo; "" leaves all to libpq's own variables */
    const char *migrate_url;  /* "": database_url */
    struct endpoint listen;
    struct endpoint private_listen;
    int64_t loops; /* 0: one for each CPU that this process may use */
    int64_t fast_connections, slow_connections, stream_connections, write_connections;
    int64_t fast_queue, slow_queue, stream_queue, write_queue;
    int64_t read_deadline, search_deadline, write_deadline, stream_deadline, header_deadline, drain_deadline;
    int64_t stream_rate; /* bytes a second */
    int64_t imports;
    int64_t connections, connections_per_address;
    int64_t log_level; /* enum log_level */
    int64_t access_log;
    int64_t read_auth;           /* enum config_read_auth */
    const char *trusted_proxies; /* networks, separated by commas; NULL: none */
    const char *write_origins;   /* origins, separated by commas; NULL: none */
    int64_t allow_unsafe_database;

    const char *grant_to; /* NULL: nobody */
    const char *label;
    const char *report; /* NULL: none */
    struct config_words complete;
    const char *collection; /* the same */
    int64_t dry_run, batch, resume, quiet, json, schema;
    const char *format, *attributions, *incidents; /* NULL: not given */
    const char *reviewer, *reason;                 /* of decisions; NULL: not given */
    int64_t turned;
    const char *name;    /* of a key; NULL: none */
    const char *expires; /* the same */
    struct config_words scopes;
};

enum config_read_auth { CONFIG_READ_AUTH_NONE, CONFIG_READ_AUTH_REQUIRED };

/* Bits: which commands take a setting. */
enum config_command {
    CONFIG_SERVE = 1,
    CONFIG_MIGRATE = 2,
    CONFIG_IMPORT = 4,
    CONFIG_HEALTH = 8,
    CONFIG_ROUTES = 16,
    CONFIG_KEY = 32,
    CONFIG_RESOLVE = 64,
    CONFIG_EXPORT = 128
};

#define CONFIG_OPTIONS_MAX 60

enum config_origin { CONFIG_DEFAULT, CONFIG_ENVIRONMENT, CONFIG_FLAG };

/* What was given, as it was written. Everything points into the arguments, the environment or static text. */
struct config_given {
    const char *texts[CONFIG_OPTIONS_MAX]; /* by row of the table */
    enum config_origin origins[CONFIG_OPTIONS_MAX];
    char **operands; /* what is no flag, in order */
    int operand_count;
    bool help, check; /* --help, --check-config */
};

/*
 * Reads `argv` (what stands behind the command's name; it is put in order) and the environment. Every fault is told on
 * `errors`, a line each; then ERR_INVALID_PARAMETERS. With --help nothing is checked.
 */
enum err config_read(struct config *out, struct config_given *given, enum config_command command, int argc, char **argv,
                     FILE *errors) CLAIMD_MUST_CHECK;

/* The settings of a command: flags, variables, defaults. */
void config_help(enum config_command command, FILE *to);
/* What is in force and where it comes from, in the form of an environment file, passwords masked. */
void config_print(const struct config_given *given, enum config_command command, FILE *to);

#endif
