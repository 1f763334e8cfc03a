/*
 * clock.h - time as Win32 tells it: ticks, sleeps, deadlines.
 */
#ifndef COMPAT_WIN32_CLOCK_H
#define COMPAT_WIN32_CLOCK_H

#include <time.h>
#include <windows.h>

/* That many milliseconds from now on the monotonic clock. */
struct timespec win32_deadline(DWORD milliseconds);

#endif
