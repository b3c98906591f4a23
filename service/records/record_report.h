/* Where in a record something stands, and the faults found there. Within service/records. */
#ifndef CLAIMD_RECORDS_RECORD_REPORT_H
#define CLAIMD_RECORDS_RECORD_REPORT_H

#include <stddef.h>

#include <jansson.h>

#include "claimd/fault.h"

/* The deepest field there is: /citations/0/quote/exact. */
#define RECORD_PATH_MAX 8

/* One step from the record's top. Lives on the stack of the walk; the top is NULL. */
struct record_path {
    const struct record_path *up;
    struct text name; /* TEXT_NONE: `index` of a list */
    size_t index;
};

/* The JSON pointer (RFC 6901), in the arena; TEXT_NONE without memory. A long name is cut. */
struct text record_pointer(const struct record_path *path, struct arena *arena);

struct record_report {
    struct arena *arena;
    struct faults *faults;
    enum err err; /* ERR_INTERNAL once memory ran out; sticks */
};

/* Adds a copy of `fault`, which says what; `path` says where. */
void record_fault(struct record_report *report, const struct record_path *path, const struct fault *fault);
/* The same for a rule that is broken, in one static sentence. */
void record_broken(struct record_report *report, const struct record_path *path, const char *detail);
/* `"value" rest`, a long value cut, in the arena. */
struct text record_words(struct record_report *report, struct text value, const char *rest);
/* The name in `candidates` nearest to `name` as a suggestion, if one is near. */
void record_suggest(struct record_report *report, struct fault *fault, struct text name, const char *const *candidates);
/* A fault for each entry of the list that stands in it before. */
void record_distinct(struct record_report *report, const json_t *list, const struct record_path *path);

#endif
