/*
 * seen.h - what the dialers of the unit tests tell the program that loads
 * them, and what it tells them to do: they find DIALER_SEEN in it.
 */
#ifndef TESTS_DIALERS_SEEN_H
#define TESTS_DIALERS_SEEN_H

#include <windows.h>

#include <ras.h>
#include <rasdlg.h>

struct dialer_seen {
    unsigned loads, dials, hang_ups, dialogs, deletions;
    HINSTANCE instance;
    BOOL extensions_given, phonebook_given;
    RASDIALEXTENSIONS extensions;
    WCHAR phonebook[MAX_PATH];
    struct tagRASDIALPARAMSW params;   /* of a wide dialer */
    struct tagRASDIALPARAMSA params_a; /* of a narrow one */
    DWORD type, flags;
    LPVOID notifier;
    HRASCONN before;  /* *lphRasConn when it was called */
    HRASCONN made;    /* what its own RasDial gave it */
    HRASCONN foreign; /* what it is to return where it is told to */
    DWORD inner;      /* what its own RasDial, RasHangUp... returned */
    char text[1024];  /* the strings of the last dialog or deletion */

    /* What RasCustomHangUp does: nothing but return this, or RasHangUp. */
    BOOL keep;
    DWORD result;
};

extern struct dialer_seen dialer_seen __attribute__((visibility("default")));

#endif
