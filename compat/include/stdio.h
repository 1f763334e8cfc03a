/*
 * stdio.h - the system's, and with -fshort-wchar printf as Windows programs
 * know it: %ls and %S are 16 bit text, %ld is 32 bits, %I64d is 64. See wchar.h
 * for the wide forms and for why.
 */
#include "rasinternal.h"

#if __SIZEOF_WCHAR_T__ != 2 || defined(RASAPI_INTERNAL)
#include_next <stdio.h>
#else
#ifndef RASAPI_STDIO_H
#define RASAPI_STDIO_H

#include <features.h>
#pragma push_macro("__USE_FORTIFY_LEVEL")
#undef __USE_FORTIFY_LEVEL
#define __USE_FORTIFY_LEVEL 0
/* Nor the inline vprintf of the system. */
#pragma push_macro("__USE_EXTERN_INLINES")
#undef __USE_EXTERN_INLINES
#include_next <stdio.h>
#pragma pop_macro("__USE_EXTERN_INLINES")
#pragma pop_macro("__USE_FORTIFY_LEVEL")

#include <wchar.h>

#ifdef __cplusplus
extern "C" {
#endif

RASWIN_IO(int, printf, (const char *format, ...));
RASWIN_IO(int, fprintf, (FILE * file, const char *format, ...));
RASWIN_IO(int, vprintf, (const char *format, va_list args));
RASWIN_IO(int, vfprintf, (FILE * file, const char *format, va_list args));
RASWIN_STD(int, sprintf, (char *to, const char *format, ...));
RASWIN_STD(int, vsprintf, (char *to, const char *format, va_list args));
RASWIN_STD(int, snprintf, (char *to, size_t room, const char *format, ...));
RASWIN_STD(int, vsnprintf,
           (char *to, size_t room, const char *format, va_list args));

#ifdef __cplusplus
}
#endif

#endif
#endif
