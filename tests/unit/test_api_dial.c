#include "compat/api/dial.c"

#include "tests/unit/api_world.h"

#include <sys/wait.h>

/* --- what the callbacks hear */

struct heard {
    RASCONNSTATE state;
    DWORD error, sub;
};

static struct {
    pthread_mutex_t lock;
    struct heard heard[64];
    size_t n;
    HRASCONN handle; /* of Func1, Func2 */
    const HRASCONN *watched;
    bool handle_was_there, wrong_message, overlap;
    ULONG_PTR id;
    DWORD sub;
    int inside;
    RASCONNSTATE hang_up_at; /* 0xffff: never */
    DWORD hang_up_result;
    size_t quiet_after; /* RasDialFunc2 says FALSE after so many */
} ear = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void listen_anew(void)
{
    pthread_mutex_lock(&ear.lock);
    ear.n = 0;
    ear.handle = NULL;
    ear.sub = 0;
    ear.watched = NULL;
    ear.handle_was_there = true;
    ear.wrong_message = ear.overlap = false;
    ear.inside = 0;
    ear.hang_up_at = (RASCONNSTATE)0xffff;
    ear.quiet_after = 1000;
    pthread_mutex_unlock(&ear.lock);
}

static bool hear(UINT message, RASCONNSTATE state, DWORD error, HRASCONN h)
{
    const HRASCONN *watched;
    bool more, hang_up;

    pthread_mutex_lock(&ear.lock);
    watched = ear.watched;
    hang_up = state == ear.hang_up_at;
    ear.overlap |= ear.inside++ != 0;
    ear.wrong_message |= message != WM_RASDIALEVENT;
    if (watched && !__atomic_load_n(watched, __ATOMIC_ACQUIRE))
        ear.handle_was_there = false;
    ear.handle = h;
    if (ear.n < 64)
        ear.heard[ear.n++] = (struct heard){state, error, ear.sub};
    more = ear.n < ear.quiet_after;
    pthread_mutex_unlock(&ear.lock);
    world_sleep(2);
    if (hang_up)
        ear.hang_up_result =
            RasHangUpA(__atomic_load_n(watched, __ATOMIC_ACQUIRE));
    pthread_mutex_lock(&ear.lock);
    ear.inside--;
    pthread_mutex_unlock(&ear.lock);
    return more;
}

static VOID WINAPI on_func(UINT message, RASCONNSTATE state, DWORD error)
{
    (void)hear(message, state, error, NULL);
}

static VOID WINAPI on_func1(HRASCONN h, UINT message, RASCONNSTATE state,
                            DWORD error, DWORD extended)
{
    (void)extended;
    (void)hear(message, state, error, h);
}

static DWORD WINAPI on_func2(ULONG_PTR id, DWORD sub, HRASCONN h, UINT message,
                             RASCONNSTATE state, DWORD error, DWORD extended)
{
    (void)extended;
    ear.id = id;
    ear.sub = sub;
    return hear(message, state, error, h);
}

static const char *link_name(DWORD sub)
{
    static const char *const names[] = {"", "", "2:", "3:"};

    return sub < sizeof(names) / sizeof(*names) ? names[sub] : "?:";
}

/* "0 1 2 3 4 5 6 e a 12 2000", failed ones "2!676", of another link "2:2". */
static const char *story(void)
{
    static char text[512];
    size_t i, n = 0;

    pthread_mutex_lock(&ear.lock);
    text[0] = '\0';
    for (i = 0; i < ear.n; i++) {
        char error[16] = "";

        if (ear.heard[i].error)
            snprintf(error, sizeof(error), "!%u", ear.heard[i].error);
        n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s%x%s",
                              i ? " " : "", link_name(ear.heard[i].sub),
                              (unsigned)ear.heard[i].state, error);
    }
    pthread_mutex_unlock(&ear.lock);
    return text;
}

/* Waits until STATE has been heard, or an error. */
static bool wait_heard(unsigned state)
{
    int i;

    for (i = 0; i < 500; i++) {
        bool found = false;
        size_t k;

        pthread_mutex_lock(&ear.lock);
        for (k = 0; k < ear.n; k++)
            found |= ear.heard[k].state == (RASCONNSTATE)state ||
                     ear.heard[k].error != 0;
        pthread_mutex_unlock(&ear.lock);
        if (found)
            return true;
        world_sleep(10);
    }
    return false;
}

/* As programs do it: until the handle is invalid, but not for ever here. */
static bool wait_invalid(HRASCONN h)
{
    DWORD code = 0;
    int i;

    for (i = 0; i < 500 && code != ERROR_INVALID_HANDLE; i++) {
        (void)world_status(h, &code);
        if (code != ERROR_INVALID_HANDLE)
            world_sleep(10);
    }
    return code == ERROR_INVALID_HANDLE;
}

static DWORD dial_a(const char *entry, DWORD type, void *notifier,
                    HRASCONN *handle)
{
    struct tagRASDIALPARAMSA p = world_params(entry);

    return RasDialA(NULL, world_book, &p, type, notifier, handle);
}

#define SUCCESS_STORY "0 1 2 3 4 5 6 e a 12 2000"

/* --- synchronous */

static void test_sync(void)
{
    struct tagRASCONNSTATUSA s;
    HRASCONN h = NULL;
    DWORD code;

    world_begin();
    EXPECT_NUMBER(dial_a("success", 0, NULL, &h), 0);
    CU_ASSERT(h != NULL && (uintptr_t)h < 0x80000000u);
    s = world_status(h, &code);
    EXPECT_NUMBER(code, 0);
    EXPECT_NUMBER(s.rasconnstate, RASCS_Connected);
    EXPECT_NUMBER(s.dwError, 0);
    EXPECT_TEXT(s.szDeviceType, "modem");
    EXPECT_TEXT(s.szDeviceName, "Fake Modem");
    EXPECT_TEXT(s.szPhoneNumber, "5550101");
    EXPECT_NUMBER(RasHangUpA(h), 0);
    (void)world_status(h, &code);
    EXPECT_NUMBER(code, ERROR_INVALID_HANDLE);
    EXPECT_NUMBER(RasHangUpA(h), ERROR_INVALID_HANDLE);
    world_end();
}

/* The handle of a dial that failed tells why until it is hung up. */
static void test_sync_failure(void)
{
    struct tagRASCONNSTATUSA s;
    HRASCONN h = NULL;
    DWORD code;
    int i;

    world_begin();
    EXPECT_NUMBER(dial_a("busy", 0, NULL, &h), 676);
    CU_ASSERT(h != NULL);
    for (i = 0; i < 2; i++) {
        s = world_status(h, &code);
        EXPECT_NUMBER(code, 0);
        EXPECT_NUMBER(s.rasconnstate, RASCS_Disconnected);
        EXPECT_NUMBER(s.dwError, 676);
        EXPECT_TEXT(s.szPhoneNumber, "5550101");
        world_sleep(100);
    }
    EXPECT_NUMBER(RasHangUpW(h), 0);
    CU_ASSERT(wait_invalid(h));
    world_end();
}

static void test_start_failures(void)
{
    static const struct {
        const char *entry;
        DWORD code;
    } rows[] = {
        {"not root", 5}, {"cause", 623}, {"vanish", 834}, {"refused", 691}};
    size_t i;

    world_begin();
    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        HRASCONN h = NULL;
        DWORD code;

        EXPECT_NUMBER(dial_a(rows[i].entry, 0, NULL, &h), rows[i].code);
        EXPECT_NUMBER(world_status(h, &code).dwError, rows[i].code);
        EXPECT_NUMBER(code, 0);
        EXPECT_NUMBER(RasHangUpA(h), 0);
    }
    world_end();
}

/* The stale handle of a failed attempt: it is cleaned up, and dialled anew. */
static void test_stale_handles(void)
{
    HRASCONN h = (HRASCONN)(uintptr_t)0xdeadbeefcafeull, before;
    DWORD code;

    world_begin();
    EXPECT_NUMBER(dial_a("busy", 0, NULL, &h), 676);
    before = h;
    EXPECT_NUMBER(dial_a("busy", 0, NULL, &h), 676);
    CU_ASSERT(h != before);
    (void)world_status(before, &code);
    EXPECT_NUMBER(code, ERROR_INVALID_HANDLE);
    EXPECT_NUMBER(RasHangUpA(h), 0);
    EXPECT_NUMBER(RasHangUpA(NULL), ERROR_INVALID_HANDLE);
    world_end();
}

/* --- callbacks */

static void test_func(void)
{
    HRASCONN h = NULL;

    world_begin();
    listen_anew();
    ear.watched = &h;
    EXPECT_NUMBER(dial_a("success", 0, (void *)on_func, &h), 0);
    CU_ASSERT(wait_heard(RASCS_Connected));
    EXPECT_TEXT(story(), SUCCESS_STORY);
    CU_ASSERT(ear.handle_was_there && !ear.wrong_message && !ear.overlap);
    EXPECT_NUMBER(RasHangUpA(h), 0);
    CU_ASSERT(wait_invalid(h));
    EXPECT_TEXT(story(), SUCCESS_STORY); /* nothing after that */
    world_end();
}

/* RASCS_AuthNotify is the verdict: without one it is not told. */
static void test_verdict(void)
{
    static const struct {
        const char *entry, *story;
    } dials[] = {{"login", "0 1 2 3 4 5 6 6!691"},
                 {"expired", "0 1 2 3 4 5 6 6!648"},
                 {"unheard", "0 1 2 3 4 5 5!718"}};
    HRASCONN h = NULL;
    char entry[128];
    size_t i;

    for (i = 0; i < sizeof(dials) / sizeof(*dials); i++) {
        world_begin();
        snprintf(entry, sizeof(entry),
                 "[%s]\r\nMEDIA=serial\r\nPort=COM1\r\nDEVICE=modem\r\n"
                 "PhoneNumber=5\r\n",
                 dials[i].entry);
        world_write(world_book, entry);
        listen_anew();
        h = NULL;
        EXPECT_NUMBER(dial_a(dials[i].entry, 1, (void *)on_func1, &h), 0);
        CU_ASSERT(wait_heard(RASCS_Connected));
        EXPECT_TEXT(story(), dials[i].story);
        EXPECT_NUMBER(RasHangUpA(h), 0);
        CU_ASSERT(wait_invalid(h));
        world_end();
    }
}

static void test_func1(void)
{
    HRASCONN h = NULL;

    world_begin();
    listen_anew();
    EXPECT_NUMBER(dial_a("busy", 1, (void *)on_func1, &h), 0);
    CU_ASSERT(wait_heard(RASCS_Connected));
    EXPECT_TEXT(story(), "0 1 2 2!676");
    CU_ASSERT(ear.handle == h);
    /* at once, while the callback may not have returned, and without a
     * hang-up */
    listen_anew();
    EXPECT_NUMBER(dial_a("busy", 1, (void *)on_func1, &h), 0);
    CU_ASSERT(wait_heard(RASCS_Connected));
    EXPECT_NUMBER(RasHangUpA(h), 0);
    CU_ASSERT(wait_invalid(h));
    world_end();
}

static void test_func2(void)
{
    struct tagRASDIALPARAMSA p = world_params("success");
    HRASCONN h = NULL;
    DWORD code;
    int i;

    world_begin();
    listen_anew();
    ear.quiet_after = 3;
    p.dwCallbackId = (ULONG_PTR)0x123456789abcull;
    EXPECT_NUMBER(RasDialA(NULL, world_book, &p, 2, (void *)on_func2, &h), 0);
    for (i = 0; i < 500; i++) {
        if (world_status(h, &code).rasconnstate == RASCS_Connected)
            break;
        world_sleep(10);
    }
    world_sleep(100);
    EXPECT_TEXT(story(), "0 1 2"); /* FALSE: no more, but the dial goes on */
    CU_ASSERT(ear.id == p.dwCallbackId);
    EXPECT_NUMBER(ear.sub, 1);
    EXPECT_NUMBER(world_status(h, &code).rasconnstate, RASCS_Connected);
    EXPECT_NUMBER(RasHangUpA(h), 0);
    world_end();
}

static bool wait_for_story(RASCONNSTATE state)
{
    bool there = false;
    int i;

    for (i = 0; i < 1000 && !there; i++) {
        size_t k;

        world_sleep(10);
        pthread_mutex_lock(&ear.lock);
        for (k = 0; k < ear.n; k++)
            there |= ear.heard[k].state == state;
        pthread_mutex_unlock(&ear.lock);
    }
    return there;
}

/* Only RasDialFunc2 can tell links apart; one that fails ends nothing. */
static void test_links(void)
{
    struct tagRASDIALPARAMSA p = world_params("links");
    HRASCONN h = NULL;
    DWORD code;

    world_begin();
    listen_anew();
    EXPECT_NUMBER(RasDialA(NULL, world_book, &p, 2, (void *)on_func2, &h), 0);
    CU_ASSERT(wait_for_story(RASCS_Connected));
    EXPECT_TEXT(story(), "0 1 2 3 4 5 2:2 2:2!676 16 3:16 6 e a 12 2000");
    EXPECT_NUMBER(world_status(h, &code).rasconnstate, RASCS_Connected);
    EXPECT_NUMBER(RasHangUpA(h), 0);
    h = NULL;
    listen_anew();
    EXPECT_NUMBER(RasDialA(NULL, world_book, &p, 1, (void *)on_func1, &h), 0);
    CU_ASSERT(wait_for_story(RASCS_Connected));
    EXPECT_TEXT(story(), "0 1 2 3 4 5 6 e a 12 2000");
    EXPECT_NUMBER(RasHangUpA(h), 0);
    world_end();
}

/* An entry that pppd would dial again: RasDial never does. */
static void test_no_redial(void)
{
    HRASCONN h = NULL;

    world_begin();
    listen_anew();
    EXPECT_NUMBER(dial_a("persist", 1, (void *)on_func1, &h), 0);
    CU_ASSERT(wait_heard(RASCS_Connected));
    world_sleep(200);
    EXPECT_TEXT(story(), "0 1 2 2!676");
    EXPECT_NUMBER(RasHangUpA(h), 0);
    world_end();
}

/* --- hanging up */

static void test_hangup_in_callback(void)
{
    HRASCONN h = NULL;

    world_begin();
    listen_anew();
    ear.watched = &h;
    ear.hang_up_at = RASCS_ConnectDevice;
    ear.hang_up_result = 99;
    EXPECT_NUMBER(dial_a("hold", 1, (void *)on_func1, &h), 0);
    CU_ASSERT(wait_heard(RASCS_ConnectDevice));
    CU_ASSERT(wait_invalid(h));
    EXPECT_NUMBER(ear.hang_up_result, 0);
    EXPECT_TEXT(story(), "0 1 2");
    world_end();
}

static void *hang_up_later(void *context)
{
    HRASCONN *h = context;
    static DWORD code;

    world_sleep(200);
    code = RasHangUpA(__atomic_load_n(h, __ATOMIC_ACQUIRE));
    return &code;
}

/* From another thread, while RasDial waits. */
static void test_hangup_while_sync(void)
{
    HRASCONN h = NULL;
    pthread_t thread;
    void *result;
    DWORD code;

    world_begin();
    CU_ASSERT_FATAL(pthread_create(&thread, NULL, hang_up_later, &h) == 0);
    EXPECT_NUMBER(dial_a("hold", 0, NULL, &h), ERROR_USER_DISCONNECTION);
    pthread_join(thread, &result);
    EXPECT_NUMBER(*(DWORD *)result, 0);
    (void)world_status(h, &code);
    EXPECT_NUMBER(code, ERROR_INVALID_HANDLE);
    world_end();
}

/* At once, when pppd may not even have started. */
static void test_hangup_at_once(void)
{
    int i;

    world_begin();
    for (i = 0; i < 5; i++) {
        HRASCONN h = NULL;

        listen_anew();
        EXPECT_NUMBER(dial_a("slow", 1, (void *)on_func1, &h), 0);
        EXPECT_NUMBER(RasHangUpA(h), 0);
        CU_ASSERT(wait_invalid(h));
        /* and again at once: it waits its turn */
        EXPECT_NUMBER(dial_a("success", 0, NULL, &h), 0);
        EXPECT_NUMBER(RasHangUpA(h), 0);
    }
    world_end();
}

/* A line that is dropped: the handle tells it, and is good for a hang-up. */
static void test_drop(void)
{
    struct tagRASCONNSTATUSA s;
    HRASCONN h = NULL;
    DWORD code;

    world_begin();
    EXPECT_NUMBER(dial_a("drop", 0, NULL, &h), 0);
    do {
        world_sleep(10);
        s = world_status(h, &code);
    } while (code == 0 && s.rasconnstate == RASCS_Connected);
    EXPECT_NUMBER(code, 0);
    EXPECT_NUMBER(s.rasconnstate, RASCS_Disconnected);
    EXPECT_NUMBER(s.dwError, 629);
    EXPECT_NUMBER(RasHangUpA(h), 0);
    CU_ASSERT(wait_invalid(h));
    world_end();
}

/* --- the same entry twice */

static void test_reference_count(void)
{
    HRASCONN first = NULL, second = NULL;
    DWORD code;

    world_begin();
    EXPECT_NUMBER(dial_a("success", 0, NULL, &first), 0);
    listen_anew();
    EXPECT_NUMBER(dial_a("SUCCESS", 1, (void *)on_func1, &second), 0);
    CU_ASSERT(wait_heard(RASCS_Connected));
    EXPECT_TEXT(story(), "2000");
    CU_ASSERT(second != NULL && second != first);
    EXPECT_NUMBER(RasHangUpA(first), 0);
    CU_ASSERT(wait_invalid(first));
    EXPECT_NUMBER(world_status(second, &code).rasconnstate, RASCS_Connected);
    EXPECT_NUMBER(code, 0);
    EXPECT_NUMBER(RasHangUpA(second), 0);
    CU_ASSERT(wait_invalid(second));
    world_end();
}

static void test_already_dialling(void)
{
    HRASCONN first = NULL, second = NULL;

    world_begin();
    listen_anew();
    EXPECT_NUMBER(dial_a("hold", 1, (void *)on_func1, &first), 0);
    EXPECT_NUMBER(dial_a("hold", 0, NULL, &second), 756);
    CU_ASSERT(second == NULL);
    second = first;
    EXPECT_NUMBER(dial_a("hold", 0, NULL, &second), 756);
    EXPECT_NUMBER(RasHangUpA(first), 0);
    world_end();
}

/* A handle that is given in belongs to what it was dialled for. */
static void test_dial_with_handle(void)
{
    HRASCONN failed = NULL, up = NULL, h;
    DWORD code;

    world_begin();
    EXPECT_NUMBER(dial_a("busy", 0, NULL, &failed), 676);
    h = failed; /* of a failed dial: it is no more */
    EXPECT_NUMBER(dial_a("busy", 0, NULL, &h), 676);
    CU_ASSERT(h && h != failed);
    (void)world_status(failed, &code);
    EXPECT_NUMBER(code, ERROR_INVALID_HANDLE);
    EXPECT_NUMBER(RasHangUpA(h), 0);
    EXPECT_NUMBER(dial_a("success", 0, NULL, &up), 0);
    h = up; /* of another entry, which is connected: it stays */
    EXPECT_NUMBER(dial_a("busy", 0, NULL, &h), 676);
    CU_ASSERT(h && h != up);
    EXPECT_NUMBER(RasHangUpA(h), 0);
    EXPECT_NUMBER(world_status(up, &code).rasconnstate, RASCS_Connected);
    EXPECT_NUMBER(code, 0);
    EXPECT_NUMBER(RasHangUpA(up), 0);
    world_end();
}

/* A list that others could write to says nothing: the dial goes on. */
static void test_untrusted_list(void)
{
    struct connrec r = world_record();
    HRASCONN h = NULL;

    world_begin();
    snprintf(r.entry, sizeof(r.entry), "hold");
    snprintf(r.phonebook, sizeof(r.phonebook), "%s", world_book);
    r.state = RASCS_Authenticate;
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    EXPECT_NUMBER(dial_a("hold", 0, NULL, &h), 756);
    EXPECT_NUMBER(dial_a("success", 0, NULL, &h), 0); /* another entry */
    EXPECT_NUMBER(RasHangUpA(h), 0);
    CU_ASSERT(chmod(world_run, 0777) == 0);
    snprintf(r.entry, sizeof(r.entry), "success");
    h = NULL;
    EXPECT_NUMBER(dial_a("success", 0, NULL, &h), 0);
    EXPECT_NUMBER(RasHangUpA(h), 0);
    world_remove(world_run);
    world_write(world_run, "no directory");
    h = NULL;
    EXPECT_NUMBER(dial_a("success", 0, NULL, &h), 0);
    EXPECT_NUMBER(RasHangUpA(h), 0);
    world_end();
}

/* A pppd of another version, and one that is none. */
static void test_no_sense(void)
{
    static const struct {
        const char *entry;
        DWORD code;
    } rows[] = {{"version", 711}, {"garbage", 834}};
    size_t i;

    world_begin();
    world_write(world_book,
                "[version]\r\nMEDIA=serial\r\nPort=COM1\r\nDEVICE=modem\r\n"
                "[garbage]\r\nMEDIA=serial\r\nPort=COM1\r\nDEVICE=modem\r\n");
    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        HRASCONN h = NULL;

        EXPECT_NUMBER(dial_a(rows[i].entry, 0, NULL, &h), rows[i].code);
        EXPECT_NUMBER(RasHangUpA(h), 0);
    }
    world_end();
}

/* The records of other processes count, too. */
static void test_other_process(void)
{
    struct connrec r = world_record();
    HRASCONN h = NULL;
    DWORD code;

    world_begin();
    snprintf(r.entry, sizeof(r.entry), "hold");
    snprintf(r.phonebook, sizeof(r.phonebook), "%s", world_book);
    r.state = RASCS_Authenticate;
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    EXPECT_NUMBER(dial_a("hold", 0, NULL, &h), 756);
    r.state = RASCS_Connected;
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    EXPECT_NUMBER(dial_a("hold", 0, NULL, &h), 0);
    EXPECT_NUMBER(world_status(h, &code).rasconnstate, RASCS_Connected);
    EXPECT_NUMBER(RasHangUpA(h), 0);
    CU_ASSERT(wait_invalid(h));
    world_end();
}

/* Another process's connection that this one has a handle of already. */
static void test_other_process_again(void)
{
    struct tagRASCONNA a = {.dwSize = sizeof(a)};
    HRASCONN first = NULL, second = NULL;
    struct connrec r = world_record();
    DWORD cb = sizeof(a), n, code;

    world_begin();
    snprintf(r.entry, sizeof(r.entry), "busy"); /* if it were dialled */
    snprintf(r.phonebook, sizeof(r.phonebook), "%s", world_book);
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    EXPECT_NUMBER(RasEnumConnectionsA(&a, &cb, &n), 0);
    EXPECT_NUMBER(dial_a("busy", 0, NULL, &first), 0);
    EXPECT_NUMBER(dial_a("busy", 0, NULL, &second), 0);
    CU_ASSERT(first != second);
    EXPECT_NUMBER(RasHangUpA(first), 0);
    EXPECT_NUMBER(world_status(second, &code).rasconnstate, RASCS_Connected);
    EXPECT_NUMBER(code, 0);
    r.state = RASCS_Authenticate; /* it is dialled again meanwhile */
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    EXPECT_NUMBER(dial_a("busy", 0, NULL, &first), 756);
    EXPECT_NUMBER(connrec_remove(world_run, r.pid), 0);
    (void)world_status(second, &code);
    EXPECT_NUMBER(code, ERROR_INVALID_HANDLE);
    world_end();
}

/* Says "r" on a pipe when it has dialled, and hangs up when it hears a byte. */
static int second_process(int in, int out)
{
    HRASCONN h = NULL;
    DWORD code;
    char byte = 'r';

    if (dial_a("shared", 0, NULL, &h) != 0 || write(out, &byte, 1) != 1 ||
        read(in, &byte, 1) != 1 ||
        world_status(h, &code).rasconnstate != RASCS_Connected || code != 0)
        return 1;
    return RasHangUpA(h) == 0 && wait_invalid(h) ? 0 : 2;
}

/* Two processes have dialled it: it ends when both have hung up. */
static void test_two_processes(void)
{
    struct tagRASCONNA a = {.dwSize = sizeof(a)};
    int down[2], up[2], status;
    DWORD cb = sizeof(a), n;
    HRASCONN h = NULL;
    char byte;
    pid_t pid;

    world_begin();
    CU_ASSERT_FATAL(pipe(down) == 0 && pipe(up) == 0);
    pid = fork();
    if (pid == 0) {
        close(up[0]);
        _exit(read(down[0], &byte, 1) == 1 ? second_process(down[0], up[1])
                                           : 3);
    }
    EXPECT_NUMBER(dial_a("shared", 0, NULL, &h), 0);
    CU_ASSERT(write(down[1], "d", 1) == 1 && read(up[0], &byte, 1) == 1);
    EXPECT_NUMBER(RasHangUpA(h), 0); /* the other one still has it */
    CU_ASSERT(wait_invalid(h));
    EXPECT_NUMBER(RasEnumConnectionsA(&a, &cb, &n), 0);
    EXPECT_NUMBER(n, 1);
    CU_ASSERT(write(down[1], "h", 1) == 1);
    CU_ASSERT(waitpid(pid, &status, 0) == pid);
    EXPECT_NUMBER(status, 0);
    cb = sizeof(a);
    EXPECT_NUMBER(RasEnumConnectionsA(&a, &cb, &n), 0);
    EXPECT_NUMBER(n, 0);
    close(down[0]);
    close(down[1]);
    close(up[0]);
    close(up[1]);
    world_end();
}

/* --- paused states */

static DWORD resume_with(HRASCONN *h, const char *entry, const char *password)
{
    struct tagRASDIALEXTENSIONS x = {.dwSize = sizeof(x),
                                     .dwfOptions = RDEOPT_PausedStates};
    struct tagRASDIALPARAMSA p = world_params(entry);

    snprintf(p.szUserName, sizeof(p.szUserName), "user");
    snprintf(p.szPassword, sizeof(p.szPassword), "%s", password);
    return RasDialA(&x, world_book, &p, 1, (void *)on_func1, h);
}

static void test_retry_authentication(void)
{
    HRASCONN h = NULL, same;
    DWORD code;

    world_begin();
    listen_anew();
    EXPECT_NUMBER(resume_with(&h, "login", "wrong"), 0);
    CU_ASSERT(wait_heard(RASCS_RetryAuthentication));
    EXPECT_NUMBER(world_status(h, &code).rasconnstate,
                  RASCS_RetryAuthentication);
    EXPECT_NUMBER(world_status(h, &code).dwError, 0);
    EXPECT_TEXT(story(), "0 1 2 3 4 5 6 1001");
    same = NULL; /* the entry is in use, by a dial that waits */
    EXPECT_NUMBER(dial_a("login", 0, NULL, &same), 756);
    same = h;
    EXPECT_NUMBER(resume_with(&h, "login", "right"), 0);
    CU_ASSERT(h == same);
    CU_ASSERT(wait_heard(RASCS_Connected));
    /* What was told is not told again. */
    EXPECT_TEXT(story(), "0 1 2 3 4 5 6 1001 7 e a 12 2000");
    EXPECT_NUMBER(RasHangUpA(h), 0);
    CU_ASSERT(wait_invalid(h));
    world_end();
}

static void test_password_expired(void)
{
    HRASCONN h = NULL;

    world_begin();
    listen_anew();
    EXPECT_NUMBER(resume_with(&h, "expired", "old"), 0);
    CU_ASSERT(wait_heard(RASCS_PasswordExpired));
    EXPECT_NUMBER(resume_with(&h, "expired", "new"), 0);
    CU_ASSERT(wait_heard(RASCS_Connected));
    EXPECT_TEXT(story(), "0 1 2 3 4 5 6 1003 9 e a 12 2000");
    EXPECT_NUMBER(RasHangUpA(h), 0);
    world_end();
}

/* The line is held while somebody talks on it; then the dial goes on. */
static void test_interactive(void)
{
    HRASCONN h = NULL;
    DWORD code;
    int i;

    world_begin();
    listen_anew();
    EXPECT_NUMBER(resume_with(&h, "script", ""), 0);
    CU_ASSERT(wait_heard(RASCS_Interactive));
    EXPECT_NUMBER(world_status(h, &code).rasconnstate, RASCS_Interactive);
    EXPECT_TEXT(story(), "0 1 2 3 1000");
    EXPECT_NUMBER(resume_with(&h, "script", ""), 0);
    CU_ASSERT(wait_heard(RASCS_Connected));
    EXPECT_TEXT(story(), "0 1 2 3 1000 4 5 6 e a 12 2000");
    EXPECT_NUMBER(RasHangUpA(h), 0);
    for (i = 0; i < 2; i++) { /* or it is given up */
        h = NULL;
        listen_anew();
        EXPECT_NUMBER(resume_with(&h, "script", ""), 0);
        CU_ASSERT(wait_heard(RASCS_Interactive));
        EXPECT_NUMBER(RasHangUpA(h), 0);
        CU_ASSERT(wait_invalid(h));
    }
    world_end();
}

/* A paused dial may be given up, and without pausing 691 is an error. */
static void test_pause_given_up(void)
{
    HRASCONN h = NULL;

    world_begin();
    listen_anew();
    EXPECT_NUMBER(resume_with(&h, "login", "wrong"), 0);
    CU_ASSERT(wait_heard(RASCS_RetryAuthentication));
    EXPECT_NUMBER(RasHangUpA(h), 0);
    CU_ASSERT(wait_invalid(h));
    listen_anew();
    h = NULL;
    EXPECT_NUMBER(dial_a("login", 1, (void *)on_func1, &h), 0);
    CU_ASSERT(wait_heard(RASCS_Connected));
    EXPECT_TEXT(story(), "0 1 2 3 4 5 6 6!691");
    EXPECT_NUMBER(RasHangUpA(h), 0);
    world_end();
}

/* --- the program's end, and its children */

/* A half-dialled call loses its controller, an established one stays. */
static void test_fork(void)
{
    HRASCONN h = NULL;
    DWORD code;
    int status;
    pid_t pid;

    world_begin();
    EXPECT_NUMBER(dial_a("success", 0, NULL, &h), 0);
    pid = fork();
    if (pid == 0) {
        bool good = world_status(h, &code).rasconnstate == RASCS_Connected &&
                    code == 0 && RasHangUpA(h) == 0;

        _exit(good ? 0 : 1);
    }
    CU_ASSERT(waitpid(pid, &status, 0) == pid && status == 0);
    EXPECT_NUMBER(world_status(h, &code).rasconnstate, RASCS_Disconnected);
    EXPECT_NUMBER(RasHangUpA(h), 0);
    world_end();
}

const char unit_name[] = "api_dial";
const struct unit_test unit_tests[] = {
    {"synchronous", test_sync},
    {"a failure is told until the hang-up", test_sync_failure},
    {"pppd that does not start", test_start_failures},
    {"handles that are none any more", test_stale_handles},
    {"RasDialFunc", test_func},
    {"the verdict on the credentials", test_verdict},
    {"RasDialFunc1", test_func1},
    {"RasDialFunc2", test_func2},
    {"several links", test_links},
    {"RasDial never redials", test_no_redial},
    {"hanging up in the callback", test_hangup_in_callback},
    {"hanging up a RasDial that waits", test_hangup_while_sync},
    {"hanging up at once, dialling at once", test_hangup_at_once},
    {"a dropped line", test_drop},
    {"the same entry twice", test_reference_count},
    {"an entry that is being dialled", test_already_dialling},
    {"a handle that is given in", test_dial_with_handle},
    {"a list that nobody can believe", test_untrusted_list},
    {"a pppd that makes no sense", test_no_sense},
    {"an entry that another process dials", test_other_process},
    {"one that is known already", test_other_process_again},
    {"two processes dial an entry", test_two_processes},
    {"RetryAuthentication", test_retry_authentication},
    {"PasswordExpired", test_password_expired},
    {"Interactive", test_interactive},
    {"a paused dial is given up", test_pause_given_up},
    {"a child process", test_fork},
    {NULL, NULL},
};
