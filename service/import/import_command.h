/* `claimd import`: the options of the command line, the report, the exit status. */
#ifndef CLAIMD_IMPORT_COMMAND_H
#define CLAIMD_IMPORT_COMMAND_H

#include <stdbool.h>

#include "import/import.h"

/*
 * Imports the file `path` ("-": standard input) and reports, as JSON when `json`, and every line in the file `report`
 * unless NULL. What the options say of the input is set here.
 */
enum err import_command(const char *path, struct import_options options, const char *report,
                        bool json) CLAIMD_MUST_CHECK;
/*
 * The same of foreign files: `paths` has one for each input that the format takes, `count` of them. Nothing is imported
 * where an entry is refused.
 */
enum err import_format(const struct format *format, const char *const paths[], size_t count,
                       struct import_options options, const char *report, bool json) CLAIMD_MUST_CHECK;
/* Prints the JSON Schema of a line. */
enum err import_print_schema(void) CLAIMD_MUST_CHECK;

#endif
