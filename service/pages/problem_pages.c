#include "pages/problem_pages.h"

#include "claimd/err.h"
#include "claimd/json_write.h"

/* What a page tells. */
struct page {
    const char *slug;
    const char *title; /* NULL: a fault's code, of which the text tells all */
    const char *text;
    int status; /* 0: a fault */
};

static bool find_error(struct text slug, struct page *page)
{
    for (int i = ERR_NONE + 1; i < ERR_COUNT; i++) {
        const struct err_info *info = err_info((enum err)i);
        if (!text_equal(slug, text_of(info->slug)))
            continue;
        *page = (struct page){.slug = info->slug, .title = info->title, .text = info->text, .status = info->status};
        return true;
    }
    return false;
}

static bool find_fault(struct text slug, struct page *page)
{
    for (int i = 0; i < FAULT_COUNT; i++) {
        const struct fault_info *info = fault_info((enum fault_code)i);
        if (!text_equal(slug, text_of(info->slug)))
            continue;
        *page = (struct page){.slug = info->slug, .text = info->text};
        return true;
    }
    return false;
}

static void key_text(struct json_writer *json, const char *key, const char *string)
{
    json_write_key(json, key);
    json_write_string(json, text_of(string));
}

static void write_json(struct buf *buf, const struct page *page)
{
    struct json_writer json;
    json_writer_init(&json, buf);
    json_write_object_begin(&json);
    key_text(&json, "slug", page->slug);
    if (page->status != 0) {
        key_text(&json, "title", page->title);
        json_write_key(&json, "status");
        json_write_int(&json, page->status);
    }
    key_text(&json, "description", page->text);
    json_write_object_end(&json);
}

/* The registry's words, in which `backquotes` enclose code. */
static void write_words(struct buf *buf, const char *words)
{
    bool code = false;
    for (; *words != '\0'; words++) {
        switch (*words) {
        case '<':
            buf_literal(buf, "&lt;");
            break;
        case '&':
            buf_literal(buf, "&amp;");
            break;
        case '`':
            buf_cstr(buf, code ? "</code>" : "<code>");
            code = !code;
            break;
        default:
            buf_char(buf, *words);
        }
    }
}

static void write_html(struct buf *buf, const struct page *page)
{
    const char *title = page->title == NULL ? page->slug : page->title;
    buf_literal(buf, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    write_words(buf, title);
    buf_literal(buf, "</title>\n</head>\n<body>\n<h1>");
    write_words(buf, title);
    buf_literal(buf, "</h1>\n<p>");
    write_words(buf, page->text);
    buf_literal(buf, "</p>\n<p>");
    if (page->status != 0)
        buf_format(buf,
                   "A problem (<a href=\"https://www.rfc-editor.org/rfc/rfc9457\">RFC 9457</a>) of HTTP status %d.",
                   page->status);
    else
        buf_literal(buf, "A <code>code</code> of the <code>errors</code> in a problem.");
    buf_literal(buf, "</p>\n</body>\n</html>\n");
}

enum err problems_page(struct request *request, const struct rows *rows, struct ask *ask)
{
    (void)rows;
    (void)ask;
    struct page page;
    if (!find_error(request->id, &page) && !find_fault(request->id, &page))
        return ERR_NOT_FOUND;
    request->reply.immutable_body = true;
    if (request->reply.media == MEDIA_HTML)
        write_html(&request->reply.body, &page);
    else
        write_json(&request->reply.body, &page);
    return ERR_NONE;
}
