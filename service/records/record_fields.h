/*
 * What a record looks like, as tables: one row a field. From them come the check of a record (record_check.h), its
 * references (record_refs.h) and its JSON Schema (record_schema.h). All static.
 */
#ifndef CLAIMD_RECORDS_RECORD_FIELDS_H
#define CLAIMD_RECORDS_RECORD_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "claimd/text.h"

enum record_type {
    RECORD_COLLECTION,
    RECORD_ACTOR,
    RECORD_ACTOR_NAME,
    RECORD_INCIDENT,
    RECORD_SOURCE,
    RECORD_CLAIM,
    RECORD_COUNTER_CLAIM,
    RECORD_ENDORSEMENT,
    RECORD_TYPE_COUNT
};

enum field_kind {
    FIELD_LINE,      /* one line without control characters or outer white space; `min` to `max` code points */
    FIELD_TEXT,      /* any text of `min` to `max` code points */
    FIELD_SLUG,      /* lower-case words joined by hyphens */
    FIELD_KEY,       /* a collection's own identifier */
    FIELD_UUID,      /* version 4 */
    FIELD_LANGUAGE,  /* BCP 47 */
    FIELD_COUNTRY,   /* ISO 3166-1 alpha-2 */
    FIELD_DATE,      /* EDTF */
    FIELD_URL,       /* http or https */
    FIELD_SHA256,    /* 64 lower-case hexadecimal digits */
    FIELD_CHOICE,    /* one of `choices` */
    FIELD_INTEGER,   /* `min` to `max` */
    FIELD_REFERENCE, /* names a record of one of the types in `targets` */
    FIELD_OBJECT,    /* `fields` */
    FIELD_PART,      /* an object of some of the record's fields, which is only compared */
};

struct field_set {
    const struct field *fields;
    size_t count;
};

struct field {
    const char *name;
    enum field_kind kind;
    bool required; /* may be neither absent nor null; a list: not empty */
    bool list;     /* an array of up to `list_max` such values, none of them null */
    bool distinct; /* a list that holds nothing twice */
    size_t list_max;
    int64_t min, max;
    const char *const *choices; /* NULL-terminated */
    unsigned targets;           /* bit n: enum record_type n */
    struct field_set fields;
    const char *only_for; /* there only where the field `type` beside it has this value, and then required */
    bool aside;           /* may be sent, but is no part of a record: taken out before it is checked (record_texts.h) */
};

#define RECORD_SETS_MAX 3

/* The fields of a type stand in up to three sets, in their canonical order. `type` itself is not among them. */
struct record_shape {
    const char *name;
    struct field_set sets[RECORD_SETS_MAX];
    size_t set_count;
};

extern const struct record_shape record_shapes[RECORD_TYPE_COUNT];
/* What a line of an import may say of its record's standing, beside the record itself (record_marks.h);
 * the last is `withheld`. */
extern const struct field_set record_marks;
/* And of an actor or an incident, what was decided of it and others: one field. */
extern const struct field_set record_decisions;
/* The names of the types, NULL-terminated. */
extern const char *const record_type_names[];

/* False where no type has that name. */
bool record_type_find(struct text name, enum record_type *out);
/* The field of that name, NULL where there is none. */
const struct field *field_find(const struct field_set *sets, size_t set_count, struct text name);

#endif
