/* Hashes, by libsodium. Thread-safe after hash_init. */
#ifndef CLAIMD_HASH_H
#define CLAIMD_HASH_H

#include <stddef.h>
#include <stdio.h>

#include "claimd/err.h"
#include "claimd/text.h"

#define HASH_SHA256_SIZE 32
#define HASH_SHORT_SIZE  16

/* Once, before the first thread. Lets libsodium choose its code for this CPU and open the random numbers. */
enum err hash_init(void) CLAIMD_MUST_CHECK;

/* SHA-256 (FIPS 180-4): what is stored or shown. */
void hash_sha256(struct text bytes, unsigned char out[HASH_SHA256_SIZE]);
/* Of what is left of a file. ERR_INTERNAL where it cannot be read (errno). */
enum err hash_sha256_file(FILE *file, unsigned char out[HASH_SHA256_SIZE]) CLAIMD_MUST_CHECK;
/* SHA-256 of what comes piece by piece. NULL without memory. */
struct hash_sum *hash_sum_new(void) CLAIMD_MUST_CHECK;
void hash_sum_add(struct hash_sum *sum, struct text bytes);
/* The hash of all that was added; nothing may be added any more. */
void hash_sum_end(struct hash_sum *sum, unsigned char out[HASH_SHA256_SIZE]);
/* Returns NULL. */
struct hash_sum *hash_sum_free(struct hash_sum *sum);
/* 128 bits of BLAKE2b (RFC 7693): ETags, cache keys, the filter's mark in a cursor. Never for secrets. */
void hash_short(struct text bytes, unsigned char out[HASH_SHORT_SIZE]);
/* Fresh random bytes from the kernel: salts, secrets. */
void hash_random(unsigned char *out, size_t count);
/* Lower-case hexadecimal of `count` bytes and a NUL: 2 * count + 1 characters. */
void hash_hex(const unsigned char *bytes, size_t count, char *out);

#endif
