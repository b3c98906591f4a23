#include "formats/group_names.h"

#include <string.h>

struct text group_name_short(struct text name)
{
    static const char *const words[] = {" group", " team"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct text word = text_of(words[i]);
        if (name.len > word.len + 2 && text_equal_nocase((struct text){name.ptr + name.len - word.len, word.len}, word))
            return (struct text){name.ptr, name.len - word.len};
    }
    return TEXT_NONE;
}

bool group_name_is_formula(struct text name)
{
    return name.len > 0 && name.ptr[0] != '\0' && strchr("=+-@", name.ptr[0]) != NULL;
}
