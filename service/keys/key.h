/*
 * Keys of those who write: `ck_<id>_<secret>`. The id is public, a UUID; the secret has 256 random bits as base64url,
 * of which only the SHA-256 is stored (a slow hash would only invite floods). docs/reference/keys.md
 */
#ifndef CLAIMD_KEYS_KEY_H
#define CLAIMD_KEYS_KEY_H

#include <stdbool.h>

#include "claimd/hash.h"
#include "claimd/request.h"
#include "claimd/rows.h"

#define KEY_TEXT_SIZE (3 + UUID_TEXT_SIZE + 43 + 1) /* with its NUL */

/* What a key says of itself. */
struct key {
    char id[UUID_TEXT_SIZE];
    unsigned char hash[HASH_SHA256_SIZE];
};

/* A fresh one, and its text, which is shown once. */
void key_make(struct key *out, char text[KEY_TEXT_SIZE]);
/* False where the text is no key at all; `out` is untouched then. */
bool key_parse(struct text text, struct key *out);

enum key_state { KEY_VALID, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED };

/*
 * What the rows of keys/find say of `key`; KEY_UNKNOWN also where the secret is another, told apart by no more than the
 * time that the database takes. KEY_VALID: `*caller`, its name in the arena (ERR_INTERNAL without memory), and whether
 * its use has still to be marked in `*stale`.
 */
enum err key_check(const struct key *key, const struct rows *rows, struct arena *arena, enum key_state *state,
                   struct caller *caller, bool *stale) CLAIMD_MUST_CHECK;

#define SCOPE_COUNT 4

/* "claims:write"; in the order of the bits of enum scope. */
extern const char *const scope_names[SCOPE_COUNT + 1];

/* The bit of that name, 0 where there is none. */
unsigned scope_of(struct text name);
/* The names of those bits, joined by `separator`. */
void scope_write(struct buf *out, unsigned scopes, const char *separator);

#endif
