/*
 * /{resource}/{id}/history, the revisions of a record, and /{resource}/{id}/history/{revision}, one of them with what
 * it says, or with what leads to it from another. For each of the six resources: which, the route's path tells.
 */
#ifndef CLAIMD_HISTORY_API_H
#define CLAIMD_HISTORY_API_H

#include "claimd/request.h"

/* Of the list. */
extern const struct param_spec history_sort_param;
/* Of a revision: the number of another, or "previous". */
extern const struct param_spec history_diff_param;

handler_fn history_list;
handler_fn history_revision;

/* Asks history/read for the record that the path names: its type, and its id, slug, or collection and key. */
enum err history_ask(const struct request *request, struct ask *ask) CLAIMD_MUST_CHECK;

#endif
