/* Of which type the members of an entry are that a format reads: what is of another is refused, not passed over. */
#ifndef CLAIMD_FORMATS_JSON_MEMBERS_H
#define CLAIMD_FORMATS_JSON_MEMBERS_H

#include <jansson.h>
#include <stdbool.h>

#include "claimd/buf.h"

/* A time is RFC 3339's, a text that begins with a day and T. */
enum json_sort { JSON_A_TEXT, JSON_A_TIME, JSON_A_FLAG, JSON_A_WHOLE_NUMBER, JSON_TEXTS, JSON_A_MAP, JSON_MAPS };

struct json_member {
    const char *name; /* NULL: the end of the list */
    enum json_sort sort;
    const struct json_member *members; /* of a map, of each of several */
};

/*
 * Whether each member that is there is of its type; null is of none. If not, `words` has a sentence on the first that
 * is not. Members that are not in the list are not looked at.
 */
bool json_members_fit(const json_t *object, const struct json_member *members, struct buf *words);

#endif
