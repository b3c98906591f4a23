#include "export/export_command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WORDS_MAX 4096

/* Whoever moves a base hears here what a file of records has not. */
static void tell(FILE *to, const struct export_counts *counts)
{
    const struct {
        int64_t count;
        const char *of;
    } left[] = {{counts->revisions, "earlier revisions"},
                {counts->texts, "texts of sources"},
                {counts->withheld, "bodies that are withheld"}};
    fprintf(to, "%lld records", (long long)counts->lines);
    const char *between = "; not in it: ";
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        if (left[i].count == 0)
            continue;
        fprintf(to, "%s%s (%lld)", between, left[i].of, (long long)left[i].count);
        between = ", ";
    }
    fputc('\n', to);
}

static enum err put(const struct export_options *options, FILE *to)
{
    BUF_CLEANUP struct buf words;
    buf_init(&words, WORDS_MAX);
    struct export_counts counts = {0};
    enum err err = export_run(options, to, &counts, &words);
    if (err)
        fprintf(stderr, "claimd export: %.*s\n", TEXT_ARG(buf_view(&words)));
    else if (options->progress)
        tell(options->progress, &counts);
    return err;
}

static enum err failed(const char *path)
{
    fprintf(stderr, "claimd export: %s: %s\n", path, strerror(errno));
    return ERR_INTERNAL;
}

/* Under a name of its own until it is whole and on the disk. */
static enum err put_file(const char *path, const char *draft, int file, const struct export_options *options)
{
    FILE *to = fdopen(file, "w");
    if (!to) {
        close(file);
        return failed(draft);
    }
    enum err err = put(options, to);
    if (!err && fsync(file) != 0)
        err = failed(draft);
    if (fclose(to) != 0 && !err)
        err = failed(draft);
    if (!err && rename(draft, path) != 0)
        err = failed(path);
    return err;
}

enum err export_command(const char *path, const struct export_options *options)
{
    if (strcmp(path, "-") == 0)
        return put(options, stdout);
    BUF_CLEANUP struct buf draft;
    buf_init(&draft, WORDS_MAX);
    buf_format(&draft, "%s.XXXXXX", path);
    buf_char(&draft, '\0');
    if (buf_check(&draft) != ERR_NONE) {
        errno = ENAMETOOLONG;
        return failed(path);
    }
    int file = mkstemp(draft.ptr);
    if (file < 0)
        return failed(path);
    enum err err = put_file(path, draft.ptr, file, options);
    if (err)
        unlink(draft.ptr);
    return err;
}
