#include "tests/unit/harness.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>

#include "plugin/shunt.c"

enum { BULK = 300000, PATIENCE_MS = 20000 };

static int slave, far; /* where PPP is, and where the line leads to */
static pid_t child;

static void begin(void)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), line[2];
    struct termios t;

    CU_ASSERT_FATAL(master >= 0 && unlockpt(master) == 0);
    slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_NONBLOCK);
    CU_ASSERT_FATAL(slave >= 0 && tcgetattr(slave, &t) == 0);
    cfmakeraw(&t);
    tcsetattr(slave, TCSANOW, &t);
    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, line) ==
                    0);
    far = line[0];
    child = fork();
    if (child == 0) {
        close(slave);
        close(far);
        signal(SIGPIPE, SIG_IGN);
        shunt_run(master, line[1]);
        _exit(0);
    }
    close(master);
    close(line[1]);
}

/* It has come to its end by itself. */
static void end(void)
{
    uint64_t deadline = ticks_now() + PATIENCE_MS;
    int status = -1;
    pid_t pid;

    while ((pid = waitpid(child, &status, WNOHANG)) == 0 &&
           ticks_left(deadline))
        poll(NULL, 0, 5);
    CU_ASSERT(pid == child);
    EXPECT_NUMBER(status, 0);
    if (pid == 0) {
        kill(child, SIGKILL);
        waitpid(child, &status, 0);
    }
    if (slave >= 0)
        close(slave);
    if (far >= 0)
        close(far);
}

/* The next bytes at FD, waiting for them; 0: its end. */
static size_t next(int fd, unsigned char *out, size_t size)
{
    struct pollfd p = {fd, POLLIN, 0};
    ssize_t n;

    do {
        poll(&p, 1, PATIENCE_MS);
        n = read(fd, out, size);
    } while (n < 0 && errno == EINTR);
    return n > 0 ? (size_t)n : 0;
}

static void expect_bytes(int fd, const char *text)
{
    size_t n = strlen(text), got = 0, more;
    unsigned char in[64];

    while (got < n && (more = next(fd, in + got, n - got)) > 0)
        got += more;
    in[got] = '\0';
    EXPECT_TEXT((char *)in, text);
}

static void test_both_ways(void)
{
    begin();
    CU_ASSERT(write(slave, "\x7e\xff\x7d\x23~", 5) == 5);
    expect_bytes(far, "\x7e\xff\x7d\x23~");
    CU_ASSERT(write(far, "\x7e\x03\x11\x13\x04", 5) == 5);
    expect_bytes(slave, "\x7e\x03\x11\x13\x04");
    close(far);
    far = -1;
    end();
}

static unsigned char pattern(size_t i)
{
    return (unsigned char)(i * 7 + i / 251);
}

static size_t push(int fd, size_t at)
{
    unsigned char out[4096];
    size_t i, n = BULK - at < sizeof(out) ? BULK - at : sizeof(out);
    ssize_t done;

    for (i = 0; i < n; i++)
        out[i] = pattern(at + i);
    done = write(fd, out, n);
    return done > 0 ? (size_t)done : 0;
}

static size_t pull(int fd, size_t at, bool *good)
{
    unsigned char in[1000];
    ssize_t n = read(fd, in, sizeof(in)), i;

    for (i = 0; i < n; i++)
        *good = *good && in[i] == pattern(at + (size_t)i);
    return n > 0 ? (size_t)n : 0;
}

/* Nobody is there any more: what is polled for comes at once, for ever. */
static bool is_gone(const struct pollfd *p)
{
    return p->revents & (POLLHUP | POLLERR);
}

/* More than fits anywhere, both ways at once: nothing is lost or changed. */
static void test_bulk(void)
{
    size_t up = 0, down = 0, got_up = 0, got_down = 0;
    size_t before = 1;
    uint64_t deadline = ticks_now() + PATIENCE_MS;
    bool good = true, gone = false;

    begin();
    while ((got_up < BULK || got_down < BULK) && ticks_now() < deadline &&
           !(gone && up + down + got_up + got_down == before)) {
        struct pollfd p[2] = {
            {slave, (short)(POLLIN | (up < BULK ? POLLOUT : 0)), 0},
            {far, (short)(POLLIN | (down < BULK ? POLLOUT : 0)), 0}};

        before = up + down + got_up + got_down;
        poll(p, 2, 1000);
        gone = is_gone(&p[0]) || is_gone(&p[1]);
        up += p[0].revents & POLLOUT ? push(slave, up) : 0;
        down += p[1].revents & POLLOUT ? push(far, down) : 0;
        got_up += p[1].revents & POLLIN ? pull(far, got_up, &good) : 0;
        got_down += p[0].revents & POLLIN ? pull(slave, got_down, &good) : 0;
    }
    EXPECT_NUMBER(got_up, BULK);
    EXPECT_NUMBER(got_down, BULK);
    CU_ASSERT(good);
    close(slave);
    slave = -1;
    end();
}

/* Who is not read is not read from: the sender comes to a halt. */
static void test_flow(void)
{
    size_t sent = 0, n, got = 0;
    bool good = true;
    struct pollfd p;

    begin();
    for (;;) {
        p = (struct pollfd){far, POLLOUT, 0};
        if (poll(&p, 1, 500) == 0 || is_gone(&p))
            break;
        n = push(far, sent % BULK);
        sent += n;
        if (sent >= 16 * BULK)
            break;
    }
    CU_ASSERT(sent > 0 && sent < 16 * BULK);
    do {
        got += n = pull(slave, got, &good);
        p = (struct pollfd){slave, POLLIN, 0};
    } while (got < sent && poll(&p, 1, PATIENCE_MS) > 0 &&
             (n > 0 || !is_gone(&p)));
    EXPECT_NUMBER(got, sent);
    close(far);
    far = -1;
    end();
}

/* The end of the line is a hang-up of the pty, behind the last bytes. */
static void test_end_of_line(void)
{
    unsigned char byte;

    begin();
    CU_ASSERT(write(far, "goodbye", 7) == 7);
    close(far);
    far = -1;
    expect_bytes(slave, "goodbye");
    EXPECT_NUMBER(next(slave, &byte, 1), 0);
    end();
}

/* Half a line is none: a peer that sends no more has hung up. */
static void test_half_closed(void)
{
    unsigned char byte;

    begin();
    CU_ASSERT(shutdown(far, SHUT_WR) == 0);
    EXPECT_NUMBER(next(slave, &byte, 1), 0);
    end();
}

/* The end of pppd's side ends the line, behind the last bytes. */
static void test_end_of_pty(void)
{
    unsigned char byte;

    begin();
    CU_ASSERT(write(slave, "goodbye", 7) == 7);
    close(slave);
    slave = -1;
    expect_bytes(far, "goodbye");
    EXPECT_NUMBER(next(far, &byte, 1), 0);
    end();
}

/* A line that takes nothing does not hold the end up. */
static void test_stuck(void)
{
    int64_t begun, full = 0;
    struct pollfd p;
    size_t sent = 0;

    begin();
    for (begun = ticks_now(); ticks_now() - begun < PATIENCE_MS && !full;) {
        p = (struct pollfd){slave, POLLOUT, 0};
        if (poll(&p, 1, 500) == 0)
            full = ticks_now();
        else if (is_gone(&p))
            break;
        else
            sent += push(slave, sent % BULK);
    }
    CU_ASSERT(full > 0);
    begun = ticks_now();
    close(slave);
    slave = -1;
    end();
    CU_ASSERT(ticks_now() - begun < 10 * FLUSH_MS);
}

/* The same on the other side: pppd does not read, and the line ends. */
static void test_pty_stuck(void)
{
    uint64_t begun = ticks_now(), full = 0;
    struct pollfd p;
    size_t sent = 0;

    begin();
    while (!full && ticks_now() - begun < PATIENCE_MS) {
        p = (struct pollfd){far, POLLOUT, 0};
        if (poll(&p, 1, 500) == 0)
            full = ticks_now();
        else if (is_gone(&p))
            break;
        else
            sent += push(far, sent % BULK);
    }
    CU_ASSERT(full > 0);
    begun = ticks_now();
    close(far);
    far = -1;
    end();
    CU_ASSERT(ticks_now() - begun < 10 * FLUSH_MS);
}

/* What cannot be had is left at once. */
static void test_nothing(void)
{
    int ends[2];

    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    shunt_run(-1, ends[0]);
    shunt_run(ends[0], -1);
    CU_ASSERT(write(ends[1], "x", 1) == 1); /* nobody has closed it */
    close(ends[0]);
    close(ends[1]);
}

const char unit_name[] = "shunt";
const struct unit_test unit_tests[] = {
    {"bytes go both ways", test_both_ways},
    {"many of them", test_bulk},
    {"flow control", test_flow},
    {"the end of the line", test_end_of_line},
    {"half a line", test_half_closed},
    {"the end of the pty", test_end_of_pty},
    {"a line that is stuck", test_stuck},
    {"a pty that is stuck", test_pty_stuck},
    {"no line, no pty", test_nothing},
    {NULL, NULL},
};
