/* GET /suggest?q=…: actors, incidents and sources by the names that somebody is typing. */
#ifndef CLAIMD_SUGGEST_API_H
#define CLAIMD_SUGGEST_API_H

#include "claimd/request.h"

extern const struct param_spec suggest_kind_param;
extern const struct param_spec suggest_limit_param;

enum err suggest(struct request *request, const struct rows *rows, struct ask *ask) CLAIMD_MUST_CHECK;

#endif
