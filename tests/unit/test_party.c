#include "tests/unit/harness.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "plugin/party.c"
#include "tests/unit/fake_controller.h"
#include "tests/unit/fake_shim.h"

const char unit_name[] = "party";

enum { PATIENCE_MS = 5000 };

/* --- who speaks: WORDS to say, ENOUGH bytes to listen for, and a DEADLINE */

static struct {
    dial_ms deadline;
    size_t words, said, enough, heard, unsent, settled;
    unsigned ticks;
    bool deaf;
    size_t fails_at; /* settle() number so many finds the line gone */
    char first, last;
} talk;

static size_t talk_output(void *bytes, size_t size)
{
    size_t left = talk.words - talk.said, n = left < size ? left : size;

    memset(bytes, 'w', n);
    talk.said += n;
    return n;
}

static void talk_input(unsigned char byte)
{
    if (talk.heard++ == 0)
        talk.first = (char)byte;
    talk.last = (char)byte;
}

static void talk_tick(void)
{
    talk.ticks++;
}

static bool talk_running(void)
{
    return ticks_now() < talk.deadline &&
           (talk.said < talk.words || talk.unsent || talk.heard < talk.enough);
}

static dial_ms talk_deadline(void)
{
    return talk.deadline;
}

static bool talk_listens(void)
{
    return !talk.deaf;
}

static bool talk_settle(size_t unsent)
{
    talk.unsent = unsent;
    return ++talk.settled != talk.fails_at;
}

static const struct party talker = {
    talk_output,  talk_input,   talk_tick,   talk_deadline,
    talk_running, talk_listens, talk_settle, 4,
};

/* --- the line: a pair of sockets, the far end of which is ours */

static int near_end, far;

static void begin(size_t words, size_t enough)
{
    int ends[2], size = 4096;

    fake_reset();
    memset(&talk, 0, sizeof(talk));
    talk.words = words;
    talk.enough = enough;
    talk.deadline = ticks_now() + PATIENCE_MS;
    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) ==
                    0);
    near_end = ends[0];
    far = ends[1];
    fcntl(near_end, F_SETFL, O_NONBLOCK);
    setsockopt(near_end, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
    signal(SIGPIPE, SIG_IGN); /* as pppd does */
    party_begin();
}

static bool run(void)
{
    bool there;

    gate_close();
    there = party_run(&talker, near_end);
    gate_open();
    return there;
}

static void end(void)
{
    close(near_end);
    if (far >= 0)
        close(far);
}

static void hang_up_far(void)
{
    close(far);
    far = -1;
}

static void test_both_speak(void)
{
    char got[16];

    begin(5, 3);
    CU_ASSERT(write(far, "abcPPP", 6) == 6);
    CU_ASSERT(run());
    EXPECT_NUMBER(read(far, got, sizeof(got)), 5);
    EXPECT_NUMBER(talk.heard, 3);
    EXPECT_NUMBER(talk.last, 'c');
    EXPECT_NUMBER(read(near_end, got, sizeof(got)), 3); /* PPP's own */
    CU_ASSERT(memcmp(got, "PPP", 3) == 0);
    end();
}

/* More than the line takes at once: nothing is lost, nothing is in the way. */
static void test_slow_reader(void)
{
    enum { WORDS = 300000 };
    char got[4096];
    size_t all = 0;
    ssize_t n;
    pid_t pid;
    int ends[2];

    begin(WORDS, 0);
    CU_ASSERT_FATAL(pipe2(ends, O_CLOEXEC) == 0);
    pid = fork();
    if (pid == 0) {
        close(near_end);
        poll(NULL, 0, 50);
        while (all < WORDS && (n = read(far, got, sizeof(got))) > 0)
            all += (size_t)n;
        (void)!write(ends[1], &all, sizeof(all));
        _exit(0);
    }
    CU_ASSERT(run());
    EXPECT_NUMBER(talk.unsent, 0);
    EXPECT_NUMBER(read(ends[0], &all, sizeof(all)), sizeof(all));
    EXPECT_NUMBER(all, WORDS);
    close(ends[0]);
    close(ends[1]);
    end();
}

/* A few bytes at a time, so that signals and the controller are heard. */
static void test_burst(void)
{
    begin(0, 10);
    CU_ASSERT(write(far, "0123456789", 10) == 10);
    CU_ASSERT(run());
    EXPECT_NUMBER(talk.ticks, 3);
    end();
}

static void test_line_gone(void)
{
    begin(0, 3); /* while something is waited for */
    CU_ASSERT(write(far, "ab", 2) == 2);
    hang_up_far();
    CU_ASSERT(!run());
    EXPECT_NUMBER(talk.heard, 2); /* its last words count */
    end();
    begin(5, 0); /* when there is something to say */
    hang_up_far();
    CU_ASSERT(!run());
    end();
    begin(0, 1); /* and nothing is listened for */
    talk.deaf = true;
    hang_up_far();
    CU_ASSERT(!run());
    EXPECT_NUMBER(talk.ticks, 0);
    end();
    begin(0, 1);
    close(near_end); /* no line at all */
    CU_ASSERT(!run());
    near_end = dup(far);
    end();
}

static void test_settle(void)
{
    begin(0, 1);
    talk.fails_at = 1;
    CU_ASSERT(!run());
    EXPECT_NUMBER(talk.ticks, 0);
    end();
    begin(0, 1);
    CU_ASSERT(write(far, "a", 1) == 1);
    talk.fails_at = 2; /* at its end */
    CU_ASSERT(!run());
    EXPECT_NUMBER(talk.heard, 1);
    end();
}

/* --- what ends it from outside */

static void test_given_up(void)
{
    struct cause c;

    cause_clear(&c);
    begin(0, 1);
    fake.quit_signal = SIGTERM;
    CU_ASSERT(run());
    CU_ASSERT(party_given_up());
    EXPECT_NUMBER(fake.quits, 1);
    CU_ASSERT(!party_wait(20000));
    party_insist(); /* the hang-up itself */
    CU_ASSERT(!party_give_up());
    CU_ASSERT(party_wait(1));
    party_begin();
    CU_ASSERT(!party_given_up());
    CU_ASSERT(!party_pause(near_end, &c));
    EXPECT_NUMBER(c.error, RASERR_ERROR_USER_DISCONNECTION);
    end();
}

/* Its say ends with the dial: a link that is up outlives its controller. */
static void test_controller(void)
{
    static struct entry entry = {.name = "Office"};
    static struct entry_media media = {.port = "", .device_name = ""};
    static struct ras_device line = {.name = "", .port = "", .tty = ""};
    static struct job job = {.entry = &entry, .media = &media, .line = &line};
    struct fake_controller controller;
    char why[200];
    int connected;

    report_directory("/proc/none");
    for (connected = 0; connected < 2; connected++) {
        begin(0, 0);
        CU_ASSERT_FATAL(fake_controller_begin(&controller));
        CU_ASSERT_FATAL(control_attach(controller.near, why, sizeof(why)));
        report_attempt(&job);
        if (connected)
            report_state(RASCS_Connected, "ppp0");
        CU_ASSERT(!party_give_up());
        CU_ASSERT(fake_controller_send(&controller, WIRE_QUERY_STATISTICS));
        CU_ASSERT(!party_give_up());
        fake_controller_end(&controller);
        CU_ASSERT(party_give_up() == !connected);
        EXPECT_NUMBER(fake.quits, !connected);
        control_close();
        report_forget();
        end();
    }
}

static void test_pause(void)
{
    struct fake_controller controller;
    struct cause c;
    char why[200];

    begin(0, 0);
    cause_clear(&c);
    CU_ASSERT_FATAL(fake_controller_begin(&controller));
    CU_ASSERT_FATAL(control_attach(controller.near, why, sizeof(why)));
    CU_ASSERT(fake_controller_send(&controller, WIRE_RESUME));
    CU_ASSERT(party_pause(near_end, &c));
    EXPECT_NUMBER(c.error, 0);
    hang_up_far();
    CU_ASSERT(!party_pause(near_end, &c)); /* the first one is over */
    EXPECT_NUMBER(c.error, RASERR_ERROR_PORT_OR_DEVICE);
    CU_ASSERT(c.retry);
    control_close();
    fake_controller_end(&controller);
    end();
}

const struct unit_test unit_tests[] = {
    {"both speak", test_both_speak},
    {"a slow reader", test_slow_reader},
    {"a few bytes at a time", test_burst},
    {"the line goes away", test_line_gone},
    {"the party finds the line gone", test_settle},
    {"given up", test_given_up},
    {"the controller goes", test_controller},
    {"a pause", test_pause},
    {NULL, NULL},
};
