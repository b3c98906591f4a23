/* Borrowed text: a view on bytes that somebody else owns. Not NUL-terminated; a NULL `ptr` means "no value". */
#ifndef CLAIMD_TEXT_H
#define CLAIMD_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
    const char *ptr;
    size_t len;
};

/* A view on a string literal. */
#define TEXT(literal) ((struct text){.ptr = "" literal, .len = sizeof(literal) - 1})
#define TEXT_NONE     ((struct text){.ptr = NULL, .len = 0})
/* For printf("%.*s"). */
#define TEXT_ARG(text) (int)(text).len, (text).ptr

/* A view on a NUL-terminated string; NULL gives TEXT_NONE. */
struct text text_of(const char *string);

/* Byte by byte; TEXT_NONE equals the empty text. */
bool text_equal(struct text a, struct text b);
/* ASCII case-insensitive, as HTTP field names and tokens are compared (RFC 9110, 5.1). */
bool text_equal_nocase(struct text a, struct text b);
bool text_starts(struct text text, struct text prefix);
bool text_ends(struct text text, struct text suffix);
/* Every text has the empty one. */
bool text_has(struct text text, struct text part);
/* Spaces and tabs (RFC 9110 OWS) off both ends. */
struct text text_trim(struct text text);
/*
 * Takes the part of `rest` before the first `separator` and moves `rest` behind it. False once nothing is left;
 * "a,,b" gives "a", "", "b"; an empty text gives one empty part, TEXT_NONE none. At the last part `rest` becomes
 * TEXT_NONE.
 */
bool text_split(struct text *rest, char separator, struct text *part);

/* Well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF). */
bool text_is_utf8(struct text text);
/* Code points of a text that is well-formed UTF-8. */
size_t text_code_points(struct text text);
/* C0 controls or DEL in it. */
bool text_has_control(struct text text);

/* Decimal digits only, optional leading '-', no overflow; `*out` untouched on failure. */
bool text_to_int64(struct text text, int64_t *out);

#endif
