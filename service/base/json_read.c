#include "claimd/json_read.h"

#include <string.h>

#include <jansson.h>

/* Where `offset` lies, for a fault that jansson does not see. */
static void locate(struct text text, size_t offset, struct json_fault *fault)
{
    struct text before = {.ptr = text.ptr, .len = offset};
    size_t line = 1;
    struct text rest = before;
    for (const char *end; rest.len > 0 && (end = memchr(rest.ptr, '\n', rest.len)) != NULL; line++)
        rest = (struct text){.ptr = end + 1, .len = rest.len - (size_t)(end - rest.ptr) - 1};
    fault->line = line;
    fault->column = text_code_points(rest) + 1;
    fault->offset = offset;
}

/* The offset of the first bracket that opens a level too deep; `text.len` where none does. */
static size_t too_deep_at(struct text text)
{
    size_t depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string && (c == '[' || c == '{') && ++depth > JSON_DEPTH_MAX)
            return i;
        else if (!in_string && (c == ']' || c == '}') && depth > 0)
            depth--;
    }
    return text.len;
}

/* jansson's own texts quote the input, perhaps cut within a character. */
static const char *message_of(enum json_error_code code)
{
    switch (code) {
    case json_error_premature_end_of_input:
        return "The text ends before the value does.";
    case json_error_end_of_input_expected:
        return "There is something behind the value.";
    case json_error_invalid_utf8:
        return "The text is not UTF-8.";
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return "U+0000 is not allowed.";
    case json_error_duplicate_key:
        return "The object has this key already.";
    case json_error_numeric_overflow:
        return "The number is too large.";
    default:
        return "This is not JSON.";
    }
}

static enum err refuse(struct text text, size_t offset, const char *message, struct json_fault *fault)
{
    locate(text, offset, fault);
    fault->message = message;
    return ERR_INVALID_JSON;
}

enum err json_read(struct text text, struct json_t **out, struct json_fault *fault)
{
    /* jansson takes `{"a":1\0}` for whole. */
    const char *nul = text.len == 0 ? NULL : memchr(text.ptr, '\0', text.len);
    if (nul != NULL)
        return refuse(text, (size_t)(nul - text.ptr), "U+0000 is not allowed.", fault);
    size_t deep = too_deep_at(text);
    if (deep < text.len)
        return refuse(text, deep, "The value is nested more than 32 levels deep.", fault);

    json_error_t error = {0};
    json_t *value = json_loadb(text.len == 0 ? "" : text.ptr, text.len, JSON_REJECT_DUPLICATES, &error);
    if (value != NULL) {
        *out = value;
        return ERR_NONE;
    }
    enum json_error_code code = json_error_code(&error);
    /* Without memory jansson mostly says nothing, and at times that a token is invalid. */
    if (code == json_error_out_of_memory || code == json_error_unknown)
        return ERR_INTERNAL;
    size_t offset = error.position < 0 ? 0 : (size_t)error.position;
    return refuse(text, offset < text.len ? offset : text.len, message_of(code), fault);
}
