#include "formats/format.h"

#include <string.h>

const struct format formats[] = {
    {.name = NULL},
};

const struct format *format_find(const char *name)
{
    for (const struct format *format = formats; format->name; format++)
        if (strcmp(format->name, name) == 0)
            return format;
    return NULL;
}
