/* /claims, /claims/{id}, /sources/{id}/claims. */
#ifndef CLAIMD_CLAIMS_API_H
#define CLAIMD_CLAIMS_API_H

#include "claimd/request.h"

handler_fn claims_list;
handler_fn claims_get;
handler_fn claims_of_source;

#endif
