/*
 * Foreign files on their way into an import: their records in a spool that is imported, where each came from, and what
 * became of every entry.
 */
#ifndef CLAIMD_IMPORT_CONVERSION_H
#define CLAIMD_IMPORT_CONVERSION_H

#include "claimd/arena.h"
#include "formats/format.h"
#include "import/import.h"
#include "resolve/resolve_link.h"

#define CONVERSION_REASONS_MAX  32
#define CONVERSION_COMPLETE_MAX 16

/* Entries of one input that were passed over for the same reason. */
struct conversion_reason {
    struct text reason;
    int64_t count;
};

struct conversion_input {
    const char *name; /* as the user wrote it */
    int64_t read, made, merged, passed, refused;
    struct conversion_reason reasons[CONVERSION_REASONS_MAX];
    size_t reason_count;
};

struct conversion {
    const struct format *format;
    const char *label; /* who writes */
    struct conversion_input inputs[FORMAT_INPUTS_MAX];
    size_t input_count;
    FILE *spool;                 /* lines of records */
    struct format_place *places; /* of each line of the spool */
    size_t line_count, place_room;
    struct text complete[CONVERSION_COMPLETE_MAX]; /* slugs of the collections that the inputs are all of */
    size_t complete_count;
    FILE *lines;                  /* takes what became of entries that make no record; NULL: nobody asks */
    struct import_faults *faults; /* takes what is refused */
    struct resolve_counts counts; /* of who is whom, once that is found; zeros in a dry run */
    struct arena arena;
};

/* `faults` and `lines` are borrowed. */
void conversion_init(struct conversion *conversion, const struct format *format, struct import_faults *faults,
                     FILE *lines);
void conversion_deinit(struct conversion *conversion);

/*
 * Has the inputs converted, `count` of them with their names, which are borrowed. ERR_INVALID_RECORD: entries were
 * refused, `faults` has them. ERR_INTERNAL with `words`, also where the sum of what became of the entries is not their
 * number.
 */
enum err conversion_run(struct conversion *conversion, FILE *const files[], const char *const names[], size_t count,
                        struct buf *words) CLAIMD_MUST_CHECK;

#define CONVERSION_CLEANUP __attribute__((cleanup(conversion_deinit)))

#endif
