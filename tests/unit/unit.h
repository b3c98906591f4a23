/* What every unit test includes: cmocka with the headers that it needs, and a few assertions of this project. */
#ifndef CLAIMD_UNIT_H
#define CLAIMD_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "claimd/buf.h"
#include "claimd/text.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Shows both sides as text where they differ. */
static inline void check_text(struct text found, const char *expected, const char *file, int line)
{
    if (text_equal(found, text_of(expected)) && (found.ptr == NULL) == (expected == NULL))
        return;
    print_error("found    \"%.*s\"\nexpected \"%s\"\n", (int)found.len, found.ptr == NULL ? "(none)" : found.ptr,
                expected == NULL ? "(none)" : expected);
    _fail(file, line);
}
#define assert_text(found, expected) check_text((found), (expected), __FILE__, __LINE__)
#define assert_buf(buf, expected)    check_text(buf_view(buf), (expected), __FILE__, __LINE__)

/* For a table of cases: tells which one failed. */
#define assert_case(condition, name)                                                                                   \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            print_error("case: %s\n", (name));                                                                         \
            fail();                                                                                                    \
        }                                                                                                              \
    } while (0)

#endif
