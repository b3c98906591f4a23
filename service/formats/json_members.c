#include "formats/json_members.h"

#include <string.h>

#include "claimd/edtf.h"

static const char *const sorts[] = {
    [JSON_A_TEXT] = "a text",          [JSON_A_TIME] = "a time of RFC 3339",
    [JSON_A_FLAG] = "true or false",   [JSON_A_WHOLE_NUMBER] = "a whole number",
    [JSON_TEXTS] = "a list of texts",  [JSON_A_MAP] = "an object",
    [JSON_MAPS] = "a list of objects",
};

static bool is_time(const json_t *value)
{
    enum { DAY = 10 };
    const char *text = json_string_value(value);
    struct edtf day;
    return text && strlen(text) > DAY && text[DAY] == 'T' && edtf_parse((struct text){text, DAY}, &day);
}

static bool is_of(const json_t *value, enum json_sort sort)
{
    switch (sort) {
    case JSON_A_TEXT:
        return json_is_string(value);
    case JSON_A_TIME:
        return is_time(value);
    case JSON_A_FLAG:
        return json_is_boolean(value);
    case JSON_A_WHOLE_NUMBER:
        return json_is_integer(value);
    case JSON_A_MAP:
        return json_is_object(value);
    case JSON_TEXTS:
    case JSON_MAPS:
        break;
    }
    bool all = json_is_array(value);
    for (size_t i = 0; all && i < json_array_size(value); i++) {
        const json_t *one = json_array_get(value, i);
        all = sort == JSON_TEXTS ? json_is_string(one) : json_is_object(one);
    }
    return all;
}

/* The members of the maps in a list know of no further ones: a level, and one more. */
static const struct json_member *unfit(const json_t *object, const struct json_member *members)
{
    for (; members && members->name; members++) {
        const json_t *value = json_object_get(object, members->name);
        if (value && !is_of(value, members->sort))
            return members;
    }
    return NULL;
}

static const struct json_member *unfit_within(const json_t *value, const struct json_member *member)
{
    const struct json_member *found = json_is_object(value) ? unfit(value, member->members) : NULL;
    for (size_t i = 0; !found && i < json_array_size(value); i++)
        found = unfit(json_array_get(value, i), member->members);
    return found;
}

bool json_members_fit(const json_t *object, const struct json_member *members, struct buf *words)
{
    const struct json_member *found = unfit(object, members);
    if (found) {
        buf_format(words, "%s is %s", found->name, sorts[found->sort]);
        return false;
    }
    for (; members->name; members++) {
        found = members->members ? unfit_within(json_object_get(object, members->name), members) : NULL;
        if (!found)
            continue;
        buf_format(words, "%s of %s is %s", found->name, members->name, sorts[found->sort]);
        return false;
    }
    return true;
}
