/* What the names of groups have in common, whatever file they come from. */
#ifndef CLAIMD_FORMATS_GROUP_NAMES_H
#define CLAIMD_FORMATS_GROUP_NAMES_H

#include <stdbool.h>

#include "claimd/text.h"

/* "Lazarus" of "Lazarus Group", "Sandworm" of "Sandworm Team"; TEXT_NONE where no such word ends the name. */
struct text group_name_short(struct text name);

/* A name that a spreadsheet would take for a formula (it begins with =, +, - or @): whoever wrote it means no group. */
bool group_name_is_formula(struct text name);

#endif
