/*
 * claimd key create, list, revoke. They act as the role that owns the schema: the service's own may look keys up and
 * mark their use, but neither make nor change them.
 */
#ifndef CLAIMD_KEYS_KEY_COMMAND_H
#define CLAIMD_KEYS_KEY_COMMAND_H

#include <stdbool.h>
#include <stdio.h>

#include "claimd/err.h"

struct key_options {
    const char *url;  /* of the database, as the owner */
    const char *name; /* NULL: not given; so with `expires` */
    const char *expires;
    const char *const *scopes;
    size_t scope_count;
    bool json;
    char **words; /* what to do, and with what */
    int word_count;
    FILE *out, *errors;
};

/* ERR_INVALID_PARAMETERS: it was not understood. The reason is on `errors`. */
enum err key_command(const struct key_options *options) CLAIMD_MUST_CHECK;

#endif
