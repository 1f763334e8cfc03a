/*
 * narrow.c - a dialer of somebody who never left ANSI: its strings are UTF-8,
 * its names end in A.
 */
#define WINVER 0x0A00

#include "tests/dialers/seen.h"

#include <stdio.h>
#include <string.h>

#pragma GCC visibility push(default)
DWORD WINAPI RasCustomDialA(HINSTANCE self, LPRASDIALEXTENSIONS extensions,
                            LPCSTR phonebook, struct tagRASDIALPARAMSA *params,
                            DWORD type, LPVOID notifier, LPHRASCONN out,
                            DWORD flags);
DWORD WINAPI RasCustomHangUp(HRASCONN h);
BOOL WINAPI RasCustomDialDlgA(HINSTANCE self, DWORD flags, LPSTR phonebook,
                              LPSTR entry, LPSTR number, LPRASDIALDLG info,
                              PVOID reserved);
BOOL WINAPI RasCustomEntryDlgA(HINSTANCE self, LPSTR phonebook, LPSTR entry,
                               struct tagRASENTRYDLGA *info, DWORD flags);
DWORD WINAPI RasCustomDeleteEntryNotifyA(LPCSTR phonebook, LPCSTR entry,
                                         DWORD flags);
#pragma GCC visibility pop

DWORD WINAPI RasCustomDialA(HINSTANCE self, LPRASDIALEXTENSIONS extensions,
                            LPCSTR phonebook, struct tagRASDIALPARAMSA *params,
                            DWORD type, LPVOID notifier, LPHRASCONN out,
                            DWORD flags)
{
    RASDIALEXTENSIONS e = {.dwSize = sizeof(e)};

    dialer_seen.dials++;
    dialer_seen.instance = self;
    memset(&dialer_seen.params_a, 0, sizeof(dialer_seen.params_a));
    memcpy(&dialer_seen.params_a, params, sizeof(*params));
    dialer_seen.type = type;
    dialer_seen.notifier = notifier;
    dialer_seen.flags = flags;
    if (extensions)
        memcpy(&e, extensions, sizeof(e));
    e.dwfOptions |= RDEOPT_CustomDial;
    return RasDialA(&e, phonebook, params, type, notifier, out);
}

DWORD WINAPI RasCustomHangUp(HRASCONN h)
{
    dialer_seen.hang_ups++;
    return RasHangUpA(h);
}

static void note_texts(LPCSTR book, LPCSTR entry, LPCSTR number)
{
    snprintf(dialer_seen.text, sizeof(dialer_seen.text), "%s|%s|%s",
             book ? book : "-", entry ? entry : "-", number ? number : "-");
}

BOOL WINAPI RasCustomDialDlgA(HINSTANCE self, DWORD flags, LPSTR phonebook,
                              LPSTR entry, LPSTR number, LPRASDIALDLG info,
                              PVOID reserved)
{
    dialer_seen.instance = self;
    dialer_seen.dialogs++;
    note_texts(phonebook, entry, number);
    info->dwError = dialer_seen.result;
    return flags == 0 && !reserved;
}

BOOL WINAPI RasCustomEntryDlgA(HINSTANCE self, LPSTR phonebook, LPSTR entry,
                               struct tagRASENTRYDLGA *info, DWORD flags)
{
    dialer_seen.instance = self;
    dialer_seen.dialogs++;
    note_texts(phonebook, entry, info->szEntry);
    snprintf(info->szEntry, sizeof(info->szEntry),
             "R\xc3\xa9nam\xc3\xa9"
             "d");
    info->dwError = dialer_seen.result;
    return flags == 0 && info->xDlg == 7;
}

DWORD WINAPI RasCustomDeleteEntryNotifyA(LPCSTR phonebook, LPCSTR entry,
                                         DWORD flags)
{
    dialer_seen.deletions++;
    dialer_seen.flags = flags;
    note_texts(phonebook, entry, NULL);
    return ERROR_SUCCESS;
}
