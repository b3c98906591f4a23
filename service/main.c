#include <stdio.h>
#include <string.h>

#include "claimd/hash.h"
#include "claimd/route.h"
#include "config.h"
#include "db/migrate.h"
#include "export/export_command.h"
#include "health.h"
#include "import/import_command.h"
#include "keys/key_command.h"
#include "resolve/resolve_command.h"
#include "serve.h"

/* Exit statuses; docs/reference/command-line.md. */
enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

struct command {
    const char *name;
    const char *operands; /* as the usage line shows them */
    const char *summary;
    enum config_command config;
    int operands_min, operands_max;
    int (*run)(const struct config *config, const struct config_given *given);
};

static int run_migrate(const struct config *config, const struct config_given *given)
{
    (void)given;
    const char *url = *config->migrate_url ? config->migrate_url : config->database_url;
    return migrate_run(url, &claimd_migrations, config->grant_to, stdout, stderr) == ERR_NONE ? EXIT_DONE : EXIT_FAILED;
}

static int run_serve(const struct config *config, const struct config_given *given)
{
    (void)given;
    return serve(config) == ERR_NONE ? EXIT_DONE : EXIT_FAILED;
}

static int import_misused(const char *why)
{
    fprintf(stderr, "claimd import: %s\n", why);
    return EXIT_USAGE;
}

/* The files of a format in the order that it takes them. */
static int format_paths(const struct format *format, const struct config *config, const struct config_given *given,
                        const char *paths[FORMAT_INPUTS_MAX], size_t *count)
{
    if (format->takes[0] == FORMAT_FILES) {
        if (given->operand_count < 1 || given->operand_count > FORMAT_INPUTS_MAX)
            return import_misused("this format takes 1 to 16 files");
        for (int i = 0; i < given->operand_count; i++)
            paths[(*count)++] = given->operands[i];
        return EXIT_DONE;
    }
    if (given->operand_count > 0)
        return import_misused("this format takes its files by options, see --help");
    for (size_t i = 0; i < format->takes_count; i++) {
        const char *path = format->takes[i] == FORMAT_ATTRIBUTIONS ? config->attributions : config->incidents;
        if (!path)
            return import_misused(format->takes[i] == FORMAT_ATTRIBUTIONS ? "--attributions FILE is missing"
                                                                          : "--incidents FILE is missing");
        paths[(*count)++] = path;
    }
    return EXIT_DONE;
}

static int run_import_format(const struct config *config, const struct config_given *given,
                             const struct import_options *options)
{
    const struct format *format = format_find(config->format);
    if (!format) {
        fprintf(stderr, "claimd import: there is no format \"%s\". Allowed:", config->format);
        for (const struct format *other = formats; other->name; other++)
            fprintf(stderr, "%s %s", other == formats ? "" : ",", other->name);
        fputs(".\n", stderr);
        return EXIT_USAGE;
    }
    if (config->batch > 0)
        return import_misused("--batch does not go with --format: such files go in whole");
    const char *paths[FORMAT_INPUTS_MAX];
    size_t count = 0;
    int status = format_paths(format, config, given, paths, &count);
    if (status != EXIT_DONE)
        return status;
    return import_format(format, paths, count, *options, config->report, config->json) == ERR_NONE ? EXIT_DONE
                                                                                                   : EXIT_FAILED;
}

static int run_import(const struct config *config, const struct config_given *given)
{
    if (config->schema)
        return import_print_schema() == ERR_NONE ? EXIT_DONE : EXIT_FAILED;
    if (config->resume && config->batch == 0)
        return import_misused("--resume goes with --batch: one transaction leaves nothing to go on from");
    if (config->resume && config->dry_run)
        return import_misused("--resume does not go with --dry-run");
    if (config->complete.count > 0 && config->batch > 0)
        return import_misused("--complete does not go with --batch: what is missing is known when all is read");
    struct text complete[CONFIG_WORDS_MAX];
    for (size_t i = 0; i < config->complete.count; i++)
        complete[i] = text_of(config->complete.items[i]);
    const struct import_options options = {
        .url = config->database_url,
        .label = config->label,
        .dry_run = config->dry_run,
        .batch = config->batch,
        .resume = config->resume,
        .complete = complete,
        .complete_count = config->complete.count,
        .progress = config->quiet ? NULL : stderr,
    };
    if (config->format)
        return run_import_format(config, given, &options);
    if (config->attributions || config->incidents)
        return import_misused("--attributions and --incidents go with --format eurepoc");
    if (given->operand_count != 1) {
        fputs("usage: claimd import [FLAGS] FILE|-\n", stderr);
        return EXIT_USAGE;
    }
    return import_command(given->operands[0], options, config->report, config->json) == ERR_NONE ? EXIT_DONE
                                                                                                 : EXIT_FAILED;
}

static int run_export(const struct config *config, const struct config_given *given)
{
    const struct export_options options = {
        .url = config->database_url,
        .collection = config->collection,
        .progress = config->quiet ? NULL : stderr,
    };
    const char *path = given->operand_count > 0 ? given->operands[0] : "-";
    return export_command(path, &options) == ERR_NONE ? EXIT_DONE : EXIT_FAILED;
}

static int run_key(const struct config *config, const struct config_given *given)
{
    const struct key_options options = {
        .url = *config->migrate_url ? config->migrate_url : config->database_url,
        .name = config->name,
        .expires = config->expires,
        .scopes = config->scopes.items,
        .scope_count = config->scopes.count,
        .json = config->json,
        .words = given->operands,
        .word_count = given->operand_count,
        .out = stdout,
        .errors = stderr,
    };
    enum err err = key_command(&options);
    return err == ERR_NONE ? EXIT_DONE : err == ERR_INVALID_PARAMETERS ? EXIT_USAGE : EXIT_FAILED;
}

static int run_resolve(const struct config *config, const struct config_given *given)
{
    const struct resolve_options options = {
        .url = config->database_url,
        .label = config->reviewer,
        .reason = config->reason,
        .turned = config->turned,
        .json = config->json,
        .words = given->operands,
        .word_count = given->operand_count,
        .in = stdin,
        .out = stdout,
        .errors = stderr,
    };
    enum err err = resolve_command(&options);
    return err == ERR_NONE ? EXIT_DONE : err == ERR_INVALID_PARAMETERS ? EXIT_USAGE : EXIT_FAILED;
}

static int run_health(const struct config *config, const struct config_given *given)
{
    (void)given;
    int status;
    if (health_ask(&config->private_listen, &status) == ERR_NONE)
        return EXIT_DONE;
    if (status > 0)
        fprintf(stderr, "claimd: not ready (status %d)\n", status);
    else
        fputs("claimd: nobody answers on the private listener\n", stderr);
    return EXIT_FAILED;
}

static void print_routes(const struct route_table *table)
{
    static const char *const methods[] = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"};
    for (size_t i = 0; i < table->count; i++)
        printf("%s %s%s\n", methods[table->routes[i].method], table->routes[i].path,
               table->routes[i].unversioned ? " unversioned" : "");
}

static int run_routes(const struct config *config, const struct config_given *given)
{
    (void)config;
    (void)given;
    print_routes(&claimd_routes);
    print_routes(&claimd_private_routes);
    return EXIT_DONE;
}

static const struct command commands[] = {
    {"serve", "", "serve the API", CONFIG_SERVE, 0, 0, run_serve},
    {"migrate", "", "bring the database's schema to this version", CONFIG_MIGRATE, 0, 0, run_migrate},
    {"health", "", "ask whether a running service can serve", CONFIG_HEALTH, 0, 0, run_health},
    {"routes", "", "print the addresses that are served", CONFIG_ROUTES, 0, 0, run_routes},
    {"import", "FILE...|-", "take records in: JSON, one object a line, or another format", CONFIG_IMPORT, 0,
     FORMAT_INPUTS_MAX, run_import},
    {"export", "FILE|-", "write all records out, for an import to take them back", CONFIG_EXPORT, 0, 1, run_export},
    {"resolve", "[review [NAME]|list [NAME]|accept ID...|apart ID...|link|part-of NARROWER WIDER]",
     "decide what may be the same", CONFIG_RESOLVE, 0, 1000, run_resolve},
    {"key", "create|list|revoke ID", "make, list and revoke the keys of those who write", CONFIG_KEY, 1, 2, run_key},
};

#define COMMAND_COUNT (sizeof commands / sizeof *commands)

static void usage(FILE *to)
{
    fputs("claimd: who attributes cyber attacks to whom, and who denies it\n\nusage:\n", to);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(to, "  claimd %-8s %-21s %s\n", commands[i].name, commands[i].operands, commands[i].summary);
    fputs("  claimd COMMAND --help | COMMAND --check-config | --help | --version | --check-config\n\n"
          "Settings are flags over environment variables over defaults; `claimd serve --help` lists them.\n"
          "Exit status: 0 done, 1 failed, 2 not understood.\n",
          to);
}

static int help(const struct command *command)
{
    printf("usage: claimd %s [FLAGS]%s%s\n%s\n\n", command->name, *command->operands ? " " : "", command->operands,
           command->summary);
    config_help(command->config, stdout);
    return EXIT_DONE;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct config config;
    struct config_given given;
    if (config_read(&config, &given, command->config, argc, argv, stderr) != ERR_NONE)
        return EXIT_USAGE;
    if (given.help)
        return help(command);
    if (given.check) {
        config_print(&given, command->config, stdout);
        return EXIT_DONE;
    }
    if (given.operand_count < command->operands_min || given.operand_count > command->operands_max) {
        fprintf(stderr, "usage: claimd %s [FLAGS] %s\n", command->name, command->operands);
        return EXIT_USAGE;
    }
    if (hash_init() != ERR_NONE) {
        fputs("claimd: no random numbers\n", stderr);
        return EXIT_FAILED;
    }
    return command->run(&config, &given);
}

int main(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "";
    if (strcmp(word, "--version") == 0) {
        puts("claimd " CLAIMD_VERSION);
        return EXIT_DONE;
    }
    if (strcmp(word, "--help") == 0) {
        usage(stdout);
        return EXIT_DONE;
    }
    /* The service's own settings are what is asked about where no command is named. */
    if (strcmp(word, "--check-config") == 0)
        return run(&commands[0], argc - 1, argv + 1);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(word, commands[i].name) == 0)
            return run(&commands[i], argc - 2, argv + 2);
    if (*word)
        fprintf(stderr, "claimd: there is no command \"%s\"\n", word);
    usage(stderr);
    return EXIT_USAGE;
}
