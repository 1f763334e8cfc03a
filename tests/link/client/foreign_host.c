/*
 * foreign_host - a host of custom dialers that is not ours: it knows ras.h and
 * rasdlg.h, loads the dialer that it is told to, and calls its five functions.
 *
 *   foreign_host DIALER ENTRY USER PASSWORD
 */
#include <windows.h>

#include <dlfcn.h>
#include <ras.h>
#include <rasdlg.h>
#include <raserror.h>
#include <stdio.h>
#include <string.h>

static struct {
    RasCustomDialFn dial;
    RasCustomHangUpFn hang_up;
    RasCustomDialDlgFn dial_dialog;
    RasCustomEntryDlgFn entry_dialog;
    RasCustomDeleteEntryNotifyFn deleted;
} dialer;

static HANDLE done;
static WCHAR entry[RAS_MaxEntryName + 1];

static BOOL load(const char *path)
{
    const struct {
        const char *name;
        void *to;
    } rows[] = {
        {"RasCustomDial", &dialer.dial},
        {"RasCustomHangUp", &dialer.hang_up},
        {"RasCustomDialDlg", &dialer.dial_dialog},
        {"RasCustomEntryDlg", &dialer.entry_dialog},
        {"RasCustomDeleteEntryNotify", &dialer.deleted},
    };
    void *dl = dlopen(path, RTLD_NOW | RTLD_LOCAL), *symbol;
    size_t i;

    for (i = 0; dl && i < sizeof(rows) / sizeof(rows[0]); i++) {
        symbol = dlsym(dl, rows[i].name);
        printf("%s: %d\n", rows[i].name, symbol != NULL);
        memcpy(rows[i].to, &symbol, sizeof(symbol));
        if (!symbol)
            return FALSE;
    }
    return dl != NULL;
}

static DWORD WINAPI on_event(ULONG_PTR id, DWORD subentry, HRASCONN h,
                             UINT message, RASCONNSTATE state, DWORD error,
                             DWORD extended)
{
    (void)subentry;
    (void)message;
    (void)extended;
    if (error || state == RASCS_Connected) {
        printf("id %u handle %d state %x error %u\n", (unsigned)id, h != NULL,
               (unsigned)state, (unsigned)error);
        SetEvent(done);
    }
    return 1;
}

/* Without a notifier, and with one of the type that Windows 2000 brought. */
static void dial(RASDIALPARAMSW *p, RASDIALEXTENSIONS *e, DWORD type,
                 LPVOID notifier)
{
    RASCONNSTATUSW s = {.dwSize = sizeof(s)};
    HRASCONN h = NULL;
    DWORD code = dialer.dial(NULL, e, NULL, p, type, notifier, &h, 0);

    printf("dial: %u\n", (unsigned)code);
    if (notifier)
        WaitForSingleObject(done, 60000);
    code = RasGetConnectStatusW(h, &s);
    printf("status: %u state %x\n", (unsigned)code, (unsigned)s.rasconnstate);
    printf("hangup: %u\n", (unsigned)dialer.hang_up(h));
    printf("then: %u\n", (unsigned)RasGetConnectStatusW(h, &s));
}

/* There is no terminal here. */
static void show_dialogs(void)
{
    RASDIALDLG d = {.dwSize = sizeof(d)};
    RASENTRYDLGW e = {.dwSize = sizeof(e)};
    BOOL result = dialer.dial_dialog(NULL, 0, NULL, entry, NULL, &d, NULL);

    printf("dial dialog: %d %u\n", result, (unsigned)d.dwError);
    result = dialer.entry_dialog(NULL, NULL, entry, &e, 0);
    printf("entry dialog: %d %u\n", result, (unsigned)e.dwError);
    printf("deleted: %u\n",
           (unsigned)dialer.deleted(NULL, entry, RCD_AllUsers));
}

int main(int argc, char **argv)
{
    RASDIALPARAMSW p = {.dwSize = sizeof(p), .dwCallbackId = 41};
    RASDIALEXTENSIONS e = {.dwSize = sizeof(e)};

    if (argc != 5 || !load(argv[1]))
        return 1;
    done = CreateEventW(NULL, FALSE, FALSE, NULL);
    MultiByteToWideChar(CP_UTF8, 0, argv[2], -1, entry, RAS_MaxEntryName + 1);
    memcpy(p.szEntryName, entry, sizeof(entry));
    MultiByteToWideChar(CP_UTF8, 0, argv[3], -1, p.szUserName, UNLEN + 1);
    MultiByteToWideChar(CP_UTF8, 0, argv[4], -1, p.szPassword, PWLEN + 1);
    dial(&p, NULL, 0, NULL);
    dial(&p, &e, 2, (LPVOID)on_event);
    show_dialogs();
    return 0;
}
