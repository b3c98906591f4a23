/*
 * The log: JSON lines, one write(2) each, to a descriptor that the caller opens and closes.
 *
 * {"time":"2026-01-02T03:04:05.678Z","level":"info","message":"listening","port":8080}
 * Texts may come from anywhere: control characters (C0, DEL, C1) are escaped, bytes that are not UTF-8 become U+FFFD,
 * and a text longer than LOG_FIELD_MAX is cut and ends in "…". Fields that no longer fit into a line are left out and
 * `"truncated":true` says so. Needs no memory from the heap. Thread-safe; a line that cannot be written is lost.
 */
#ifndef CLAIMD_LOG_H
#define CLAIMD_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "claimd/text.h"

#define LOG_FIELD_MAX 1024  /* bytes of a text before it is escaped */
#define LOG_LINE_MAX  16384 /* bytes of a line */

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

struct log {
    int fd;
    enum log_level level; /* what lies beyond it is not written */
};

struct log_field {
    const char *name; /* a literal of plain ASCII that needs no escape; not time, level, message or truncated */
    struct text text; /* TEXT_NONE: `number` is the value */
    int64_t number;
};

static inline struct log_field log_text(const char *name, struct text text)
{
    return (struct log_field){.name = name, .text = text.ptr == NULL ? TEXT("") : text};
}

static inline struct log_field log_int(const char *name, int64_t number)
{
    return (struct log_field){.name = name, .number = number};
}

/* log_write(log, LOG_INFO, "listening", LOG_FIELDS(log_int("port", port))); without fields: NULL, 0 */
#define LOG_FIELDS(...)                                                                                                \
    (const struct log_field[]){__VA_ARGS__}, sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field)

void log_write(const struct log *log, enum log_level level, const char *message, const struct log_field *fields,
               size_t count);

#endif
