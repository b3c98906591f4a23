#include "claimd/hash.h"

#include <stdlib.h>

#include <sodium.h>

enum err hash_init(void)
{
    return sodium_init() < 0 ? ERR_INTERNAL : ERR_NONE;
}

void hash_sha256(struct text bytes, unsigned char out[HASH_SHA256_SIZE])
{
    crypto_hash_sha256(out, (const unsigned char *)bytes.ptr, bytes.len);
}

enum err hash_sha256_file(FILE *file, unsigned char out[HASH_SHA256_SIZE])
{
    crypto_hash_sha256_state state;
    unsigned char piece[1 << 14];
    crypto_hash_sha256_init(&state);
    for (size_t got; (got = fread(piece, 1, sizeof piece, file)) > 0;)
        crypto_hash_sha256_update(&state, piece, got);
    if (ferror(file))
        return ERR_INTERNAL;
    crypto_hash_sha256_final(&state, out);
    return ERR_NONE;
}

struct hash_sum {
    crypto_hash_sha256_state state;
};

struct hash_sum *hash_sum_new(void)
{
    struct hash_sum *sum = malloc(sizeof *sum);
    if (sum)
        crypto_hash_sha256_init(&sum->state);
    return sum;
}

void hash_sum_add(struct hash_sum *sum, struct text bytes)
{
    crypto_hash_sha256_update(&sum->state, (const unsigned char *)bytes.ptr, bytes.len);
}

void hash_sum_end(struct hash_sum *sum, unsigned char out[HASH_SHA256_SIZE])
{
    crypto_hash_sha256_final(&sum->state, out);
}

struct hash_sum *hash_sum_free(struct hash_sum *sum)
{
    free(sum);
    return NULL;
}

void hash_short(struct text bytes, unsigned char out[HASH_SHORT_SIZE])
{
    crypto_generichash(out, HASH_SHORT_SIZE, (const unsigned char *)bytes.ptr, bytes.len, NULL, 0);
}

void hash_hex(const unsigned char *bytes, size_t count, char *out)
{
    sodium_bin2hex(out, count * 2 + 1, bytes, count);
}

void hash_random(unsigned char *out, size_t count)
{
    randombytes_buf(out, count);
}
