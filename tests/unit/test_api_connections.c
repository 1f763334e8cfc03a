#include "compat/api/connections.c"

#include <signal.h>
#include <sys/wait.h>

#include "tests/unit/api_world.h"

/* Another live process, so that two connections can be listed. */
static pid_t other;

static void start_other(void)
{
    other = fork();
    if (other == 0) {
        pause();
        _exit(0);
    }
    CU_ASSERT_FATAL(other > 0);
}

static void stop_other(void)
{
    int status;

    kill(other, SIGKILL);
    waitpid(other, &status, 0);
}

static void list_two(void)
{
    struct connrec r = world_record();

    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    r.pid = other;
    r.pid_start = connrec_pid_start(other);
    r.since = 5; /* the younger one */
    snprintf(r.entry, sizeof(r.entry), ".5559999");
    snprintf(r.phonebook, sizeof(r.phonebook), "/home/user/my.pbk");
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
}

static void test_none(void)
{
    struct tagRASCONNA one = {.dwSize = sizeof(one)};
    DWORD cb = 0, n = 7;

    world_begin();
    EXPECT_NUMBER(RasEnumConnectionsA(NULL, &cb, &n), 0);
    EXPECT_NUMBER(n, 0);
    EXPECT_NUMBER(cb, 0);
    cb = sizeof(one);
    EXPECT_NUMBER(RasEnumConnectionsA(&one, &cb, &n), 0);
    EXPECT_NUMBER(n, 0);
    world_remove(world_run); /* nobody has ever dialled */
    cb = 0;
    EXPECT_NUMBER(RasEnumConnectionsA(NULL, &cb, &n), 0);
    EXPECT_NUMBER(RasEnumConnectionsA(NULL, NULL, &n), ERROR_INVALID_PARAMETER);
    EXPECT_NUMBER(RasEnumConnectionsA(NULL, &cb, NULL),
                  ERROR_INVALID_PARAMETER);
    world_end();
}

/* Query, too small, one short, exact. */
static void test_sizes(void)
{
    struct tagRASCONNA list[3];
    DWORD cb = 0, n = 0;

    world_begin();
    start_other();
    list_two();
    EXPECT_NUMBER(RasEnumConnectionsA(NULL, &cb, &n), 603);
    EXPECT_NUMBER(n, 2);
    EXPECT_NUMBER(cb, 2 * sizeof(*list));
    memset(list, 0, sizeof(list));
    list[0].dwSize = sizeof(*list);
    cb = sizeof(*list) + 10;
    EXPECT_NUMBER(RasEnumConnectionsA(list, &cb, &n), 603);
    EXPECT_NUMBER(n, 2);
    EXPECT_NUMBER(cb, 2 * sizeof(*list));
    EXPECT_TEXT(list[0].szEntryName, "Office"); /* what fits is there */
    EXPECT_NUMBER(list[1].dwSize, 0);
    cb = sizeof(list);
    EXPECT_NUMBER(RasEnumConnectionsA(list, &cb, &n), 0);
    EXPECT_NUMBER(n, 2);
    EXPECT_NUMBER(cb, 2 * sizeof(*list));
    EXPECT_NUMBER(list[1].dwSize, sizeof(*list));
    EXPECT_TEXT(list[1].szEntryName, ".5559999");
    CU_ASSERT(list[0].hrasconn && list[1].hrasconn);
    CU_ASSERT(list[0].hrasconn != list[1].hrasconn);
    stop_other();
    world_end();
}

/* Every size the headers ever had, and what it says; no byte beyond it. */
static void test_old_sizes(void)
{
    static const DWORD sizes[] = {416, 680, 696, 708, 724};
    static const DWORD wide[] = {820, 1344, 1360, 1372, 1388};
    union {
        struct tagRASCONNA a;
        struct tagRASCONNW w;
        unsigned char bytes[2048];
    } u;
    struct connrec r = world_record();
    DWORD cb, n;
    size_t i;

    world_begin();
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    for (i = 0; i < 5; i++) {
        memset(&u, 0xee, sizeof(u));
        u.a.dwSize = sizes[i];
        cb = sizeof(u);
        EXPECT_NUMBER(RasEnumConnectionsA(&u.a, &cb, &n), 0);
        EXPECT_NUMBER(cb, sizes[i]);
        EXPECT_TEXT(u.a.szDeviceName, "Fake Modem");
        EXPECT_NUMBER(u.bytes[sizes[i]], 0xee);
        memset(&u, 0xee, sizeof(u));
        u.w.dwSize = wide[i];
        cb = sizeof(u);
        EXPECT_NUMBER(RasEnumConnectionsW(&u.w, &cb, &n), 0);
        CU_ASSERT(memcmp(u.w.szDeviceName, u"Fake Modem", 22) == 0);
        EXPECT_NUMBER(u.bytes[wide[i]], 0xee);
    }
    for (i = 0; i < 1500; i++) {
        bool known = false;
        size_t k;

        for (k = 0; k < 5; k++)
            known |= sizes[k] == i;
        u.a.dwSize = (DWORD)i;
        cb = sizeof(u);
        n = 7;
        EXPECT_NUMBER(RasEnumConnectionsA(&u.a, &cb, &n), known ? 0 : 632);
        EXPECT_NUMBER(n, known);
    }
    world_end();
}

static void test_members(void)
{
    struct tagRASCONNW w = {.dwSize = sizeof(w)};
    struct tagRASCONNA a = {.dwSize = sizeof(a)}, again;
    struct connrec r = world_record();
    DWORD cb = sizeof(a), n;
    GUID none = {0};

    world_begin();
    snprintf(r.entry, sizeof(r.entry), "B\xc3\xbcro \xf0\x9f\x93\x9e");
    snprintf(r.guid, sizeof(r.guid), "0123456789ABCDEF0123456789abcdef");
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    EXPECT_NUMBER(RasEnumConnectionsA(&a, &cb, &n), 0);
    EXPECT_TEXT(a.szEntryName, r.entry);
    EXPECT_TEXT(a.szDeviceType, "modem");
    EXPECT_TEXT(a.szPhonebook, "/etc/ppp/ras/rasphone.pbk");
    EXPECT_NUMBER(a.dwSubEntry, 1);
    EXPECT_NUMBER(a.dwFlags, RASCF_AllUsers);
    EXPECT_NUMBER(((unsigned char *)&a.guidEntry)[1], 0x23);
    EXPECT_NUMBER(((unsigned char *)&a.guidEntry)[15], 0xef);
    CU_ASSERT(memcmp(&a.guidCorrelationId, &none, sizeof(none)) != 0);
    cb = sizeof(w);
    EXPECT_NUMBER(RasEnumConnectionsW(&w, &cb, &n), 0);
    CU_ASSERT(memcmp(w.szEntryName, u"B\u00fcro \U0001f4de", 16) == 0);
    CU_ASSERT(w.hrasconn == a.hrasconn); /* the same, as long as it lives */
    again = a;
    cb = sizeof(again);
    EXPECT_NUMBER(RasEnumConnectionsA(&again, &cb, &n), 0);
    CU_ASSERT(memcmp(&again, &a, sizeof(a)) == 0);
    world_end();
}

/* Only established ones; a handle ends with its connection. */
static void test_lives(void)
{
    struct tagRASCONNA a = {.dwSize = sizeof(a)};
    struct tagRASCONNSTATUSA s;
    struct connrec r = world_record();
    DWORD cb, n, code;
    HRASCONN h;

    world_begin();
    r.state = RASCS_Authenticate;
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    cb = sizeof(a);
    EXPECT_NUMBER(RasEnumConnectionsA(&a, &cb, &n), 0);
    EXPECT_NUMBER(n, 0);
    r.state = RASCS_Connected;
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    cb = sizeof(a);
    EXPECT_NUMBER(RasEnumConnectionsA(&a, &cb, &n), 0);
    EXPECT_NUMBER(n, 1);
    h = a.hrasconn;
    s = world_status(h, &code);
    EXPECT_NUMBER(code, 0);
    EXPECT_NUMBER(s.rasconnstate, RASCS_Connected);
    EXPECT_TEXT(s.szPhoneNumber, "5551000");
    EXPECT_NUMBER(connrec_remove(world_run, r.pid), 0);
    (void)world_status(h, &code);
    EXPECT_NUMBER(code, ERROR_INVALID_HANDLE);
    cb = sizeof(a);
    EXPECT_NUMBER(RasEnumConnectionsA(&a, &cb, &n), 0);
    EXPECT_NUMBER(n, 0);
    world_end();
}

/* RasHangUp of another process's connection ends that very process. */
static void test_hang_up_foreign(void)
{
    struct tagRASCONNA list[2];
    DWORD cb = sizeof(list), n, code;
    struct connrec r;
    int status;

    world_begin();
    start_other();
    r = world_record();
    r.pid = other;
    r.pid_start = connrec_pid_start(other);
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    list[0].dwSize = sizeof(*list);
    EXPECT_NUMBER(RasEnumConnectionsA(list, &cb, &n), 0);
    EXPECT_NUMBER(n, 1);
    code = RasHangUpA(list[0].hrasconn);
    EXPECT_NUMBER(code, 0);
    if (code != 0) /* and is still there then */
        EXPECT_NUMBER(kill(other, SIGTERM), 0);
    CU_ASSERT(waitpid(other, &status, 0) == other);
    CU_ASSERT(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    EXPECT_NUMBER(RasHangUpA(list[0].hrasconn), ERROR_INVALID_HANDLE);
    world_end();
}

/* --- hanging up what is another process's, or no longer anything */

enum { NOBODY = 65534 };

/* Two links of one connection; the second one's pppd is OTHER. */
static void list_links(HRASCONN *whole, HRASCONN *second)
{
    struct tagRASCONNA a = {.dwSize = sizeof(a)};
    struct connrec r = world_record();
    DWORD cb = sizeof(a), n;

    r.links = 2;
    r.sub_entry = r.link_up = 1;
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    r.bundle = r.pid;
    r.pid = other;
    r.pid_start = connrec_pid_start(other);
    r.sub_entry = 2;
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    EXPECT_NUMBER(RasEnumConnectionsA(&a, &cb, &n), 0);
    EXPECT_NUMBER(n, 1);
    *whole = a.hrasconn;
    EXPECT_NUMBER(RasGetSubEntryHandleA(a.hrasconn, 2, second), 0);
}

/* A link is hung up by SIGHUP, and its connection stays. */
static void test_hang_up_link(void)
{
    HRASCONN whole, second = NULL;
    DWORD code;
    int status;

    world_begin();
    start_other();
    list_links(&whole, &second);
    EXPECT_NUMBER(RasHangUpW(second), 0);
    CU_ASSERT(waitpid(other, &status, 0) == other);
    CU_ASSERT(WIFSIGNALED(status) && WTERMSIG(status) == SIGHUP);
    EXPECT_NUMBER(RasHangUpW(second), ERROR_INVALID_HANDLE);
    (void)world_status(whole, &code);
    EXPECT_NUMBER(code, 0);
    world_end();
}

/* What H's RasHangUp returns to a process without rights. */
static int hang_up_as_nobody(HRASCONN h)
{
    int status = 0;
    pid_t pid;

    fflush(stdout);
    pid = fork();
    if (pid == 0)
        _exit(setgid(NOBODY) == 0 && setuid(NOBODY) == 0 ? (int)RasHangUpA(h)
                                                         : 255);
    CU_ASSERT(waitpid(pid, &status, 0) == pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Who may not: it is said, the connection stays, and so does the handle. */
static void test_hang_up_denied(void)
{
    HRASCONN whole, second = NULL;

    if (geteuid() != 0)
        return;
    world_begin();
    start_other();
    list_links(&whole, &second);
    EXPECT_NUMBER(hang_up_as_nobody(second), ERROR_ACCESS_DENIED);
    EXPECT_NUMBER(hang_up_as_nobody(whole), ERROR_ACCESS_DENIED);
    EXPECT_NUMBER(kill(other, 0), 0);
    EXPECT_NUMBER(RasHangUpA(second), 0);
    stop_other();
    world_end();
}

/* pppd has gone meanwhile, and its number may be another process's by now. */
static void test_hang_up_gone(void)
{
    HRASCONN whole, second = NULL;
    pid_t gone;
    int status;

    world_begin();
    start_other();
    list_links(&whole, &second);
    gone = other;
    kill(gone, SIGKILL);
    CU_ASSERT(waitpid(gone, &status, 0) == gone);
    EXPECT_NUMBER(RasHangUpA(second), 0);
    EXPECT_NUMBER(RasHangUpA(second), ERROR_INVALID_HANDLE);
    conn_lock();
    conn_find(api_handle(whole))->pid = gone;
    conn_unlock();
    EXPECT_NUMBER(RasHangUpA(whole), 0);
    start_other();
    list_links(&whole, &second);
    conn_lock();
    conn_find(api_handle(second))->pid_start++;
    conn_unlock();
    EXPECT_NUMBER(RasHangUpA(second), 0);
    EXPECT_NUMBER(waitpid(other, &status, WNOHANG), 0); /* it is left alone */
    stop_other();
    world_end();
}

/* The end is waited for, whatever signals the program has meanwhile. */
static void on_usr1(int number)
{
    (void)number;
}

static void end_late(int number)
{
    const struct timespec t = {0, 30000000};

    (void)number;
    kill(getppid(), SIGUSR1);
    nanosleep(&t, NULL);
    _exit(7);
}

static void test_hang_up_waits(void)
{
    const struct sigaction late = {.sa_handler = end_late};
    const struct sigaction usr1 = {.sa_handler = on_usr1};
    struct tagRASCONNA a = {.dwSize = sizeof(a)};
    struct connrec r = world_record();
    DWORD cb = sizeof(a), n;
    int status, ready[2];
    char byte = 0;

    world_begin();
    sigaction(SIGUSR1, &usr1, NULL);
    CU_ASSERT_FATAL(pipe(ready) == 0);
    r.pid = fork();
    if (r.pid == 0) {
        sigaction(SIGTERM, &late, NULL);
        (void)!write(ready[1], "r", 1);
        for (;;)
            pause();
    }
    CU_ASSERT(read(ready[0], &byte, 1) == 1);
    r.pid_start = connrec_pid_start(r.pid);
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    EXPECT_NUMBER(RasEnumConnectionsA(&a, &cb, &n), 0);
    EXPECT_NUMBER(RasHangUpA(a.hrasconn), 0);
    CU_ASSERT(waitpid(r.pid, &status, WNOHANG) == r.pid);
    CU_ASSERT(WIFEXITED(status) && WEXITSTATUS(status) == 7);
    close(ready[0]);
    close(ready[1]);
    signal(SIGUSR1, SIG_DFL);
    world_end();
}

/* --- */

static void test_status_sizes(void)
{
    static const DWORD sizes[] = {160, 288, 332};
    static const DWORD wide[] = {304, 564, 608};
    union {
        struct tagRASCONNSTATUSA a;
        struct tagRASCONNSTATUSW w;
        unsigned char bytes[1024];
    } u;
    struct tagRASCONNA a = {.dwSize = sizeof(a)};
    struct connrec r = world_record();
    DWORD cb = sizeof(a), n;
    size_t i;

    world_begin();
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    EXPECT_NUMBER(RasEnumConnectionsA(&a, &cb, &n), 0);
    for (i = 0; i < 3; i++) {
        memset(&u, 0xee, sizeof(u));
        u.a.dwSize = sizes[i];
        EXPECT_NUMBER(RasGetConnectStatusA(a.hrasconn, &u.a), 0);
        EXPECT_TEXT(u.a.szDeviceName, "Fake Modem");
        EXPECT_NUMBER(u.bytes[sizes[i]], 0xee);
        memset(&u, 0xee, sizeof(u));
        u.w.dwSize = wide[i];
        EXPECT_NUMBER(RasGetConnectStatusW(a.hrasconn, &u.w), 0);
        CU_ASSERT(memcmp(u.w.szDeviceType, u"modem", 12) == 0);
        EXPECT_NUMBER(u.bytes[wide[i]], 0xee);
    }
    u.a.dwSize = 161;
    EXPECT_NUMBER(RasGetConnectStatusA(a.hrasconn, &u.a), 632);
    u.a.dwSize = 0;
    EXPECT_NUMBER(RasGetConnectStatusW(a.hrasconn, &u.w), 632);
    EXPECT_NUMBER(RasGetConnectStatusA(a.hrasconn, NULL), 610);
    u.a.dwSize = 160;
    EXPECT_NUMBER(RasGetConnectStatusA(NULL, &u.a), ERROR_INVALID_HANDLE);
    EXPECT_NUMBER(RasGetConnectStatusA((HRASCONN)(uintptr_t)-5, &u.a),
                  ERROR_INVALID_HANDLE);
    world_end();
}

static void test_sub_entry(void)
{
    struct tagRASCONNA a = {.dwSize = sizeof(a)};
    struct connrec r = world_record();
    DWORD cb = sizeof(a), n;
    HRASCONN sub = NULL;

    world_begin();
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    EXPECT_NUMBER(RasEnumConnectionsA(&a, &cb, &n), 0);
    EXPECT_NUMBER(RasGetSubEntryHandleA(a.hrasconn, 1, &sub), 0);
    CU_ASSERT(sub == a.hrasconn);
    EXPECT_NUMBER(RasGetSubEntryHandleW(a.hrasconn, 2, &sub),
                  ERROR_NO_MORE_ITEMS);
    CU_ASSERT(sub == NULL);
    EXPECT_NUMBER(RasGetSubEntryHandleW(a.hrasconn, 0, &sub),
                  ERROR_INVALID_PARAMETER);
    EXPECT_NUMBER(RasGetSubEntryHandleW(a.hrasconn, 1, NULL),
                  ERROR_INVALID_PARAMETER);
    EXPECT_NUMBER(RasGetSubEntryHandleW((HRASCONN)7, 1, &sub),
                  ERROR_INVALID_HANDLE);
    r.state = RASCS_Authenticate;
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    EXPECT_NUMBER(RasGetSubEntryHandleA(a.hrasconn, 1, &sub), 618);
    world_end();
}

/* The leader's record is the connection's; the other link has a pppd, too. */
static void test_links(void)
{
    struct tagRASCONNA a = {.dwSize = sizeof(a)};
    struct connrec leader = world_record(), second = world_record();
    DWORD cb = sizeof(a), n;
    HRASCONN sub = NULL;

    world_begin();
    second.pid = getppid();
    second.pid_start = connrec_pid_start(second.pid);
    second.bundle = leader.pid;
    second.sub_entry = 2;
    leader.links = 3;
    leader.sub_entry = leader.link_up = 1;
    EXPECT_NUMBER(connrec_write(world_run, &leader), 0);
    EXPECT_NUMBER(connrec_write(world_run, &second), 0);
    EXPECT_NUMBER(RasEnumConnectionsA(&a, &cb, &n), 0);
    EXPECT_NUMBER(n, 1);
    EXPECT_NUMBER(RasGetSubEntryHandleA(a.hrasconn, 1, &sub), 0);
    CU_ASSERT(sub == a.hrasconn);
    EXPECT_NUMBER(RasGetSubEntryHandleA(a.hrasconn, 2, &sub), 0);
    CU_ASSERT(sub != a.hrasconn);
    EXPECT_NUMBER(RasGetSubEntryHandleA(a.hrasconn, 3, &sub), 618);
    EXPECT_NUMBER(RasGetSubEntryHandleA(a.hrasconn, 4, &sub),
                  ERROR_NO_MORE_ITEMS);
    leader.link_up = 0;
    EXPECT_NUMBER(connrec_write(world_run, &leader), 0);
    EXPECT_NUMBER(RasGetSubEntryHandleA(a.hrasconn, 1, &sub), 618);
    world_end();
}

static void test_absent(void)
{
    struct tagRASCONNA a = {.dwSize = sizeof(a)};
    struct connrec r = world_record();
    RASNAPSTATE nap = {.dwSize = sizeof(nap)};
    RASUPDATECONN update = {.dwSize = sizeof(update)};
    DWORD cb = sizeof(a), n;

    world_begin();
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    EXPECT_NUMBER(RasEnumConnectionsA(&a, &cb, &n), 0);
    EXPECT_NUMBER(RasInvokeEapUI(a.hrasconn, 1, NULL, NULL), 120);
    EXPECT_NUMBER(RasInvokeEapUI(NULL, 1, NULL, NULL), 6);
    EXPECT_NUMBER(RasUpdateConnection(a.hrasconn, &update), 120);
    EXPECT_NUMBER(RasUpdateConnection(a.hrasconn, NULL), 87);
    EXPECT_NUMBER(RasUpdateConnection(NULL, &update), 6);
    EXPECT_NUMBER(RasGetNapStatus(a.hrasconn, &nap), 836);
    EXPECT_NUMBER(RasGetNapStatus(NULL, &nap), 6);
    EXPECT_NUMBER(RasGetNapStatus(a.hrasconn, NULL), 87);
    nap.dwSize = 3;
    EXPECT_NUMBER(RasGetNapStatus(a.hrasconn, &nap), 632);
    world_end();
}

const char unit_name[] = "api_connections";
const struct unit_test unit_tests[] = {
    {"no connections", test_none},
    {"buffers of all sizes", test_sizes},
    {"structures of all sizes", test_old_sizes},
    {"what a RASCONN says", test_members},
    {"a handle ends with its connection", test_lives},
    {"hanging up for another process", test_hang_up_foreign},
    {"hanging up a link of another process", test_hang_up_link},
    {"hanging up without the right to", test_hang_up_denied},
    {"hanging up what has gone", test_hang_up_gone},
    {"hanging up waits for the end", test_hang_up_waits},
    {"status structures of all sizes", test_status_sizes},
    {"handles of links", test_sub_entry},
    {"handles of several links", test_links},
    {"what does not exist here", test_absent},
    {NULL, NULL},
};
