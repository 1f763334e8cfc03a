/*
 * RasGetErrorString: the texts of raserror.def. The codes of Windows itself
 * are FormatMessage's.
 */
#include <string.h>

#include "compat/api/api.h"
#include "compat/raserr.h"
#include "compat/str16.h"

static const char *text_of(UINT code)
{
    return code >= RASBASE && code <= RASBASEEND ? raserr_text(code) : NULL;
}

DWORD WINAPI RasGetErrorStringA(UINT uErrorValue, LPSTR lpszErrorString,
                                DWORD cBufSize)
{
    const char *text = text_of(uErrorValue);

    if (!text || !lpszErrorString)
        return ERROR_INVALID_PARAMETER;
    if (strlen(text) >= cBufSize)
        return ERROR_INSUFFICIENT_BUFFER;
    memcpy(lpszErrorString, text, strlen(text) + 1);
    return ERROR_SUCCESS;
}

/* CBUFSIZE counts characters, not bytes. */
DWORD WINAPI RasGetErrorStringW(UINT uErrorValue, LPWSTR lpszErrorString,
                                DWORD cBufSize)
{
    const char *text = text_of(uErrorValue);
    ssize_t length;

    if (!text || !lpszErrorString)
        return ERROR_INVALID_PARAMETER;
    length = str16_from_utf8(NULL, 0, text, STR16_ENDED);
    if (length < 0 || (size_t)length >= cBufSize)
        return ERROR_INSUFFICIENT_BUFFER;
    (void)str16_from_utf8((uint16_t *)lpszErrorString, cBufSize, text,
                          STR16_ENDED);
    return ERROR_SUCCESS;
}
