/* /problems/{slug}: what a problem's `type`, or the code of a fault, means, and what to do. For people or as JSON. */
#ifndef CLAIMD_PAGES_PROBLEM_PAGES_H
#define CLAIMD_PAGES_PROBLEM_PAGES_H

#include "claimd/request.h"

/* By `request->id`, in the media that `request->reply` has: MEDIA_HTML or MEDIA_JSON. ERR_NOT_FOUND for another slug.
 */
handler_fn problems_page;

#endif
