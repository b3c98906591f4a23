#include "formats/eurepoc_names.h"

#include <string.h>

#include "claimd/buf.h"

/* Bytes of a space or an unseen mark at `at`, 0 for what is neither. */
static size_t blank_at(struct text text, size_t at, bool *seen)
{
    static const struct {
        const char *bytes;
        bool seen;
    } blanks[] = {{" ", true},
                  {"\t", true},
                  {"\n", true},
                  {"\r", true},
                  {"\xC2\xA0", true},
                  {"\xE2\x80\xAF", true},
                  {"\xE2\x80\x89", true},
                  {"\xE2\x80\x8B", false},
                  {"\xE2\x80\x8C", false},
                  {"\xE2\x80\x8D", false},
                  {"\xE2\x80\x8E", false},
                  {"\xE2\x80\x8F", false},
                  {"\xEF\xBB\xBF", false}};
    const struct text rest = {text.ptr + at, text.len - at};
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++) {
        if (text_starts(rest, text_of(blanks[i].bytes))) {
            *seen = blanks[i].seen;
            return strlen(blanks[i].bytes);
        }
    }
    return 0;
}

enum err eurepoc_clean(struct arena *arena, struct text raw, struct text *out)
{
    char *clean = arena_alloc(arena, raw.len + 1);
    if (!clean)
        return ERR_INTERNAL;
    size_t length = 0;
    bool gap = false;
    for (size_t at = 0; at < raw.len;) {
        bool seen = false;
        size_t size = blank_at(raw, at, &seen);
        if (size > 0) {
            gap = gap || (seen && length > 0);
            at += size;
            continue;
        }
        if (gap)
            clean[length++] = ' ';
        gap = false;
        clean[length++] = raw.ptr[at++];
    }
    *out = (struct text){clean, length};
    return ERR_NONE;
}

bool eurepoc_names_nobody(struct text clean)
{
    return clean.len == 0 || text_equal_nocase(clean, TEXT("Not available")) ||
           text_equal_nocase(clean, TEXT("Unknown"));
}

static bool cut(struct text *text, const char *mark, struct text *behind)
{
    size_t size = strlen(mark);
    for (size_t at = 0; at + size <= text->len; at++) {
        if (memcmp(text->ptr + at, mark, size) != 0)
            continue;
        *behind = text_trim((struct text){text->ptr + at + size, text->len - at - size});
        *text = text_trim((struct text){text->ptr, at});
        return true;
    }
    return false;
}

/* The last brackets, where they end the name and a space is before them: those of "NoName057(16)" belong to it. */
static struct text cut_brackets(struct text *name)
{
    if (!text_ends(*name, TEXT(")")))
        return TEXT_NONE;
    size_t depth = 0;
    for (size_t at = name->len; at-- > 1;) {
        depth += name->ptr[at] == ')';
        depth -= name->ptr[at] == '(';
        if (depth > 0)
            continue;
        if (name->ptr[at - 1] != ' ')
            return TEXT_NONE;
        struct text inner = text_trim((struct text){name->ptr + at + 1, name->len - at - 2});
        *name = text_trim((struct text){name->ptr, at});
        return inner;
    }
    return TEXT_NONE;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Whether the letters of `word` are first letters of the name's words, in order: IRGC. */
static bool abbreviates(struct text word, struct text name)
{
    if (word.len < 2 || word.len > 10)
        return false;
    size_t at = 0;
    char before = ' ';
    for (size_t i = 0; i < name.len && at < word.len; before = name.ptr[i++]) {
        bool first = before == ' ' || before == '-' || before == '\'';
        if (first && upper(name.ptr[i]) == word.ptr[at])
            at++;
    }
    return at == word.len;
}

static bool is_group_id(struct text word)
{
    if (word.len != 5 || word.ptr[0] != 'G')
        return false;
    for (size_t i = 1; i < word.len; i++)
        if (word.ptr[i] < '0' || word.ptr[i] > '9')
            return false;
    return true;
}

static enum err add(struct arena *arena, struct text name, struct eurepoc_name *out)
{
    struct text id = text_starts(name, TEXT("Group ")) ? (struct text){name.ptr + 6, name.len - 6} : name;
    if (is_group_id(id))
        return table_put(&out->groups, arena, id);
    if (!out->first.ptr) {
        out->first = name;
        return ERR_NONE;
    }
    return text_equal(name, out->first) ? ERR_NONE : table_put(&out->others, arena, name);
}

/* The parts between slashes (or commas before an id) that lie in no brackets. */
static enum err split_names(struct arena *arena, struct text names, struct eurepoc_name *out)
{
    size_t begin = 0, depth = 0;
    enum err err = ERR_NONE;
    for (size_t at = 0; at <= names.len && !err; at++) {
        char c = at < names.len ? names.ptr[at] : '/';
        depth += c == '(';
        depth -= c == ')' && depth > 0;
        struct text rest = {names.ptr + at, names.len - at};
        bool ends = at == names.len || (depth == 0 && (c == '/' || text_starts(rest, TEXT(", Group G"))));
        if (!ends)
            continue;
        struct text name = text_trim((struct text){names.ptr + begin, at - begin});
        begin = at + 1;
        if (name.len > 0)
            err = add(arena, name, out);
    }
    return err;
}

enum err eurepoc_name_parse(struct arena *arena, struct text raw, bool split, struct eurepoc_name *out)
{
    *out = (struct eurepoc_name){0};
    struct text rest;
    enum err err = eurepoc_clean(arena, raw, &rest);
    if (err)
        return err;
    if (!cut(&rest, "-->", &out->group))
        (void)cut(&rest, "<", &out->parent);
    struct text inner = cut_brackets(&rest);
    if (split)
        err = split_names(arena, rest, out);
    if (!err && !out->first.ptr)
        out->first = rest;
    if (err || !inner.ptr)
        return err;
    struct text word = inner, more;
    (void)cut(&word, ";", &more);
    if (abbreviates(word, out->first) && out->others.count == 0)
        return table_put(&out->others, arena, word);
    out->detail = inner;
    return ERR_NONE;
}

struct list {
    struct text rest;
    struct buf item;
};

static bool take_char(struct list *list, char c)
{
    if (list->rest.len == 0 || list->rest.ptr[0] != c)
        return false;
    list->rest = (struct text){list->rest.ptr + 1, list->rest.len - 1};
    return true;
}

static bool put_code_point(struct buf *buf, struct text digits)
{
    uint32_t code = 0;
    for (size_t i = 0; i < digits.len; i++) {
        char c = upper(digits.ptr[i]);
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'F')))
            return false;
        code = code * 16 + (uint32_t)(c <= '9' ? c - '0' : c - 'A' + 10);
    }
    if (code < 0x80) {
        buf_char(buf, (char)code);
    } else if (code < 0x800) {
        buf_char(buf, (char)(0xC0 | code >> 6));
        buf_char(buf, (char)(0x80 | (code & 0x3F)));
    } else {
        buf_char(buf, (char)(0xE0 | code >> 12));
        buf_char(buf, (char)(0x80 | (code >> 6 & 0x3F)));
        buf_char(buf, (char)(0x80 | (code & 0x3F)));
    }
    return true;
}

static bool take_escape(struct list *list)
{
    if (list->rest.len < 1)
        return false;
    char c = list->rest.ptr[0];
    size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : 0;
    if (list->rest.len < 1 + digits)
        return false;
    struct text code = {list->rest.ptr + 1, digits};
    list->rest = (struct text){list->rest.ptr + 1 + digits, list->rest.len - 1 - digits};
    if (digits > 0)
        return put_code_point(&list->item, code);
    buf_char(&list->item, c == 'n' || c == 'r' || c == 't' ? ' ' : c);
    return c == 'n' || c == 'r' || c == 't' || c == '\\' || c == '\'' || c == '"';
}

static bool take_string(struct list *list)
{
    char quote = list->rest.ptr[0];
    take_char(list, quote);
    buf_reset(&list->item);
    while (!take_char(list, quote)) {
        if (list->rest.len == 0)
            return false;
        if (take_char(list, '\\')) {
            if (!take_escape(list))
                return false;
            continue;
        }
        buf_char(&list->item, list->rest.ptr[0]);
        take_char(list, list->rest.ptr[0]);
    }
    return buf_check(&list->item) == ERR_NONE;
}

bool eurepoc_list_parse(struct arena *arena, struct text text,
                        bool (*take)(void *context, size_t outer, struct text item), void *context)
{
    struct list list = {.rest = text_trim(text)};
    buf_init(&list.item, 1U << 16);
    size_t depth = 0, outer = 0;
    bool good = list.rest.len == 0 || list.rest.ptr[0] == '[';
    while (good && list.rest.len > 0) {
        struct text item;
        if (take_char(&list, '[')) {
            good = ++depth <= 2;
        } else if (take_char(&list, ']')) {
            good = depth > 0 && (--depth > 0 || list.rest.len == 0);
        } else if (take_char(&list, ',')) {
            outer += depth == 1;
            good = depth > 0;
        } else if (text_starts(list.rest, TEXT("None"))) {
            list.rest = (struct text){list.rest.ptr + 4, list.rest.len - 4};
        } else if (list.rest.ptr[0] == '\'' || list.rest.ptr[0] == '"') {
            good = depth > 0 && take_string(&list) && !eurepoc_clean(arena, buf_view(&list.item), &item) &&
                   take(context, outer, item);
        } else {
            good = take_char(&list, ' ');
        }
    }
    buf_deinit(&list.item);
    return good && depth == 0;
}
