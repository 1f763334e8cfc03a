/*
 * wchar.h - the system's, and with -fshort-wchar its functions for wide
 * characters of 16 bits.
 *
 * The C library of this system has 32 bit ones: each function that takes or
 * gives a wchar_t is therefore renamed for the linker. One that librasapi does
 * not have is missing at link time and never called with the wrong width.
 */
#include "rasinternal.h"

#if __SIZEOF_WCHAR_T__ != 2 || defined(RASAPI_INTERNAL)
#include_next <wchar.h>
#else
#ifndef RASAPI_WCHAR_H
#define RASAPI_WCHAR_H

/* The checking inline forms of _FORTIFY_SOURCE know 32 bits only. */
#include <features.h>
#pragma push_macro("__USE_FORTIFY_LEVEL")
#undef __USE_FORTIFY_LEVEL
#define __USE_FORTIFY_LEVEL 0
/* glibc 2.38 gives wcstol and its like names of its own, for 0b in C23. */
#pragma push_macro("__GLIBC_USE_C2X_STRTOL")
#undef __GLIBC_USE_C2X_STRTOL
#define __GLIBC_USE_C2X_STRTOL 0
#pragma push_macro("__GLIBC_USE_C23_STRTOL")
#undef __GLIBC_USE_C23_STRTOL
#define __GLIBC_USE_C23_STRTOL 0
/* The two C++ forms of wcschr and its like share one name for the linker. */
#pragma push_macro("__asm")
#undef __asm
#define __asm(name) __asm__("raswin_" name)
#include_next <wchar.h>
#pragma pop_macro("__asm")
#pragma pop_macro("__GLIBC_USE_C23_STRTOL")
#pragma pop_macro("__GLIBC_USE_C2X_STRTOL")
#pragma pop_macro("__USE_FORTIFY_LEVEL")

#include <stdarg.h>

#include "windef.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For functions that throw nothing, as the system declares them, and others. */
#ifdef __cplusplus
#define RASWIN_STD(type, name, parameters)                                     \
    extern type name parameters __THROW RASWIN(name)
#else
#define RASWIN_STD(type, name, parameters)                                     \
    extern type name parameters RASWIN(name)
#endif
#define RASWIN_IO(type, name, parameters)                                      \
    extern type name parameters RASWIN(name)

RASWIN_STD(size_t, wcslen, (const wchar_t *s));
RASWIN_STD(size_t, wcsnlen, (const wchar_t *s, size_t most));
RASWIN_STD(wchar_t *, wcscpy, (wchar_t * to, const wchar_t *from));
RASWIN_STD(wchar_t *, wcsncpy, (wchar_t * to, const wchar_t *from, size_t n));
RASWIN_STD(wchar_t *, wcscat, (wchar_t * to, const wchar_t *from));
RASWIN_STD(wchar_t *, wcsncat, (wchar_t * to, const wchar_t *from, size_t n));
RASWIN_STD(int, wcscmp, (const wchar_t *a, const wchar_t *b));
RASWIN_STD(int, wcsncmp, (const wchar_t *a, const wchar_t *b, size_t n));
RASWIN_STD(int, wcscoll, (const wchar_t *a, const wchar_t *b));
RASWIN_STD(size_t, wcsspn, (const wchar_t *s, const wchar_t *set));
RASWIN_STD(size_t, wcscspn, (const wchar_t *s, const wchar_t *set));
RASWIN_STD(wchar_t *, wcstok, (wchar_t * s, const wchar_t *set, wchar_t **at));
#ifndef __cplusplus
RASWIN_STD(wchar_t *, wcschr, (const wchar_t *s, wchar_t c));
RASWIN_STD(wchar_t *, wcsrchr, (const wchar_t *s, wchar_t c));
RASWIN_STD(wchar_t *, wcspbrk, (const wchar_t *s, const wchar_t *set));
RASWIN_STD(wchar_t *, wcsstr, (const wchar_t *s, const wchar_t *part));
RASWIN_STD(wchar_t *, wmemchr, (const wchar_t *s, wchar_t c, size_t n));
#endif
RASWIN_STD(wchar_t *, wmemcpy, (wchar_t * to, const wchar_t *from, size_t n));
RASWIN_STD(wchar_t *, wmemmove, (wchar_t * to, const wchar_t *from, size_t n));
RASWIN_STD(wchar_t *, wmemset, (wchar_t * s, wchar_t c, size_t n));
RASWIN_STD(int, wmemcmp, (const wchar_t *a, const wchar_t *b, size_t n));
RASWIN_STD(long, wcstol, (const wchar_t *s, wchar_t **end, int base));
RASWIN_STD(unsigned long, wcstoul, (const wchar_t *s, wchar_t **end, int base));
RASWIN_STD(double, wcstod, (const wchar_t *s, wchar_t **end));
#ifdef __USE_ISOC99
RASWIN_STD(long long, wcstoll, (const wchar_t *s, wchar_t **end, int base));
RASWIN_STD(unsigned long long, wcstoull,
           (const wchar_t *s, wchar_t **end, int base));
#endif

RASWIN_IO(int, wprintf, (const wchar_t *format, ...));
RASWIN_IO(int, fwprintf, (__FILE * file, const wchar_t *format, ...));
RASWIN_IO(int, swprintf,
          (wchar_t * to, size_t room, const wchar_t *format, ...));
RASWIN_IO(int, vwprintf, (const wchar_t *format, va_list args));
RASWIN_IO(int, vfwprintf, (__FILE * file, const wchar_t *format, va_list args));
RASWIN_IO(int, vswprintf,
          (wchar_t * to, size_t room, const wchar_t *format, va_list args));
RASWIN_IO(int, fputws, (const wchar_t *text, __FILE *file));
RASWIN_IO(wchar_t *, fgetws, (wchar_t * to, int room, __FILE *file));
RASWIN_IO(wint_t, fputwc, (wchar_t c, __FILE *file));
RASWIN_IO(wint_t, putwc, (wchar_t c, __FILE *file));
RASWIN_IO(wint_t, putwchar, (wchar_t c));
RASWIN_IO(wint_t, fgetwc, (__FILE * file));
RASWIN_IO(wint_t, getwc, (__FILE * file));
RASWIN_IO(wint_t, getwchar, (void));

/*
 * What the library has not. The linker notices, but for the first three, which
 * the system has renamed already: there the compiler warns.
 */
#define RASWIN_MISSING(name)                                                   \
    __attribute__((deprecated(#name " is not there for 16 bit characters")))
extern int wscanf(const wchar_t *format, ...) RASWIN_MISSING(wscanf);
extern int fwscanf(__FILE *file, const wchar_t *format, ...)
    RASWIN_MISSING(fwscanf);
extern int swscanf(const wchar_t *text, const wchar_t *format, ...) __THROW
    RASWIN_MISSING(swscanf);
RASWIN_STD(size_t, wcsrtombs,
           (char *to, const wchar_t **from, size_t room, mbstate_t *state));
RASWIN_STD(size_t, mbsrtowcs,
           (wchar_t * to, const char **from, size_t room, mbstate_t *state));
RASWIN_STD(size_t, wcsxfrm, (wchar_t * to, const wchar_t *from, size_t n));
RASWIN_STD(float, wcstof, (const wchar_t *s, wchar_t **end));

#ifdef __cplusplus
}
#endif

#endif
#endif
