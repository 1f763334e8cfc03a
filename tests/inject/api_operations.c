/*
 * api_operations.c - the RAS API: each family of functions on files of its own,
 * and dials with the pppd of tests/mock/fake_pppd.
 */
#include "compat/api/api.h"

#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "compat/api/book.h"
#include "compat/autodial.h"
#include "compat/connrec.h"
#include "compat/credentials.h"
#include "tests/inject/operation.h"

static char book[600], run[600], net[600], store[600], automatic[600],
    pppd[4200], conf[600];

static const char entries[] =
    "[Office]\r\nEncoding=1\r\nType=1\r\nRedialAttempts=3\r\n\r\n"
    "MEDIA=serial\r\nPort=COM1\r\nDevice=A Modem\r\n\r\nDEVICE=modem\r\n"
    "PhoneNumber=5550101\r\n\r\n[success]\r\nMEDIA=serial\r\nPort=COM1\r\n\r\n"
    "DEVICE=modem\r\nPhoneNumber=1\r\n\r\n[busy]\r\nMEDIA=serial\r\n"
    "Port=COM1\r\n\r\nDEVICE=modem\r\nPhoneNumber=1\r\n";

/* --- the places */

static void place(char *out, size_t size, const char *name)
{
    snprintf(out, size, "%s", path_of(name));
}

static void find_places(void)
{
    place(book, sizeof(book), "book.pbk");
    place(run, sizeof(run), "run");
    place(net, sizeof(net), "net");
    place(store, sizeof(store), "credentials");
    place(automatic, sizeof(automatic), "autodial");
    place(conf, sizeof(conf), "ras.conf");
    snprintf(pppd, sizeof(pppd), "%s", operation_program("tests/fake_pppd"));
    api_places.pppd = pppd;
    api_places.connections = run;
    api_places.network = net;
    api_places.config = conf;
    credentials_file = store;
    autodial_file = automatic;
}

static void prepare(void)
{
    find_places();
    put_file("book.pbk", entries);
    put_file("ras.conf", "devices = ({ port = \"COM1\"; name = \"A Modem\"; "
                         "tty = \"/dev/null\"; });\n");
    put_file("autodial", "enable\t\t1\t0\n");
    expect(mkdir("run", 0755) == 0);
}

/* fake_pppd writes its report where ras.conf is. */
static void prepare_dial(void)
{
    prepare();
    unlink("ras.conf");
    api_places.config = NULL;
}

static void prepare_saved(void)
{
    struct credentials c = {.have = CREDENTIALS_USER | CREDENTIALS_PASSWORD,
                            .user = "joe",
                            .password = "secret"};

    prepare();
    expect(credentials_save(store, book, "Office", &c, 0, NULL) == 0);
}

/* --- phonebooks */

static long enum_entries(void)
{
    RASENTRYNAMEA list[4];
    DWORD cb = sizeof(list), n = 99, code;

    memset(list, 0, sizeof(list));
    list[0].dwSize = sizeof(list[0]);
    code = RasEnumEntriesA(NULL, book, list, &cb, &n);
    if (code == 0)
        say("%u %s\n", n, list[0].szEntryName);
    return code;
}

static long get_entry(void)
{
    RASENTRYA e;
    DWORD cb = sizeof(e), code;

    memset(&e, 0, sizeof(e));
    e.dwSize = sizeof(e);
    code = RasGetEntryPropertiesA(book, "Office", &e, &cb, NULL, NULL);
    if (code == 0)
        say("%s %s\n", e.szLocalPhoneNumber, e.szDeviceName);
    return code;
}

static long set_entry(void)
{
    RASENTRYA e;
    DWORD cb = sizeof(e), code;

    memset(&e, 0, sizeof(e));
    e.dwSize = sizeof(e);
    code = RasGetEntryPropertiesA(book, "Office", &e, &cb, NULL, NULL);
    snprintf(e.szLocalPhoneNumber, sizeof(e.szLocalPhoneNumber), "5550199");
    e.dwRedialCount = 7;
    return code ? code
                : RasSetEntryPropertiesA(book, "Office", &e, cb, NULL, 0);
}

static long new_entry(void)
{
    RASENTRYA e;
    DWORD cb = sizeof(e), code;

    memset(&e, 0, sizeof(e));
    e.dwSize = sizeof(e);
    code = RasGetEntryPropertiesA(book, "", &e, &cb, NULL, NULL);
    snprintf(e.szLocalPhoneNumber, sizeof(e.szLocalPhoneNumber), "5550199");
    snprintf(e.szDeviceType, sizeof(e.szDeviceType), "modem");
    snprintf(e.szDeviceName, sizeof(e.szDeviceName), "A Modem");
    return code ? code : RasSetEntryPropertiesA(book, "New", &e, cb, NULL, 0);
}

static long rename_entry(void)
{
    return RasRenameEntryA(book, "Office", "Head");
}

static long delete_entry(void)
{
    return RasDeleteEntryA(book, "Office");
}

static long validate(void)
{
    return RasValidateEntryNameA(book, "Another");
}

static long enum_devices(void)
{
    RASDEVINFOA list[4];
    DWORD cb = sizeof(list), n = 99, code;

    memset(list, 0, sizeof(list));
    list[0].dwSize = sizeof(list[0]);
    code = RasEnumDevicesA(list, &cb, &n);
    if (code == 0)
        say("%u %s\n", n, n ? list[0].szDeviceName : "");
    return code;
}

/* --- what is saved */

static long get_credentials(void)
{
    RASCREDENTIALSA c;
    DWORD code;

    memset(&c, 0, sizeof(c));
    c.dwSize = sizeof(c);
    c.dwMask = RASCM_UserName | RASCM_Password;
    code = RasGetCredentialsA(book, "Office", &c);
    if (code == 0)
        say("%s %s\n", c.szUserName, c.szPassword);
    return code;
}

static long set_credentials(void)
{
    RASCREDENTIALSA c;

    memset(&c, 0, sizeof(c));
    c.dwSize = sizeof(c);
    c.dwMask = RASCM_UserName | RASCM_Password;
    snprintf(c.szUserName, sizeof(c.szUserName), "eve");
    snprintf(c.szPassword, sizeof(c.szPassword), "other");
    return RasSetCredentialsA(book, "Office", &c, FALSE);
}

static long dial_params(void)
{
    struct tagRASDIALPARAMSA p;
    BOOL saved = 99;
    DWORD code;

    memset(&p, 0, sizeof(p));
    p.dwSize = sizeof(p);
    snprintf(p.szEntryName, sizeof(p.szEntryName), "Office");
    code = RasGetEntryDialParamsA(book, &p, &saved);
    if (code)
        return code;
    say("%s %d\n", p.szUserName, saved);
    return RasSetEntryDialParamsA(book, &p, FALSE);
}

static struct books_places own_places;

static long autodial(void)
{
    RASAUTODIALENTRYA e;

    memset(&e, 0, sizeof(e));
    e.dwSize = sizeof(e);
    e.dwDialingLocation = 1;
    snprintf(e.szEntry, sizeof(e.szEntry), "Office");
    snprintf(own_places.system, sizeof(own_places.system), "%s", path_of(""));
    api_books = &own_places;
    return RasSetAutodialAddressA("host", 0, &e, sizeof(e), 1);
}

static long enum_autodial(void)
{
    char list[600];
    DWORD cb = sizeof(list), n = 99, code;

    code = RasEnumAutodialAddressesA((void *)list, &cb, &n);
    if (code == 0)
        say("%u\n", n);
    return code;
}

static long auth_data(void)
{
    BYTE data[3] = {1, 2, 3}, got[16];
    DWORD size = sizeof(got), code;

    code = RasSetCustomAuthDataA(book, "Office", data, sizeof(data));
    if (code == 0)
        code = RasGetCustomAuthDataA(book, "Office", got, &size);
    if (code == 0)
        say("%u %d\n", size, got[2]);
    return code;
}

static long eap_data(void)
{
    BYTE data[3] = {1, 2, 3}, got[16];
    DWORD size = sizeof(got), code;

    code = RasSetEapUserDataA(NULL, book, "Office", data, sizeof(data));
    if (code == 0)
        code = RasGetEapUserDataA(NULL, book, "Office", got, &size);
    if (code == 0)
        say("%u %d\n", size, got[2]);
    return code;
}

/* --- connections */

/* It is a process that goes on: the one above this one. */
static void prepare_connection(void)
{
    struct connrec r = {.state = RASCS_Connected, .since = 1700000000};

    prepare();
    r.pid = getppid();
    r.pid_start = connrec_pid_start(r.pid);
    snprintf(r.entry, sizeof(r.entry), "Office");
    snprintf(r.phonebook, sizeof(r.phonebook), "%s", book);
    snprintf(r.interface, sizeof(r.interface), "ppp7");
    expect(connrec_write("run", &r) == 0);
}

static DWORD first_connection(HRASCONN *h)
{
    RASCONNA list[4];
    DWORD cb = sizeof(list), n = 99, code;

    memset(list, 0, sizeof(list));
    list[0].dwSize = sizeof(list[0]);
    code = RasEnumConnectionsA(list, &cb, &n);
    *h = list[0].hrasconn;
    expect(code || (n == 1 && *h));
    if (code == 0)
        say("%u %s\n", n, list[0].szEntryName);
    return code;
}

static long see_connection(void)
{
    RASCONNSTATUSA s;
    RASPPPIPA ip;
    HRASCONN h, sub = NULL;
    DWORD cb = sizeof(ip), code = first_connection(&h);

    memset(&s, 0, sizeof(s));
    s.dwSize = sizeof(s);
    memset(&ip, 0, sizeof(ip));
    ip.dwSize = sizeof(ip);
    if (code == 0)
        code = RasGetConnectStatusA(h, &s);
    if (code == 0)
        code = RasGetSubEntryHandleA(h, 1, &sub);
    if (code == 0)
        code = RasGetProjectionInfoA(h, RASP_PppIp, &ip, &cb);
    if (code == 0)
        say("%u %s\n", s.rasconnstate, s.szDeviceType);
    return code;
}

/* --- dials */

static void sleep_ms(long ms)
{
    const struct timespec t = {0, ms * 1000000};

    nanosleep(&t, NULL);
}

static struct tagRASDIALPARAMSA params(const char *entry)
{
    struct tagRASDIALPARAMSA p;

    memset(&p, 0, sizeof(p));
    p.dwSize = sizeof(p);
    snprintf(p.szEntryName, sizeof(p.szEntryName), "%s", entry);
    snprintf(p.szUserName, sizeof(p.szUserName), "joe");
    snprintf(p.szPassword, sizeof(p.szPassword), "secret");
    return p;
}

/* As programs do it: until the handle means nothing any more. */
static void hang_up(HRASCONN h)
{
    RASCONNSTATUSA s;
    DWORD code = 0;
    int i;

    if (!h)
        return;
    expect(RasHangUpA(h) == 0);
    for (i = 0; i < 2000 && code != ERROR_INVALID_HANDLE; i++) {
        memset(&s, 0, sizeof(s));
        s.dwSize = sizeof(s);
        code = RasGetConnectStatusA(h, &s);
        if (code != ERROR_INVALID_HANDLE)
            sleep_ms(5);
    }
    expect(code == ERROR_INVALID_HANDLE);
}

static long dial(const char *entry)
{
    struct tagRASDIALPARAMSA p = params(entry);
    HRASCONN h = NULL;
    DWORD code = RasDialA(NULL, book, &p, 0, NULL, &h);

    expect(code || h);
    undisturbed();
    hang_up(h);
    return code;
}

static long dial_success(void)
{
    return dial("success");
}

static long dial_busy(void)
{
    long code = dial("busy");

    return code == ERROR_LINE_BUSY ? 0 : code;
}

/* Hung up while calls fail. */
static long dial_and_hang_up(void)
{
    struct tagRASDIALPARAMSA p = params("success");
    HRASCONN h = NULL;
    DWORD code = RasDialA(NULL, book, &p, 0, NULL, &h), again;

    if (h) {
        again = RasHangUpA(h);
        code = code ? code : again;
    }
    undisturbed();
    if (h && RasHangUpA(h) == 0)
        hang_up(h);
    return code == ERROR_INVALID_HANDLE ? 0 : code;
}

/* --- with a notifier: it hears the end, whatever happens */

static struct {
    pthread_mutex_t lock;
    DWORD error;
    bool over;
} ear = {.lock = PTHREAD_MUTEX_INITIALIZER};

static VOID WINAPI on_state(HRASCONN h, UINT message, RASCONNSTATE state,
                            DWORD error, DWORD extended)
{
    (void)h, (void)message, (void)extended;
    pthread_mutex_lock(&ear.lock);
    if (error)
        ear.error = error;
    if (error || state == RASCS_Connected || state == RASCS_Disconnected)
        ear.over = true;
    pthread_mutex_unlock(&ear.lock);
}

static bool is_over(DWORD *error)
{
    bool over;

    pthread_mutex_lock(&ear.lock);
    over = ear.over;
    *error = ear.error;
    pthread_mutex_unlock(&ear.lock);
    return over;
}

static long dial_notified(void)
{
    struct tagRASDIALPARAMSA p = params("success");
    HRASCONN h = NULL;
    DWORD code = RasDialA(NULL, book, &p, 1, (void *)on_state, &h), error = 0;
    int i;

    for (i = 0; code == 0 && i < 6000 && !is_over(&error); i++)
        sleep_ms(5);
    expect(code || i < 6000);
    undisturbed();
    hang_up(h);
    return code ? code : error;
}

static const long of_a_book[] = {5, 621, 622, 624, 710, 0};

/* 8, too: whether it is connected cannot be seen. */
static const long of_a_deletion[] = {5, 8, 621, 622, 624, 710, 0};

#define BOOK(name, run, loose)                                                 \
    {                                                                          \
        name, prepare, run, 8, of_a_book, loose                                \
    }
#define SAVED(name, run, loose)                                                \
    {                                                                          \
        name, prepare_saved, run, 8, of_a_book, loose                          \
    }

const struct operation api_operations[] = {
    BOOK("RasEnumEntries", enum_entries, 0),
    BOOK("RasGetEntryProperties", get_entry, 0),
    BOOK("RasSetEntryProperties", set_entry, OPERATION_FILES_VARY),
    BOOK("a new entry by RasSetEntryProperties", new_entry,
         OPERATION_FILES_VARY),
    SAVED("RasRenameEntry", rename_entry,
          OPERATION_MANY_FILES | OPERATION_MAY_GO_ON),
    {"RasDeleteEntry", prepare_saved, delete_entry, 8, of_a_deletion,
     OPERATION_MANY_FILES | OPERATION_MAY_GO_ON},
    BOOK("RasValidateEntryName", validate, 0),
    BOOK("RasEnumDevices", enum_devices, OPERATION_MAY_GO_ON),
    SAVED("RasGetCredentials", get_credentials, OPERATION_MAY_GO_ON),
    SAVED("RasSetCredentials", set_credentials, 0),
    SAVED("RasGetEntryDialParams and RasSetEntryDialParams", dial_params,
          OPERATION_MAY_GO_ON),
    BOOK("RasSetAutodialAddress", autodial, 0),
    BOOK("RasEnumAutodialAddresses", enum_autodial, 0),
    BOOK("RasSetCustomAuthData and RasGetCustomAuthData", auth_data,
         OPERATION_FILES_VARY),
    SAVED("RasSetEapUserData and RasGetEapUserData", eap_data,
          OPERATION_MANY_FILES | OPERATION_MAY_GO_ON),
    {"a connection's state and addresses", prepare_connection, see_connection,
     8, NULL, 0},
    {"RasDial", prepare_dial, dial_success, 8, NULL,
     OPERATION_SLOW | OPERATION_CALLS_VARY | OPERATION_FILES_VARY},
    {"RasDial of a busy line", prepare_dial, dial_busy, 8, NULL,
     OPERATION_SLOW | OPERATION_CALLS_VARY | OPERATION_FILES_VARY},
    {"RasDial and RasHangUp", prepare_dial, dial_and_hang_up, 8, NULL,
     OPERATION_SLOW | OPERATION_CALLS_VARY | OPERATION_FILES_VARY},
    {"RasDial with a notifier", prepare_dial, dial_notified, 8, NULL,
     OPERATION_SLOW | OPERATION_CALLS_VARY | OPERATION_FILES_VARY},
    {NULL, NULL, NULL, 0, NULL, 0},
};
