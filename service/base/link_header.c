#include "claimd/link_header.h"

#include "claimd/percent.h"

void link_header_add(struct buf *buf, struct text target, const char *rel, const char *type)
{
    buf_cstr(buf, buf->len == 0 ? "<" : ", <");
    percent_encode_rest(buf, target);
    buf_format(buf, ">; rel=\"%s\"", rel);
    if (type != NULL)
        buf_format(buf, "; type=\"%s\"", type);
}

void link_header_title(struct buf *buf, struct text title)
{
    buf_literal(buf, "; title*=UTF-8''");
    percent_encode(buf, title);
}
