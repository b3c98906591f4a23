#include "claimd/json_write.h"

#include "ascii.h"

#define DEPTH_MAX 32

void json_writer_init(struct json_writer *json, struct buf *buf)
{
    *json = (struct json_writer){.buf = buf};
}

static void separate(struct json_writer *json)
{
    uint64_t bit = UINT64_C(1) << json->depth;
    if (json->comma & bit)
        buf_char(json->buf, ',');
    json->comma |= bit;
}

static void open(struct json_writer *json, char bracket)
{
    separate(json);
    if (json->depth == DEPTH_MAX) {
        json->buf->failed = true;
        return;
    }
    buf_char(json->buf, bracket);
    json->depth++;
    json->comma &= ~(UINT64_C(1) << json->depth);
}

static void close(struct json_writer *json, char bracket)
{
    /* Once an opening was refused the closings do not balance; nothing of it will be sent. */
    if (json->depth == 0) {
        json->buf->failed = true;
        return;
    }
    json->depth--;
    buf_char(json->buf, bracket);
}

void json_write_only(struct json_writer *json, const char *const *names)
{
    json->only = names;
    json->only_depth = json->depth + 1;
    json->passing = false;
}

static void take_back(struct json_writer *json)
{
    uint64_t bit = UINT64_C(1) << json->depth;
    if (!json->passing)
        return;
    json->passing = false;
    json->buf->len = json->passed_len;
    json->comma = json->passed_comma ? json->comma | bit : json->comma & ~bit;
}

static bool is_among(const char *const *names, struct text key)
{
    while (*names != NULL && !text_equal(text_of(*names), key))
        names++;
    return *names != NULL;
}

/* Before a key. */
static void choose(struct json_writer *json, struct text key)
{
    if (json->only == NULL || json->depth != json->only_depth)
        return;
    take_back(json);
    if (is_among(json->only, key))
        return;
    json->passing = true;
    json->passed_len = json->buf->len;
    json->passed_comma = (json->comma & UINT64_C(1) << json->depth) != 0;
}

void json_write_object_begin(struct json_writer *json)
{
    open(json, '{');
}

void json_write_object_end(struct json_writer *json)
{
    if (json->only != NULL && json->depth == json->only_depth) {
        take_back(json);
        json->only = NULL;
    }
    close(json, '}');
}

void json_write_array_begin(struct json_writer *json)
{
    open(json, '[');
}

void json_write_array_end(struct json_writer *json)
{
    close(json, ']');
}

/* The value that follows a key takes no comma. */
static void expect_value(struct json_writer *json)
{
    buf_char(json->buf, ':');
    json->comma &= ~(UINT64_C(1) << json->depth);
}

void json_write_key(struct json_writer *json, const char *key)
{
    choose(json, text_of(key));
    separate(json);
    buf_char(json->buf, '"');
    buf_cstr(json->buf, key);
    buf_char(json->buf, '"');
    expect_value(json);
}

void json_write_key_text(struct json_writer *json, struct text key)
{
    choose(json, key);
    json_write_string(json, key);
    expect_value(json);
}

static void escape(struct buf *buf, char c)
{
    switch (c) {
    case '\b':
        buf_literal(buf, "\\b");
        return;
    case '\t':
        buf_literal(buf, "\\t");
        return;
    case '\n':
        buf_literal(buf, "\\n");
        return;
    case '\f':
        buf_literal(buf, "\\f");
        return;
    case '\r':
        buf_literal(buf, "\\r");
        return;
    case '"':
    case '\\':
        buf_char(buf, '\\');
        buf_char(buf, c);
        return;
    default:
        buf_format(buf, "\\u%04x", (unsigned)(unsigned char)c);
    }
}

static bool needs_escape(char c)
{
    return (unsigned char)c < 0x20 || c == '"' || c == '\\';
}

void json_write_string(struct json_writer *json, struct text text)
{
    if (text.ptr == NULL) {
        json_write_null(json);
        return;
    }
    separate(json);
    buf_char(json->buf, '"');
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!needs_escape(text.ptr[i]))
            continue;
        buf_text(json->buf, (struct text){.ptr = text.ptr + from, .len = i - from});
        escape(json->buf, text.ptr[i]);
        from = i + 1;
    }
    buf_text(json->buf, (struct text){.ptr = text.ptr + from, .len = text.len - from});
    buf_char(json->buf, '"');
}

void json_write_pair(struct json_writer *json, const char *key, struct text text)
{
    json_write_key(json, key);
    json_write_string(json, text);
}

void json_write_int(struct json_writer *json, int64_t number)
{
    separate(json);
    buf_int(json->buf, number);
}

void json_write_bool(struct json_writer *json, bool value)
{
    json_write_raw(json, value ? TEXT("true") : TEXT("false"));
}

void json_write_null(struct json_writer *json)
{
    json_write_raw(json, TEXT("null"));
}

void json_write_raw(struct json_writer *json, struct text text)
{
    separate(json);
    buf_text(json->buf, text);
}
