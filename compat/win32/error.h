/*
 * error.h - the last error of each thread (GetLastError), and the ways in
 * which the functions of the base report one.
 */
#ifndef COMPAT_WIN32_ERROR_H
#define COMPAT_WIN32_ERROR_H

#include <windows.h>

/* Each sets the last error and returns what the caller is to return. */
BOOL win32_false(DWORD error);
HANDLE win32_null(DWORD error);

#endif
