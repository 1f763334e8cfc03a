/*
 * strings.h - lstr*, StringCch*, CharNext, CompareString, the code pages; and
 * letter case, which the wide string functions need as well.
 */
#ifndef COMPAT_WIN32_STRINGS_H
#define COMPAT_WIN32_STRINGS_H

#include <stdbool.h>
#include <windows.h>

WCHAR win32_small(WCHAR u);
WCHAR win32_capital(WCHAR u);

/* At most MOST units: -1, 0 or 1. FOLD: whatever the case of letters is. */
int win32_compare(const WCHAR *one, const WCHAR *other, size_t most, bool fold);

#endif
