/*
 * seven.c - as Microsoft's sample has it: seven parameters, four, and a W of
 * its own making. It has no RasCustomHangUp.
 */
#define WINVER 0x0500

#include "tests/dialers/seen.h"

#include <string.h>

#pragma GCC visibility push(default)
DWORD WINAPI RasCustomDialW(HINSTANCE self, LPRASDIALEXTENSIONS extensions,
                            LPCWSTR phonebook, LPRASDIALPARAMSW params,
                            DWORD type, LPVOID notifier, LPHRASCONN out);
BOOL WINAPI RasCustomEntryDlgW(HINSTANCE self, LPWSTR phonebook, LPWSTR entry,
                               LPRASENTRYDLGW info);
#pragma GCC visibility pop

DWORD WINAPI RasCustomDialW(HINSTANCE self, LPRASDIALEXTENSIONS extensions,
                            LPCWSTR phonebook, LPRASDIALPARAMSW params,
                            DWORD type, LPVOID notifier, LPHRASCONN out)
{
    RASDIALEXTENSIONS e = {.dwSize = sizeof(e)};

    dialer_seen.dials++;
    dialer_seen.instance = self;
    if (extensions)
        memcpy(&e, extensions, sizeof(e)); /* whatever its dwSize says */
    e.dwfOptions |= RDEOPT_CustomDial;
    return RasDialW(&e, phonebook, params, type, notifier, out);
}

BOOL WINAPI RasCustomEntryDlgW(HINSTANCE self, LPWSTR phonebook, LPWSTR entry,
                               LPRASENTRYDLGW info)
{
    dialer_seen.dialogs++;
    dialer_seen.instance = self;
    return phonebook && entry && info->dwError == 0;
}
