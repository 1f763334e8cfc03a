/*
 * crt.h - the C library's functions for 16 bit text and Microsoft's additions.
 *
 * Those that the system has as well are declared here under the names the
 * linker knows, since in the library itself the system's are meant. A
 * program's wchar.h and stdio.h give them their usual ones.
 */
#ifndef COMPAT_WIN32_CRT_H
#define COMPAT_WIN32_CRT_H

#include <windows.h>

#pragma GCC visibility push(default)

size_t raswin_wcslen(const WCHAR *s);
size_t raswin_wcsnlen(const WCHAR *s, size_t most);
WCHAR *raswin_wcscpy(WCHAR *to, const WCHAR *from);
WCHAR *raswin_wcsncpy(WCHAR *to, const WCHAR *from, size_t n);
WCHAR *raswin_wcscat(WCHAR *to, const WCHAR *from);
WCHAR *raswin_wcsncat(WCHAR *to, const WCHAR *from, size_t n);
int raswin_wcscmp(const WCHAR *a, const WCHAR *b);
int raswin_wcsncmp(const WCHAR *a, const WCHAR *b, size_t n);
int raswin_wcscoll(const WCHAR *a, const WCHAR *b);
size_t raswin_wcsspn(const WCHAR *s, const WCHAR *set);
size_t raswin_wcscspn(const WCHAR *s, const WCHAR *set);
WCHAR *raswin_wcstok(WCHAR *s, const WCHAR *set, WCHAR **at);
WCHAR *raswin_wcschr(const WCHAR *s, WCHAR c);
WCHAR *raswin_wcsrchr(const WCHAR *s, WCHAR c);
WCHAR *raswin_wcspbrk(const WCHAR *s, const WCHAR *set);
WCHAR *raswin_wcsstr(const WCHAR *s, const WCHAR *part);
WCHAR *raswin_wmemchr(const WCHAR *s, WCHAR c, size_t n);
WCHAR *raswin_wmemcpy(WCHAR *to, const WCHAR *from, size_t n);
WCHAR *raswin_wmemmove(WCHAR *to, const WCHAR *from, size_t n);
WCHAR *raswin_wmemset(WCHAR *s, WCHAR c, size_t n);
int raswin_wmemcmp(const WCHAR *a, const WCHAR *b, size_t n);
long raswin_wcstol(const WCHAR *s, WCHAR **end, int base);
unsigned long raswin_wcstoul(const WCHAR *s, WCHAR **end, int base);
long long raswin_wcstoll(const WCHAR *s, WCHAR **end, int base);
unsigned long long raswin_wcstoull(const WCHAR *s, WCHAR **end, int base);
double raswin_wcstod(const WCHAR *s, WCHAR **end);
size_t raswin_mbstowcs(WCHAR *to, const char *from, size_t room);
size_t raswin_wcstombs(char *to, const WCHAR *from, size_t room);

#pragma GCC visibility pop

#endif
