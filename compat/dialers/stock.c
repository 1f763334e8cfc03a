/*
 * stock.so - the custom dialer that comes with ppp-rasdial: it dials as if
 * there was none, and asks on the terminal where Windows opens a window.
 *
 * It is the example to start from: all that it knows of its host is in ras.h
 * and rasdlg.h. A dialer of your own has the same five functions.
 *
 *     cc -shared -fPIC $(pkg-config --cflags rasapi) -o acme.so acme.c \
 *         $(pkg-config --libs rasapi)
 *
 * Root allows it in ras.conf's custom_dialers, and an entry of the phonebook
 * names it: CustomRasDialDll=C:\Acme\ACME.DLL is acme.so.
 */
#define UNICODE

#include <windows.h>

#include <fcntl.h>
#include <ras.h>
#include <rasdlg.h>
#include <raserror.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

EXPORT DWORD WINAPI RasCustomDial(HINSTANCE hInstDll,
                                  LPRASDIALEXTENSIONS lpRasDialExtensions,
                                  LPCWSTR lpszPhonebook,
                                  LPRASDIALPARAMSW lpRasDialParams,
                                  DWORD dwNotifierType, LPVOID lpvNotifier,
                                  LPHRASCONN lphRasConn, DWORD dwFlags);
EXPORT DWORD WINAPI RasCustomHangUp(HRASCONN hRasConn);
EXPORT BOOL WINAPI RasCustomDialDlg(HINSTANCE hInstDll, DWORD dwFlags,
                                    LPWSTR lpszPhonebook, LPWSTR lpszEntry,
                                    LPWSTR lpszPhoneNumber, LPRASDIALDLG lpInfo,
                                    PVOID pvInfo);
EXPORT BOOL WINAPI RasCustomEntryDlg(HINSTANCE hInstDll, LPWSTR lpszPhonebook,
                                     LPWSTR lpszEntry, LPRASENTRYDLG lpInfo,
                                     DWORD dwFlags);
EXPORT DWORD WINAPI RasCustomDeleteEntryNotify(LPCWSTR lpszPhonebook,
                                               LPCWSTR lpszEntry,
                                               DWORD dwFlags);

/* --- dialling */

/*
 * Number, user, password, domain and entry may be changed here. The flag keeps
 * RasDial from calling this function again; the notifier is RasDial's to call,
 * which returns at once if there is one.
 */
DWORD WINAPI RasCustomDial(HINSTANCE hInstDll,
                           LPRASDIALEXTENSIONS lpRasDialExtensions,
                           LPCWSTR lpszPhonebook,
                           LPRASDIALPARAMSW lpRasDialParams,
                           DWORD dwNotifierType, LPVOID lpvNotifier,
                           LPHRASCONN lphRasConn, DWORD dwFlags)
{
    RASDIALEXTENSIONS extensions = {.dwSize = sizeof(extensions)};

    (void)hInstDll;
    (void)dwFlags; /* reserved */
    if (lpRasDialExtensions)
        extensions = *lpRasDialExtensions; /* the host's copy is full-size */
    extensions.dwfOptions |= RDEOPT_CustomDial;
    return RasDial(&extensions, lpszPhonebook, lpRasDialParams, dwNotifierType,
                   lpvNotifier, lphRasConn);
}

/* The host sees to it that this RasHangUp does not come back here. */
DWORD WINAPI RasCustomHangUp(HRASCONN hRasConn)
{
    return RasHangUp(hRasConn);
}

/* The entry has gone; there is nothing of ours to be removed with it. */
DWORD WINAPI RasCustomDeleteEntryNotify(LPCWSTR lpszPhonebook,
                                        LPCWSTR lpszEntry, DWORD dwFlags)
{
    (void)lpszPhonebook;
    (void)lpszEntry;
    (void)dwFlags;
    return ERROR_SUCCESS;
}

/* --- the terminal */

/*
 * NULL: there is none, as there is no desktop where a service runs. Without a
 * buffer: a password would stay in it.
 */
static FILE *open_terminal(void)
{
    int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    FILE *f = fd >= 0 ? fdopen(fd, "r") : NULL;

    if (f)
        setvbuf(f, NULL, _IONBF, 0);
    else if (fd >= 0)
        close(fd);
    return f;
}

static void set_echo(FILE *f, BOOL on)
{
    struct termios t;

    if (tcgetattr(fileno(f), &t) != 0)
        return;
    t.c_lflag = on ? t.c_lflag | ECHO : t.c_lflag & ~(tcflag_t)ECHO;
    tcsetattr(fileno(f), TCSAFLUSH, &t);
}

static void show(FILE *f, const char *label, const WCHAR *text)
{
    char utf8[1024] = "";

    WideCharToMultiByte(CP_UTF8, 0, text, -1, utf8, sizeof(utf8), NULL, NULL);
    dprintf(fileno(f), text[0] ? "%s [%s]: " : "%s%s: ", label, utf8);
}

/* A line of input replaces TEXT, an empty one keeps it. FALSE: no more input.
 */
static BOOL ask(FILE *f, const char *label, WCHAR *text, int size)
{
    char line[1024];
    BOOL good;

    show(f, label, text);
    good = fgets(line, sizeof(line), f) != NULL;
    line[good ? strcspn(line, "\r\n") : 0] = '\0';
    if (line[0])
        good = MultiByteToWideChar(CP_UTF8, 0, line, -1, text, size) > 0;
    SecureZeroMemory(line, sizeof(line));
    return good;
}

static BOOL ask_secret(FILE *f, const char *label, WCHAR *text, int size)
{
    WCHAR answer[PWLEN + 1] = {0};
    BOOL good;

    set_echo(f, FALSE);
    good = ask(f, label, answer, PWLEN + 1);
    set_echo(f, TRUE);
    dprintf(fileno(f), "\n");
    if (answer[0])
        lstrcpyn(text, answer, size);
    SecureZeroMemory(answer, sizeof(answer));
    return good;
}

/* --- the dialogs: FALSE with dwError 0 is "cancelled" */

static BOOL ask_all(FILE *f, RASDIALPARAMSW *p)
{
    return ask(f, "Number (empty: the entry's)", p->szPhoneNumber,
               RAS_MaxPhoneNumber + 1) &&
           ask(f, "User", p->szUserName, UNLEN + 1) &&
           ask_secret(f, "Password (empty: the saved one)", p->szPassword,
                      PWLEN + 1);
}

static DWORD dial(HINSTANCE self, LPCWSTR phonebook, RASDIALPARAMSW *p)
{
    HRASCONN connection = NULL;
    DWORD code =
        RasCustomDial(self, NULL, phonebook, p, 0, NULL, &connection, 0);

    /* The handle of a dial that failed is to be given back, too. */
    if (code != ERROR_SUCCESS && connection)
        RasCustomHangUp(connection);
    return code;
}

BOOL WINAPI RasCustomDialDlg(HINSTANCE hInstDll, DWORD dwFlags,
                             LPWSTR lpszPhonebook, LPWSTR lpszEntry,
                             LPWSTR lpszPhoneNumber, LPRASDIALDLG lpInfo,
                             PVOID pvInfo)
{
    RASDIALPARAMSW p = {.dwSize = sizeof(p)};
    FILE *f = open_terminal();
    BOOL saved, connected = FALSE;

    (void)dwFlags;
    (void)pvInfo;
    lpInfo->dwError = ERROR_REQUIRES_INTERACTIVE_WINDOWSTATION;
    if (!f)
        return FALSE;
    lstrcpyn(p.szEntryName, lpszEntry, RAS_MaxEntryName + 1);
    lpInfo->dwError = RasGetEntryDialParams(lpszPhonebook, &p, &saved);
    if (lpszPhoneNumber)
        lstrcpyn(p.szPhoneNumber, lpszPhoneNumber, RAS_MaxPhoneNumber + 1);
    if (lpInfo->dwError == ERROR_SUCCESS && ask_all(f, &p)) {
        lpInfo->dwError = dial(hInstDll, lpszPhonebook, &p);
        connected = lpInfo->dwError == ERROR_SUCCESS;
    }
    SecureZeroMemory(&p, sizeof(p));
    fclose(f);
    return connected;
}

/* The whole entry, with its alternate numbers; to be freed. */
static DWORD get_entry(LPCWSTR phonebook, LPCWSTR name, RASENTRYW **entry,
                       DWORD *size)
{
    DWORD code = RasGetEntryProperties(phonebook, name, NULL, size, NULL, NULL);

    *entry = NULL;
    if (code != ERROR_BUFFER_TOO_SMALL)
        return code;
    *entry = calloc(1, *size);
    if (!*entry)
        return ERROR_NOT_ENOUGH_MEMORY;
    (*entry)->dwSize = sizeof(**entry);
    return RasGetEntryProperties(phonebook, name, *entry, size, NULL, NULL);
}

static DWORD save(LPCWSTR phonebook, LPCWSTR name, RASENTRYW *entry, DWORD size,
                  RASDIALPARAMSW *p)
{
    DWORD code = RasSetEntryProperties(phonebook, name, entry, size, NULL, 0);

    /* The sixteen asterisks that stand for a saved password keep it. */
    return code == ERROR_SUCCESS ? RasSetEntryDialParams(phonebook, p, FALSE)
                                 : code;
}

BOOL WINAPI RasCustomEntryDlg(HINSTANCE hInstDll, LPWSTR lpszPhonebook,
                              LPWSTR lpszEntry, LPRASENTRYDLG lpInfo,
                              DWORD dwFlags)
{
    RASDIALPARAMSW p = {.dwSize = sizeof(p)};
    RASENTRYW *entry = NULL;
    FILE *f = open_terminal();
    BOOL saved, changed = FALSE;
    DWORD size = 0;

    (void)hInstDll;
    (void)dwFlags;
    lpInfo->dwError = ERROR_REQUIRES_INTERACTIVE_WINDOWSTATION;
    if (!f)
        return FALSE;
    lstrcpyn(p.szEntryName, lpszEntry, RAS_MaxEntryName + 1);
    lpInfo->dwError = get_entry(lpszPhonebook, lpszEntry, &entry, &size);
    if (lpInfo->dwError == ERROR_SUCCESS)
        lpInfo->dwError = RasGetEntryDialParams(lpszPhonebook, &p, &saved);
    if (lpInfo->dwError == ERROR_SUCCESS &&
        ask(f, "Number", entry->szLocalPhoneNumber, RAS_MaxPhoneNumber + 1) &&
        ask(f, "User", p.szUserName, UNLEN + 1)) {
        lpInfo->dwError = save(lpszPhonebook, lpszEntry, entry, size, &p);
        changed = lpInfo->dwError == ERROR_SUCCESS;
    }
    if (changed)
        lstrcpyn(lpInfo->szEntry, lpszEntry, RAS_MaxEntryName + 1);
    SecureZeroMemory(&p, sizeof(p));
    free(entry);
    fclose(f);
    return changed;
}
