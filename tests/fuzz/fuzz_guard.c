/* The header guard: `METHOD target version`, then a line for each header, as far as they are there. */
#include <string.h>

#include "fuzz.h"
#include "http/guard.h"

static size_t read_headers(struct text rest, struct header_field *headers)
{
    size_t count = 0;
    for (struct text line; count < GUARD_HEADER_MAX && text_split(&rest, '\n', &line); count++) {
        struct text name = TEXT_NONE, value = line;
        text_split(&value, ':', &name);
        headers[count] = (struct header_field){.name = name, .value = text_trim(value)};
        if (headers[count].value.ptr == NULL)
            headers[count].value = TEXT("");
    }
    return count;
}

static unsigned count_named(const struct guard_head *head, struct text name)
{
    unsigned count = 0;
    for (size_t i = 0; i < head->header_count; i++)
        count += text_equal_nocase(head->headers[i].name, name);
    return count;
}

static void check_passed(const struct guard_head *head, const struct guard_passed *passed)
{
    unsigned lengths = count_named(head, TEXT("Content-Length"));
    unsigned encodings = count_named(head, TEXT("Transfer-Encoding"));
    fuzz_require(lengths + encodings <= 1);
    fuzz_require(passed->chunked == (encodings == 1));
    fuzz_require(passed->content_length >= -1 && (passed->content_length >= 0) == (lengths == 1));
    unsigned hosts = count_named(head, TEXT("Host"));
    fuzz_require(hosts == 1 || (hosts == 0 && passed->http_1_0));
    fuzz_require(passed->path.len > 0 && (passed->path.ptr[0] == '/' || text_equal(passed->path, TEXT("*"))));
    fuzz_require(memchr(passed->path.ptr, '?', passed->path.len) == NULL);
    for (size_t i = 0; i < head->header_count; i++)
        fuzz_require(!text_has_control(head->headers[i].name) && head->headers[i].name.len > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text rest = fuzz_text(data, size);
    struct header_field headers[GUARD_HEADER_MAX];
    struct guard_head head = {.method = TEXT(""), .target = TEXT(""), .version = TEXT(""), .headers = headers};
    struct text line = TEXT_NONE;
    if (!text_split(&rest, '\n', &line))
        return 0;
    (void)(text_split(&line, ' ', &head.method) && text_split(&line, ' ', &head.target) &&
           text_split(&line, ' ', &head.version));
    head.header_count = read_headers(rest, headers);
    struct guard_passed passed;
    const char *why = NULL;
    enum err err = guard_check(&head, &passed, &why);
    if (err == ERR_NONE)
        check_passed(&head, &passed);
    else
        fuzz_require(why != NULL && err_info(err)->status < 500);
    return 0;
}
