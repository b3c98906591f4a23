/* EuRepoC 1.1, the European Repository of Cyber Incidents: its data set of attributions and its global database. */
#ifndef CLAIMD_FORMATS_EUREPOC_H
#define CLAIMD_FORMATS_EUREPOC_H

#include "formats/format.h"

/* A struct format's convert. Holds both files in memory, at most 256 MiB of them. */
enum err eurepoc_convert(FILE *const inputs[], size_t count, const struct format_output *out,
                         struct buf *words) CLAIMD_MUST_CHECK;

#endif
