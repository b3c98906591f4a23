/* A JSON file as the input of a format: read whole and strictly, its entries with their places. */
#ifndef CLAIMD_FORMATS_JSON_INPUT_H
#define CLAIMD_FORMATS_JSON_INPUT_H

#include <jansson.h>

#include "claimd/buf.h"
#include "claimd/json_read.h"

#define JSON_INPUT_MAX (64U << 20)

/* What an entry may be long; none that makes sense is a tenth of it. */
#define JSON_ENTRY_MAX (256U << 10)

/* Where an entry begins, from 1, the column in code points; and its bytes. */
struct json_place {
    int64_t line, column;
    size_t size;
};

struct json_input {
    struct buf text;
    json_t *root;
};

void json_input_init(struct json_input *input);
void json_input_deinit(struct json_input *input);

/* ERR_INVALID_JSON with `fault`, which is also told where the file is longer than JSON_INPUT_MAX; ERR_INTERNAL where it
 * cannot be read. */
enum err json_input_read(struct json_input *input, FILE *file, struct json_fault *fault) CLAIMD_MUST_CHECK;

/*
 * The places of the elements of the array that the top object has under `key`, as many as the array has; the caller
 * frees them. NULL without memory, or where there is no such array.
 */
struct json_place *json_input_places(const struct json_input *input, const char *key, size_t *count) CLAIMD_MUST_CHECK;

/* A text that is not empty, spaces off its ends; else TEXT_NONE. Borrowed from `value`, which may be NULL. */
struct text json_input_value(const json_t *value);
/* The same of a member. */
struct text json_input_text(const json_t *object, const char *key);

#define JSON_INPUT_CLEANUP __attribute__((cleanup(json_input_deinit)))

#endif
