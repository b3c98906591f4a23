/* `fields`: the top-level names that are shown of each item, or of CSV the columns. */
#ifndef CLAIMD_LISTING_FIELDS_H
#define CLAIMD_LISTING_FIELDS_H

#include "claimd/request.h"

extern const struct param_spec fields_param;

/*
 * The names that are shown, NULL-terminated, in the order of `known`; the first of `known` always. NULL: all are, since
 * the request does not choose. A name that is not among `known` is a fault of the request. In the arena.
 */
enum err fields_read(const char *const *known, struct request *request, const char *const **out) CLAIMD_MUST_CHECK;
/* Is it shown? `fields` as fields_read left it. */
bool fields_have(const char *const *fields, const char *name);

#endif
