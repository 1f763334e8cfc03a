/*
 * customdial.cpp - a custom dialer in C++ of the shape that Microsoft's sample
 * has: DllMain, a RasCustomDial of seven parameters, texts that are no const.
 * README's command builds it, and tests/lab/examples dials with it.
 *
 * It takes another number than the entry's, so that a test sees who dialled.
 */
#define UNICODE

#include <windows.h>

#include <ras.h>
#include <rasdlg.h>
#include <raserror.h>

static LPWSTR number = L"5550101";

extern "C" {

BOOL WINAPI DllMain(HINSTANCE hInstance, DWORD dwReason, LPVOID lpReserved)
{
    (void)hInstance;
    (void)dwReason;
    (void)lpReserved;
    return TRUE;
}

DWORD WINAPI RasCustomDial(HINSTANCE hInstDll,
                           LPRASDIALEXTENSIONS lpRasDialExtensions,
                           LPCTSTR lpszPhonebook,
                           LPRASDIALPARAMS lpRasDialParams,
                           DWORD dwNotifierType, LPVOID lpvNotifier,
                           LPHRASCONN lphRasConn)
{
    RASDIALEXTENSIONS extensions;

    (void)hInstDll;
    ZeroMemory(&extensions, sizeof(extensions));
    if (lpRasDialExtensions != NULL)
        CopyMemory(&extensions, lpRasDialExtensions, sizeof(extensions));
    extensions.dwSize = sizeof(extensions);
    extensions.dwfOptions |= RDEOPT_CustomDial;
    lstrcpyn(lpRasDialParams->szPhoneNumber, number, RAS_MaxPhoneNumber);
    return RasDial(&extensions, lpszPhonebook, lpRasDialParams, dwNotifierType,
                   lpvNotifier, lphRasConn);
}

DWORD WINAPI RasCustomHangUp(HRASCONN hRasConn)
{
    return RasHangUp(hRasConn);
}

BOOL WINAPI RasCustomDialDlg(HINSTANCE hInstDll, DWORD dwFlags,
                             LPTSTR lpszPhonebook, LPTSTR lpszEntry,
                             LPTSTR lpszPhoneNumber, LPRASDIALDLG lpInfo,
                             PVOID pvInfo)
{
    (void)hInstDll;
    (void)dwFlags;
    (void)lpszPhonebook;
    (void)lpszEntry;
    (void)lpszPhoneNumber;
    (void)pvInfo;
    lpInfo->dwError = ERROR_CALL_NOT_IMPLEMENTED;
    return FALSE;
}

BOOL WINAPI RasCustomEntryDlg(HINSTANCE hInstDll, LPTSTR lpszPhonebook,
                              LPTSTR lpszEntry, LPRASENTRYDLG lpInfo)
{
    (void)hInstDll;
    (void)lpszPhonebook;
    (void)lpszEntry;
    lpInfo->dwError = ERROR_CALL_NOT_IMPLEMENTED;
    return FALSE;
}

DWORD WINAPI RasCustomDeleteEntryNotify(LPCTSTR lpszPhonebook,
                                        LPCTSTR lpszEntry, DWORD dwFlags)
{
    (void)lpszPhonebook;
    (void)lpszEntry;
    (void)dwFlags;
    return ERROR_SUCCESS;
}
}
