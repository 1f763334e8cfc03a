/*
 * rasdlg.h - the dialogs of remote access. On a system without a desktop they
 * answer as Windows does in a session without one: FALSE, and the code in
 * dwError (ERROR_CALL_NOT_IMPLEMENTED). Where the entry has a custom dialer
 * with a dialog of its own, that one is called.
 */
#ifndef _RASDLG_H_
#define _RASDLG_H_

#include "ras.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma pack(push, 4)
#pragma GCC visibility push(default)

/* --- the whole phonebook */

typedef VOID(WINAPI *RASPBDLGFUNCW)(ULONG_PTR dwCallbackId, DWORD dwEvent,
                                    LPWSTR pszText, LPVOID pData);
typedef VOID(WINAPI *RASPBDLGFUNCA)(ULONG_PTR dwCallbackId, DWORD dwEvent,
                                    LPSTR pszText, LPVOID pData);
#define RASPBDLGFUNC RAS_TCHAR_(RASPBDLGFUNC)

#define RASPBDEVENT_AddEntry    1
#define RASPBDEVENT_EditEntry   2
#define RASPBDEVENT_RemoveEntry 3
#define RASPBDEVENT_DialEntry   4
#define RASPBDEVENT_EditGlobals 5
#define RASPBDEVENT_NoUser      6
#define RASPBDEVENT_NoUserEdit  7

#define RASNOUSERW   struct tagRASNOUSERW
#define RASNOUSERA   struct tagRASNOUSERA
#define RASNOUSER    RAS_TCHAR_(RASNOUSER)
#define LPRASNOUSERW RASNOUSERW *
#define LPRASNOUSERA RASNOUSERA *
#define LPRASNOUSER  RASNOUSER *

/* RASNOUSER.dwFlags */
#define RASNOUSER_SmartCard 0x00000001

struct tagRASNOUSERW {
    DWORD dwSize;
    DWORD dwFlags;
    DWORD dwTimeoutMs;
    WCHAR szUserName[UNLEN + 1];
    WCHAR szPassword[PWLEN + 1];
    WCHAR szDomain[DNLEN + 1];
};

struct tagRASNOUSERA {
    DWORD dwSize;
    DWORD dwFlags;
    DWORD dwTimeoutMs;
    CHAR szUserName[UNLEN + 1];
    CHAR szPassword[PWLEN + 1];
    CHAR szDomain[DNLEN + 1];
};

#define RASPBDLGW   struct tagRASPBDLGW
#define RASPBDLGA   struct tagRASPBDLGA
#define RASPBDLG    RAS_TCHAR_(RASPBDLG)
#define LPRASPBDLGW RASPBDLGW *
#define LPRASPBDLGA RASPBDLGA *
#define LPRASPBDLG  RASPBDLG *

/* RASPBDLG.dwFlags */
#define RASPBDFLAG_PositionDlg      0x00000001
#define RASPBDFLAG_ForceCloseOnDial 0x00000002
#define RASPBDFLAG_NoUser           0x00000010
#define RASPBDFLAG_UpdateDefaults   0x80000000

struct tagRASPBDLGW {
    DWORD dwSize;
    HWND hwndOwner;
    DWORD dwFlags;
    LONG xDlg;
    LONG yDlg;
    ULONG_PTR dwCallbackId;
    RASPBDLGFUNCW pCallback;
    DWORD dwError;
    ULONG_PTR reserved;
    ULONG_PTR reserved2;
};

struct tagRASPBDLGA {
    DWORD dwSize;
    HWND hwndOwner;
    DWORD dwFlags;
    LONG xDlg;
    LONG yDlg;
    ULONG_PTR dwCallbackId;
    RASPBDLGFUNCA pCallback;
    DWORD dwError;
    ULONG_PTR reserved;
    ULONG_PTR reserved2;
};

/* --- one entry */

#define RASENTRYDLGW   struct tagRASENTRYDLGW
#define RASENTRYDLGA   struct tagRASENTRYDLGA
#define RASENTRYDLG    RAS_TCHAR_(RASENTRYDLG)
#define LPRASENTRYDLGW RASENTRYDLGW *
#define LPRASENTRYDLGA RASENTRYDLGA *
#define LPRASENTRYDLG  RASENTRYDLG *

/* RASENTRYDLG.dwFlags; CloneEntry and NewDirectEntry ended with Vista. */
#define RASEDFLAG_PositionDlg        0x00000001
#define RASEDFLAG_NewEntry           0x00000002
#define RASEDFLAG_CloneEntry         0x00000004
#define RASEDFLAG_NoRename           0x00000008
#define RASEDFLAG_NewPhoneEntry      0x00000010
#define RASEDFLAG_NewTunnelEntry     0x00000020
#define RASEDFLAG_NewDirectEntry     0x00000040
#define RASEDFLAG_NewBroadbandEntry  0x00000080
#define RASEDFLAG_InternetEntry      0x00000100
#define RASEDFLAG_NAT                0x00000200
#define RASEDFLAG_IncomingConnection 0x00000400
#define RASEDFLAG_ShellOwned         0x40000000

struct tagRASENTRYDLGW {
    DWORD dwSize;
    HWND hwndOwner;
    DWORD dwFlags;
    LONG xDlg;
    LONG yDlg;
    WCHAR szEntry[RAS_MaxEntryName + 1];
    DWORD dwError;
    ULONG_PTR reserved;
    ULONG_PTR reserved2;
};

struct tagRASENTRYDLGA {
    DWORD dwSize;
    HWND hwndOwner;
    DWORD dwFlags;
    LONG xDlg;
    LONG yDlg;
    CHAR szEntry[RAS_MaxEntryName + 1];
    DWORD dwError;
    ULONG_PTR reserved;
    ULONG_PTR reserved2;
};

/* --- dialling */

#define RASDIALDLG   struct tagRASDIALDLG
#define LPRASDIALDLG RASDIALDLG *

/* RASDIALDLG.dwFlags */
#define RASDDFLAG_PositionDlg 0x00000001
#define RASDDFLAG_NoPrompt    0x00000002
#define RASDDFLAG_AoacRedial  0x00000004
#define RASDDFLAG_LinkFailure 0x80000000

struct tagRASDIALDLG {
    DWORD dwSize;
    HWND hwndOwner;
    DWORD dwFlags;
    LONG xDlg;
    LONG yDlg;
    DWORD dwSubEntry;
    DWORD dwError;
    ULONG_PTR reserved;
    ULONG_PTR reserved2;
};

/* --- custom dialers: always wide, so LPRASENTRYDLGW outright */

typedef BOOL(WINAPI *RasCustomDialDlgFn)(HINSTANCE hInstDll, DWORD dwFlags,
                                         LPWSTR lpszPhonebook, LPWSTR lpszEntry,
                                         LPWSTR lpszPhoneNumber,
                                         LPRASDIALDLG lpInfo, PVOID pvInfo);
typedef BOOL(WINAPI *RasCustomEntryDlgFn)(HINSTANCE hInstDll,
                                          LPWSTR lpszPhonebook,
                                          LPWSTR lpszEntry,
                                          LPRASENTRYDLGW lpInfo, DWORD dwFlags);

/* --- functions */

BOOL WINAPI RasPhonebookDlgA(LPSTR lpszPhonebook, LPSTR lpszEntry,
                             LPRASPBDLGA lpInfo);
BOOL WINAPI RasPhonebookDlgW(LPWSTR lpszPhonebook, LPWSTR lpszEntry,
                             LPRASPBDLGW lpInfo);
BOOL WINAPI RasEntryDlgA(LPSTR lpszPhonebook, LPSTR lpszEntry,
                         LPRASENTRYDLGA lpInfo);
BOOL WINAPI RasEntryDlgW(LPWSTR lpszPhonebook, LPWSTR lpszEntry,
                         LPRASENTRYDLGW lpInfo);
BOOL WINAPI RasDialDlgA(LPSTR lpszPhonebook, LPSTR lpszEntry,
                        LPSTR lpszPhoneNumber, LPRASDIALDLG lpInfo);
BOOL WINAPI RasDialDlgW(LPWSTR lpszPhonebook, LPWSTR lpszEntry,
                        LPWSTR lpszPhoneNumber, LPRASDIALDLG lpInfo);

#define RasPhonebookDlg RAS_TCHAR_(RasPhonebookDlg)
#define RasEntryDlg     RAS_TCHAR_(RasEntryDlg)
#define RasDialDlg      RAS_TCHAR_(RasDialDlg)

#pragma GCC visibility pop
#pragma pack(pop)

#ifdef __cplusplus
}
#endif

#endif
