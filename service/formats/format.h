/*
 * Foreign files as lines of records (docs/reference/records.md). A converter reads its inputs, each once and from the
 * start, and says what became of every entry: a row, an object, whatever the file has one of for each thing that it
 * tells. It knows nothing of the database; who is whom is decided there.
 */
#ifndef CLAIMD_FORMATS_FORMAT_H
#define CLAIMD_FORMATS_FORMAT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "claimd/buf.h"

#define FORMAT_INPUTS_MAX 16

/* Where an entry begins. */
struct format_place {
    size_t input;   /* index of its file */
    int64_t line;   /* from 1; 0: the file as a whole */
    int64_t column; /* in code points, from 1; 0: the line as a whole */
};

/*
 * What a converter calls, in its own thread. An error of these ends the conversion and is returned by the converter.
 * For each entry it calls `read` once, and then exactly one of `made`, `merged`, `passed` and `refused`. Texts are
 * borrowed for the call.
 */
struct format_output {
    void *context;
    enum err (*read)(void *context, const struct format_place *place);
    /* A record, as JSON without a line end, that comes of the entry at `place`. Of one entry there may be several. */
    enum err (*record)(void *context, struct text json, const struct format_place *place);
    /* The entry has records of its own. */
    enum err (*made)(void *context, const struct format_place *place);
    /* It went into the record of another entry. */
    enum err (*merged)(void *context, const struct format_place *place);
    /* It makes no record, by a rule: `reason` is a short text, the same for all such entries; `detail` may be
     * TEXT_NONE. */
    enum err (*passed)(void *context, const struct format_place *place, struct text reason, struct text detail);
    /* It is not what the format says. Nothing will be imported, but the converter goes on where it can. */
    enum err (*refused)(void *context, const struct format_place *place, struct text code, struct text detail);
    /* The inputs have all records of this collection: those on record that are not among them are missing. */
    enum err (*complete)(void *context, struct text collection);
};

/* An input that is named by an option of its own. */
enum format_input { FORMAT_FILES, FORMAT_ATTRIBUTIONS, FORMAT_INCIDENTS };

struct format {
    const char *name;
    const char *summary;
    /* Which inputs, in the order of `inputs`: FORMAT_FILES, if any, is alone, and stands for one file or more. */
    const enum format_input *takes;
    size_t takes_count;
    /*
     * ERR_INVALID_RECORD where the inputs cannot be read on; what is wrong with them has been told by `refused`. Any
     * other error with `words`.
     */
    enum err (*convert)(FILE *const inputs[], size_t count, const struct format_output *out, struct buf *words);
};

/* Ends with one that has no name. */
extern const struct format formats[];

/* NULL: there is none of that name. */
const struct format *format_find(const char *name);

#endif
