#include "compat/api/dialer.c"

#include "tests/unit/api_world.h"

#include <pthread.h>
#include <fcntl.h>
#include <sys/socket.h>

enum { PATIENCE_MS = 20000 };

static WCHAR book[96];
static char story[512];
static pthread_mutex_t story_lock = PTHREAD_MUTEX_INITIALIZER;

static void widen(WCHAR *to, const char *from)
{
    while ((*to++ = (WCHAR)*from++))
        ;
}

static VOID WINAPI on_func(UINT message, RASCONNSTATE state, DWORD error)
{
    char text[40];

    (void)message;
    snprintf(text, sizeof(text), error ? " %x!%u" : " %x", (unsigned)state,
             (unsigned)error);
    pthread_mutex_lock(&story_lock);
    strncat(story, text, sizeof(story) - strlen(story) - 1);
    pthread_mutex_unlock(&story_lock);
}

/* Waits until the notifier has heard LAST, and compares it all. */
static void expect_story(const char *expected, const char *file, unsigned at)
{
    const char *last = strrchr(expected, ' ');
    char seen[sizeof(story)] = "";
    unsigned ms;

    for (ms = 0; ms < PATIENCE_MS && !strstr(seen, last); ms += 5) {
        world_sleep(5);
        pthread_mutex_lock(&story_lock);
        memcpy(seen, story, sizeof(seen));
        pthread_mutex_unlock(&story_lock);
    }
    unit_expect_text(seen, expected, file, at);
}
#define STORY(expected) expect_story((expected), __FILE__, __LINE__)

static void begin(void)
{
    world_begin();
    widen(book, world_book);
    story[0] = '\0';
}

static DWORD open_entry(const char *entry, LPVOID notifier, HRASCONN *h)
{
    RASDIALPARAMSW p;

    memset(&p, 0, sizeof(p));
    p.dwSize = sizeof(p);
    widen(p.szEntryName, entry);
    return RasDialerOpen(NULL, book, &p, 0, notifier, h);
}

static int make_line(int line[2])
{
    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line) ==
                    0);
    return line[1];
}

/* pppd has a descriptor of its own: the dialer's may go. */
static bool said_hello(const int line[2])
{
    char in[5] = "";

    close(line[1]);
    return read(line[0], in, 4) == 4 && strcmp(in, "pppd") == 0;
}

/* --- the usual way */

static void test_waiting(void)
{
    DWORD code;
    HRASCONN h;
    int line[2];

    begin();
    EXPECT_NUMBER(open_entry("line", NULL, &h), 0);
    EXPECT_NUMBER(RasDialerReport(h, RASCS_PortOpened, "found"), 0);
    EXPECT_NUMBER(RasDialerReport(h, RASCS_ConnectDevice, NULL), 0);
    EXPECT_NUMBER(RasDialerAttach(h, make_line(line)), 0);
    EXPECT_NUMBER(world_status(h, &code).rasconnstate, RASCS_Connected);
    CU_ASSERT(said_hello(line));
    EXPECT_NUMBER(RasHangUpW(h), 0);
    EXPECT_NUMBER(RasDialerReport(h, RASCS_PortOpened, NULL), 6);
    EXPECT_NUMBER(RasDialerEnd(h, 0, NULL), 6);
    close(line[0]);
    world_end();
}

static void test_notified(void)
{
    HRASCONN h;
    int line[2];

    begin();
    EXPECT_NUMBER(open_entry("line", (LPVOID)on_func, &h), 0);
    STORY(" 0");
    EXPECT_NUMBER(RasDialerReport(h, RASCS_ConnectDevice, "calling"), 0);
    STORY(" 0 2");
    EXPECT_NUMBER(RasDialerAttach(h, make_line(line)), 0);
    STORY(" 0 2 4 5 6 e a 12 2000");
    CU_ASSERT(said_hello(line));
    EXPECT_NUMBER(RasDialerAttach(h, line[0]), ERROR_PORT_ALREADY_OPEN);
    EXPECT_NUMBER(RasHangUpW(h), 0);
    close(line[0]);
    world_end();
}

/* --- ends */

static void test_fails(void)
{
    char text[600];
    DWORD code;
    HRASCONN h;

    begin();
    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    EXPECT_NUMBER(open_entry("line", NULL, &h), 0);
    EXPECT_NUMBER(RasDialerEnd(h, ERROR_NO_ANSWER, text), 0);
    EXPECT_NUMBER(world_status(h, &code).dwError, ERROR_NO_ANSWER);
    EXPECT_NUMBER(RasDialerReport(h, RASCS_PortOpened, NULL), ERROR_NO_ANSWER);
    EXPECT_NUMBER(RasDialerAttach(h, 0), ERROR_NO_ANSWER);
    EXPECT_NUMBER(RasDialerEnd(h, ERROR_LINE_BUSY, NULL), 0); /* the first */
    EXPECT_NUMBER(world_status(h, &code).dwError, ERROR_NO_ANSWER);
    EXPECT_NUMBER(RasHangUpW(h), 0);
    EXPECT_NUMBER(open_entry("line", (LPVOID)on_func, &h), 0);
    EXPECT_NUMBER(RasDialerEnd(h, 0, "enough"), 0);
    STORY(" 0 2!631");
    EXPECT_NUMBER(RasHangUpW(h), 0);
    world_end();
}

static void test_ends_later(void)
{
    DWORD code;
    HRASCONN h;
    int line[2];

    begin();
    EXPECT_NUMBER(open_entry("line", NULL, &h), 0);
    EXPECT_NUMBER(RasDialerAttach(h, make_line(line)), 0);
    EXPECT_NUMBER(RasDialerEnd(h, ERROR_LINE_BUSY, "the satellite has set"), 0);
    EXPECT_NUMBER(RasDialerWait(h, -1, 0, PATIENCE_MS), ERROR_LINE_BUSY);
    EXPECT_NUMBER(world_status(h, &code).dwError, ERROR_LINE_BUSY);
    EXPECT_NUMBER(RasHangUpW(h), 0);
    close(line[0]);
    close(line[1]);
    world_end();
}

static void *hang_up(void *h)
{
    world_sleep(50);
    return RasHangUpW(h) == 0 ? h : NULL;
}

/* The dialer is in the middle of something when the program hangs up. */
static void test_hung_up(void)
{
    pthread_t thread;
    void *done = NULL;
    DWORD code;
    HRASCONN h;
    int line[2];

    begin();
    (void)make_line(line);
    EXPECT_NUMBER(open_entry("line", (LPVOID)on_func, &h), 0);
    CU_ASSERT_FATAL(pthread_create(&thread, NULL, hang_up, h) == 0);
    code = RasDialerWait(h, line[0], POLLIN, INFINITE);
    CU_ASSERT(code == ERROR_USER_DISCONNECTION || code == ERROR_INVALID_HANDLE);
    code = RasDialerAttach(h, line[1]);
    CU_ASSERT(code == ERROR_USER_DISCONNECTION || code == ERROR_INVALID_HANDLE);
    CU_ASSERT(pthread_join(thread, &done) == 0 && done == h);
    close(line[0]);
    close(line[1]);
    world_end();
}

static void test_wait(void)
{
    HRASCONN h;
    int line[2];

    begin();
    (void)make_line(line);
    EXPECT_NUMBER(open_entry("line", NULL, &h), 0);
    EXPECT_NUMBER(RasDialerWait(h, line[0], POLLIN, 0), WAIT_TIMEOUT);
    EXPECT_NUMBER(RasDialerWait(h, -1, 0, 20), WAIT_TIMEOUT);
    EXPECT_NUMBER(RasDialerWait(h, line[0], POLLIN, 300), WAIT_TIMEOUT);
    EXPECT_NUMBER(RasDialerWait(h, line[0], POLLOUT, INFINITE), 0);
    CU_ASSERT(write(line[1], "x", 1) == 1);
    EXPECT_NUMBER(RasDialerWait(h, line[0], POLLIN, INFINITE), 0);
    EXPECT_NUMBER(RasHangUpW(h), 0);
    EXPECT_NUMBER(RasDialerWait(h, line[0], POLLIN, 0), ERROR_INVALID_HANDLE);
    close(line[0]);
    close(line[1]);
    world_end();
}

/* --- what is refused */

static void test_open_fails(void)
{
    HRASCONN h = (HRASCONN)0x77;
    RASDIALPARAMSW p;

    begin();
    EXPECT_NUMBER(open_entry("nowhere", NULL, &h), 623);
    CU_ASSERT_PTR_NULL(h);
    EXPECT_NUMBER(open_entry("cause", (LPVOID)on_func, &h), 623);
    CU_ASSERT_PTR_NULL(h);
    EXPECT_NUMBER(open_entry("not root", NULL, &h), ERROR_ACCESS_DENIED);
    CU_ASSERT_PTR_NULL(h);
    EXPECT_TEXT(story, "");
    EXPECT_NUMBER(RasDialerOpen(NULL, book, NULL, 0, NULL, &h),
                  ERROR_BUFFER_INVALID);
    memset(&p, 0, sizeof(p));
    EXPECT_NUMBER(RasDialerOpen(NULL, book, &p, 0, NULL, &h),
                  ERROR_INVALID_SIZE);
    EXPECT_NUMBER(RasDialerOpen(NULL, book, &p, 0, NULL, NULL),
                  ERROR_INVALID_PARAMETER);
    world_end();
}

static void test_bad_calls(void)
{
    int line[2], null = open("/dev/null", O_RDWR | O_CLOEXEC);
    struct tagRASDIALPARAMSA p;
    HRASCONN h, other = NULL;

    begin();
    EXPECT_NUMBER(open_entry("line", NULL, &h), 0);
    EXPECT_NUMBER(open_entry("line", NULL, &other),
                  ERROR_DIAL_ALREADY_IN_PROGRESS);
    CU_ASSERT_PTR_NULL(other);
    EXPECT_NUMBER(RasDialerReport(h, RASCS_AllDevicesConnected, NULL), 87);
    EXPECT_NUMBER(RasDialerReport(h, RASCS_Connected, NULL), 87);
    EXPECT_NUMBER(RasDialerReport(h, (RASCONNSTATE)-1, NULL), 87);
    EXPECT_NUMBER(RasDialerAttach(h, -1), 87);
    EXPECT_NUMBER(RasDialerAttach(h, 9999), 87);
    EXPECT_NUMBER(RasDialerAttach(h, null), 87);
    EXPECT_NUMBER(RasDialerAttach(h, make_line(line)), 0); /* still good */
    EXPECT_NUMBER(open_entry("line", NULL, &other),
                  ERROR_DIAL_ALREADY_IN_PROGRESS);
    EXPECT_NUMBER(RasDialerReport(NULL, RASCS_PortOpened, NULL), 6);
    EXPECT_NUMBER(RasDialerAttach((HRASCONN)(ULONG_PTR)4711, null), 6);
    EXPECT_NUMBER(RasDialerWait(NULL, -1, 0, 0), 6);
    EXPECT_NUMBER(RasHangUpW(h), 0);
    p = world_params("success");
    EXPECT_NUMBER(RasDialA(NULL, world_book, &p, 0, NULL, &other), 0);
    EXPECT_NUMBER(RasDialerReport(other, RASCS_PortOpened, NULL), 87);
    EXPECT_NUMBER(RasDialerAttach(other, line[1]), 87);
    EXPECT_NUMBER(RasDialerEnd(other, 0, NULL), 87);
    EXPECT_NUMBER(RasDialerWait(other, -1, 0, 0), 87);
    EXPECT_NUMBER(RasHangUpW(other), 0);
    close(null);
    close(line[0]);
    close(line[1]);
    world_end();
}

/* A text is cut between characters. */
static void test_cut(void)
{
    char in[400], out[TEXT_MAX + 1];

    EXPECT_TEXT(cut(NULL, out), "");
    EXPECT_TEXT(cut("short", out), "short");
    memset(in, 'x', sizeof(in));
    memcpy(in + TEXT_MAX - 1, "\xe2\x82\xac", 4);
    EXPECT_NUMBER(strlen(cut(in, out)), TEXT_MAX - 1);
    memcpy(in + TEXT_MAX - 3, "\xe2\x82\xac", 4);
    EXPECT_NUMBER(strlen(cut(in, out)), TEXT_MAX);
    memset(in, 0x80, sizeof(in)); /* no character at all */
    in[sizeof(in) - 1] = '\0';
    EXPECT_TEXT(cut(in, out), "");
}

/* Why a call can be sent nothing any more, in the order of what counts. */
static void test_why(void)
{
    struct session *session;
    struct conn *c;
    HRASCONN h;

    begin();
    EXPECT_NUMBER(open_entry("line", NULL, &h), 0);
    conn_lock();
    c = conn_find(api_handle(h));
    CU_ASSERT_PTR_NOT_NULL_FATAL(c);
    EXPECT_NUMBER(sent(c, 0), ERROR_SUCCESS);
    EXPECT_NUMBER(sent(c, EMFILE), ERROR_INVALID_PARAMETER);
    EXPECT_NUMBER(sent(c, EBADF), ERROR_INVALID_PARAMETER);
    EXPECT_NUMBER(sent(c, ENOBUFS), ERROR_RASMAN_SERVICE_STOPPED);
    c->hangup = true; /* RasHangUp of another thread */
    EXPECT_NUMBER(sent(c, EPIPE), ERROR_USER_DISCONNECTION);
    c->error = ERROR_LINE_BUSY;
    EXPECT_NUMBER(sent(c, EPIPE), ERROR_USER_DISCONNECTION);
    c->hangup = false;
    EXPECT_NUMBER(sent(c, EPIPE), ERROR_RASMAN_SERVICE_STOPPED);
    c->ended = true;
    EXPECT_NUMBER(sent(c, EPIPE), ERROR_LINE_BUSY);
    c->error = 0;
    EXPECT_NUMBER(sent(c, EPIPE), ERROR_USER_DISCONNECTION);
    c->ended = false;
    session = c->session; /* its thread has not got it yet */
    c->session = NULL;
    EXPECT_NUMBER(sent(c, EPIPE), ERROR_INVALID_HANDLE);
    c->session = session;
    conn_unlock();
    EXPECT_NUMBER(RasDialerEnd(h, ERROR_NO_ANSWER, NULL), 0);
    EXPECT_NUMBER(RasHangUpW(h), 0);
    world_end();
}

const char unit_name[] = "api_dialer";
const struct unit_test unit_tests[] = {
    {"a dialer that waits", test_waiting},
    {"a dialer with a notifier", test_notified},
    {"a line that is not to be had", test_fails},
    {"a line that ends later", test_ends_later},
    {"a hang-up meanwhile", test_hung_up},
    {"waiting for a descriptor", test_wait},
    {"what RasDialerOpen refuses", test_open_fails},
    {"calls in the wrong place", test_bad_calls},
    {"long texts", test_cut},
    {"why nothing can be sent", test_why},
    {NULL, NULL},
};
