/*
 * utf.h - UTF-8 and UTF-16 as the base converts them: what is no valid text
 * becomes U+FFFD, as on Windows, where str16.h refuses it. For text that is
 * shown, not for names and passwords.
 */
#ifndef COMPAT_WIN32_UTF_H
#define COMPAT_WIN32_UTF_H

#include <stdbool.h>
#include <windows.h>

/*
 * Converts N units. The result is how many units that makes; those that fit
 * into TO_MAX are written, with no NUL behind them and no character cut. *BAD,
 * if wanted, becomes true when something had to be replaced.
 */
size_t win32_to_wide(WCHAR *to, size_t to_max, const char *from, size_t n,
                     bool *bad);
size_t win32_to_narrow(char *to, size_t to_max, const WCHAR *from, size_t n,
                       bool *bad);

/* Copies in the other form, terminated; the caller frees. NULL: no memory. */
char *win32_narrow(const WCHAR *from);
WCHAR *win32_wide(const char *from);

#endif
