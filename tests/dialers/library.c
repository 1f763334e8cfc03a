/*
 * library.c - what lacks.c links to: no dialer, but with names of one.
 */
#include "tests/dialers/seen.h"

#pragma GCC visibility push(default)
DWORD WINAPI RasCustomDial(HINSTANCE self, LPRASDIALEXTENSIONS extensions,
                           LPCWSTR phonebook, LPRASDIALPARAMSW params,
                           DWORD type, LPVOID notifier, LPHRASCONN out,
                           DWORD flags);
int of_the_library(void);
#pragma GCC visibility pop

DWORD WINAPI RasCustomDial(HINSTANCE self, LPRASDIALEXTENSIONS extensions,
                           LPCWSTR phonebook, LPRASDIALPARAMSW params,
                           DWORD type, LPVOID notifier, LPHRASCONN out,
                           DWORD flags)
{
    (void)self;
    (void)extensions;
    (void)phonebook;
    (void)params;
    (void)type;
    (void)notifier;
    (void)out;
    (void)flags;
    dialer_seen.dials++;
    return 676;
}

int of_the_library(void)
{
    return 1;
}
