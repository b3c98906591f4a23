/* Entity tags (RFC 9110, 8.8.3) and If-None-Match (13.1.2). Thread-safe. */
#ifndef CLAIMD_HTTP_ETAG_H
#define CLAIMD_HTTP_ETAG_H

#include <stdbool.h>

#include "claimd/arena.h"
#include "claimd/text.h"

/*
 * `"<prefix->hash"`, with its quotes; the hash is that of `body`, in 22 characters. `gzip` gives the compressed
 * representation a tag of its own. TEXT_NONE without memory.
 */
struct text etag_make(struct text prefix, struct text body, bool gzip, struct arena *arena);
/* Does the list of a client (TEXT_NONE without) name this tag, by weak comparison, or is it `*`? */
bool etag_matches(struct text list, struct text tag);

#endif
