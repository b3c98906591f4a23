/* Values of the Link header (RFC 8288). */
#ifndef CLAIMD_LINK_HEADER_H
#define CLAIMD_LINK_HEADER_H

#include "claimd/buf.h"
#include "claimd/text.h"

/*
 * Appends `<target>; rel="rel"; type="type"`, behind a comma where the buffer is not empty. `target` is a reference,
 * what it may not hold is encoded; `rel` and `type` (NULL: none) are literals that need no escape.
 */
void link_header_add(struct buf *buf, struct text target, const char *rel, const char *type);
/* Appends `; title*=UTF-8''title` (RFC 8288, 3.4.1; RFC 8187) to the link that was added last. */
void link_header_title(struct buf *buf, struct text title);

#endif
