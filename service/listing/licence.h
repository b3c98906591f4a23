/* Licences by their name. */
#ifndef CLAIMD_LISTING_LICENCE_H
#define CLAIMD_LISTING_LICENCE_H

#include "claimd/text.h"

/*
 * Where the text of a licence stands, for `Link: <…>; rel="license"`: of an SPDX identifier its steward's page, of an
 * http(s) address that address, of anything else TEXT_NONE. Static or `licence` itself.
 */
struct text licence_url(struct text licence);

#endif
