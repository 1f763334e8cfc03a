/*
 * ansi.c - a dialer without Unicode for the tests of the helper: it has its
 * own credentials, and tells each state.
 */
#define WINVER 0x0A00

#include <windows.h>

#include <ras.h>
#include <raserror.h>

#include <stdio.h>
#include <string.h>

#pragma GCC visibility push(default)
DWORD WINAPI RasCustomDialA(HINSTANCE self, LPRASDIALEXTENSIONS extensions,
                            LPCSTR phonebook, struct tagRASDIALPARAMSA *params,
                            DWORD type, LPVOID notifier, LPHRASCONN out,
                            DWORD flags);
DWORD WINAPI RasCustomHangUp(HRASCONN h);
#pragma GCC visibility pop

static VOID WINAPI tell(HRASCONN h, UINT message, RASCONNSTATE state,
                        DWORD error, DWORD extended)
{
    (void)message;
    (void)extended;
    printf("handle %d state %u error %u\n", h != NULL, (unsigned)state,
           (unsigned)error);
}

DWORD WINAPI RasCustomDialA(HINSTANCE self, LPRASDIALEXTENSIONS extensions,
                            LPCSTR phonebook, struct tagRASDIALPARAMSA *params,
                            DWORD type, LPVOID notifier, LPHRASCONN out,
                            DWORD flags)
{
    RASDIALEXTENSIONS e = {.dwSize = sizeof(e),
                           .dwfOptions = RDEOPT_CustomDial};

    (void)self;
    if (extensions || type || notifier || flags || *out ||
        strcmp(params->szEntryName, "Office") != 0)
        return 600;
    snprintf(params->szUserName, sizeof(params->szUserName), "%s",
             "j\xc3\xb8rgen");
    snprintf(params->szPassword, sizeof(params->szPassword), "%s",
             "s\xc3\xa9"
             "cret");
    snprintf(params->szDomain, sizeof(params->szDomain), "%s", "ACME");
    return RasDialA(&e, phonebook, params, 1, (LPVOID)tell, out);
}

DWORD WINAPI RasCustomHangUp(HRASCONN h)
{
    printf("hangup %u\n", (unsigned)RasHangUpA(h));
    return 0;
}
