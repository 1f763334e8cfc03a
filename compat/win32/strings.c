/*
 * strings.c - lstr*, StringCch*, wsprintf, CharNext, comparisons.
 *
 * Two texts compare by their code points. Windows compares by the user's
 * language; without a case, equal is equal there and here, which is what the
 * programs ask.
 */
#include <limits.h>
#include <strsafe.h>

#include "compat/win32/strings.h"

#include "compat/win32/format.h"
#include "compat/win32/utf.h"
#include "conf/text.h"

#define WSPRINTF_ROOM 1024

#define UNIT     char
#define AW(name) name##A
#define FORMAT   win32_format_narrow
#include "compat/win32/strings.inc"
#undef UNIT
#undef AW
#undef FORMAT

#define UNIT     WCHAR
#define AW(name) name##W
#define FORMAT   win32_format_wide
#include "compat/win32/strings.inc"

/* --- comparison */

/*
 * Letters have their small form STEP units further on; where EVERY is 2, great
 * and small ones take turns. Without the locale, which a library must not set:
 * in the "C" locale towlower() knows ASCII alone.
 */
static const struct {
    WCHAR first, last, step, every;
} capitals[] = {
    {'A', 'Z', 0x20, 1},     {0xc0, 0xd6, 0x20, 1},   {0xd8, 0xde, 0x20, 1},
    {0x100, 0x12e, 1, 2},    {0x132, 0x136, 1, 2},    {0x139, 0x147, 1, 2},
    {0x14a, 0x176, 1, 2},    {0x179, 0x17d, 1, 2},    {0x391, 0x3a1, 0x20, 1},
    {0x3a3, 0x3ab, 0x20, 1}, {0x400, 0x40f, 0x50, 1}, {0x410, 0x42f, 0x20, 1},
    {0x460, 0x480, 1, 2},    {0x48a, 0x4be, 1, 2},    {0x4d0, 0x52e, 1, 2},
    {0x1e00, 0x1e94, 1, 2},  {0x1ea0, 0x1efe, 1, 2},
};

WCHAR win32_small(WCHAR u)
{
    size_t i;

    for (i = 0; i < ARRAYSIZE(capitals); i++)
        if (u >= capitals[i].first && u <= capitals[i].last)
            return (u - capitals[i].first) % capitals[i].every == 0
                       ? (WCHAR)(u + capitals[i].step)
                       : u;
    return u;
}

WCHAR win32_capital(WCHAR u)
{
    size_t i;
    WCHAR c;

    for (i = 0; i < ARRAYSIZE(capitals); i++) {
        c = (WCHAR)(u - capitals[i].step);
        if (c >= capitals[i].first && c <= capitals[i].last &&
            (c - capitals[i].first) % capitals[i].every == 0)
            return c;
    }
    return u;
}

/* NULL comes before every text, as with Windows. */
int win32_compare(const WCHAR *one, const WCHAR *other, size_t most, bool fold)
{
    size_t i;
    WCHAR a, b;

    if (!one || !other)
        return (one != NULL) - (other != NULL);
    for (i = 0; i < most; i++) {
        a = fold ? win32_small(one[i]) : one[i];
        b = fold ? win32_small(other[i]) : other[i];
        if (a != b)
            return a < b ? -1 : 1;
        if (!a)
            break;
    }
    return 0;
}

/* UTF-8 in the order of its UTF-16; -2: no memory. */
static int compare_narrow(const char *one, const char *other, bool fold)
{
    WCHAR *a = one ? win32_wide(one) : NULL;
    WCHAR *b = other ? win32_wide(other) : NULL;
    int result = -2;

    if ((a || !one) && (b || !other))
        result = win32_compare(a, b, SIZE_MAX, fold);
    free(a);
    free(b);
    return result;
}

int WINAPI lstrcmpA(LPCSTR lpOne, LPCSTR lpOther)
{
    return compare_narrow(lpOne, lpOther, false);
}

int WINAPI lstrcmpW(LPCWSTR lpOne, LPCWSTR lpOther)
{
    return win32_compare(lpOne, lpOther, SIZE_MAX, false);
}

int WINAPI lstrcmpiA(LPCSTR lpOne, LPCSTR lpOther)
{
    return compare_narrow(lpOne, lpOther, true);
}

int WINAPI lstrcmpiW(LPCWSTR lpOne, LPCWSTR lpOther)
{
    return win32_compare(lpOne, lpOther, SIZE_MAX, true);
}

/* The shorter of two texts that are equal so far comes first. */
static int compare_counted(const WCHAR *one, size_t n, const WCHAR *other,
                           size_t m, bool fold)
{
    size_t i;
    WCHAR a, b;

    for (i = 0; i < n && i < m; i++) {
        a = fold ? win32_small(one[i]) : one[i];
        b = fold ? win32_small(other[i]) : other[i];
        if (a != b)
            return a < b ? CSTR_LESS_THAN : CSTR_GREATER_THAN;
    }
    if (n == m)
        return CSTR_EQUAL;
    return n < m ? CSTR_LESS_THAN : CSTR_GREATER_THAN;
}

int WINAPI CompareStringW(LCID Locale, DWORD dwCmpFlags, LPCWSTR lpString1,
                          int cchCount1, LPCWSTR lpString2, int cchCount2)
{
    (void)Locale;
    if (!lpString1 || !lpString2) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    return compare_counted(
        lpString1, (size_t)(cchCount1 < 0 ? lstrlenW(lpString1) : cchCount1),
        lpString2, (size_t)(cchCount2 < 0 ? lstrlenW(lpString2) : cchCount2),
        dwCmpFlags & NORM_IGNORECASE);
}

static WCHAR *wide_counted(LPCSTR text, int count, int *made)
{
    size_t n = (size_t)(count < 0 ? lstrlenA(text) : count);
    WCHAR *wide = calloc(n + 1, sizeof(*wide));

    /* UTF-16 never has more units than UTF-8. */
    if (wide)
        *made = (int)win32_to_wide(wide, n, text, n, NULL);
    return wide;
}

int WINAPI CompareStringA(LCID Locale, DWORD dwCmpFlags, LPCSTR lpString1,
                          int cchCount1, LPCSTR lpString2, int cchCount2)
{
    WCHAR *one, *other;
    int n = 0, m = 0, result = 0;

    if (!lpString1 || !lpString2) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    one = wide_counted(lpString1, cchCount1, &n);
    other = wide_counted(lpString2, cchCount2, &m);
    if (one && other)
        result = CompareStringW(Locale, dwCmpFlags, one, n, other, m);
    else
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
    free(one);
    free(other);
    return result;
}

/* --- steps */

LPSTR WINAPI CharNextA(LPCSTR lpsz)
{
    size_t n = text_utf8_length(lpsz, strlen(lpsz));

    if (*lpsz && n == 0)
        n = 1;
    return (LPSTR)(uintptr_t)(*lpsz ? lpsz + n : lpsz);
}

/* By units, as on Windows: a surrogate is a character there. */
LPWSTR WINAPI CharNextW(LPCWSTR lpsz)
{
    return (LPWSTR)(uintptr_t)(*lpsz ? lpsz + 1 : lpsz);
}

/* --- code pages: each of them is UTF-8 */

UINT WINAPI GetACP(void)
{
    return CP_UTF8;
}

static bool is_utf8(UINT page)
{
    return page == CP_ACP || page == CP_OEMCP || page == CP_THREAD_ACP ||
           page == CP_UTF8;
}

/* 0 with the last error set, or how many units there are. */
static int converted(size_t made, bool bad, bool strict, int room)
{
    DWORD error = NO_ERROR;

    if (bad && strict)
        error = ERROR_NO_UNICODE_TRANSLATION;
    else if (made > INT_MAX || (room > 0 && made > (size_t)room))
        error = ERROR_INSUFFICIENT_BUFFER;
    if (error == NO_ERROR)
        return (int)made;
    SetLastError(error);
    return 0;
}

static bool bad_conversion(UINT page, const void *from, int n, const void *to,
                           int room)
{
    return !is_utf8(page) || !from || n == 0 || n < -1 || room < 0 ||
           (room > 0 && (!to || to == from));
}

int WINAPI MultiByteToWideChar(UINT CodePage, DWORD dwFlags,
                               LPCSTR lpMultiByteStr, int cbMultiByte,
                               LPWSTR lpWideCharStr, int cchWideChar)
{
    size_t n, made;
    bool bad;

    if (bad_conversion(CodePage, lpMultiByteStr, cbMultiByte, lpWideCharStr,
                       cchWideChar)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    n = cbMultiByte < 0 ? strlen(lpMultiByteStr) + 1 : (size_t)cbMultiByte;
    made = win32_to_wide(cchWideChar ? lpWideCharStr : NULL,
                         (size_t)cchWideChar, lpMultiByteStr, n, &bad);
    return converted(made, bad, dwFlags & MB_ERR_INVALID_CHARS, cchWideChar);
}

int WINAPI WideCharToMultiByte(UINT CodePage, DWORD dwFlags,
                               LPCWSTR lpWideCharStr, int cchWideChar,
                               LPSTR lpMultiByteStr, int cbMultiByte,
                               LPCSTR lpDefaultChar, LPBOOL lpUsedDefaultChar)
{
    size_t n, made;
    bool bad;

    (void)lpDefaultChar; /* of no use with UTF-8, which has every character */
    if (bad_conversion(CodePage, lpWideCharStr, cchWideChar, lpMultiByteStr,
                       cbMultiByte)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    if (lpUsedDefaultChar)
        *lpUsedDefaultChar = FALSE;
    n = cchWideChar < 0 ? (size_t)lstrlenW(lpWideCharStr) + 1
                        : (size_t)cchWideChar;
    made = win32_to_narrow(cbMultiByte ? lpMultiByteStr : NULL,
                           (size_t)cbMultiByte, lpWideCharStr, n, &bad);
    return converted(made, bad, dwFlags & WC_ERR_INVALID_CHARS, cbMultiByte);
}
