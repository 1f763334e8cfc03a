/*
 * rascrt.h - what Microsoft's C library adds to C, as far as remote access
 * programs use it. windows.h, tchar.h and conio.h bring it along.
 *
 * The functions ending in _s write the whole result or an empty text, and
 * return EINVAL or ERANGE; they do not end the program. itoa and its like need
 * 33 characters (base 2), 65 for 64 bits.
 */
#ifndef RASAPI_RASCRT_H
#define RASAPI_RASCRT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>
#include <wctype.h>

#include "windef.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef _ERRNO_T_DEFINED
#define _ERRNO_T_DEFINED
typedef int errno_t;
#endif
#define _TRUNCATE ((size_t)-1)

/* --- narrow text */

#define _stricmp  strcasecmp
#define stricmp   strcasecmp
#define _strcmpi  strcasecmp
#define strcmpi   strcasecmp
#define _strnicmp strncasecmp
#define strnicmp  strncasecmp
#define _strdup   strdup
#define _atoi64   atoll
#define _getcwd   getcwd
#define _fileno   fileno
#define _isatty   isatty
#define _unlink   unlink
#define _access   access
char *_strlwr(char *s) RASWIN(_strlwr);
char *_strupr(char *s) RASWIN(_strupr);
char *_itoa(int value, char *to, int base) RASWIN(_itoa);
char *_ltoa(LONG value, char *to, int base) RASWIN(_itoa);
char *_ultoa(ULONG value, char *to, int base) RASWIN(_ultoa);
#define itoa  _itoa
#define ltoa  _ltoa
#define ultoa _ultoa

errno_t strcpy_s(char *to, size_t room, const char *from) RASWIN(strcpy_s);
errno_t strcat_s(char *to, size_t room, const char *from) RASWIN(strcat_s);
errno_t strncpy_s(char *to, size_t room, const char *from, size_t n)
    RASWIN(strncpy_s);
errno_t strncat_s(char *to, size_t room, const char *from, size_t n)
    RASWIN(strncat_s);

int sprintf_s(char *to, size_t room, const char *format, ...) RASWIN(sprintf_s);
int vsprintf_s(char *to, size_t room, const char *format, va_list args)
    RASWIN(vsprintf_s);
/* -1 if it was cut; an exact fit has no NUL. NULL and 0: how long it is. */
int _snprintf(char *to, size_t room, const char *format, ...) RASWIN(_snprintf);
int _vsnprintf(char *to, size_t room, const char *format, va_list args)
    RASWIN(_vsnprintf);
#define printf_s  printf
#define fprintf_s fprintf

/* --- wide text; WCHAR is what windef.h says, so these work without
 * -fshort-wchar as well */

int _wcsicmp(const WCHAR *a, const WCHAR *b) RASWIN(_wcsicmp);
int _wcsnicmp(const WCHAR *a, const WCHAR *b, size_t n) RASWIN(_wcsnicmp);
#define wcsicmp  _wcsicmp
#define wcsnicmp _wcsnicmp
WCHAR *_wcsdup(const WCHAR *s) RASWIN(_wcsdup);
WCHAR *_wcslwr(WCHAR *s) RASWIN(_wcslwr);
WCHAR *_wcsupr(WCHAR *s) RASWIN(_wcsupr);
int _wtoi(const WCHAR *s) RASWIN(_wtoi);
LONG _wtol(const WCHAR *s) RASWIN(_wtoi);
LONGLONG _wtoi64(const WCHAR *s) RASWIN(_wtoi64);
double _wtof(const WCHAR *s) RASWIN(_wtof);
WCHAR *_itow(int value, WCHAR *to, int base) RASWIN(_itow);
WCHAR *_ltow(LONG value, WCHAR *to, int base) RASWIN(_itow);
WCHAR *_ultow(ULONG value, WCHAR *to, int base) RASWIN(_ultow);

errno_t wcscpy_s(WCHAR *to, size_t room, const WCHAR *from) RASWIN(wcscpy_s);
errno_t wcscat_s(WCHAR *to, size_t room, const WCHAR *from) RASWIN(wcscat_s);
errno_t wcsncpy_s(WCHAR *to, size_t room, const WCHAR *from, size_t n)
    RASWIN(wcsncpy_s);
errno_t wcsncat_s(WCHAR *to, size_t room, const WCHAR *from, size_t n)
    RASWIN(wcsncat_s);

int swprintf_s(WCHAR *to, size_t room, const WCHAR *format, ...)
    RASWIN(swprintf_s);
int vswprintf_s(WCHAR *to, size_t room, const WCHAR *format, va_list args)
    RASWIN(vswprintf_s);
/* The room is not known: for text that is known to fit. */
int _swprintf(WCHAR *to, const WCHAR *format, ...) RASWIN(_swprintf);
int _vswprintf(WCHAR *to, const WCHAR *format, va_list args) RASWIN(_vswprintf);
int _snwprintf(WCHAR *to, size_t room, const WCHAR *format, ...)
    RASWIN(_snwprintf);
int _vsnwprintf(WCHAR *to, size_t room, const WCHAR *format, va_list args)
    RASWIN(_vsnwprintf);
#define wprintf_s  wprintf
#define fwprintf_s fwprintf

int _putws(const WCHAR *text) RASWIN(_putws);
FILE *_wfopen(const WCHAR *path, const WCHAR *mode) RASWIN(_wfopen);

#if __SIZEOF_WCHAR_T__ == 2 && !defined(RASAPI_INTERNAL)
#undef wcsdup
#define wcsdup _wcsdup
#endif

#ifdef __cplusplus
}

/* The forms that see the size of an array. */
template <size_t N> inline errno_t strcpy_s(char (&to)[N], const char *from)
{
    return strcpy_s(to, N, from);
}

template <size_t N> inline errno_t strcat_s(char (&to)[N], const char *from)
{
    return strcat_s(to, N, from);
}

template <size_t N> inline errno_t wcscpy_s(WCHAR (&to)[N], const WCHAR *from)
{
    return wcscpy_s(to, N, from);
}

template <size_t N> inline errno_t wcscat_s(WCHAR (&to)[N], const WCHAR *from)
{
    return wcscat_s(to, N, from);
}

template <size_t N, typename... Arguments>
inline int sprintf_s(char (&to)[N], const char *format, Arguments... arguments)
{
    return sprintf_s(to, N, format, arguments...);
}

template <size_t N, typename... Arguments>
inline int swprintf_s(WCHAR (&to)[N], const WCHAR *format,
                      Arguments... arguments)
{
    return swprintf_s(to, N, format, arguments...);
}
#endif

#endif
