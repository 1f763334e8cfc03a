/* ras-custom-dial, the process: what it answers, and how it ends. */
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/harness.h"

#define main helper_main
int helper_main(void);
#include "compat/dialer/ras_custom_dial.c"
#undef main

enum { PATIENCE_MS = 20000 };

static int calls = -1; /* our end */
static pid_t helper;

/* With the descriptors that pppd gives it, but for those in LACKING. */
static void start(unsigned lacking)
{
    int ends[2], null = open("/dev/null", O_RDWR | O_CLOEXEC);
    int wanted[] = {-1, null, null}, high[3];
    size_t i;

    CU_ASSERT_FATAL(
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
    wanted[0] = ends[1];
    fflush(stdout);
    helper = fork();
    CU_ASSERT_FATAL(helper >= 0);
    if (helper == 0) {
        for (i = 0; i < 3; i++)
            high[i] = fcntl(wanted[i], F_DUPFD, 100);
        for (i = 0; i < 3; i++)
            if (lacking & 1u << i)
                close(CALLS + (int)i);
            else
                dup2(high[i], CALLS + (int)i);
        dup2(high[1], STDERR_FILENO);
        close_range(100, ~0u, 0);
        if (ends[0] > DIALER)
            close(ends[0]);
        _exit(helper_main());
    }
    close(ends[1]);
    close(null);
    calls = ends[0];
}

static int finish(void)
{
    int status = -1;

    if (calls >= 0)
        close(calls);
    calls = -1;
    waitpid(helper, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + status;
}

/* What it answers to the call: the code, with its reason in WHY. */
static long long call(struct wire_writer *w, uint32_t number, char *why)
{
    struct pollfd p = {calls, POLLIN, 0};
    struct wire_record r = {.type = 0};

    wire_put_u32(w, WIRE_F_CALL, number);
    EXPECT_NUMBER(wire_send(calls, w), 0);
    EXPECT_NUMBER(poll(&p, 1, PATIENCE_MS), 1);
    EXPECT_NUMBER(wire_receive(calls, &r), 0);
    EXPECT_NUMBER(r.type, WIRE_RETURNED);
    EXPECT_NUMBER(wire_u32(&r, WIRE_F_CALL, 0), number);
    CU_ASSERT(wire_text(&r, WIRE_F_TEXT, why, 257));
    return wire_u32(&r, WIRE_F_ERROR, ~0u);
}

/* Only pppd starts it. */
static void test_by_hand(void)
{
    start(1);
    EXPECT_NUMBER(finish(), 2);
    start(4);
    EXPECT_NUMBER(finish(), 2);
}

/* It ends when pppd does, and serves nobody who speaks another language. */
static void test_end(void)
{
    int status = -1;

    start(0);
    EXPECT_NUMBER(finish(), 0);
    start(0);
    CU_ASSERT(send(calls, "rubbish", 7, 0) == 7);
    EXPECT_NUMBER(waitpid(helper, &status, 0), helper);
    EXPECT_NUMBER(WEXITSTATUS(status), 1);
    close(calls);
    calls = -1;
}

/* Nothing to hang up, a call that it does not know: nothing happens. */
static void test_nothing(void)
{
    struct wire_writer w;
    char why[257];

    start(0);
    wire_begin(&w, WIRE_CUSTOM_HANGUP);
    EXPECT_NUMBER(call(&w, 7, why), 0);
    EXPECT_TEXT(why, "");
    wire_begin(&w, WIRE_HELLO);
    EXPECT_NUMBER(call(&w, 8, why), 0);
    EXPECT_NUMBER(finish(), 0);
}

/* A file that is no dialer: the reason comes back, and the helper stays. */
static void test_no_dialer(void)
{
    struct wire_writer w;
    char why[257];
    int i;

    start(0);
    for (i = 0; i < 2; i++) {
        wire_begin(&w, WIRE_CUSTOM_DIAL);
        wire_put_text(&w, WIRE_F_DIALER, "C:\\x\\NONE.DLL");
        wire_put_text(&w, WIRE_F_FILE, "/nonexistent/none.so");
        wire_put_text(&w, WIRE_F_ENTRY, "Office");
        if (i == 1) {
            wire_put_text(&w, WIRE_F_PHONEBOOK, "/nonexistent/a.pbk");
            wire_put_text(&w, WIRE_F_CONFIG, "/nonexistent/ras.conf");
        }
        EXPECT_NUMBER(call(&w, 1, why), RASERR_ERROR_CANNOT_DO_CUSTOMDIAL);
        CU_ASSERT_PTR_NOT_NULL(strstr(why, "/nonexistent/none.so"));
    }
    wire_begin(&w, WIRE_CUSTOM_HANGUP);
    EXPECT_NUMBER(call(&w, 2, why), 0);
    EXPECT_NUMBER(finish(), 0);
}

const char unit_name[] = "custom_helper";
const struct unit_test unit_tests[] = {
    {"the helper by hand", test_by_hand},
    {"the helper's end", test_end},
    {"the helper has nothing to do", test_nothing},
    {"the helper and a file that is no dialer", test_no_dialer},
    {NULL, NULL},
};
