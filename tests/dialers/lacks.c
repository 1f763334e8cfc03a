/*
 * lacks.c - it hangs up, but RasCustomDial is only in a library it links to;
 * and its RasCustomDialDlg is no function.
 */
#include "tests/dialers/seen.h"

#pragma GCC visibility push(default)
DWORD WINAPI RasCustomHangUp(HRASCONN h);
extern int RasCustomDialDlg;
int of_the_library(void);
#pragma GCC visibility pop

int RasCustomDialDlg = 1;

DWORD WINAPI RasCustomHangUp(HRASCONN h)
{
    dialer_seen.hang_ups += (unsigned)of_the_library();
    return RasHangUpA(h);
}
