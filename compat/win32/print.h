/*
 * print.h - printf and its relatives for programs: format.h put to work on
 * files, the screen and buffers; reading and writing wide text, keys.
 *
 * As crt.h: the names are those that the linker knows.
 */
#ifndef COMPAT_WIN32_PRINT_H
#define COMPAT_WIN32_PRINT_H

#include <stdio.h>
#include <windows.h>

#pragma GCC visibility push(default)

int raswin_printf(const char *format, ...);
int raswin_fprintf(FILE *file, const char *format, ...);
int raswin_vprintf(const char *format, va_list args);
int raswin_vfprintf(FILE *file, const char *format, va_list args);
int raswin_sprintf(char *to, const char *format, ...);
int raswin_vsprintf(char *to, const char *format, va_list args);
int raswin_snprintf(char *to, size_t room, const char *format, ...);
int raswin_vsnprintf(char *to, size_t room, const char *format, va_list args);

int raswin_wprintf(const WCHAR *format, ...);
int raswin_fwprintf(FILE *file, const WCHAR *format, ...);
int raswin_vwprintf(const WCHAR *format, va_list args);
int raswin_vfwprintf(FILE *file, const WCHAR *format, va_list args);
int raswin_swprintf(WCHAR *to, size_t room, const WCHAR *format, ...);
int raswin_vswprintf(WCHAR *to, size_t room, const WCHAR *format, va_list args);

int raswin_fputws(const WCHAR *text, FILE *file);
WCHAR *raswin_fgetws(WCHAR *to, int room, FILE *file);
wint_t raswin_fputwc(WCHAR c, FILE *file);
wint_t raswin_putwc(WCHAR c, FILE *file);
wint_t raswin_putwchar(WCHAR c);
wint_t raswin_fgetwc(FILE *file);
wint_t raswin_getwc(FILE *file);
wint_t raswin_getwchar(void);

#pragma GCC visibility pop

#endif
