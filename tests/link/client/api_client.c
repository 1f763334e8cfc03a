/*
 * api_client - a program as people write them for Windows, for the link tests:
 * it knows ras.h and librasapi and nothing else of this project. It says what
 * it sees, one line for each thing.
 *
 *   sync BOOK ENTRY USER PASSWORD    dials, looks at all there is, hangs up
 *   async BOOK ENTRY USER PASSWORD   the same with a RasDialFunc1
 *   retry BOOK ENTRY USER PASSWORD   pauses after a wrong password first
 *   stay BOOK ENTRY USER PASSWORD    dials, and ends without a hang-up
 *   choose BOOK ENTRY USER PASSWORD  names a callback number when it is asked
 *   half BOOK ENTRY USER PASSWORD    ends while the modem dials
 *   plain BOOK ENTRY USER PASSWORD   as Microsoft's samples do it: ANSI, a
 *                                    RasDialFunc, buffers for one structure
 *   lost BOOK ENTRY USER PASSWORD    dials, and waits for the link's end
 * A BOOK of "-" is the default one. An ENTRY of digits is a number without an
 * entry. list                             all connections hangup ends them
 *   watch                            waits for one to come and go
 *   narrow                           waits until one of several links has gone
 */
#include <windows.h>
#include <ras.h>
#include <raserror.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static HANDLE done;
static volatile DWORD result;
static volatile BOOL connecting;

static VOID WINAPI on_event(HRASCONN h, UINT message, RASCONNSTATE state,
                            DWORD error, DWORD extended)
{
    (void)h;
    (void)extended;
    if (message != WM_RASDIALEVENT)
        return;
    printf("event %x %u\n", (unsigned)state, (unsigned)error);
    fflush(stdout);
    if (state == RASCS_ConnectDevice)
        connecting = TRUE;
    if (error == 0 && !(state & (RASCS_PAUSED | RASCS_DONE)))
        return;
    result = error ? error : (DWORD)state;
    SetEvent(done);
}

static void widen(WCHAR *to, size_t size, const char *from)
{
    size_t i;

    for (i = 0; from[i] && i + 1 < size; i++)
        to[i] = (WCHAR)(unsigned char)from[i];
    to[i] = 0;
}

static WCHAR book_name[MAX_PATH];
static LPCWSTR book;

static RASDIALPARAMSW params(char **argv)
{
    RASDIALPARAMSW p;

    ZeroMemory(&p, sizeof(p));
    p.dwSize = sizeof(p);
    widen(book_name, MAX_PATH, argv[2]);
    book = strcmp(argv[2], "-") == 0 ? NULL : book_name;
    if (argv[3][0] >= '0' && argv[3][0] <= '9') /* no entry */
        widen(p.szPhoneNumber, RAS_MaxPhoneNumber + 1, argv[3]);
    else
        widen(p.szEntryName, RAS_MaxEntryName + 1, argv[3]);
    widen(p.szUserName, UNLEN + 1, argv[4]);
    widen(p.szPassword, PWLEN + 1, argv[5]);
    wcscpy(p.szDomain, L"*");
    wcscpy(p.szCallbackNumber, L"*");
    return p;
}

static void say_status(HRASCONN h)
{
    RASCONNSTATUSA s = {.dwSize = sizeof(s)};
    DWORD code = RasGetConnectStatusA(h, &s);

    if (code)
        printf("status: %u\n", (unsigned)code);
    else
        printf("status: state %x error %u %s %s\n", (unsigned)s.rasconnstate,
               (unsigned)s.dwError, s.szDeviceType, s.szPhoneNumber);
}

static void say_projection(HRASCONN h)
{
    RASPPPIPA ip = {.dwSize = sizeof(ip)};
    RASPPPLCPA lcp = {.dwSize = sizeof(lcp)};
    RASPPPCCP ccp = {.dwSize = sizeof(ccp)};
    DWORD cb = sizeof(ip), code;

    code = RasGetProjectionInfoA(h, RASP_PppIp, &ip, &cb);
    printf("ip: %u %u %s %s\n", (unsigned)code, (unsigned)ip.dwError,
           ip.szIpAddress, ip.szServerIpAddress);
    cb = sizeof(lcp);
    code = RasGetProjectionInfoA(h, RASP_PppLcp, &lcp, &cb);
    printf("lcp: %u auth %x/%x options %x/%x \"%s\"\n", (unsigned)code,
           (unsigned)lcp.dwAuthenticationProtocol,
           (unsigned)lcp.dwAuthenticationData, (unsigned)lcp.dwOptions,
           (unsigned)lcp.dwServerOptions, lcp.szReplyMessage);
    cb = sizeof(ccp);
    code = RasGetProjectionInfoA(h, RASP_PppCcp, &ccp, &cb);
    printf("ccp: %u %u algorithm %x options %x\n", (unsigned)code,
           (unsigned)ccp.dwError, (unsigned)ccp.dwCompressionAlgorithm,
           (unsigned)ccp.dwOptions);
}

static void say_statistics(HRASCONN h)
{
    RAS_STATS s = {.dwSize = sizeof(s)};
    DWORD code = RasGetConnectionStatistics(h, &s);

    printf("statistics: %u sent %s received %s bps %u duration %s\n",
           (unsigned)code, s.dwBytesXmited ? "some" : "none",
           s.dwBytesRcved ? "some" : "none", (unsigned)s.dwBps,
           s.dwConnectDuration < 60000 ? "short" : "long");
}

/* All connections, by the ordinary two calls; their number is returned. */
static DWORD list(RASCONNA **out)
{
    RASCONNA *all = NULL;
    DWORD cb = 0, n = 0, i;
    DWORD code = RasEnumConnectionsA(NULL, &cb, &n);

    if (code == ERROR_BUFFER_TOO_SMALL) {
        all = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, cb);
        all[0].dwSize = sizeof(*all);
        code = RasEnumConnectionsA(all, &cb, &n);
    }
    printf("connections: %u %u\n", (unsigned)code, (unsigned)n);
    for (i = 0; i < n; i++)
        printf("connection: %s %s\n", all[i].szEntryName, all[i].szDeviceType);
    *out = all;
    return n;
}

static void look(HRASCONN h)
{
    RASCONNA *all;
    DWORD n = list(&all);

    printf("same handle: %d\n", n > 0 && all[0].hrasconn == h);
    if (all)
        HeapFree(GetProcessHeap(), 0, all);
    say_status(h);
    say_projection(h);
    say_statistics(h);
}

/* As Microsoft's samples wait. */
static void hang_up(HRASCONN h)
{
    RASCONNSTATUSA s = {.dwSize = sizeof(s)};

    printf("hangup: %u\n", (unsigned)RasHangUpA(h));
    while (RasGetConnectStatusA(h, &s) != ERROR_INVALID_HANDLE)
        Sleep(10);
    printf("gone\n");
}

static int dial_sync(char **argv, BOOL stay)
{
    RASDIALPARAMSW p = params(argv);
    HRASCONN h = NULL;
    DWORD code = RasDialW(NULL, book, &p, 0, NULL, &h);

    printf("dial: %u\n", (unsigned)code);
    look(h);
    if (!stay)
        hang_up(h);
    return 0;
}

static int dial_async(char **argv, BOOL half, const char *again)
{
    RASDIALEXTENSIONS x = {.dwSize = sizeof(x)};
    RASDIALPARAMSW p = params(argv);
    HRASCONN h = NULL;

    x.dwfOptions = again ? RDEOPT_PausedStates : 0;
    if (again)
        wcscpy(p.szPassword, L"wrong");
    done = CreateEventA(NULL, FALSE, FALSE, NULL);
    printf("dial: %u\n",
           (unsigned)RasDialW(&x, book, &p, 1, (LPVOID)on_event, &h));
    while (half) {
        if (connecting) {
            Sleep(300);
            return 0;
        }
        Sleep(10);
    }
    WaitForSingleObject(done, 60000);
    if (again && result == (DWORD)RASCS_RetryAuthentication) {
        widen(p.szPassword, PWLEN + 1, again);
        printf("resume: %u\n",
               (unsigned)RasDialW(&x, book, &p, 1, (LPVOID)on_event, &h));
        WaitForSingleObject(done, 60000);
    }
    look(h);
    hang_up(h);
    return 0;
}

/* The server offers to call: the number comes while it waits. */
static int dial_and_choose(char **argv)
{
    RASDIALEXTENSIONS x = {.dwSize = sizeof(x),
                           .dwfOptions = RDEOPT_PausedStates};
    RASDIALPARAMSW p = params(argv);
    HRASCONN h = NULL;

    done = CreateEventA(NULL, FALSE, FALSE, NULL);
    printf("dial: %u\n",
           (unsigned)RasDialW(&x, book, &p, 1, (LPVOID)on_event, &h));
    WaitForSingleObject(done, 60000);
    if (result == (DWORD)RASCS_CallbackSetByCaller) {
        wcscpy(p.szCallbackNumber, L"555 (7001)");
        printf("resume: %u\n",
               (unsigned)RasDialW(&x, book, &p, 1, (LPVOID)on_event, &h));
        WaitForSingleObject(done, 60000);
    }
    look(h);
    hang_up(h);
    return 0;
}

/* --- as Microsoft's samples do it */

static VOID WINAPI on_state(UINT message, RASCONNSTATE state, DWORD error)
{
    char text[256] = "";

    if (message != WM_RASDIALEVENT)
        return;
    if (error && RasGetErrorStringA(error, text, sizeof(text)) != 0)
        printf("no text\n");
    printf("state %x %u %s\n", (unsigned)state, (unsigned)error, text);
    if (error || state == RASCS_Connected)
        SetEvent(done);
}

/* Room for one structure first, and for all of them if that was too little. */
#define ONE_THEN_ALL(type, call)                                               \
    DWORD cb = sizeof(type), n = 0, i, code;                                   \
    type *all = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, cb);             \
                                                                               \
    all->dwSize = sizeof(type);                                                \
    code = call;                                                               \
    if (code == ERROR_BUFFER_TOO_SMALL) {                                      \
        printf("one is too small\n");                                          \
        HeapFree(GetProcessHeap(), 0, all);                                    \
        all = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, cb);               \
        all->dwSize = sizeof(type);                                            \
        code = call;                                                           \
    }                                                                          \
    printf(#type ": %u\n", (unsigned)code)

static void say_devices(void)
{
    ONE_THEN_ALL(RASDEVINFOA, RasEnumDevicesA(all, &cb, &n));

    for (i = 0; i < n; i++)
        printf("device: %s\t%s\n", all[i].szDeviceName, all[i].szDeviceType);
    HeapFree(GetProcessHeap(), 0, all);
}

/* A flag that changes nothing here is set in one of them. */
static void change_entry(const RASENTRYNAMEA *name)
{
    DWORD cb = 0;
    LPRASENTRYA e = NULL;
    DWORD code = RasGetEntryPropertiesA(
        name->szPhonebookPath, name->szEntryName, NULL, &cb, NULL, NULL);

    if (code == ERROR_BUFFER_TOO_SMALL)
        e = LocalAlloc(LPTR, cb);
    if (!e)
        return;
    e->dwSize = sizeof(*e);
    code = RasGetEntryPropertiesA(name->szPhonebookPath, name->szEntryName, e,
                                  &cb, NULL, NULL);
    e->dwfOptions2 |= RASEO2_DontUseRasCredentials;
    if (code == ERROR_SUCCESS)
        code = RasSetEntryPropertiesA(name->szPhonebookPath, name->szEntryName,
                                      e, cb, NULL, 0);
    printf("changed: %u\n", (unsigned)code);
    LocalFree(e);
}

static void say_entries(void)
{
    ONE_THEN_ALL(RASENTRYNAMEA, RasEnumEntriesA(NULL, NULL, all, &cb, &n));

    for (i = 0; i < n; i++)
        printf("entry: %s\n", all[i].szEntryName);
    if (n)
        change_entry(&all[0]);
    HeapFree(GetProcessHeap(), 0, all);
}

static void say_connections(void)
{
    ONE_THEN_ALL(RASCONNA, RasEnumConnectionsA(all, &cb, &n));

    for (i = 0; i < n; i++) {
        printf("connection: %s on %s\n", all[i].szEntryName,
               all[i].szDeviceName);
        say_statistics(all[i].hrasconn);
    }
    HeapFree(GetProcessHeap(), 0, all);
}

/* No phonebook and no domain are named, as in the samples. */
static int dial_plainly(char **argv)
{
    RASDIALPARAMSA p;
    RASCONNSTATUSA s = {.dwSize = sizeof(s)};
    HRASCONN h = NULL;
    DWORD end;

    say_devices();
    say_entries();
    say_connections();
    ZeroMemory(&p, sizeof(p));
    p.dwSize = sizeof(p);
    snprintf(p.szEntryName, sizeof(p.szEntryName), "%s", argv[3]);
    snprintf(p.szUserName, sizeof(p.szUserName), "%s", argv[4]);
    snprintf(p.szPassword, sizeof(p.szPassword), "%s", argv[5]);
    done = CreateEventA(NULL, FALSE, FALSE, NULL);
    printf("dial: %u\n",
           (unsigned)RasDialA(NULL, NULL, &p, 0, (LPVOID)&on_state, &h));
    printf("wait: %u\n", (unsigned)WaitForSingleObject(done, 50000));
    say_connections();
    say_projection(h);
    printf("hangup: %u\n", (unsigned)RasHangUpA(h));
    end = GetTickCount() + 10000;
    while (RasGetConnectStatusA(h, &s) != ERROR_INVALID_HANDLE &&
           end > GetTickCount())
        Sleep(50);
    printf("%s\n", end > GetTickCount() ? "gone" : "still there");
    CloseHandle(done);
    return 0;
}

static int dial_and_lose(char **argv)
{
    RASCONNSTATUSA s = {.dwSize = sizeof(s)};
    RASDIALPARAMSW p = params(argv);
    HRASCONN h = NULL;
    int i;

    printf("dial: %u\n", (unsigned)RasDialW(NULL, book, &p, 0, NULL, &h));
    for (i = 0; i < 2000 && s.rasconnstate != RASCS_Disconnected; i++) {
        Sleep(10);
        if (RasGetConnectStatusA(h, &s))
            break;
    }
    say_status(h);
    hang_up(h);
    return 0;
}

static int hang_up_all(void)
{
    RASCONNA *all;
    DWORD n = list(&all), i;

    for (i = 0; i < n; i++)
        hang_up(all[i].hrasconn);
    return 0;
}

static int watch(void)
{
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);
    RASCONNA *all;

    printf("watching: %u\n", (unsigned)RasConnectionNotificationA(
                                 (HRASCONN)INVALID_HANDLE_VALUE, event,
                                 RASCN_Connection | RASCN_Disconnection));
    fflush(stdout);
    if (WaitForSingleObject(event, 30000) != WAIT_OBJECT_0)
        return 1;
    if (list(&all)) {
        say_status(all[0].hrasconn);
        say_projection(all[0].hrasconn);
        say_statistics(all[0].hrasconn);
    }
    fflush(stdout);
    if (WaitForSingleObject(event, 30000) != WAIT_OBJECT_0)
        return 1;
    list(&all);
    return 0;
}

static int watch_links(void)
{
    HANDLE removed = CreateEventA(NULL, FALSE, FALSE, NULL);
    HANDLE lost = CreateEventA(NULL, FALSE, FALSE, NULL);
    RASCONNA *all;

    printf("watching: %u", (unsigned)RasConnectionNotificationA(
                               (HRASCONN)INVALID_HANDLE_VALUE, removed,
                               RASCN_BandwidthRemoved));
    printf(" %u\n",
           (unsigned)RasConnectionNotificationA((HRASCONN)INVALID_HANDLE_VALUE,
                                                lost, RASCN_Disconnection));
    fflush(stdout);
    if (WaitForSingleObject(removed, 30000) != WAIT_OBJECT_0)
        return 1;
    printf("removed\nlost: %d\n",
           WaitForSingleObject(lost, 0) == WAIT_OBJECT_0);
    list(&all);
    return 0;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    RASCONNA *all;

    if (argc == 6 && strcmp(what, "sync") == 0)
        return dial_sync(argv, FALSE);
    if (argc == 6 && strcmp(what, "stay") == 0)
        return dial_sync(argv, TRUE);
    if (argc == 6 && strcmp(what, "async") == 0)
        return dial_async(argv, FALSE, NULL);
    if (argc == 6 && strcmp(what, "retry") == 0)
        return dial_async(argv, FALSE, argv[5]);
    if (argc == 6 && strcmp(what, "choose") == 0)
        return dial_and_choose(argv);
    if (argc == 6 && strcmp(what, "half") == 0)
        return dial_async(argv, TRUE, NULL);
    if (argc == 6 && strcmp(what, "plain") == 0)
        return dial_plainly(argv);
    if (argc == 6 && strcmp(what, "lost") == 0)
        return dial_and_lose(argv);
    if (strcmp(what, "list") == 0)
        return list(&all) == 0;
    if (strcmp(what, "hangup") == 0)
        return hang_up_all();
    if (strcmp(what, "watch") == 0)
        return watch();
    if (strcmp(what, "narrow") == 0)
        return watch_links();
    return 2;
}
