#include "import/import_command.h"

#include <errno.h>
#include <string.h>

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

enum err import_command(const char *path, struct import_options options, bool json)
{
    bool standard = strcmp(path, "-") == 0;
    options.input = standard ? stdin : fopen(path, "re");
    if (!options.input) {
        fprintf(stderr, "claimd import: %s: %s\n", path, strerror(errno));
        return ERR_NOT_FOUND;
    }
    enum err err = import_file(standard ? "standard input" : path, &options, json);
    if (!standard)
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
