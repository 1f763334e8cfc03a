#include "compat/win32/absent.h"

#include "compat/win32/error.h"

/* --- windows */

static BOOL no_window(void)
{
    return win32_false(ERROR_INVALID_WINDOW_HANDLE);
}

HWND WINAPI GetDesktopWindow(void)
{
    return NULL;
}

HWND WINAPI GetForegroundWindow(void)
{
    return NULL;
}

BOOL WINAPI IsWindow(HWND hWnd)
{
    (void)hWnd;
    return no_window();
}

INT_PTR WINAPI DialogBoxParamW(HINSTANCE hInstance, LPCWSTR lpTemplate,
                               HWND hWndParent, DLGPROC lpDialogFunc,
                               LPARAM dwInitParam)
{
    (void)hInstance;
    (void)lpTemplate;
    (void)hWndParent;
    (void)lpDialogFunc;
    (void)dwInitParam;
    SetLastError(ERROR_REQUIRES_INTERACTIVE_WINDOWSTATION);
    return -1;
}

INT_PTR WINAPI DialogBoxParamA(HINSTANCE hInstance, LPCSTR lpTemplate,
                               HWND hWndParent, DLGPROC lpDialogFunc,
                               LPARAM dwInitParam)
{
    (void)lpTemplate;
    return DialogBoxParamW(hInstance, NULL, hWndParent, lpDialogFunc,
                           dwInitParam);
}

BOOL WINAPI EndDialog(HWND hDlg, INT_PTR nResult)
{
    (void)hDlg;
    (void)nResult;
    return no_window();
}

HWND WINAPI GetDlgItem(HWND hDlg, int nIDDlgItem)
{
    (void)hDlg;
    (void)nIDDlgItem;
    no_window();
    return NULL;
}

BOOL WINAPI GetWindowRect(HWND hWnd, LPRECT lpRect)
{
    (void)hWnd;
    if (lpRect)
        memset(lpRect, 0, sizeof(*lpRect));
    return no_window();
}

BOOL WINAPI SetWindowPos(HWND hWnd, HWND hWndInsertAfter, int X, int Y, int cx,
                         int cy, UINT uFlags)
{
    (void)hWnd;
    (void)hWndInsertAfter;
    (void)X;
    (void)Y;
    (void)cx;
    (void)cy;
    (void)uFlags;
    return no_window();
}

LRESULT WINAPI SendMessageW(HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)
{
    (void)hWnd;
    (void)Msg;
    (void)wParam;
    (void)lParam;
    return no_window();
}

LRESULT WINAPI SendMessageA(HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)
{
    return SendMessageW(hWnd, Msg, wParam, lParam);
}

BOOL WINAPI PostMessageW(HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)
{
    return (BOOL)SendMessageW(hWnd, Msg, wParam, lParam);
}

BOOL WINAPI PostMessageA(HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)
{
    return (BOOL)SendMessageW(hWnd, Msg, wParam, lParam);
}

int WINAPI GetWindowTextW(HWND hWnd, LPWSTR lpString, int nMaxCount)
{
    (void)hWnd;
    if (lpString && nMaxCount > 0)
        lpString[0] = 0;
    return no_window();
}

int WINAPI GetWindowTextA(HWND hWnd, LPSTR lpString, int nMaxCount)
{
    (void)hWnd;
    if (lpString && nMaxCount > 0)
        lpString[0] = '\0';
    return no_window();
}

BOOL WINAPI SetWindowTextW(HWND hWnd, LPCWSTR lpString)
{
    (void)hWnd;
    (void)lpString;
    return no_window();
}

BOOL WINAPI SetWindowTextA(HWND hWnd, LPCSTR lpString)
{
    (void)hWnd;
    (void)lpString;
    return no_window();
}

/* --- the registry: the result is the code, the last error is not set */

LONG WINAPI RegOpenKeyExW(HKEY hKey, LPCWSTR lpSubKey, DWORD ulOptions,
                          REGSAM samDesired, PHKEY phkResult)
{
    (void)hKey;
    (void)lpSubKey;
    (void)ulOptions;
    (void)samDesired;
    if (!phkResult)
        return ERROR_INVALID_PARAMETER;
    *phkResult = NULL;
    return ERROR_FILE_NOT_FOUND;
}

LONG WINAPI RegOpenKeyExA(HKEY hKey, LPCSTR lpSubKey, DWORD ulOptions,
                          REGSAM samDesired, PHKEY phkResult)
{
    (void)lpSubKey;
    return RegOpenKeyExW(hKey, NULL, ulOptions, samDesired, phkResult);
}

/* HKEY_LOCAL_MACHINE and the others are there, but have no values. */
static LONG no_value(HKEY key)
{
    uintptr_t k = (uintptr_t)key;

    return k >= (uintptr_t)HKEY_CLASSES_ROOT && k <= (uintptr_t)HKEY_USERS
               ? ERROR_FILE_NOT_FOUND
               : ERROR_INVALID_HANDLE;
}

LONG WINAPI RegQueryValueExW(HKEY hKey, LPCWSTR lpValueName, LPDWORD lpReserved,
                             LPDWORD lpType, LPBYTE lpData, LPDWORD lpcbData)
{
    (void)lpValueName;
    (void)lpReserved;
    (void)lpData;
    if (lpType)
        *lpType = REG_NONE;
    if (lpcbData)
        *lpcbData = 0;
    return no_value(hKey);
}

LONG WINAPI RegQueryValueExA(HKEY hKey, LPCSTR lpValueName, LPDWORD lpReserved,
                             LPDWORD lpType, LPBYTE lpData, LPDWORD lpcbData)
{
    (void)lpValueName;
    return RegQueryValueExW(hKey, NULL, lpReserved, lpType, lpData, lpcbData);
}

LONG WINAPI RegSetValueExW(HKEY hKey, LPCWSTR lpValueName, DWORD Reserved,
                           DWORD dwType, const BYTE *lpData, DWORD cbData)
{
    (void)lpValueName;
    (void)Reserved;
    (void)dwType;
    (void)lpData;
    (void)cbData;
    return no_value(hKey) == ERROR_INVALID_HANDLE ? ERROR_INVALID_HANDLE
                                                  : ERROR_ACCESS_DENIED;
}

LONG WINAPI RegSetValueExA(HKEY hKey, LPCSTR lpValueName, DWORD Reserved,
                           DWORD dwType, const BYTE *lpData, DWORD cbData)
{
    (void)lpValueName;
    return RegSetValueExW(hKey, NULL, Reserved, dwType, lpData, cbData);
}

LONG WINAPI RegDeleteValueW(HKEY hKey, LPCWSTR lpValueName)
{
    (void)lpValueName;
    return no_value(hKey);
}

LONG WINAPI RegDeleteValueA(HKEY hKey, LPCSTR lpValueName)
{
    (void)lpValueName;
    return no_value(hKey);
}

LONG WINAPI RegCloseKey(HKEY hKey)
{
    return no_value(hKey) == ERROR_INVALID_HANDLE ? ERROR_INVALID_HANDLE
                                                  : ERROR_SUCCESS;
}
