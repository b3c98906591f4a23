/* The faults of an import: all are counted, the first IMPORT_FAULTS_MAX are kept. */
#ifndef CLAIMD_IMPORT_FAULTS_H
#define CLAIMD_IMPORT_FAULTS_H

#include <stdint.h>

#include "claimd/buf.h"
#include "claimd/fault.h"

#define IMPORT_FAULTS_MAX 1000

struct import_fault {
    size_t input;        /* of several files: index of the one */
    int64_t line;        /* 0: of the whole import */
    int64_t column;      /* in code points, from 1; 0: of the whole line */
    struct text pointer; /* TEXT_NONE: of the whole line */
    struct text code;
    struct text detail;
    const char *const *allowed; /* NULL-terminated list of static names, or NULL */
    struct text allowed_text;   /* or in words, or TEXT_NONE */
    const struct text *suggestions;
    size_t suggestion_count;
    size_t order; /* set by import_faults_add */
};

struct import_faults {
    struct import_fault *items;
    size_t count;    /* of items */
    int64_t omitted; /* found beyond them */
    struct arena arena;
    /* Where all are wanted, rows of claimd.import_fault; whoever reads the lines sends them on from time to time. */
    struct buf kept;
    const char *import; /* id of the import; NULL: they are not wanted */
};

void import_faults_init(struct import_faults *faults);
void import_faults_deinit(struct import_faults *faults);
/* From now on import_faults_note and import_faults_take keep all faults. `import` is borrowed. */
void import_faults_keep(struct import_faults *faults, const char *import);
/* Adds a copy of the fault with all that it points at, static names aside. ERR_INTERNAL without memory. */
enum err import_faults_add(struct import_faults *faults, const struct import_fault *fault) CLAIMD_MUST_CHECK;
/* The same, and keeps it where all are kept. */
enum err import_faults_note(struct import_faults *faults, const struct import_fault *fault) CLAIMD_MUST_CHECK;
/* What the check of a record found in a line. */
enum err import_faults_take(struct import_faults *faults, int64_t line, const struct faults *found) CLAIMD_MUST_CHECK;
/* By line; within a line in the order in which they were found. */
void import_faults_sort(struct import_faults *faults);

#endif
