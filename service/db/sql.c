#include "claimd/sql.h"

#include <assert.h>
#include <string.h>

#define PARAM_MARK  '\x01'
#define SCHEMA_MARK '\x02'

static enum err compose_piece(const char *text, const char *schema, struct buf *out, unsigned char *order,
                              size_t *count)
{
    for (size_t len; text[len = strcspn(text, (const char[]){PARAM_MARK, SCHEMA_MARK, '\0'})] != '\0';) {
        const char *mark = text + len;
        buf_text(out, (struct text){.ptr = text, .len = len});
        if (*mark == SCHEMA_MARK) {
            buf_cstr(out, schema);
            text = mark + 1;
            continue;
        }
        unsigned char index = (unsigned char)(mark[1] - 1);
        size_t at = 0;
        while (at < *count && order[at] != index)
            at++;
        if (at == SQL_PARAMS_MAX)
            return ERR_INTERNAL;
        if (at == *count)
            order[(*count)++] = index;
        buf_char(out, '$');
        buf_int(out, (int64_t)at + 1);
        text = mark + 2;
    }
    buf_cstr(out, text);
    return ERR_NONE;
}

enum err sql_compose(const struct sql *sql, uint64_t shape, struct buf *out, unsigned char *order, size_t *count)
{
    size_t used = 0;
    static const char *const schemas[2][2] = {{"claimd.", "claimd_as_of."}, {"claimd_known.", "claimd_known_as_of."}};
    const char *schema = schemas[(shape & SQL_KNOWN_ON) != 0][(shape & SQL_AS_OF) != 0];
    for (size_t i = 0; i < sql->piece_count; i++) {
        const struct sql_piece *piece = &sql->pieces[i];
        if ((shape & piece->need) != piece->need || (shape & piece->forbid) != 0)
            continue;
        enum err err = compose_piece(piece->text, schema, out, order, &used);
        if (err)
            return err;
    }
    enum err err = buf_check(out);
    if (err)
        return err;
    *count = used;
    return ERR_NONE;
}

void ask_begin(struct ask *ask, const struct sql *sql, uint64_t shape, enum lane lane)
{
    *ask = (struct ask){.sql = sql, .shape = shape, .lane = lane};
}

void ask_bind(struct ask *ask, size_t param, struct text value)
{
    assert(ask->sql && param < ask->sql->param_count);
    ask->values[param] = value;
}

void ask_bind_int(struct ask *ask, size_t param, int64_t value, struct arena *arena)
{
    struct text text = arena_format(arena, "%lld", (long long)value);
    if (!text.ptr)
        ask->failed = true;
    ask_bind(ask, param, text);
}

/* Every element is quoted, so that none can read as NULL, as a number or as a nested array. */
static size_t array_literal_size(const struct text *values, size_t count)
{
    size_t size = sizeof "{}";
    for (size_t i = 0; i < count; i++) {
        size += sizeof "NULL" + values[i].len;
        for (size_t at = 0; at < values[i].len; at++)
            if (values[i].ptr[at] == '"' || values[i].ptr[at] == '\\')
                size++;
    }
    return size;
}

static char *array_element(char *to, struct text value)
{
    if (!value.ptr)
        return mempcpy(to, "NULL", 4);
    *to++ = '"';
    for (size_t at = 0; at < value.len; at++) {
        if (value.ptr[at] == '"' || value.ptr[at] == '\\')
            *to++ = '\\';
        *to++ = value.ptr[at];
    }
    *to++ = '"';
    return to;
}

enum err ask_bind_array(struct ask *ask, size_t param, const struct text *values, size_t count, struct arena *arena)
{
    char *literal = arena_alloc(arena, array_literal_size(values, count));
    if (!literal)
        return ERR_INTERNAL;
    char *to = literal;
    *to++ = '{';
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            *to++ = ',';
        to = array_element(to, values[i]);
    }
    *to++ = '}';
    ask_bind(ask, param, (struct text){.ptr = literal, .len = (size_t)(to - literal)});
    return ERR_NONE;
}
