#include "tests/unit/harness.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

static bool lacks_memory;

static int test_ppoll(struct pollfd *p, nfds_t n, const struct timespec *t,
                      const sigset_t *mask)
{
    if (!lacks_memory)
        return ppoll(p, n, t, mask);
    errno = ENOMEM;
    return -1;
}

#define ppoll test_ppoll
#include "plugin/gate.c"
#undef ppoll

static volatile sig_atomic_t heard;

static void on_signal(int number)
{
    heard = number;
}

static void begin(void)
{
    const struct sigaction action = {.sa_handler = on_signal};

    heard = 0;
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

/* What came while the gate was closed ends the very next sleep. */
static void test_asleep(void)
{
    static const int numbers[] = {SIGTERM, SIGINT, SIGHUP};
    size_t i;

    for (i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
        begin();
        gate_close();
        raise(numbers[i]);
        EXPECT_NUMBER(heard, 0);
        EXPECT_NUMBER(gate_sleep(NULL, 0, TICKS_NEVER), -1);
        EXPECT_NUMBER(errno, EINTR);
        EXPECT_NUMBER(heard, numbers[i]);
        gate_open();
    }
}

static void test_opened(void)
{
    begin();
    gate_close();
    raise(SIGHUP);
    EXPECT_NUMBER(heard, 0);
    gate_open();
    EXPECT_NUMBER(heard, SIGHUP);
    raise(SIGTERM);
    EXPECT_NUMBER(heard, SIGTERM);
}

/* A wait inside another still hears what comes. */
static void test_nested(void)
{
    begin();
    gate_close();
    gate_close();
    raise(SIGINT);
    EXPECT_NUMBER(gate_sleep(NULL, 0, TICKS_NEVER), -1);
    EXPECT_NUMBER(heard, SIGINT);
    gate_open();
    raise(SIGTERM);
    EXPECT_NUMBER(heard, SIGINT);
    gate_open();
    EXPECT_NUMBER(heard, SIGTERM);
}

static void test_events(void)
{
    int pair[2];
    struct pollfd p = {.events = POLLIN};

    CU_ASSERT_FATAL(pipe(pair) == 0);
    p.fd = pair[0];
    gate_close();
    EXPECT_NUMBER(gate_sleep(&p, 1, ticks_now() + 10), 0);
    EXPECT_NUMBER(gate_sleep(&p, 1, 0), 0);
    CU_ASSERT(write(pair[1], "x", 1) == 1);
    EXPECT_NUMBER(gate_sleep(&p, 1, TICKS_NEVER), 1);
    EXPECT_NUMBER(p.revents, POLLIN);
    gate_open();
    close(pair[0]);
    close(pair[1]);
}

/* Whoever always has something to say keeps no signal out. */
static void test_busy(void)
{
    int pair[2];
    struct pollfd p = {.events = POLLIN};

    CU_ASSERT_FATAL(pipe(pair) == 0);
    CU_ASSERT(write(pair[1], "x", 1) == 1);
    p.fd = pair[0];
    begin();
    gate_close();
    raise(SIGTERM);
    EXPECT_NUMBER(gate_sleep(&p, 1, TICKS_NEVER), 1);
    EXPECT_NUMBER(heard, SIGTERM);
    heard = 0;
    raise(SIGHUP);
    EXPECT_NUMBER(heard, 0); /* it is closed again */
    EXPECT_NUMBER(gate_sleep(&p, 1, 0), 1);
    EXPECT_NUMBER(heard, SIGHUP);
    gate_open();
    close(pair[0]);
    close(pair[1]);
}

/* It neither spins nor sleeps through what comes. */
static void test_no_memory(void)
{
    struct pollfd p[2] = {{.fd = 0, .events = POLLIN},
                          {.fd = -1, .events = POLLIN, .revents = POLLIN}};
    uint64_t then = ticks_now();

    begin();
    gate_close();
    lacks_memory = true;
    EXPECT_NUMBER(gate_sleep(p, 2, TICKS_NEVER), 2);
    CU_ASSERT(ticks_now() >= then + LOOK_MS);
    EXPECT_NUMBER(p[0].revents, POLLIN);
    EXPECT_NUMBER(p[1].revents, 0);
    EXPECT_NUMBER(gate_sleep(NULL, 0, 0), 0);
    raise(SIGTERM);
    EXPECT_NUMBER(gate_sleep(p, 2, TICKS_NEVER), -1);
    EXPECT_NUMBER(heard, SIGTERM);
    lacks_memory = false;
    gate_open();
}

const char unit_name[] = "gate";
const struct unit_test unit_tests[] = {
    {"a signal ends the next sleep", test_asleep},
    {"opened, it lets through what waited", test_opened},
    {"a gate within a gate", test_nested},
    {"events and deadlines", test_events},
    {"a signal beside events", test_busy},
    {"the kernel has no memory to watch", test_no_memory},
    {NULL, NULL},
};
