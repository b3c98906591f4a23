#include "listing/cursor.h"

#include <string.h>

#include "claimd/base64url.h"
#include "claimd/buf.h"
#include "claimd/hash.h"

enum {
    VERSION = 1,
    FLAG_BACKWARD = 1,
    FLAG_KEYLESS = 2,
    CHECK_SIZE = 8,
    AT_FLAGS = 1,
    AT_CHECK = 2,
    AT_ID = AT_CHECK + CHECK_SIZE,
    AT_KEY = AT_ID + UUID_SIZE,
    SIZE_MAX_BYTES = AT_KEY + SORT_KEY_MAX,
};

static void check_of(const unsigned char *bytes, size_t len, uint64_t mark, unsigned char out[CHECK_SIZE])
{
    unsigned char data[sizeof mark + SIZE_MAX_BYTES];
    memcpy(data, &mark, sizeof mark);
    memcpy(data + sizeof mark, bytes, len);
    memset(data + sizeof mark + AT_CHECK, 0, CHECK_SIZE);
    unsigned char hash[HASH_SHORT_SIZE];
    hash_short((struct text){.ptr = (const char *)data, .len = sizeof mark + len}, hash);
    memcpy(out, hash, CHECK_SIZE);
}

enum err cursor_encode(const struct cursor *cursor, uint64_t mark, struct arena *arena, struct text *out)
{
    unsigned char bytes[SIZE_MAX_BYTES] = {VERSION};
    if (cursor->key.len > SORT_KEY_MAX || !uuid_parse(text_of(cursor->id), bytes + AT_ID))
        return ERR_INTERNAL;
    bytes[AT_FLAGS] =
        (unsigned char)((cursor->backward ? FLAG_BACKWARD : 0) | (cursor->key.ptr == NULL ? FLAG_KEYLESS : 0));
    if (cursor->key.ptr != NULL)
        memcpy(bytes + AT_KEY, cursor->key.ptr, cursor->key.len);
    size_t len = AT_KEY + cursor->key.len;
    check_of(bytes, len, mark, bytes + AT_CHECK);

    BUF_CLEANUP struct buf encoded;
    buf_init(&encoded, 2 * SIZE_MAX_BYTES);
    base64url_encode(&encoded, (struct text){.ptr = (const char *)bytes, .len = len});
    enum err err = buf_check(&encoded);
    if (err)
        return err;
    return arena_copy(arena, buf_view(&encoded), out);
}

bool cursor_decode(struct text text, uint64_t mark, const struct sort *sort, struct arena *arena, struct cursor *out)
{
    unsigned char bytes[SIZE_MAX_BYTES];
    size_t len;
    if (!base64url_decode(text, bytes, sizeof bytes, &len) || len < AT_KEY || bytes[0] != VERSION)
        return false;
    unsigned char check[CHECK_SIZE];
    check_of(bytes, len, mark, check);
    if (memcmp(check, bytes + AT_CHECK, CHECK_SIZE) != 0 || (bytes[AT_FLAGS] & ~(FLAG_BACKWARD | FLAG_KEYLESS)) != 0)
        return false;

    struct cursor cursor = {.backward = (bytes[AT_FLAGS] & FLAG_BACKWARD) != 0};
    struct text key = {.ptr = (const char *)bytes + AT_KEY, .len = len - AT_KEY};
    if ((bytes[AT_FLAGS] & FLAG_KEYLESS) != 0) {
        if (key.len != 0 || !sort->nullable)
            return false;
    } else if (!sort_key_valid(sort->type, key) || arena_copy(arena, key, &cursor.key) != ERR_NONE) {
        return false;
    }
    uuid_format((struct text){.ptr = (const char *)bytes + AT_ID, .len = UUID_SIZE}, cursor.id);
    *out = cursor;
    return true;
}
