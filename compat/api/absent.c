/*
 * Functions whose subject does not exist on a PPP dial-up line: they answer as
 * Windows does where it is not there either.
 */
#include "compat/api/api.h"
#include "compat/api/conn.h"

static bool known(HRASCONN h)
{
    bool found;

    conn_lock();
    found = conn_find(api_handle(h)) != NULL;
    conn_unlock();
    return found;
}

/* No dial is ever in RASCS_InvokeEapUI: pppd asks nobody. */
DWORD WINAPI RasInvokeEapUI(HRASCONN hRasConn, DWORD dwSubEntry,
                            LPRASDIALEXTENSIONS lpExtensions, HWND hwnd)
{
    (void)dwSubEntry;
    (void)lpExtensions;
    (void)hwnd;
    return known(hRasConn) ? ERROR_CALL_NOT_IMPLEMENTED : ERROR_INVALID_HANDLE;
}

/* For tunnels that move between networks (IKEv2 MOBIKE). */
DWORD WINAPI RasUpdateConnection(HRASCONN hrasconn,
                                 LPRASUPDATECONN lprasupdateconn)
{
    if (!lprasupdateconn)
        return ERROR_INVALID_PARAMETER;
    return known(hrasconn) ? ERROR_CALL_NOT_IMPLEMENTED : ERROR_INVALID_HANDLE;
}

/* Network Access Protection: no Linux takes part in it. */
DWORD WINAPI RasGetNapStatus(HRASCONN hRasConn, LPRASNAPSTATE pNapState)
{
    if (!pNapState)
        return ERROR_INVALID_PARAMETER;
    if (pNapState->dwSize != sizeof(*pNapState))
        return ERROR_INVALID_SIZE;
    return known(hRasConn) ? ERROR_NOT_NAP_CAPABLE : ERROR_INVALID_HANDLE;
}
