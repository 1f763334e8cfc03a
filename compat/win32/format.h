/*
 * format.h - printf with the meanings of Microsoft's C library, for every
 * printf, wprintf, wsprintf and StringCchPrintf of the base.
 *
 * %s and %c are of the kind of the format itself, %S and %C of the other kind,
 * %hs is narrow, %ls and %ws are wide whatever the format is; l is 32 bits, as
 * long is on Windows; ll, I64, I32 and I are known; %p is 16 hexadecimal
 * digits. %n is refused. Numbers are padded to 1000 columns at most.
 */
#ifndef COMPAT_WIN32_FORMAT_H
#define COMPAT_WIN32_FORMAT_H

#include <stdbool.h>
#include <windows.h>

/*
 * Writes at most MAX units, the NUL among them, to TO and always ends them
 * when MAX is not 0. The result is the length of the whole text, without the
 * NUL, which is MAX or more when it was cut; -1 if the format is not valid or
 * the text longer than an int can tell. TO may be NULL when MAX is 0.
 */
int win32_format_narrow(char *to, size_t max, const char *format, va_list args);
int win32_format_wide(WCHAR *to, size_t max, const WCHAR *format, va_list args);

/* The same in memory of malloc(); NULL: not valid, or no memory. */
char *win32_format_new(const char *format, va_list args);
WCHAR *win32_format_new_wide(const WCHAR *format, va_list args);

#endif
