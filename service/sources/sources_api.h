/* /sources and /sources/{id}. */
#ifndef CLAIMD_SOURCES_API_H
#define CLAIMD_SOURCES_API_H

#include "claimd/request.h"

/* Query parameters of the list, to be named in its route beside those of listing/. Static. */
extern const struct param_spec sources_kind_param;
extern const struct param_spec sources_publisher_param;
extern const struct param_spec sources_sort_param;

enum err sources_list(struct request *request, const struct rows *rows, struct ask *ask) CLAIMD_MUST_CHECK;
enum err sources_get(struct request *request, const struct rows *rows, struct ask *ask) CLAIMD_MUST_CHECK;

#endif
