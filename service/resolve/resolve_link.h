/* After an import: the actors that are certainly the same are merged (docs/decisions/0051-what-is-certain.md). */
#ifndef CLAIMD_RESOLVE_LINK_H
#define CLAIMD_RESOLVE_LINK_H

#include <stdint.h>

#include "db/session.h"

struct resolve_counts {
    int64_t linked;    /* actors merged now */
    int64_t ambiguous; /* pairs of actors left to people */
    int64_t wider;     /* incidents that may belong to wider ones, left to people */
};

/* In the session's transaction. The error's words are the session's. */
enum err resolve_link(struct session *session, const char *label, struct resolve_counts *out) CLAIMD_MUST_CHECK;

#endif
