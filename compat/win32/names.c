#include "compat/win32/names.h"

#include <ctype.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "compat/win32/error.h"
#include "compat/win32/utf.h"

#define LONGEST_NAME 256

/* The name before the first dot, in capitals, cut as NetBIOS cuts it. */
static void computer_name(char *name)
{
    char host[LONGEST_NAME] = "";
    size_t n;

    if (gethostname(host, sizeof(host) - 1) != 0)
        host[0] = '\0';
    for (n = 0; n < MAX_COMPUTERNAME_LENGTH && host[n] && host[n] != '.'; n++)
        name[n] = (char)toupper((unsigned char)host[n]);
    name[n] = '\0';
}

static void user_name(char *name)
{
    char buffer[4096];
    struct passwd entry, *found = NULL;

    if (getpwuid_r(geteuid(), &entry, buffer, sizeof(buffer), &found) == 0 &&
        found)
        lstrcpynA(name, found->pw_name, LONGEST_NAME);
    else
        snprintf(name, LONGEST_NAME, "%u", (unsigned)geteuid());
}

/*
 * The two functions differ: the size that is given back counts the NUL for a
 * user name and when the buffer is too small, but not for a computer name.
 */
struct rule {
    void (*get)(char *name);
    DWORD too_small;
    bool counts_nul;
};
static const struct rule computer = {computer_name, ERROR_BUFFER_OVERFLOW,
                                     false};
static const struct rule user = {user_name, ERROR_INSUFFICIENT_BUFFER, true};

/* Is there room for LENGTH units? Sets *SIZE either way. */
static BOOL fits(const struct rule *rule, size_t length, const void *buffer,
                 LPDWORD size)
{
    DWORD room;

    if (!size)
        return win32_false(ERROR_INVALID_PARAMETER);
    room = buffer ? *size : 0;
    *size = (DWORD)length + 1;
    if (length >= room)
        return win32_false(rule->too_small);
    if (!rule->counts_nul)
        *size = (DWORD)length;
    return TRUE;
}

static BOOL get_narrow(const struct rule *rule, LPSTR buffer, LPDWORD size)
{
    char name[LONGEST_NAME];

    rule->get(name);
    if (!fits(rule, strlen(name), buffer, size))
        return FALSE;
    memcpy(buffer, name, strlen(name) + 1);
    return TRUE;
}

static BOOL get_wide(const struct rule *rule, LPWSTR buffer, LPDWORD size)
{
    char name[LONGEST_NAME];
    WCHAR wide[LONGEST_NAME];
    size_t n;

    rule->get(name);
    n = win32_to_wide(wide, LONGEST_NAME - 1, name, strlen(name), NULL);
    wide[n] = 0;
    if (!fits(rule, n, buffer, size))
        return FALSE;
    memcpy(buffer, wide, (n + 1) * sizeof(*wide));
    return TRUE;
}

BOOL WINAPI GetComputerNameA(LPSTR lpBuffer, LPDWORD nSize)
{
    return get_narrow(&computer, lpBuffer, nSize);
}

BOOL WINAPI GetComputerNameW(LPWSTR lpBuffer, LPDWORD nSize)
{
    return get_wide(&computer, lpBuffer, nSize);
}

BOOL WINAPI GetUserNameA(LPSTR lpBuffer, LPDWORD pcbBuffer)
{
    return get_narrow(&user, lpBuffer, pcbBuffer);
}

BOOL WINAPI GetUserNameW(LPWSTR lpBuffer, LPDWORD pcbBuffer)
{
    return get_wide(&user, lpBuffer, pcbBuffer);
}
