#include "claimd/language_tag.h"

#include "ascii.h"

bool language_tag_fits(struct text text)
{
    if (text.len > LANGUAGE_TAG_LENGTH_MAX)
        return false;
    struct text rest = text, part;
    size_t parts = 0;
    for (; text_split(&rest, '-', &part); parts++) {
        bool language = parts == 0;
        if (part.len < (language ? 2 : 1) || part.len > (language ? 3 : 8))
            return false;
        for (size_t i = 0; i < part.len; i++)
            if (!ascii_is_alpha(part.ptr[i]) && (language || !ascii_is_digit(part.ptr[i])))
                return false;
    }
    return parts > 0;
}
