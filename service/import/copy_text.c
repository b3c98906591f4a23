#include "import/copy_text.h"

static void separate(struct buf *buf)
{
    if (buf->len > 0 && buf->ptr[buf->len - 1] != '\n')
        buf_char(buf, '\t');
}

void copy_text(struct buf *buf, struct text text)
{
    separate(buf);
    if (!text.ptr) {
        buf_literal(buf, "\\N");
        return;
    }
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c != '\\' && c != '\t' && c != '\n' && c != '\r')
            continue;
        buf_text(buf, (struct text){.ptr = text.ptr + from, .len = i - from});
        buf_char(buf, '\\');
        buf_char(buf, c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : c);
        from = i + 1;
    }
    buf_text(buf, (struct text){.ptr = text.ptr + from, .len = text.len - from});
}

void copy_int(struct buf *buf, int64_t number)
{
    separate(buf);
    buf_int(buf, number);
}

void copy_bytea(struct buf *buf, const unsigned char *bytes, size_t count)
{
    static const char digits[] = "0123456789abcdef";
    separate(buf);
    buf_literal(buf, "\\\\x");
    for (size_t i = 0; i < count; i++) {
        buf_char(buf, digits[bytes[i] >> 4]);
        buf_char(buf, digits[bytes[i] & 0xF]);
    }
}

void copy_row_end(struct buf *buf)
{
    buf_char(buf, '\n');
}

enum err copy_send(struct session *session, const char *statement, struct buf *rows)
{
    enum err err = buf_check(rows);
    if (err || rows->len == 0)
        return err;
    err = session_copy_begin(session, statement);
    if (!err)
        err = session_copy(session, buf_view(rows));
    if (!err)
        err = session_copy_end(session);
    buf_reset(rows);
    return err;
}
