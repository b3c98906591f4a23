/* The states of ISO 3166-1, as foreign files name them. */
#ifndef CLAIMD_FORMATS_COUNTRY_CODES_H
#define CLAIMD_FORMATS_COUNTRY_CODES_H

#include "claimd/text.h"

/* The alpha-2 code, upper case, that a text is in any case ("UK" is GB); TEXT_NONE where it is none. Static. */
struct text country_of_code(struct text code);
/*
 * The alpha-2 code of the state that a text names in English: the short names of ISO 3166-1, also with what it has
 * behind a comma in brackets ("Iran (Islamic Republic of)"), and the usual names. TEXT_NONE for regions, for what is
 * not known, and for what may be two states ("Korea"). Static.
 */
struct text country_of_name(struct text name);

#endif
