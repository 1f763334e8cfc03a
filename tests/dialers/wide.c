/*
 * wide.c - a dialer for the unit tests with all five entry points in their
 * wide form. The user's name tells it what to do: acts[] below.
 */
#define WINVER 0x0A00

#include "tests/dialers/seen.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#pragma GCC visibility push(default)
DWORD WINAPI RasCustomDial(HINSTANCE hInstDll,
                           LPRASDIALEXTENSIONS lpRasDialExtensions,
                           LPCWSTR lpszPhonebook,
                           LPRASDIALPARAMSW lpRasDialParams,
                           DWORD dwNotifierType, LPVOID lpvNotifier,
                           LPHRASCONN lphRasConn, DWORD dwFlags);
DWORD WINAPI RasCustomHangUp(HRASCONN hRasConn);
BOOL WINAPI RasCustomDialDlg(HINSTANCE hInstDll, DWORD dwFlags,
                             LPWSTR lpszPhonebook, LPWSTR lpszEntry,
                             LPWSTR lpszPhoneNumber, LPRASDIALDLG lpInfo,
                             PVOID pvInfo);
BOOL WINAPI RasCustomEntryDlg(HINSTANCE hInstDll, LPWSTR lpszPhonebook,
                              LPWSTR lpszEntry, LPRASENTRYDLGW lpInfo,
                              DWORD dwFlags);
DWORD WINAPI RasCustomDeleteEntryNotify(LPCWSTR lpszPhonebook,
                                        LPCWSTR lpszEntry, DWORD dwFlags);
BOOL APIENTRY DllMain(HINSTANCE hInstDll, DWORD dwReason, LPVOID lpReserved);
#pragma GCC visibility pop

/* One call of RasCustomDial. */
struct dial {
    LPRASDIALEXTENSIONS extensions;
    LPCWSTR phonebook;
    struct tagRASDIALPARAMSW *params;
    DWORD type;
    LPVOID notifier;
    LPHRASCONN out;
    DWORD result;
};

static DWORD ras_dial(const struct dial *d, DWORD options)
{
    RASDIALEXTENSIONS e;

    memset(&e, 0, sizeof(e));
    if (d->extensions)
        memcpy(&e, d->extensions, d->extensions->dwSize);
    else
        e.dwSize = sizeof(e);
    e.dwfOptions |= options;
    return RasDialW(&e, d->phonebook, d->params, d->type, d->notifier, d->out);
}

static DWORD act_dial(struct dial *d)
{
    return ras_dial(d, RDEOPT_CustomDial);
}

static DWORD act_676(struct dial *d)
{
    (void)d;
    return 676;
}

static DWORD act_8(struct dial *d)
{
    (void)d;
    return ERROR_NOT_ENOUGH_MEMORY;
}

static DWORD act_nothing(struct dial *d)
{
    (void)d;
    return ERROR_SUCCESS;
}

static DWORD act_foreign(struct dial *d)
{
    *d->out = dialer_seen.foreign;
    return ERROR_SUCCESS;
}

/* An error and somebody else's handle. */
static DWORD act_both(struct dial *d)
{
    *d->out = dialer_seen.foreign;
    return 678;
}

/* The link is up, and nobody is told. */
static DWORD act_forget(struct dial *d)
{
    dialer_seen.inner = ras_dial(d, RDEOPT_CustomDial);
    dialer_seen.made = *d->out;
    *d->out = NULL;
    return ERROR_SUCCESS;
}

/* As it would be for ever, were there no guard. */
static DWORD act_loop(struct dial *d)
{
    dialer_seen.inner = ras_dial(d, 0);
    return dialer_seen.inner;
}

static void *loop_thread(void *context)
{
    struct dial *d = context;

    d->result = act_loop(d);
    return NULL;
}

static DWORD in_thread(struct dial *d, void *(*run)(void *))
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, run, d) != 0)
        return ERROR_NOT_ENOUGH_MEMORY;
    pthread_join(thread, NULL);
    return d->result;
}

static DWORD act_loop_thread(struct dial *d)
{
    return in_thread(d, loop_thread);
}

static void *dial_thread(void *context)
{
    struct dial *d = context;

    d->result = act_dial(d);
    return NULL;
}

static DWORD act_dial_thread(struct dial *d)
{
    return in_thread(d, dial_thread);
}

/* Another entry: the phonebook's next one. */
static DWORD act_other(struct dial *d)
{
    static const WCHAR other[] = L"chain2";

    memcpy(d->params->szEntryName, other, sizeof(other));
    dialer_seen.inner = ras_dial(d, 0);
    return dialer_seen.inner;
}

/* A dialer with callbacks of its own: all of them before it returns. */
static DWORD act_before(struct dial *d)
{
    RASDIALFUNC1 tell;
    LPVOID notifier = d->notifier;
    DWORD code;

    memcpy(&tell, &notifier, sizeof(tell));
    d->notifier = NULL;
    code = act_dial(d);
    if (code == ERROR_SUCCESS)
        tell(*d->out, WM_RASDIALEVENT, RASCS_Connected, 0, 0);
    return code;
}

/* The last one a while after it has returned. */
struct late {
    RASDIALFUNC1 tell;
    HRASCONN handle;
};

static void *late_thread(void *context)
{
    struct late *l = context;

    Sleep(100);
    l->tell(l->handle, WM_RASDIALEVENT, RASCS_Connected, 0, 0);
    free(l);
    return NULL;
}

static DWORD act_after(struct dial *d)
{
    struct late *l = calloc(1, sizeof(*l));
    LPVOID notifier = d->notifier;
    pthread_t thread;
    DWORD code;

    if (!l)
        return ERROR_NOT_ENOUGH_MEMORY;
    memcpy(&l->tell, &notifier, sizeof(l->tell));
    d->notifier = NULL;
    code = act_dial(d);
    l->handle = *d->out;
    if (code != ERROR_SUCCESS ||
        pthread_create(&thread, NULL, late_thread, l) != 0) {
        free(l);
        return code;
    }
    pthread_detach(thread);
    return code;
}

static const struct {
    const WCHAR *user;
    DWORD (*run)(struct dial *d);
} acts[] = {
    {L"", act_dial},
    {L"alice", act_dial},
    {L"676", act_676},
    {L"8", act_8},
    {L"nothing", act_nothing},
    {L"foreign", act_foreign},
    {L"both", act_both},
    {L"forget", act_forget},
    {L"loop", act_loop},
    {L"loop thread", act_loop_thread},
    {L"dial thread", act_dial_thread},
    {L"other", act_other},
    {L"before", act_before},
    {L"after", act_after},
};

static void note(const struct dial *d, DWORD flags)
{
    struct dialer_seen *s = &dialer_seen;

    s->dials++;
    s->extensions_given = d->extensions != NULL;
    if (d->extensions)
        s->extensions = *d->extensions;
    s->phonebook_given = d->phonebook != NULL;
    if (d->phonebook)
        lstrcpynW(s->phonebook, d->phonebook, MAX_PATH);
    s->params = *d->params;
    s->type = d->type;
    s->notifier = d->notifier;
    s->before = *d->out;
    s->flags = flags;
}

DWORD WINAPI RasCustomDial(HINSTANCE hInstDll,
                           LPRASDIALEXTENSIONS lpRasDialExtensions,
                           LPCWSTR lpszPhonebook,
                           LPRASDIALPARAMSW lpRasDialParams,
                           DWORD dwNotifierType, LPVOID lpvNotifier,
                           LPHRASCONN lphRasConn, DWORD dwFlags)
{
    struct dial d = {lpRasDialExtensions,
                     lpszPhonebook,
                     lpRasDialParams,
                     dwNotifierType,
                     lpvNotifier,
                     lphRasConn,
                     0};
    size_t i;

    dialer_seen.instance = hInstDll;
    note(&d, dwFlags);
    for (i = 0; i < ARRAYSIZE(acts); i++)
        if (lstrcmpW(acts[i].user, lpRasDialParams->szUserName) == 0)
            return acts[i].run(&d);
    return ERROR_INVALID_PARAMETER;
}

DWORD WINAPI RasCustomHangUp(HRASCONN hRasConn)
{
    __atomic_add_fetch(&dialer_seen.hang_ups, 1, __ATOMIC_RELAXED);
    if (dialer_seen.keep)
        return dialer_seen.result;
    dialer_seen.inner = RasHangUpW(hRasConn);
    return dialer_seen.inner;
}

/* "BOOK|ENTRY|NUMBER", "-" for NULL. */
static void note_texts(LPCWSTR book, LPCWSTR entry, LPCWSTR number)
{
    WCHAR wide[512];

    wsprintfW(wide, L"%s|%s|%s", book ? book : L"-", entry ? entry : L"-",
              number ? number : L"-");
    WideCharToMultiByte(CP_UTF8, 0, wide, -1, dialer_seen.text, 1024, NULL,
                        NULL);
}

/* The dialog's own RasDialDlg is the one without a dialer. */
BOOL WINAPI RasCustomDialDlg(HINSTANCE hInstDll, DWORD dwFlags,
                             LPWSTR lpszPhonebook, LPWSTR lpszEntry,
                             LPWSTR lpszPhoneNumber, LPRASDIALDLG lpInfo,
                             PVOID pvInfo)
{
    struct tagRASDIALDLG inner = {.dwSize = sizeof(inner)};

    dialer_seen.dialogs++;
    dialer_seen.instance = hInstDll;
    note_texts(lpszPhonebook, lpszEntry, lpszPhoneNumber);
    (void)RasDialDlgW(lpszPhonebook, lpszEntry, lpszPhoneNumber, &inner);
    dialer_seen.inner = inner.dwError;
    lpInfo->dwError = dialer_seen.result;
    return dwFlags == 0 && !pvInfo && dialer_seen.result == 0;
}

BOOL WINAPI RasCustomEntryDlg(HINSTANCE hInstDll, LPWSTR lpszPhonebook,
                              LPWSTR lpszEntry, LPRASENTRYDLGW lpInfo,
                              DWORD dwFlags)
{
    static const WCHAR renamed[] = L"R\u00e9nam\u00e9d";
    struct tagRASENTRYDLGW inner = {.dwSize = sizeof(inner)};

    dialer_seen.dialogs++;
    dialer_seen.instance = hInstDll;
    note_texts(lpszPhonebook, lpszEntry, lpInfo->szEntry);
    (void)RasEntryDlgW(lpszPhonebook, lpszEntry, &inner);
    dialer_seen.inner = inner.dwError;
    memcpy(lpInfo->szEntry, renamed, sizeof(renamed));
    lpInfo->dwError = dialer_seen.result;
    return dwFlags == 0 && dialer_seen.result == 0 &&
           lpInfo->dwSize == sizeof(*lpInfo) && lpInfo->xDlg == 7;
}

/* What it was told of has gone, and stays gone in the other phonebooks. */
DWORD WINAPI RasCustomDeleteEntryNotify(LPCWSTR lpszPhonebook,
                                        LPCWSTR lpszEntry, DWORD dwFlags)
{
    dialer_seen.deletions++;
    dialer_seen.flags = dwFlags;
    note_texts(lpszPhonebook, lpszEntry, NULL);
    dialer_seen.inner = RasDeleteEntryW(lpszPhonebook, lpszEntry);
    return dialer_seen.inner;
}

BOOL APIENTRY DllMain(HINSTANCE hInstDll, DWORD dwReason, LPVOID lpReserved)
{
    (void)lpReserved;
    if (dwReason == DLL_PROCESS_ATTACH) {
        dialer_seen.loads++;
        dialer_seen.instance = hInstDll;
    }
    return TRUE;
}
