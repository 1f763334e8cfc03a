/*
 * strsafe.h - copying and printing into buffers of a known size. What does not
 * fit is cut, the end is always there, and the result tells.
 */
#ifndef RASAPI_STRSAFE_H
#define RASAPI_STRSAFE_H

#include "windef.h"
#include "winerror.h"

#ifdef __cplusplus
extern "C" {
#endif

#define STRSAFE_MAX_CCH               2147483647
#define STRSAFE_E_INSUFFICIENT_BUFFER ((HRESULT)0x8007007A)
#define STRSAFE_E_INVALID_PARAMETER   ((HRESULT)0x80070057)
#define STRSAFE_E_END_OF_FILE         ((HRESULT)0x80070026)

typedef CHAR *STRSAFE_LPSTR;
typedef const CHAR *STRSAFE_LPCSTR;
typedef WCHAR *STRSAFE_LPWSTR;
typedef const WCHAR *STRSAFE_LPCWSTR;

/* --- sizes in characters */

HRESULT WINAPI StringCchCopyA(LPSTR to, size_t room, LPCSTR from)
    RASWIN(StringCchCopyA);
HRESULT WINAPI StringCchCopyW(LPWSTR to, size_t room, LPCWSTR from)
    RASWIN(StringCchCopyW);
#define StringCchCopy RASWIN_AW(StringCchCopy)
HRESULT WINAPI StringCchCopyNA(LPSTR to, size_t room, LPCSTR from, size_t most)
    RASWIN(StringCchCopyNA);
HRESULT WINAPI StringCchCopyNW(LPWSTR to, size_t room, LPCWSTR from,
                               size_t most) RASWIN(StringCchCopyNW);
#define StringCchCopyN RASWIN_AW(StringCchCopyN)
HRESULT WINAPI StringCchCatA(LPSTR to, size_t room, LPCSTR from)
    RASWIN(StringCchCatA);
HRESULT WINAPI StringCchCatW(LPWSTR to, size_t room, LPCWSTR from)
    RASWIN(StringCchCatW);
#define StringCchCat RASWIN_AW(StringCchCat)
HRESULT WINAPI StringCchCatNA(LPSTR to, size_t room, LPCSTR from, size_t most)
    RASWIN(StringCchCatNA);
HRESULT WINAPI StringCchCatNW(LPWSTR to, size_t room, LPCWSTR from, size_t most)
    RASWIN(StringCchCatNW);
#define StringCchCatN RASWIN_AW(StringCchCatN)
HRESULT WINAPI StringCchLengthA(LPCSTR text, size_t room, size_t *length)
    RASWIN(StringCchLengthA);
HRESULT WINAPI StringCchLengthW(LPCWSTR text, size_t room, size_t *length)
    RASWIN(StringCchLengthW);
#define StringCchLength RASWIN_AW(StringCchLength)
HRESULT WINAPI StringCchVPrintfA(LPSTR to, size_t room, LPCSTR format,
                                 va_list args) RASWIN(StringCchVPrintfA);
HRESULT WINAPI StringCchVPrintfW(LPWSTR to, size_t room, LPCWSTR format,
                                 va_list args) RASWIN(StringCchVPrintfW);
#define StringCchVPrintf RASWIN_AW(StringCchVPrintf)
HRESULT WINAPIV StringCchPrintfA(LPSTR to, size_t room, LPCSTR format, ...)
    RASWIN(StringCchPrintfA);
HRESULT WINAPIV StringCchPrintfW(LPWSTR to, size_t room, LPCWSTR format, ...)
    RASWIN(StringCchPrintfW);
#define StringCchPrintf RASWIN_AW(StringCchPrintf)

/* --- sizes in bytes: the same functions, for which WCHAR has two */

#define StringCbCopyA(to, bytes, from) StringCchCopyA((to), (bytes), (from))
#define StringCbCopyW(to, bytes, from)                                         \
    StringCchCopyW((to), (bytes) / sizeof(WCHAR), (from))
#define StringCbCopy RASWIN_AW(StringCbCopy)
#define StringCbCopyNA(to, bytes, from, most)                                  \
    StringCchCopyNA((to), (bytes), (from), (most))
#define StringCbCopyNW(to, bytes, from, most)                                  \
    StringCchCopyNW((to), (bytes) / sizeof(WCHAR), (from),                     \
                    (most) / sizeof(WCHAR))
#define StringCbCopyN                 RASWIN_AW(StringCbCopyN)
#define StringCbCatA(to, bytes, from) StringCchCatA((to), (bytes), (from))
#define StringCbCatW(to, bytes, from)                                          \
    StringCchCatW((to), (bytes) / sizeof(WCHAR), (from))
#define StringCbCat RASWIN_AW(StringCbCat)
#define StringCbCatNA(to, bytes, from, most)                                   \
    StringCchCatNA((to), (bytes), (from), (most))
#define StringCbCatNW(to, bytes, from, most)                                   \
    StringCchCatNW((to), (bytes) / sizeof(WCHAR), (from),                      \
                   (most) / sizeof(WCHAR))
#define StringCbCatN RASWIN_AW(StringCbCatN)
#define StringCbPrintfA(to, bytes, ...)                                        \
    StringCchPrintfA((to), (bytes), __VA_ARGS__)
#define StringCbPrintfW(to, bytes, ...)                                        \
    StringCchPrintfW((to), (bytes) / sizeof(WCHAR), __VA_ARGS__)
#define StringCbPrintf RASWIN_AW(StringCbPrintf)
#define StringCbVPrintfA(to, bytes, format, args)                              \
    StringCchVPrintfA((to), (bytes), (format), (args))
#define StringCbVPrintfW(to, bytes, format, args)                              \
    StringCchVPrintfW((to), (bytes) / sizeof(WCHAR), (format), (args))
#define StringCbVPrintf RASWIN_AW(StringCbVPrintf)

static inline HRESULT StringCbLengthA(LPCSTR text, size_t bytes, size_t *length)
{
    return StringCchLengthA(text, bytes, length);
}

static inline HRESULT StringCbLengthW(LPCWSTR text, size_t bytes,
                                      size_t *length)
{
    HRESULT hr = StringCchLengthW(text, bytes / sizeof(WCHAR), length);

    if (length)
        *length *= sizeof(WCHAR);
    return hr;
}
#define StringCbLength RASWIN_AW(StringCbLength)

#ifdef __cplusplus
}
#endif

#endif
