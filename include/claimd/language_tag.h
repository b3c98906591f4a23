/*
 * Tags of languages: BCP 47 (RFC 5646 section 2.1), those that begin with a code of ISO 639. Longer first subtags are
 * reserved or need a registration that none has, so that "english" is a slip, not a language.
 */
#ifndef CLAIMD_LANGUAGE_TAG_H
#define CLAIMD_LANGUAGE_TAG_H

#include <stdbool.h>

#include "claimd/text.h"

/* Length that RFC 5646 section 4.4.1 wants room for. */
#define LANGUAGE_TAG_LENGTH_MAX 35
/* The shape, as a regular expression (ECMA 262). */
#define LANGUAGE_TAG_PATTERN "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
/* The shape, in words. */
#define LANGUAGE_TAG_WORDS "a BCP 47 language tag that begins with a code of ISO 639, such as fr or zh-Hans"

/* Whether a text has the shape; the registry of subtags is not asked. */
bool language_tag_fits(struct text text);

#endif
