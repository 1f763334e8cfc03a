#include "compat/win32/message.h"

#include <stdbool.h>
#include <stdio.h>
#include <syslog.h>

#include "compat/raserr.h"
#include "compat/win32/error.h"
#include "compat/win32/utf.h"

#define LONGEST_MESSAGE 1024
#define HRESULT_WIN32   0x80070000u

/* --- FormatMessage */

#define WIN_ERROR(code, name, text) {name, (text)},
static const struct {
    DWORD code;
    const char *text;
} texts[] = {
#include "compat/win32/winerror.def"
};
#undef WIN_ERROR

const char *win32_error_text(DWORD code)
{
    size_t i;

    if ((code & 0xffff0000) == HRESULT_WIN32)
        code &= 0xffff;
    for (i = 0; i < ARRAYSIZE(texts); i++)
        if (texts[i].code == code)
            return texts[i].text;
    return raserr_text(code);
}

/* The message with its end; "" and the last error set if there is none. */
static void find_message(DWORD flags, DWORD code, char *out, size_t room)
{
    const char *text = NULL;
    DWORD error = ERROR_MR_MID_NOT_FOUND;

    if (flags & FORMAT_MESSAGE_FROM_STRING)
        error = ERROR_CALL_NOT_IMPLEMENTED;
    else if (flags & (FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_FROM_HMODULE))
        text = win32_error_text(code);
    else
        error = ERROR_INVALID_PARAMETER;
    out[0] = '\0';
    if (!text) {
        SetLastError(error);
        return;
    }
    /* With this mask line breaks are blanks, the final one as well. */
    snprintf(out, room, "%s%s", text,
             (flags & FORMAT_MESSAGE_MAX_WIDTH_MASK) ==
                     FORMAT_MESSAGE_MAX_WIDTH_MASK
                 ? " "
                 : "\r\n");
}

/*
 * Hands out N units of SIZE bytes and a NUL: in the caller's buffer, or in one
 * of LocalAlloc() that the "buffer" is to point to.
 */
static DWORD hand_out(DWORD flags, const void *text, size_t n, size_t size,
                      void *buffer, DWORD room)
{
    void *to = buffer;

    if (!buffer) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) {
        to = LocalAlloc(LPTR, (n + 1 > room ? n + 1 : room) * size);
        memcpy(buffer, &to, sizeof(to));
        if (!to)
            return 0;
    } else if (n >= room) {
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
        return 0;
    }
    memcpy(to, text, n * size);
    memset((char *)to + n * size, 0, size);
    return (DWORD)n;
}

DWORD WINAPI FormatMessageA(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId,
                            DWORD dwLanguageId, LPSTR lpBuffer, DWORD nSize,
                            va_list *Arguments)
{
    char text[LONGEST_MESSAGE];

    (void)lpSource;
    (void)dwLanguageId;
    (void)Arguments; /* none of the messages has an insert */
    find_message(dwFlags, dwMessageId, text, sizeof(text));
    return text[0] ? hand_out(dwFlags, text, strlen(text), 1, lpBuffer, nSize)
                   : 0;
}

DWORD WINAPI FormatMessageW(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId,
                            DWORD dwLanguageId, LPWSTR lpBuffer, DWORD nSize,
                            va_list *Arguments)
{
    char text[LONGEST_MESSAGE];
    WCHAR wide[LONGEST_MESSAGE];
    size_t n;

    (void)lpSource;
    (void)dwLanguageId;
    (void)Arguments;
    find_message(dwFlags, dwMessageId, text, sizeof(text));
    if (!text[0])
        return 0;
    n = win32_to_wide(wide, LONGEST_MESSAGE, text, strlen(text), NULL);
    return hand_out(dwFlags, wide, n, sizeof(WCHAR), lpBuffer, nSize);
}

/* --- OutputDebugString */

void WINAPI OutputDebugStringA(LPCSTR lpOutputString)
{
    size_t n = lpOutputString ? strlen(lpOutputString) : 0;

    while (n > 0 && strchr("\r\n", lpOutputString[n - 1]))
        n--;
    if (n > 0)
        syslog(LOG_USER | LOG_DEBUG, "%.*s", (int)(n < 8192 ? n : 8192),
               lpOutputString);
}

void WINAPI OutputDebugStringW(LPCWSTR lpOutputString)
{
    char *utf8 = lpOutputString ? win32_narrow(lpOutputString) : NULL;

    OutputDebugStringA(utf8);
    free(utf8);
}

/* --- a session without a desktop */

int WINAPI MessageBoxA(HWND hWnd, LPCSTR lpText, LPCSTR lpCaption, UINT uType)
{
    (void)hWnd;
    (void)uType;
    fprintf(stderr, "%s: %s\n", lpCaption ? lpCaption : "Error",
            lpText ? lpText : "");
    return win32_false(ERROR_REQUIRES_INTERACTIVE_WINDOWSTATION);
}

int WINAPI MessageBoxW(HWND hWnd, LPCWSTR lpText, LPCWSTR lpCaption, UINT uType)
{
    char *text = lpText ? win32_narrow(lpText) : NULL;
    char *caption = lpCaption ? win32_narrow(lpCaption) : NULL;
    int result = MessageBoxA(hWnd, text, caption, uType);

    free(text);
    free(caption);
    return result;
}
