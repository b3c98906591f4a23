#include "db/conninfo.h"

#include <string.h>

#include <libpq-fe.h>

bool conninfo_right(const char *url)
{
    PQconninfoOption *options = PQconninfoParse(url, NULL);
    PQconninfoFree(options);
    return options != NULL;
}

/* libpq marks with '*' what should be hidden when it is shown. */
static bool is_secret(const PQconninfoOption *option)
{
    return option->dispchar[0] == '*' || strcmp(option->keyword, "sslpassword") == 0;
}

static void put_value(struct buf *out, const char *value)
{
    buf_char(out, '\'');
    for (; *value; value++) {
        if (*value == '\'' || *value == '\\')
            buf_char(out, '\\');
        buf_char(out, *value);
    }
    buf_char(out, '\'');
}

void conninfo_masked(const char *url, struct buf *out)
{
    PQconninfoOption *options = PQconninfoParse(url, NULL);
    bool first = true;
    for (const PQconninfoOption *option = options; option && option->keyword; option++) {
        if (!option->val)
            continue;
        if (!first)
            buf_char(out, ' ');
        first = false;
        buf_cstr(out, option->keyword);
        buf_char(out, '=');
        put_value(out, is_secret(option) ? "***" : option->val);
    }
    PQconninfoFree(options);
}
