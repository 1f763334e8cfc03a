/*
 * The dialogs of ras.h and rasdlg.h: there is no desktop. They check what they
 * are given and then say so, with ERROR_CALL_NOT_IMPLEMENTED. An entry's
 * custom dialer may have better ones.
 */
#include <string.h>

#include "compat/api/book.h"
#include "compat/api/custom_dialog.h"
#include "rasdlg.h"

static BOOL answer(void *info, size_t size, size_t error_at)
{
    DWORD given, code = ERROR_CALL_NOT_IMPLEMENTED;

    if (!info)
        return FALSE;
    given = api_size(info);
    /* dwError lies where the caller's structure may end. */
    if (given != size)
        code = ERROR_INVALID_SIZE;
    if (given >= error_at + sizeof(code))
        memcpy((char *)info + error_at, &code, sizeof(code));
    return FALSE;
}

#define ANSWER(type, info)                                                     \
    answer((info), sizeof(struct type), offsetof(struct type, dwError))

static bool has_size(const void *info, size_t size)
{
    return info && api_size(info) == size;
}

/* A new entry has no dialer yet. */
static BOOL entry_dialog(const struct custom_dialog *d)
{
    const size_t size = d->wide ? sizeof(struct tagRASENTRYDLGW)
                                : sizeof(struct tagRASENTRYDLGA);
    BOOL result;

    if (d->entry && has_size(d->info, size) && custom_entry_dialog(d, &result))
        return result;
    return d->wide ? ANSWER(tagRASENTRYDLGW, d->info)
                   : ANSWER(tagRASENTRYDLGA, d->info);
}

static BOOL dial_dialog(const struct custom_dialog *d)
{
    BOOL result;

    if (d->entry && has_size(d->info, sizeof(struct tagRASDIALDLG)) &&
        custom_dial_dialog(d, &result))
        return result;
    return ANSWER(tagRASDIALDLG, d->info);
}

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
    return entry_dialog(
        &(struct custom_dialog){false, lpszPhonebook, lpszEntry, NULL, lpInfo});
}

BOOL WINAPI RasEntryDlgW(LPWSTR lpszPhonebook, LPWSTR lpszEntry,
                         LPRASENTRYDLGW lpInfo)
{
    return entry_dialog(
        &(struct custom_dialog){true, lpszPhonebook, lpszEntry, NULL, lpInfo});
}

BOOL WINAPI RasDialDlgA(LPSTR lpszPhonebook, LPSTR lpszEntry,
                        LPSTR lpszPhoneNumber, LPRASDIALDLG lpInfo)
{
    return dial_dialog(&(struct custom_dialog){false, lpszPhonebook, lpszEntry,
                                               lpszPhoneNumber, lpInfo});
}

BOOL WINAPI RasDialDlgW(LPWSTR lpszPhonebook, LPWSTR lpszEntry,
                        LPWSTR lpszPhoneNumber, LPRASDIALDLG lpInfo)
{
    return dial_dialog(&(struct custom_dialog){true, lpszPhonebook, lpszEntry,
                                               lpszPhoneNumber, lpInfo});
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
