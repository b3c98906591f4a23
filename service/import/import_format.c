/* claimd import --format: foreign files are converted first, then imported like any other lines. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "import/import_command.h"
#include "import/import_report.h"

#define WORDS_MAX 4096

struct files {
    FILE *items[FORMAT_INPUTS_MAX];
    size_t count;
};

static void close_files(struct files *files)
{
    for (size_t i = 0; i < files->count; i++)
        fclose(files->items[i]);
}

static void complain(const char *path)
{
    fprintf(stderr, "claimd import: %s: %s\n", path, strerror(errno));
}

static enum err open_files(const char *const paths[], size_t count, struct files *files)
{
    for (size_t i = 0; i < count; i++) {
        FILE *file = fopen(paths[i], "re");
        if (!file) {
            complain(paths[i]);
            return ERR_NOT_FOUND;
        }
        files->items[files->count++] = file;
    }
    return ERR_NONE;
}

/* Who is whom is found in the import's own transaction, so that nobody sees the records without it. */
static enum err find_same(void *context, struct session *session, const struct import_result *result, FILE *lines)
{
    struct conversion *conversion = context;
    (void)result;
    (void)lines;
    return resolve_link(session, conversion->label, &conversion->counts);
}

static enum err import_spool(struct conversion *conversion, const char *const paths[], struct import_options *options,
                             struct import_result *result, struct buf *words)
{
    const struct import_places places = {.items = conversion->places, .count = conversion->line_count, .names = paths};
    struct stat about;
    if (fstat(fileno(conversion->spool), &about) == 0)
        options->size = about.st_size;
    options->input = conversion->spool;
    options->places = &places;
    conversion->label = options->label;
    const struct import_hooks hooks = {.context = conversion, .before_commit = find_same};
    options->hooks = &hooks;
    options->complete = conversion->complete;
    options->complete_count = conversion->complete_count;
    enum err err = import_run(options, result, words);
    options->places = NULL;
    options->hooks = NULL;
    return err;
}

static enum err import_files(const struct format *format, const struct files *files, const char *const paths[],
                             struct import_options *options, bool json)
{
    struct import_result result;
    import_result_init(&result);
    BUF_CLEANUP struct buf words;
    buf_init(&words, WORDS_MAX);
    CONVERSION_CLEANUP struct conversion conversion;
    conversion_init(&conversion, format, &result.faults, options->lines);
    enum err err = conversion_run(&conversion, files->items, paths, files->count, &words);
    if (!err)
        err = import_spool(&conversion, paths, options, &result, &words);
    const struct import_report report = {.name = format->name,
                                         .conversion = &conversion,
                                         .options = options,
                                         .result = &result,
                                         .err = err,
                                         .words = buf_view(&words)};
    if (json)
        import_report_json(&report, stdout);
    else
        import_report_text(&report, stdout, stderr);
    import_result_deinit(&result);
    return err;
}

enum err import_format(const struct format *format, const char *const paths[], size_t count,
                       struct import_options options, const char *report, bool json)
{
    __attribute__((cleanup(close_files))) struct files files = {0};
    enum err err = open_files(paths, count, &files);
    if (err)
        return err;
    if (report) {
        options.lines = fopen(report, "we");
        if (!options.lines) {
            complain(report);
            return ERR_NOT_FOUND;
        }
    }
    err = import_files(format, &files, paths, &options, json);
    if (options.lines && fclose(options.lines) != 0 && !err) {
        complain(report);
        err = ERR_INTERNAL;
    }
    return err;
}
