/*
 * The MISP galaxy (https://www.misp-galaxy.org, draft-dulaunoy-misp-galaxy-format): the clusters of threat actors,
 * Microsoft's names, intelligence agencies and 360.net, each a collection of its own. docs/reference/import-formats.md.
 */
#ifndef CLAIMD_FORMATS_MISP_H
#define CLAIMD_FORMATS_MISP_H

#include "formats/format.h"

enum err misp_convert(FILE *const inputs[], size_t count, const struct format_output *out,
                      struct buf *words) CLAIMD_MUST_CHECK;

#endif
