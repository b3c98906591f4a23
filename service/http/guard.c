#include "http/guard.h"

#include <string.h>

#include "base/ascii.h"

static const struct {
    struct text name;
    enum method method;
} methods[] = {
    {TEXT("GET"), METHOD_GET},       {TEXT("HEAD"), METHOD_HEAD}, {TEXT("OPTIONS"), METHOD_OPTIONS},
    {TEXT("POST"), METHOD_POST},     {TEXT("PUT"), METHOD_PUT},   {TEXT("PATCH"), METHOD_PATCH},
    {TEXT("DELETE"), METHOD_DELETE},
};

/* RFC 9110, 5.6.2 */
static bool is_token(struct text text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!ascii_is_token(text.ptr[i]))
            return false;
    }
    return text.len > 0;
}

/* RFC 9110, 5.5: visible characters, obs-text, space and tab. */
static bool is_field_value(struct text text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if ((c < 0x20 && c != '\t') || c == 0x7F)
            return false;
    }
    return true;
}

static bool begins_nocase(struct text text, struct text prefix)
{
    return text.len >= prefix.len && text_equal_nocase((struct text){text.ptr, prefix.len}, prefix);
}

/* What a folded line or a blank before the colon makes of a framing header's name. */
static bool is_near_framing(struct text name)
{
    static const struct text framing[] = {TEXT("Content-Length"), TEXT("Transfer-Encoding"), TEXT("Host")};
    for (size_t i = 0; i < sizeof(framing) / sizeof(*framing); i++) {
        if (begins_nocase(name, framing[i]))
            return name.len != framing[i].len;
    }
    return false;
}

/* RFC 3986, 3.2.2 and 3.2.3, coarsely: what cannot stand in a host and port is refused. */
static bool is_authority(struct text text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (c == '\0' || strchr("-._~%!$&'()*+;=:[]", c) == NULL))
            return false;
    }
    return true;
}

static enum err check_method(const struct guard_head *head, struct guard_passed *out, const char **why)
{
    for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++) {
        if (text_equal(head->method, methods[i].name)) {
            out->method = methods[i].method;
            return ERR_NONE;
        }
    }
    *why = "The method is not one that this service knows.";
    return ERR_BAD_REQUEST;
}

static enum err check_version(const struct guard_head *head, struct guard_passed *out, const char **why)
{
    out->http_1_0 = text_equal(head->version, TEXT("HTTP/1.0"));
    if (out->http_1_0 || text_equal(head->version, TEXT("HTTP/1.1")))
        return ERR_NONE;
    *why = "The version is neither HTTP/1.1 nor HTTP/1.0.";
    return ERR_BAD_REQUEST;
}

/*
 * RFC 9112, 3.2.2: the absolute form must be accepted; its authority says nothing to this service. TEXT_NONE when it is
 * not of this form; else what is left is empty or begins with '/' or '?'.
 */
static struct text without_authority(struct text target)
{
    size_t scheme = begins_nocase(target, TEXT("http://")) ? 7 : begins_nocase(target, TEXT("https://")) ? 8 : 0;
    if (scheme == 0)
        return TEXT_NONE;
    size_t at = scheme;
    while (at < target.len && target.ptr[at] != '/' && target.ptr[at] != '?')
        at++;
    if (at == scheme || !is_authority((struct text){target.ptr + scheme, at - scheme}))
        return TEXT_NONE;
    return (struct text){target.ptr + at, target.len - at};
}

static enum err check_target(const struct guard_head *head, struct guard_passed *out, const char **why)
{
    struct text target = head->target;
    if (target.len > GUARD_TARGET_MAX) {
        *why = "A URL may have 8,192 bytes.";
        return ERR_TARGET_TOO_LONG;
    }
    *why = "The target holds a blank, a control character or a fragment.";
    if (head->target_cut)
        return ERR_BAD_TARGET;
    for (size_t i = 0; i < target.len; i++) {
        unsigned char c = (unsigned char)target.ptr[i];
        if (c <= 0x20 || c == 0x7F || c == '#')
            return ERR_BAD_TARGET;
    }
    *why = "The target is neither a path nor an absolute URL.";
    if (text_equal(target, TEXT("*")) && out->method == METHOD_OPTIONS) {
        out->path = target;
        out->query = TEXT_NONE;
        return ERR_NONE;
    }
    if (target.len == 0 || target.ptr[0] != '/') {
        target = without_authority(target);
        if (target.ptr == NULL)
            return ERR_BAD_TARGET;
    }
    const char *mark = target.len == 0 ? NULL : memchr(target.ptr, '?', target.len);
    size_t path_len = mark == NULL ? target.len : (size_t)(mark - target.ptr);
    out->path = path_len == 0 ? TEXT("/") : (struct text){target.ptr, path_len};
    out->query = mark == NULL ? TEXT_NONE : (struct text){mark + 1, target.len - path_len - 1};
    return ERR_NONE;
}

static enum err check_fields(const struct guard_head *head, const char **why)
{
    size_t size = 0;
    for (size_t i = 0; i < head->header_count; i++)
        size += head->headers[i].name.len + head->headers[i].value.len + 4;
    *why = "The request line and the headers may have 16 KiB together, and 100 lines.";
    if (head->more || size > GUARD_HEADERS_MAX)
        return ERR_HEADERS_TOO_LARGE;
    for (size_t i = 0; i < head->header_count; i++) {
        const struct header_field *header = &head->headers[i];
        *why = "A header holds a NUL, is folded, has no name, or ends in a bare LF.";
        if (header->cut)
            return ERR_BAD_REQUEST;
        *why = "A header's name is not a token.";
        if (!is_token(header->name))
            return ERR_BAD_REQUEST;
        *why = "A header's value holds a control character.";
        if (!is_field_value(header->value))
            return ERR_BAD_REQUEST;
        *why = "A header's name merely begins like one that says where a message ends.";
        if (is_near_framing(header->name))
            return ERR_BAD_REQUEST;
    }
    *why = "A line ends in a bare LF.";
    if (head->torn)
        return ERR_BAD_REQUEST;
    return ERR_NONE;
}

static bool content_length(struct text value, int64_t *out)
{
    if (value.len == 0 || value.len > 18)
        return false;
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] < '0' || value.ptr[i] > '9')
            return false;
    }
    return text_to_int64(value, out);
}

static enum err check_framing(const struct guard_head *head, struct guard_passed *out, const char **why)
{
    unsigned lengths = 0, encodings = 0, hosts = 0;
    out->content_length = -1;
    for (size_t i = 0; i < head->header_count; i++) {
        const struct header_field *header = &head->headers[i];
        if (text_equal_nocase(header->name, TEXT("Content-Length"))) {
            *why = "Content-Length is not a number, or there are two.";
            if (lengths++ > 0 || !content_length(header->value, &out->content_length))
                return ERR_BAD_REQUEST;
        } else if (text_equal_nocase(header->name, TEXT("Transfer-Encoding"))) {
            *why = "Transfer-Encoding is not exactly \"chunked\", or there are two, or the version is HTTP/1.0.";
            if (encodings++ > 0 || out->http_1_0 || !text_equal_nocase(header->value, TEXT("chunked")))
                return ERR_BAD_REQUEST;
        } else if (text_equal_nocase(header->name, TEXT("Host"))) {
            *why = "Host is not a host, or there are two.";
            if (hosts++ > 0 || !is_authority(header->value))
                return ERR_BAD_REQUEST;
        }
    }
    *why = "Content-Length and Transfer-Encoding must not come together.";
    if (lengths > 0 && encodings > 0)
        return ERR_BAD_REQUEST;
    *why = "An HTTP/1.1 request needs a Host header.";
    if (hosts == 0 && !out->http_1_0)
        return ERR_BAD_REQUEST;
    out->chunked = encodings > 0;
    return ERR_NONE;
}

enum err guard_check(const struct guard_head *head, struct guard_passed *out, const char **why)
{
    struct guard_passed passed = {0};
    enum err err = check_method(head, &passed, why);
    if (err == ERR_NONE)
        err = check_version(head, &passed, why);
    if (err == ERR_NONE)
        err = check_target(head, &passed, why);
    if (err == ERR_NONE)
        err = check_fields(head, why);
    if (err == ERR_NONE)
        err = check_framing(head, &passed, why);
    if (err == ERR_NONE)
        *out = passed;
    return err;
}
