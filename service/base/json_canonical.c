#include "claimd/json_canonical.h"

#include <stdlib.h>

#include <jansson.h>

#include "claimd/json_read.h"
#include "claimd/json_write.h"
#include "utf8.h"

static enum err write_value(struct json_writer *json, const json_t *value);

struct member {
    struct text key;
    json_t *value;
};

/* The first UTF-16 code unit of a code point: beyond U+FFFF it is a surrogate, less than U+E000. */
static uint32_t first_unit(uint32_t point)
{
    return point < 0x10000 ? point : 0xD800 + ((point - 0x10000) >> 10);
}

static int compare(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

/* RFC 8785, 3.2.3: by UTF-16 code units, which is not the order of the bytes. */
static int compare_members(const void *left, const void *right)
{
    struct text a = ((const struct member *)left)->key;
    struct text b = ((const struct member *)right)->key;
    while (a.len > 0 && b.len > 0) {
        size_t a_size = utf8_sequence(a);
        size_t b_size = utf8_sequence(b);
        uint32_t a_point = utf8_code_point(a.ptr, a_size);
        uint32_t b_point = utf8_code_point(b.ptr, b_size);
        if (a_point != b_point) {
            int units = compare(first_unit(a_point), first_unit(b_point));
            return units != 0 ? units : compare(a_point, b_point);
        }
        a = (struct text){.ptr = a.ptr + a_size, .len = a.len - a_size};
        b = (struct text){.ptr = b.ptr + b_size, .len = b.len - b_size};
    }
    return (a.len > 0) - (b.len > 0);
}

static enum err write_members(struct json_writer *json, const struct member *members, size_t count)
{
    json_write_object_begin(json);
    for (size_t i = 0; i < count; i++) {
        json_write_key_text(json, members[i].key);
        enum err err = write_value(json, members[i].value);
        if (err != ERR_NONE)
            return err;
    }
    json_write_object_end(json);
    return ERR_NONE;
}

static enum err write_object(struct json_writer *json, json_t *object)
{
    size_t count = json_object_size(object);
    struct member *members = calloc(count + 1, sizeof(*members));
    if (members == NULL)
        return ERR_INTERNAL;
    size_t used = 0;
    for (void *i = json_object_iter(object); i != NULL && used < count; i = json_object_iter_next(object, i)) {
        struct text key = {.ptr = json_object_iter_key(i), .len = json_object_iter_key_len(i)};
        members[used++] = (struct member){.key = key, .value = json_object_iter_value(i)};
    }
    qsort(members, used, sizeof(*members), compare_members);
    enum err err = write_members(json, members, used);
    free(members);
    return err;
}

static enum err write_array(struct json_writer *json, const json_t *array)
{
    json_write_array_begin(json);
    for (size_t i = 0; i < json_array_size(array); i++) {
        enum err err = write_value(json, json_array_get(array, i));
        if (err != ERR_NONE)
            return err;
    }
    json_write_array_end(json);
    return ERR_NONE;
}

static enum err write_integer(struct json_writer *json, json_int_t number)
{
    if (number > JSON_INTEGER_MAX || number < -JSON_INTEGER_MAX)
        return ERR_INVALID_JSON;
    json_write_int(json, number);
    return ERR_NONE;
}

static void write_scalar(struct json_writer *json, const json_t *value)
{
    if (json_is_string(value))
        json_write_string(json, (struct text){.ptr = json_string_value(value), .len = json_string_length(value)});
    else if (json_is_boolean(value))
        json_write_bool(json, json_is_true(value));
    else
        json_write_null(json);
}

static enum err write_value(struct json_writer *json, const json_t *value)
{
    /* Stops the recursion too: past the depth the writer has failed the buffer. */
    if (json->buf->failed)
        return ERR_INTERNAL;
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        /* jansson iterates only over what is not const; nothing is changed. */
        return write_object(json, (json_t *)value);
    case JSON_ARRAY:
        return write_array(json, value);
    case JSON_INTEGER:
        return write_integer(json, json_integer_value(value));
    case JSON_REAL:
        return ERR_INVALID_JSON;
    default:
        write_scalar(json, value);
        return ERR_NONE;
    }
}

enum err json_canonical(const json_t *value, struct buf *buf)
{
    struct json_writer json;
    json_writer_init(&json, buf);
    enum err err = write_value(&json, value);
    return err == ERR_NONE ? buf_check(buf) : err;
}
