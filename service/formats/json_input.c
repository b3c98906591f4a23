#include "formats/json_input.h"

#include <stdlib.h>
#include <string.h>

void json_input_init(struct json_input *input)
{
    *input = (struct json_input){0};
    buf_init(&input->text, JSON_INPUT_MAX + 1);
}

void json_input_deinit(struct json_input *input)
{
    json_decref(input->root);
    input->root = NULL;
    buf_deinit(&input->text);
}

static enum err read_all(struct buf *text, FILE *file)
{
    enum { PIECE = 65536 };
    while (text->len <= JSON_INPUT_MAX) {
        size_t room = JSON_INPUT_MAX + 1 - text->len;
        size_t wanted = room < PIECE ? room : PIECE;
        char *to = buf_reserve(text, wanted);
        if (!to)
            return ERR_INTERNAL;
        size_t got = fread(to, 1, wanted, file);
        text->len += got;
        if (got < wanted)
            return ferror(file) ? ERR_INTERNAL : ERR_NONE;
    }
    return ERR_NONE;
}

enum err json_input_read(struct json_input *input, FILE *file, struct json_fault *fault)
{
    enum err err = read_all(&input->text, file);
    if (err)
        return err;
    if (input->text.len > JSON_INPUT_MAX) {
        *fault = (struct json_fault){.message = "The file is longer than 64 MiB.", .line = 1, .column = 1};
        return ERR_INVALID_JSON;
    }
    return json_read(buf_view(&input->text), &input->root, fault);
}

/* Walks a text that is known to be well-formed. */
struct walk {
    struct text text;
    size_t at;
    struct json_place place;
};

static void step(struct walk *walk)
{
    unsigned char c = (unsigned char)walk->text.ptr[walk->at++];
    if (c == '\n')
        walk->place = (struct json_place){.line = walk->place.line + 1, .column = 1};
    else if ((c & 0xC0) != 0x80)
        walk->place.column++;
}

static char peek(const struct walk *walk)
{
    return walk->at < walk->text.len ? walk->text.ptr[walk->at] : '\0';
}

static void skip_space(struct walk *walk)
{
    while (peek(walk) != '\0' && strchr(" \t\r\n,:", peek(walk)))
        step(walk);
}

static void skip_string(struct walk *walk)
{
    step(walk);
    while (walk->at < walk->text.len && peek(walk) != '"') {
        if (peek(walk) == '\\')
            step(walk);
        step(walk);
    }
    step(walk);
}

/* A value, however deep. */
static void skip_value(struct walk *walk)
{
    size_t depth = 0;
    do {
        skip_space(walk);
        if (walk->at >= walk->text.len)
            return;
        char c = peek(walk);
        if (c == '"') {
            skip_string(walk);
            continue;
        }
        if (c == '{' || c == '[')
            depth++;
        else if (c == '}' || c == ']')
            depth--;
        if (strchr("{}[]", c)) {
            step(walk);
            continue;
        }
        while (peek(walk) != '\0' && !strchr(" \t\r\n,:{}[]\"", peek(walk)))
            step(walk);
    } while (depth > 0 && walk->at < walk->text.len);
}

/* Into the array of the member; the top is an object. Keys are compared as they are written. */
static bool find_array(struct walk *walk, struct text key)
{
    skip_space(walk);
    step(walk);
    for (skip_space(walk); peek(walk) == '"'; skip_space(walk)) {
        size_t begin = walk->at + 1;
        skip_string(walk);
        struct text found = {walk->text.ptr + begin, walk->at - begin - 1};
        skip_space(walk);
        if (text_equal(found, key) && peek(walk) == '[') {
            step(walk);
            return true;
        }
        skip_value(walk);
    }
    return false;
}

struct json_place *json_input_places(const struct json_input *input, const char *key, size_t *count)
{
    struct walk walk = {.text = buf_view(&input->text), .place = {.line = 1, .column = 1}};
    size_t size = json_array_size(json_object_get(input->root, key));
    if (!json_is_array(json_object_get(input->root, key)) || !find_array(&walk, text_of(key)))
        return NULL;
    struct json_place *places = calloc(size + 1, sizeof *places);
    for (size_t i = 0; places && i < size; i++) {
        skip_space(&walk);
        size_t begin = walk.at;
        places[i] = walk.place;
        skip_value(&walk);
        places[i].size = walk.at - begin;
    }
    *count = size;
    return places;
}

struct text json_input_value(const json_t *value)
{
    if (!json_is_string(value))
        return TEXT_NONE;
    struct text text = {json_string_value(value), json_string_length(value)};
    while (text.len > 0 && strchr(" \t\r\n", text.ptr[0]))
        text = (struct text){text.ptr + 1, text.len - 1};
    while (text.len > 0 && strchr(" \t\r\n", text.ptr[text.len - 1]))
        text.len--;
    return text.len > 0 ? text : TEXT_NONE;
}

struct text json_input_text(const json_t *object, const char *key)
{
    return json_input_value(json_object_get(object, key));
}
