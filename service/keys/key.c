#include "keys/key.h"

#include <string.h>

#include <sodium.h>

#include "claimd/base64url.h"

#define SECRET_SIZE     32
#define SECRET_TEXT_LEN 43
#define PREFIX          TEXT("ck_")

const char *const scope_names[SCOPE_COUNT + 1] = {"claims:write", "sources:write", "moderate", "admin", NULL};

unsigned scope_of(struct text name)
{
    for (unsigned i = 0; i < SCOPE_COUNT; i++) {
        if (text_equal(name, text_of(scope_names[i])))
            return 1U << i;
    }
    return 0;
}

void scope_write(struct buf *out, unsigned scopes, const char *separator)
{
    bool first = true;
    for (unsigned i = 0; i < SCOPE_COUNT; i++) {
        if ((scopes & 1U << i) == 0)
            continue;
        buf_cstr(out, first ? "" : separator);
        buf_cstr(out, scope_names[i]);
        first = false;
    }
}

void key_make(struct key *out, char text[KEY_TEXT_SIZE])
{
    unsigned char id[UUID_SIZE], secret[SECRET_SIZE];
    struct buf written = {.ptr = text, .cap = KEY_TEXT_SIZE, .max = KEY_TEXT_SIZE};
    uuid_make(id);
    uuid_format((struct text){.ptr = (const char *)id, .len = sizeof id}, out->id);
    hash_random(secret, sizeof secret);
    hash_sha256((struct text){.ptr = (const char *)secret, .len = sizeof secret}, out->hash);
    buf_text(&written, PREFIX);
    buf_cstr(&written, out->id);
    buf_char(&written, '_');
    base64url_encode(&written, (struct text){.ptr = (const char *)secret, .len = sizeof secret});
    sodium_memzero(secret, sizeof secret);
}

bool key_parse(struct text text, struct key *out)
{
    const size_t id_len = UUID_TEXT_SIZE - 1;
    unsigned char id[UUID_SIZE], secret[SECRET_SIZE];
    size_t len = 0;
    if (text.len != PREFIX.len + id_len + 1 + SECRET_TEXT_LEN || !text_starts(text, PREFIX))
        return false;
    const char *at = text.ptr + PREFIX.len;
    if (!uuid_parse((struct text){.ptr = at, .len = id_len}, id) || at[id_len] != '_')
        return false;
    if (!base64url_decode((struct text){.ptr = at + id_len + 1, .len = SECRET_TEXT_LEN}, secret, sizeof secret, &len) ||
        len != sizeof secret)
        return false;
    uuid_format((struct text){.ptr = (const char *)id, .len = sizeof id}, out->id);
    hash_sha256((struct text){.ptr = (const char *)secret, .len = sizeof secret}, out->hash);
    sodium_memzero(secret, sizeof secret);
    return true;
}

static unsigned scopes_of(const struct rows *rows)
{
    struct row_array array = row_array(rows, 0, rows_column(rows, "scopes"));
    unsigned scopes = 0;
    for (struct text name; row_array_next(&array, &name);)
        scopes |= scope_of(name);
    return scopes;
}

enum err key_check(const struct key *key, const struct rows *rows, struct arena *arena, enum key_state *state,
                   struct caller *caller, bool *stale)
{
    struct caller found = {.name = TEXT_NONE};
    struct text hash = rows->count == 0 ? TEXT_NONE : row_text(rows, 0, rows_column(rows, "secret_hash"));
    if (hash.len != sizeof key->hash || sodium_memcmp(hash.ptr, key->hash, sizeof key->hash) != 0) {
        *state = KEY_UNKNOWN;
        return ERR_NONE;
    }
    if (row_bool(rows, 0, rows_column(rows, "revoked"))) {
        *state = KEY_REVOKED;
        return ERR_NONE;
    }
    if (row_bool(rows, 0, rows_column(rows, "expired"))) {
        *state = KEY_EXPIRED;
        return ERR_NONE;
    }
    enum err err = arena_copy(arena, row_text(rows, 0, rows_column(rows, "name")), &found.name);
    if (err)
        return err;
    memcpy(found.id, key->id, sizeof found.id);
    found.scopes = scopes_of(rows);
    *stale = row_bool(rows, 0, rows_column(rows, "stale"));
    *caller = found;
    *state = KEY_VALID;
    return ERR_NONE;
}
