/*
 * EAP: whether an entry uses it is known, and the data of its method is kept,
 * the entry's and the user's. The methods' own dialogs are not here: pppd's
 * eap-tls options are.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/api/saved.h"
#include "compat/raserr.h"
#include "conf/entry.h"

/* A method's data: certificates' names and the like. */
#define DATA_MAX 65536

/* --- RasGetEapUserIdentity */

static DWORD get_identity(const struct api_entry_arg *arg, const void *out)
{
    struct entry *entry;
    struct api_entry e;
    enum conf_result result;
    bool eap;
    DWORD code;

    if (!out || !arg->entry)
        return (DWORD)E_INVALIDARG;
    code = api_entry_find(arg, &e);
    if (code != ERROR_SUCCESS)
        return code;
    result = rasphone_book_entry(e.path, e.name, &entry, NULL);
    if (result != CONF_OK)
        return raserr_from_conf(result);
    eap = entry->auth_restrictions & ENTRY_AUTH_EAP;
    entry_free(entry);
    /* A method would have to ask, and there is nobody to be asked. */
    return eap ? ERROR_INTERACTIVE_MODE : ERROR_INVALID_FUNCTION_FOR_ENTRY;
}

DWORD WINAPI RasGetEapUserIdentityA(LPCSTR pszPhonebook, LPCSTR pszEntry,
                                    DWORD dwFlags, HWND hwnd,
                                    LPRASEAPUSERIDENTITYA *ppRasEapUserIdentity)
{
    (void)dwFlags;
    (void)hwnd;
    if (ppRasEapUserIdentity)
        *ppRasEapUserIdentity = NULL;
    return get_identity(&(struct api_entry_arg){false, pszPhonebook, pszEntry},
                        ppRasEapUserIdentity);
}

DWORD WINAPI RasGetEapUserIdentityW(LPCWSTR pszPhonebook, LPCWSTR pszEntry,
                                    DWORD dwFlags, HWND hwnd,
                                    LPRASEAPUSERIDENTITYW *ppRasEapUserIdentity)
{
    (void)dwFlags;
    (void)hwnd;
    if (ppRasEapUserIdentity)
        *ppRasEapUserIdentity = NULL;
    return get_identity(&(struct api_entry_arg){true, pszPhonebook, pszEntry},
                        ppRasEapUserIdentity);
}

/* None is ever made. */
VOID WINAPI RasFreeEapUserIdentityA(LPRASEAPUSERIDENTITYA pRasEapUserIdentity)
{
    (void)pRasEapUserIdentity;
}

VOID WINAPI RasFreeEapUserIdentityW(LPRASEAPUSERIDENTITYW pRasEapUserIdentity)
{
    (void)pRasEapUserIdentity;
}

/* --- binary data, which is kept in hex */

static DWORD put_data(const char *hex, BYTE *out, DWORD *size)
{
    DWORD need = (DWORD)(strlen(hex) / 2), room = *size, i;
    char pair[3] = "";

    *size = need;
    if (need == 0)
        return ERROR_SUCCESS;
    if (!out || room < need)
        return ERROR_BUFFER_TOO_SMALL;
    for (i = 0; i < need; i++) {
        memcpy(pair, hex + 2 * (size_t)i, 2);
        out[i] = (BYTE)strtoul(pair, NULL, 16);
    }
    return ERROR_SUCCESS;
}

static enum conf_result make_hex(const BYTE *data, DWORD size, struct buf *hex)
{
    enum conf_result result = CONF_OK;
    char pair[3];
    DWORD i;

    for (i = 0; i < size && result == CONF_OK; i++) {
        snprintf(pair, sizeof(pair), "%02X", data[i]);
        result = buf_add(hex, pair, 2);
    }
    return result;
}

/* --- the user's data: with the credentials, where root alone may read it */

static DWORD get_user_data(const struct api_entry_arg *arg, BYTE *out,
                           DWORD *size)
{
    struct credentials c;
    struct api_entry e;
    DWORD code;

    if (!size || !arg->entry)
        return (DWORD)E_INVALIDARG;
    code = api_entry_find(arg, &e);
    if (code != ERROR_SUCCESS)
        return code;
    code = saved_read(&e, &c);
    if (code == ERROR_SUCCESS)
        code = put_data(c.eap, out, size);
    explicit_bzero(&c, sizeof(c));
    return code;
}

/* No data forgets what there was. */
static DWORD set_user_data(const struct api_entry_arg *arg, const BYTE *data,
                           DWORD size)
{
    struct buf hex = buf_new(2 * CREDENTIALS_EAP_MAX);
    struct credentials c = {.have = size ? CREDENTIALS_EAP : 0};
    struct api_entry e;
    DWORD code;

    if (!arg->entry || (!data && size) || size > CREDENTIALS_EAP_MAX)
        return (DWORD)E_INVALIDARG;
    code = api_entry_find(arg, &e);
    if (code != ERROR_SUCCESS)
        return code;
    code = make_hex(data, size, &hex) == CONF_OK ? ERROR_SUCCESS
                                                 : ERROR_NOT_ENOUGH_MEMORY;
    snprintf(c.eap, sizeof(c.eap), "%s", buf_text(&hex));
    if (code == ERROR_SUCCESS)
        code = saved_write(&e, &c, size ? 0 : CREDENTIALS_EAP);
    explicit_bzero(&c, sizeof(c));
    buf_free(&hex);
    return code;
}

DWORD WINAPI RasGetEapUserDataA(HANDLE hToken, LPCSTR pszPhonebook,
                                LPCSTR pszEntry, BYTE *pbEapData,
                                DWORD *pdwSizeofEapData)
{
    (void)hToken;
    return get_user_data(&(struct api_entry_arg){false, pszPhonebook, pszEntry},
                         pbEapData, pdwSizeofEapData);
}

DWORD WINAPI RasGetEapUserDataW(HANDLE hToken, LPCWSTR pszPhonebook,
                                LPCWSTR pszEntry, BYTE *pbEapData,
                                DWORD *pdwSizeofEapData)
{
    (void)hToken;
    return get_user_data(&(struct api_entry_arg){true, pszPhonebook, pszEntry},
                         pbEapData, pdwSizeofEapData);
}

DWORD WINAPI RasSetEapUserDataA(HANDLE hToken, LPCSTR pszPhonebook,
                                LPCSTR pszEntry, BYTE *pbEapData,
                                DWORD dwSizeofEapData)
{
    (void)hToken;
    return set_user_data(&(struct api_entry_arg){false, pszPhonebook, pszEntry},
                         pbEapData, dwSizeofEapData);
}

DWORD WINAPI RasSetEapUserDataW(HANDLE hToken, LPCWSTR pszPhonebook,
                                LPCWSTR pszEntry, BYTE *pbEapData,
                                DWORD dwSizeofEapData)
{
    (void)hToken;
    return set_user_data(&(struct api_entry_arg){true, pszPhonebook, pszEntry},
                         pbEapData, dwSizeofEapData);
}

/* --- the entry's data: CustomAuthData */

static DWORD get_data(const struct api_entry_arg *arg, BYTE *out, DWORD *size)
{
    struct buf hex = buf_new(2 * DATA_MAX);
    struct rasphone_book book;
    enum conf_result result;
    struct api_entry e;
    size_t index;
    DWORD code;

    if (!size || !arg->entry)
        return (DWORD)E_INVALIDARG;
    code = api_entry_find(arg, &e);
    if (code == ERROR_SUCCESS)
        code = api_entry_load(&e, &book, &index);
    if (code != ERROR_SUCCESS)
        return code;
    result = pbk_book_get(book.book, index, "CustomAuthData", &hex, NULL, NULL);
    rasphone_book_free(&book);
    code = result == CONF_OK || result == CONF_NOT_FOUND
               ? put_data(buf_text(&hex), out, size)
               : raserr_from_conf(result);
    buf_free(&hex);
    return code;
}

struct data {
    const char *name, *hex;
};

static enum conf_result change_data(struct pbk_book *book, void *context,
                                    struct conf_problem *p)
{
    const struct data *d = context;
    size_t index;
    enum conf_result result = pbk_book_find(book, d->name, &index, p);

    if (result != CONF_OK)
        return result;
    if (d->hex[0])
        return pbk_book_set(book, index, "CustomAuthData", d->hex, p);
    result = pbk_book_unset(book, index, "CustomAuthData", p);
    return result == CONF_NOT_FOUND ? CONF_OK : result;
}

static DWORD set_data(const struct api_entry_arg *arg, const BYTE *data,
                      DWORD size)
{
    struct buf hex = buf_new(2 * DATA_MAX);
    struct api_entry e;
    DWORD code;

    if (!arg->entry || (!data && size) || size > DATA_MAX)
        return (DWORD)E_INVALIDARG;
    code = api_entry_find(arg, &e);
    if (code != ERROR_SUCCESS)
        return code;
    code = make_hex(data, size, &hex) == CONF_OK
               ? api_entry_edit(&e, change_data,
                                &(struct data){e.name, buf_text(&hex)})
               : (DWORD)ERROR_NOT_ENOUGH_MEMORY;
    buf_free(&hex);
    return code;
}

DWORD WINAPI RasGetCustomAuthDataA(LPCSTR pszPhonebook, LPCSTR pszEntry,
                                   BYTE *pbCustomAuthData,
                                   DWORD *pdwSizeofCustomAuthData)
{
    return get_data(&(struct api_entry_arg){false, pszPhonebook, pszEntry},
                    pbCustomAuthData, pdwSizeofCustomAuthData);
}

DWORD WINAPI RasGetCustomAuthDataW(LPCWSTR pszPhonebook, LPCWSTR pszEntry,
                                   BYTE *pbCustomAuthData,
                                   DWORD *pdwSizeofCustomAuthData)
{
    return get_data(&(struct api_entry_arg){true, pszPhonebook, pszEntry},
                    pbCustomAuthData, pdwSizeofCustomAuthData);
}

DWORD WINAPI RasSetCustomAuthDataA(LPCSTR pszPhonebook, LPCSTR pszEntry,
                                   BYTE *pbCustomAuthData,
                                   DWORD dwSizeofCustomAuthData)
{
    return set_data(&(struct api_entry_arg){false, pszPhonebook, pszEntry},
                    pbCustomAuthData, dwSizeofCustomAuthData);
}

DWORD WINAPI RasSetCustomAuthDataW(LPCWSTR pszPhonebook, LPCWSTR pszEntry,
                                   BYTE *pbCustomAuthData,
                                   DWORD dwSizeofCustomAuthData)
{
    return set_data(&(struct api_entry_arg){true, pszPhonebook, pszEntry},
                    pbCustomAuthData, dwSizeofCustomAuthData);
}

/* For modules of mobile networks with IMS. */
DWORD WINAPI RasGetPCscf(LPWSTR lpszPCscf)
{
    return lpszPCscf ? ERROR_CALL_NOT_IMPLEMENTED : ERROR_INVALID_PARAMETER;
}
