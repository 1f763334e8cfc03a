/*
 * win32_wide.h - EXPECT_TEXT for text of 16 bit characters: it is shown, and
 * compared, as UTF-8.
 */
#ifndef TESTS_UNIT_WIN32_WIDE_H
#define TESTS_UNIT_WIN32_WIDE_H

#include <stdlib.h>

#include "compat/win32/utf.h"
#include "tests/unit/harness.h"

static inline void expect_wide(const WCHAR *actual, const char *expected,
                               const char *file, unsigned line)
{
    char *utf8 = actual ? win32_narrow(actual) : NULL;

    unit_expect_text(utf8, expected, file, line);
    free(utf8);
}

#define EXPECT_WIDE(actual, expected)                                          \
    expect_wide((actual), (expected), __FILE__, __LINE__)

#endif
