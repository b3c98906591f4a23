/*
 * The JSON appender: writes straight into a buffer, commas included, no tree.
 *
 * Strings must be UTF-8 (what comes from PostgreSQL is). Escapes as RFC 8785, 3.2.2.2: \b \t \n \f \r \" \\ and \u00xx
 * in lower case for the other controls, everything else as it is. Nothing is checked but the nesting depth (32): past
 * it the buffer fails. (The names keep clear of jansson's, whose json_string and json_null are symbols too.)
 */
#ifndef CLAIMD_JSON_WRITE_H
#define CLAIMD_JSON_WRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "claimd/buf.h"
#include "claimd/text.h"

struct json_writer {
    struct buf *buf;
    uint64_t comma; /* bit n: a comma is due at depth n */
    unsigned depth;
    const char *const *only; /* see json_write_only */
    unsigned only_depth;
    bool passing;      /* the member that is being written will be taken back */
    size_t passed_len; /* … to that length */
    bool passed_comma;
};

void json_writer_init(struct json_writer *json, struct buf *buf);

/*
 * Of the next object only the members with one of these names (NULL-terminated, borrowed until the object ends) are
 * kept. NULL, also within that object before its first member: all of them.
 */
void json_write_only(struct json_writer *json, const char *const *names);

void json_write_object_begin(struct json_writer *json);
void json_write_object_end(struct json_writer *json);
void json_write_array_begin(struct json_writer *json);
void json_write_array_end(struct json_writer *json);
/* `key` is a literal of plain ASCII that needs no escape. */
void json_write_key(struct json_writer *json, const char *key);
/* Any key, escaped. */
void json_write_key_text(struct json_writer *json, struct text key);

/* TEXT_NONE is written as null. */
void json_write_string(struct json_writer *json, struct text text);
/* A key and its string. */
void json_write_pair(struct json_writer *json, const char *key, struct text text);
void json_write_int(struct json_writer *json, int64_t number);
void json_write_bool(struct json_writer *json, bool value);
void json_write_null(struct json_writer *json);
/* A value that is JSON already. */
void json_write_raw(struct json_writer *json, struct text text);

#endif
