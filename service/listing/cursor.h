/*
 * Where a page begins, as an opaque text: base64url without padding of
 *
 *   1 byte   version
 *   1 byte   bit 0: towards the beginning of the list; bit 1: the row has no key
 *   8 bytes  check: over the list's mark and all the rest
 *   16 bytes id of the row
 *   the rest its sort key
 *
 * The mark stands for the route, its filters and its order, so that a cursor fits the list alone that it was made for.
 * It names a row's place and not the row: it stays good when the row goes. It holds no secret: what a forged one may
 * say is checked to be a key and an id.
 */
#ifndef CLAIMD_LISTING_CURSOR_H
#define CLAIMD_LISTING_CURSOR_H

#include <stdbool.h>
#include <stdint.h>

#include "claimd/arena.h"
#include "claimd/text.h"
#include "claimd/uuid.h"
#include "listing/sort.h"

struct cursor {
    bool backward;   /* towards the beginning */
    struct text key; /* of the row that it stands at; TEXT_NONE: it has none */
    char id[UUID_TEXT_SIZE];
};

/* ERR_INTERNAL without memory, or for a key that is too long. */
enum err cursor_encode(const struct cursor *cursor, uint64_t mark, struct arena *arena,
                       struct text *out) CLAIMD_MUST_CHECK;
/*
 * False for anything that cursor_encode did not make with this mark, or whose key is not one of `sort`. `out->key` lies
 * in the arena.
 */
bool cursor_decode(struct text text, uint64_t mark, const struct sort *sort, struct arena *arena, struct cursor *out);

#endif
