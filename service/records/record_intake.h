/*
 * From the body of a request to a record that can be staged: read, merged where it is a patch, brought to the written
 * form, checked. All faults at once. What comes of it are texts in an arena, since a request is not under way in one
 * piece.
 */
#ifndef CLAIMD_RECORDS_RECORD_INTAKE_H
#define CLAIMD_RECORDS_RECORD_INTAKE_H

#include "claimd/fault.h"
#include "records/record_fields.h"
#include "records/record_texts.h"

struct record_sent {
    enum record_type type;
    struct text body; /* JSON */
    bool patch;       /* a merge patch (RFC 7396) of the written form of what is on record */
    /* The read form of what is on record; TEXT_NONE: nothing is. */
    struct text current;
    size_t own_names; /* of an actor: how many of its names its own record gives, which come first */
    /* What the address says of a record that is not there yet: TEXT_NONE where it does not. */
    struct text id, slug, collection, key;
};

/* A reference, as claimd.import_ref has it. */
struct record_reference {
    struct text pointer;
    struct text value;
    unsigned targets;
    /* The pointer is that of a slug beside an id, and must come to mean what `beside` means. TEXT_NONE: it is not. */
    struct text beside;
    struct text meaning; /* the id of the record that it names, once that is known; else TEXT_NONE */
};

struct record_ready {
    struct text body; /* canonical, with references as written */
    struct text id, collection, key, slug;
    struct record_reference *references;
    size_t reference_count;
    struct record_texts texts; /* no part of the body */
};

/*
 * ERR_INVALID_JSON or ERR_INVALID_RECORD with `faults`; with the latter too, `out` may have a body, whose references
 * can be looked up so that their faults are told with the others. `out` and what it points at live in the arena.
 */
enum err record_intake(const struct record_sent *sent, struct arena *arena, struct faults *faults,
                       struct record_ready *out) CLAIMD_MUST_CHECK;

#endif
