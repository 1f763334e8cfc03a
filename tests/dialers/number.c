/*
 * number.c - a dialer for the link tests: whatever number the entry has, it
 * dials 555101, with a user and a password that it knows.
 */
#define UNICODE

#include <windows.h>

#include <ras.h>

#pragma GCC visibility push(default)
DWORD WINAPI RasCustomDial(HINSTANCE self, LPRASDIALEXTENSIONS given,
                           LPCWSTR phonebook, LPRASDIALPARAMSW params,
                           DWORD type, LPVOID notifier, LPHRASCONN out,
                           DWORD flags);
DWORD WINAPI RasCustomHangUp(HRASCONN h);
#pragma GCC visibility pop

DWORD WINAPI RasCustomDial(HINSTANCE self, LPRASDIALEXTENSIONS given,
                           LPCWSTR phonebook, LPRASDIALPARAMSW params,
                           DWORD type, LPVOID notifier, LPHRASCONN out,
                           DWORD flags)
{
    RASDIALEXTENSIONS e = {.dwSize = sizeof(e)};

    (void)self;
    (void)flags;
    if (given)
        e = *given;
    e.dwfOptions |= RDEOPT_CustomDial;
    lstrcpyn(params->szPhoneNumber, L"555101", RAS_MaxPhoneNumber + 1);
    lstrcpyn(params->szUserName, L"alice", UNLEN + 1);
    lstrcpyn(params->szPassword, L"s3cret", PWLEN + 1);
    OutputDebugString(L"number.so: RasCustomDial\n");
    return RasDial(&e, phonebook, params, type, notifier, out);
}

DWORD WINAPI RasCustomHangUp(HRASCONN h)
{
    OutputDebugString(L"number.so: RasCustomHangUp\n");
    return RasHangUp(h);
}
