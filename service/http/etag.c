#include "http/etag.h"

#include "claimd/base64url.h"
#include "claimd/hash.h"

struct text etag_make(struct text prefix, struct text body, bool gzip, struct arena *arena)
{
    unsigned char hash[HASH_SHORT_SIZE];
    char text[32];
    struct buf encoded = {.ptr = text, .cap = sizeof(text), .max = sizeof(text)};
    hash_short(body, hash);
    base64url_encode(&encoded, (struct text){(const char *)hash, sizeof(hash)});
    return arena_format(arena, "\"%.*s%s%.*s%s\"", TEXT_ARG(prefix), prefix.len > 0 ? "-" : "",
                        TEXT_ARG(buf_view(&encoded)), gzip ? "-gz" : "");
}

bool etag_matches(struct text list, struct text tag)
{
    if (list.ptr == NULL)
        return false;
    list = text_trim(list);
    if (text_equal(list, TEXT("*")))
        return true;
    /* A tag of ours holds no comma, so that splitting another's tag in two can give none of ours. */
    struct text part;
    while (text_split(&list, ',', &part)) {
        part = text_trim(part);
        if (text_starts(part, TEXT("W/")))
            part = (struct text){part.ptr + 2, part.len - 2};
        if (text_equal(part, tag))
            return true;
    }
    return false;
}
