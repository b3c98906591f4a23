/*
 * A request's parameters in one canonical text, so that the same question is the same text: declared order, values in
 * order, defaults left out, percent-encoded. Links are made of it, and the mark that ties a cursor to its list.
 */
#ifndef CLAIMD_LISTING_CANONICAL_H
#define CLAIMD_LISTING_CANONICAL_H

#include <stdint.h>

#include "claimd/buf.h"
#include "claimd/request.h"

/* "/v1/claims?actor=china&limit=10" without the cursor; ends in '?' or '&' where `more` asks for room behind it. */
void canonical_target(struct buf *buf, const struct request *request, bool more);

/* The same question in another form: at the route's path with that suffix, the whole of it. */
void canonical_variant(struct buf *buf, const struct request *request, const char *suffix);

/*
 * Stands for the route, its suffix aside, its `{id}`, the filters and the order; not for what only decides how much of
 * the list is shown and how (limit, fields, include, count, shape, csv_safe, bom, licenses, on_unknown). ERR_INTERNAL
 * without memory.
 */
enum err canonical_mark(const struct request *request, uint64_t *out) CLAIMD_MUST_CHECK;

#endif
