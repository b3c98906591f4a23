#include "import/import_command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "import/import_report.h"
#include "records/record_schema.h"

#define WORDS_MAX  4096
#define SCHEMA_MAX (1U << 20)

static enum err import_file(const char *path, const struct import_options *options, bool json)
{
    struct import_result result;
    import_result_init(&result);
    BUF_CLEANUP struct buf words;
    buf_init(&words, WORDS_MAX);
    enum err err = import_run(options, &result, &words);
    const struct import_report report = {
        .name = path, .options = options, .result = &result, .err = err, .words = buf_view(&words)};
    if (json)
        import_report_json(&report, stdout);
    else
        import_report_text(&report, stdout, stderr);
    import_result_deinit(&result);
    return err;
}

/* What is known of the input before it is read; `*origin` where it can be read twice. */
static enum err look(struct import_options *options, const char *name, struct import_origin *origin)
{
    struct stat about;
    if (fstat(fileno(options->input), &about) != 0 || !S_ISREG(about.st_mode))
        return options->resume ? ERR_NOT_FOUND : ERR_NONE;
    options->size = about.st_size;
    if (options->batch == 0 || options->dry_run)
        return ERR_NONE;
    enum err err = hash_sha256_file(options->input, origin->content);
    if (err)
        return err;
    rewind(options->input);
    origin->name = name;
    options->origin = origin;
    return ERR_NONE;
}

static enum err with_input(const char *path, bool standard, struct import_options *options, bool json)
{
    /* The path that leads there from anywhere; what is read from standard input has none. */
    char *real = standard ? NULL : realpath(path, NULL);
    struct import_origin origin = {0};
    enum err err = look(options, real ? real : "standard input", &origin);
    if (err == ERR_NOT_FOUND)
        fprintf(stderr, "claimd import: %s: --resume needs a file that can be read twice\n", path);
    else if (err)
        fprintf(stderr, "claimd import: %s: %s\n", path, strerror(errno));
    else
        err = import_file(standard ? "standard input" : path, options, json);
    free(real);
    return err;
}

static FILE *open_file(const char *path, const char *mode)
{
    FILE *file = fopen(path, mode);
    if (!file)
        fprintf(stderr, "claimd import: %s: %s\n", path, strerror(errno));
    return file;
}

enum err import_command(const char *path, struct import_options options, const char *report, bool json)
{
    bool standard = strcmp(path, "-") == 0;
    options.input = standard ? stdin : open_file(path, "re");
    /* Before anything is written: a report that cannot be is no surprise afterwards. */
    if (options.input && report)
        options.lines = open_file(report, "we");
    enum err err =
        options.input && (!report || options.lines) ? with_input(path, standard, &options, json) : ERR_NOT_FOUND;
    if (options.lines && fclose(options.lines) != 0 && !err) {
        fprintf(stderr, "claimd import: %s: %s\n", report, strerror(errno));
        err = ERR_INTERNAL;
    }
    if (options.input && !standard)
        fclose(options.input);
    return err;
}

enum err import_print_schema(void)
{
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, SCHEMA_MAX);
    record_schema(&buf);
    enum err err = buf_check(&buf);
    if (!err)
        printf("%.*s\n", TEXT_ARG(buf_view(&buf)));
    return err;
}
