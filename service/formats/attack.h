/*
 * ATT&CK as MITRE publishes it: a STIX bundle, version 2.0 or 2.1, of intrusion sets, campaigns and the relationships
 * attributed-to and revoked-by. docs/reference/import-formats.md.
 */
#ifndef CLAIMD_FORMATS_ATTACK_H
#define CLAIMD_FORMATS_ATTACK_H

#include "formats/format.h"

enum err attack_convert(FILE *const inputs[], size_t count, const struct format_output *out,
                        struct buf *words) CLAIMD_MUST_CHECK;

#endif
