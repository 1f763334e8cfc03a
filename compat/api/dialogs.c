/*
 * The dialogs of ras.h and rasdlg.h: there is no desktop. They check what they
 * are given and then say so, with ERROR_CALL_NOT_IMPLEMENTED.
 */
#include <string.h>

#include "compat/api/book.h"
#include "rasdlg.h"

static BOOL answer(void *info, size_t size, size_t error_at)
{
    DWORD given, code = ERROR_CALL_NOT_IMPLEMENTED;

    if (!info)
        return FALSE;
    memcpy(&given, info, sizeof(given));
    /* dwError lies where the caller's structure may end. */
    if (given != size)
        code = ERROR_INVALID_SIZE;
    if (given >= error_at + sizeof(code))
        memcpy((char *)info + error_at, &code, sizeof(code));
    return FALSE;
}

#define ANSWER(type, info)                                                     \
    answer((info), sizeof(struct type), offsetof(struct type, dwError))

BOOL WINAPI RasPhonebookDlgA(LPSTR lpszPhonebook, LPSTR lpszEntry,
                             LPRASPBDLGA lpInfo)
{
    (void)lpszPhonebook;
    (void)lpszEntry;
    return ANSWER(tagRASPBDLGA, lpInfo);
}

BOOL WINAPI RasPhonebookDlgW(LPWSTR lpszPhonebook, LPWSTR lpszEntry,
                             LPRASPBDLGW lpInfo)
{
    (void)lpszPhonebook;
    (void)lpszEntry;
    return ANSWER(tagRASPBDLGW, lpInfo);
}

BOOL WINAPI RasEntryDlgA(LPSTR lpszPhonebook, LPSTR lpszEntry,
                         LPRASENTRYDLGA lpInfo)
{
    (void)lpszPhonebook;
    (void)lpszEntry;
    return ANSWER(tagRASENTRYDLGA, lpInfo);
}

BOOL WINAPI RasEntryDlgW(LPWSTR lpszPhonebook, LPWSTR lpszEntry,
                         LPRASENTRYDLGW lpInfo)
{
    (void)lpszPhonebook;
    (void)lpszEntry;
    return ANSWER(tagRASENTRYDLGW, lpInfo);
}

BOOL WINAPI RasDialDlgA(LPSTR lpszPhonebook, LPSTR lpszEntry,
                        LPSTR lpszPhoneNumber, LPRASDIALDLG lpInfo)
{
    (void)lpszPhonebook;
    (void)lpszEntry;
    (void)lpszPhoneNumber;
    return ANSWER(tagRASDIALDLG, lpInfo);
}

BOOL WINAPI RasDialDlgW(LPWSTR lpszPhonebook, LPWSTR lpszEntry,
                        LPWSTR lpszPhoneNumber, LPRASDIALDLG lpInfo)
{
    (void)lpszPhonebook;
    (void)lpszEntry;
    (void)lpszPhoneNumber;
    return ANSWER(tagRASDIALDLG, lpInfo);
}

/* --- the two of ras.h, which take an existing entry, or none */

static DWORD edit(const struct api_entry_arg *arg)
{
    struct api_entry e;
    DWORD code;

    if (!arg->entry)
        return ERROR_BUFFER_INVALID;
    code = api_entry_find(arg, &e);
    return code == ERROR_SUCCESS ? (DWORD)ERROR_CALL_NOT_IMPLEMENTED : code;
}

DWORD WINAPI RasCreatePhonebookEntryA(HWND hwnd, LPCSTR lpszPhonebook)
{
    (void)hwnd;
    (void)lpszPhonebook;
    return ERROR_CALL_NOT_IMPLEMENTED;
}

DWORD WINAPI RasCreatePhonebookEntryW(HWND hwnd, LPCWSTR lpszPhonebook)
{
    (void)hwnd;
    (void)lpszPhonebook;
    return ERROR_CALL_NOT_IMPLEMENTED;
}

DWORD WINAPI RasEditPhonebookEntryA(HWND hwnd, LPCSTR lpszPhonebook,
                                    LPCSTR lpszEntryName)
{
    (void)hwnd;
    return edit(&(struct api_entry_arg){false, lpszPhonebook, lpszEntryName});
}

DWORD WINAPI RasEditPhonebookEntryW(HWND hwnd, LPCWSTR lpszPhonebook,
                                    LPCWSTR lpszEntryName)
{
    (void)hwnd;
    return edit(&(struct api_entry_arg){true, lpszPhonebook, lpszEntryName});
}
