/* claimd export [FILE|-] */
#ifndef CLAIMD_EXPORT_EXPORT_COMMAND_H
#define CLAIMD_EXPORT_EXPORT_COMMAND_H

#include "export/export.h"

/* To the file at `path`, which is there whole or not at all; "-" is standard output. What goes wrong is on stderr. */
enum err export_command(const char *path, const struct export_options *options) CLAIMD_MUST_CHECK;

#endif
