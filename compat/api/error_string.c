/*
 * RasGetErrorString: text and advice of raserror.def, in less than 256
 * characters, for programs that think that so many are enough; the documented
 * buffer has 512. The codes of Windows itself are FormatMessage's.
 */
#include <string.h>

#include "compat/api/api.h"
#include "compat/raserr.h"
#include "compat/str16.h"

static bool describe(UINT code, char text[RASERR_DESCRIPTION_MAX])
{
    return code >= RASBASE && code <= RASBASEEND &&
           raserr_describe(code, text, RASERR_DESCRIPTION_MAX);
}

DWORD WINAPI RasGetErrorStringA(UINT uErrorValue, LPSTR lpszErrorString,
                                DWORD cBufSize)
{
    char text[RASERR_DESCRIPTION_MAX];

    if (!lpszErrorString || !describe(uErrorValue, text))
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
    char text[RASERR_DESCRIPTION_MAX];
    ssize_t length;

    if (!lpszErrorString || !describe(uErrorValue, text))
        return ERROR_INVALID_PARAMETER;
    length = str16_from_utf8(NULL, 0, text, STR16_ENDED);
    if ((size_t)length >= cBufSize) /* as a negative one is */
        return ERROR_INSUFFICIENT_BUFFER;
    (void)str16_from_utf8((uint16_t *)lpszErrorString, cBufSize, text,
                          STR16_ENDED);
    return ERROR_SUCCESS;
}
