#include "claimd/log.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "claimd/json_write.h"
#include "utf8.h"

/* A byte becomes at most six ("\u001b"); two quotes and the mark of a cut. */
#define ESCAPED_MAX (6 * LOG_FIELD_MAX + 8)
/* Kept back for `,"truncated":true}` and the line's end. */
#define TAIL_MAX  24
#define TIME_SIZE 25 /* 2026-01-02T03:04:05.678Z and a NUL */

static const char *const level_names[] = {
    [LOG_ERROR] = "error", [LOG_WARNING] = "warning", [LOG_INFO] = "info", [LOG_DEBUG] = "debug"};

/* A buffer on the stack: full at its first allocation, so it never asks for another, and is never freed. */
static struct buf buf_on(char *bytes, size_t size)
{
    return (struct buf){.ptr = bytes, .cap = size, .max = size};
}

static void escape_point(struct buf *out, const char *sequence, size_t size)
{
    uint32_t point = utf8_code_point(sequence, size);
    if (point == '"' || point == '\\')
        buf_char(out, '\\');
    if (point < 0x20 || (point >= 0x7F && point < 0xA0))
        buf_format(out, "\\u%04x", (unsigned)point);
    else
        buf_text(out, (struct text){.ptr = sequence, .len = size});
}

static void escape(struct buf *out, struct text text)
{
    bool cut = text.len > LOG_FIELD_MAX;
    if (cut)
        text.len = LOG_FIELD_MAX;
    buf_char(out, '"');
    while (text.len > 0) {
        size_t size = utf8_sequence(text);
        if (size > 0)
            escape_point(out, text.ptr, size);
        else
            buf_literal(out, "\xEF\xBF\xBD");
        size += size == 0;
        text.ptr += size;
        text.len -= size;
    }
    buf_cstr(out, cut ? "…\"" : "\"");
}

static void write_text(struct json_writer *json, const char *name, struct text text)
{
    char bytes[ESCAPED_MAX];
    struct buf escaped = buf_on(bytes, sizeof(bytes));
    escape(&escaped, text);
    json_write_key(json, name);
    json_write_raw(json, buf_view(&escaped));
}

static void write_time(struct json_writer *json)
{
    struct timespec now;
    struct tm utc;
    char text[TIME_SIZE] = "";
    if (clock_gettime(CLOCK_REALTIME, &now) == 0 && gmtime_r(&now.tv_sec, &utc) != NULL) {
        size_t len = strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &utc);
        snprintf(text + len, sizeof(text) - len, ".%03dZ", (int)(now.tv_nsec / 1000000 % 1000));
    }
    json_write_key(json, "time");
    json_write_string(json, text_of(text));
}

/* A field is written whole or not at all. */
static bool write_field(struct json_writer *json, const struct log_field *field)
{
    const struct json_writer writer_before = *json;
    const struct buf before = *json->buf;
    if (field->text.ptr != NULL) {
        write_text(json, field->name, field->text);
    } else {
        json_write_key(json, field->name);
        json_write_int(json, field->number);
    }
    if (!json->buf->failed)
        return true;
    *json = writer_before;
    *json->buf = before;
    return false;
}

void log_write(const struct log *log, enum log_level level, const char *message, const struct log_field *fields,
               size_t count)
{
    if (level > log->level)
        return;
    char bytes[LOG_LINE_MAX];
    struct buf line = buf_on(bytes, sizeof(bytes) - TAIL_MAX);
    struct json_writer json;
    json_writer_init(&json, &line);
    json_write_object_begin(&json);
    write_time(&json);
    json_write_key(&json, "level");
    json_write_string(&json, text_of(level_names[level]));
    write_text(&json, "message", text_of(message));
    bool whole = true;
    for (size_t i = 0; i < count; i++)
        whole = write_field(&json, &fields[i]) && whole;
    line.cap = line.max = sizeof(bytes);
    if (!whole) {
        json_write_key(&json, "truncated");
        json_write_bool(&json, true);
    }
    json_write_object_end(&json);
    buf_char(&line, '\n');
    /* A log that cannot be written has nowhere to say so. */
    ssize_t written = write(log->fd, line.ptr, line.len);
    (void)written;
}
