/* From a checked record to the body that is kept of it: ids for references, RFC 8785, salt and hash. */
#ifndef CLAIMD_RECORDS_RECORD_BODY_H
#define CLAIMD_RECORDS_RECORD_BODY_H

#include <jansson.h>

#include "claimd/buf.h"
#include "claimd/fault.h"
#include "claimd/hash.h"
#include "claimd/rows.h"
#include "records/record_fields.h"

#define RECORD_SALT_SIZE 16

/* What each reference of a record means, side by side: JSON pointers, and the ids that the database found. */
struct record_meanings {
    struct row_array pointers, targets;
};

struct record_body {
    struct buf salted; /* the salt, then the body */
    unsigned char hash[HASH_SHA256_SIZE];
};

/* `max`: of the body, in bytes. */
void record_body_init(struct record_body *body, size_t max);
void record_body_deinit(struct record_body *body);
#define RECORD_BODY_CLEANUP __attribute__((cleanup(record_body_deinit)))

/* The body's text, and the salt; borrowed. */
struct text record_body_text(const struct record_body *body);
struct text record_body_salt(const struct record_body *body);

/*
 * Puts ids for the record's references, `id` for its own, and makes body, salt and hash. What only the ids show (a list
 * that names one record in two ways) is ERR_INVALID_RECORD with `faults`. ERR_INTERNAL where a reference has no
 * meaning.
 */
enum err record_body_make(struct record_body *body, json_t *record, enum record_type type, const char *id,
                          const struct record_meanings *meanings, struct arena *arena,
                          struct faults *faults) CLAIMD_MUST_CHECK;
/* Salt and hash of a record that is complete already. */
enum err record_body_seal(struct record_body *body, const json_t *record) CLAIMD_MUST_CHECK;

#endif
