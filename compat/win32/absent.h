/*
 * absent.h - what custom dialers call that a gateway has not: windows and the
 * registry. There is no window to be the handle of, and no key to be opened.
 */
#ifndef COMPAT_WIN32_ABSENT_H
#define COMPAT_WIN32_ABSENT_H

#include <windows.h>

#endif
