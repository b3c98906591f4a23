/*
 * claimd resolve: what an import could not decide is shown with its evidence and decided by people. Decisions are
 * revisions with the name of whoever made them (docs/how-to/resolve.md).
 */
#ifndef CLAIMD_RESOLVE_COMMAND_H
#define CLAIMD_RESOLVE_COMMAND_H

#include <stdbool.h>
#include <stdio.h>

#include "claimd/err.h"

struct resolve_options {
    const char *url;    /* of the database */
    const char *label;  /* who decides, as the history shows it; NULL: not given */
    const char *reason; /* why, for the decisions of this call; NULL: none */
    bool turned;        /* the other of the two is merged, or is the narrower */
    bool json;
    char **words; /* what to do, and with what */
    int word_count;
    FILE *in, *out, *errors;
};

/* ERR_INVALID_PARAMETERS: it was not understood. The reason is on `errors`. */
enum err resolve_command(const struct resolve_options *options) CLAIMD_MUST_CHECK;

#endif
