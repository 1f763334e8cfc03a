#include "tests/unit/harness.h"

#include <signal.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <sys/wait.h>

static int fake_ioctl(int fd, unsigned long request, ...);
#define ioctl(...) fake_ioctl(__VA_ARGS__)
#include "plugin/line.c"
#undef ioctl
#include "tests/unit/fake_shim.h"

#define NOBODY 65534

/* A pty: the slave is the line, the master nobody. It has no modem lines. */
static int master, keeper; /* keeper: the slave, so that termios survive */
static char tty[64];
static struct line_settings settings;
static struct line_failure f;

static void begin(void)
{
    fake_reset();
    master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    CU_ASSERT_FATAL(master >= 0);
    CU_ASSERT_FATAL(grantpt(master) == 0 && unlockpt(master) == 0 &&
                    ptsname_r(master, tty, sizeof(tty)) == 0);
    keeper = open(tty, O_RDWR | O_NOCTTY | O_CLOEXEC);
    CU_ASSERT_FATAL(keeper >= 0);
    settings = (struct line_settings){.tty = tty,
                                      .speed = 115200,
                                      .hardware_flow = true,
                                      .modem_lines = true,
                                      .open_as = geteuid(),
                                      .dtr_ms = 50};
    memset(&f, 0xff, sizeof(f));
}

static void end(void)
{
    line_close(NULL);
    close(keeper);
    close(master);
}

static bool skip_unless_root(void)
{
    if (geteuid() == 0)
        return false;
    printf("  (skipped: needs root)\n");
    return true;
}

static void refused(uint32_t error, int status, bool retry, const char *part)
{
    EXPECT_NUMBER(line_open(&settings, &f), -1);
    EXPECT_NUMBER(f.retry, retry);
    EXPECT_NUMBER(f.error, error);
    EXPECT_NUMBER(f.status, status);
    if (!strstr(f.text, part))
        fprintf(stderr, "got \"%s\"\n", f.text);
    CU_ASSERT_PTR_NOT_NULL(strstr(f.text, part));
    EXPECT_NUMBER(line_descriptor(), -1);
    EXPECT_NUMBER(fake.locks, fake.unlocks);
    EXPECT_TEXT(fake.locked, "");
}

/* --- a serial port: a pty, and what it lacks */

static struct {
    bool there;
    int bits;       /* what TIOCMGET says */
    int carrier_in; /* questions until there is a carrier, 0 = never */
    int unsent;     /* what TIOCOUTQ says */
    char heard[64];
} port;

static int fake_ioctl(int fd, unsigned long request, ...)
{
    va_list arguments;
    int *value;

    va_start(arguments, request);
    value = va_arg(arguments, int *);
    va_end(arguments);
    if (request == TIOCOUTQ && port.unsent) {
        *value = port.unsent;
        return 0;
    }
    if (!port.there)
        return ioctl(fd, request, value);
    if (request == TIOCMBIS || request == TIOCMBIC)
        snprintf(port.heard + strlen(port.heard),
                 sizeof(port.heard) - strlen(port.heard), "%s%s ",
                 request == TIOCMBIS ? "+" : "-",
                 *value == TIOCM_DTR ? "DTR" : "?");
    if (request == TIOCMGET) {
        if (port.carrier_in > 0 && --port.carrier_in == 0)
            port.bits |= TIOCM_CAR;
        *value = port.bits;
    }
    return 0;
}

/* --- opening */

static void test_open(void)
{
    struct termios t;
    int fd;

    begin();
    fd = line_open(&settings, &f);
    CU_ASSERT_FATAL(fd >= 0);
    EXPECT_NUMBER(line_descriptor(), fd);
    EXPECT_NUMBER(f.error, 0);
    EXPECT_TEXT(fake.locked, tty);
    CU_ASSERT(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    CU_ASSERT(!(fcntl(fd, F_GETFL) & O_NONBLOCK));
    CU_ASSERT_FATAL(tcgetattr(fd, &t) == 0);
    CU_ASSERT((t.c_cflag & CLOCAL) && (t.c_cflag & CREAD));
    CU_ASSERT((t.c_cflag & CRTSCTS) && (t.c_cflag & HUPCL));
    CU_ASSERT((t.c_cflag & CSIZE) == CS8 && !(t.c_cflag & (PARENB | CSTOPB)));
    CU_ASSERT(!(t.c_lflag & (ICANON | ECHO | ISIG)));
    CU_ASSERT(!(t.c_iflag & (ICRNL | IXON)) && !(t.c_oflag & OPOST));
    EXPECT_NUMBER(cfgetospeed(&t), B115200);
    EXPECT_NUMBER(cfgetispeed(&t), B115200);
    end();
}

static void test_no_flow_control(void)
{
    struct termios t;

    begin();
    settings.hardware_flow = false;
    settings.speed = 9600;
    CU_ASSERT_FATAL(line_open(&settings, &f) >= 0);
    CU_ASSERT_FATAL(tcgetattr(line_descriptor(), &t) == 0);
    CU_ASSERT(!(t.c_cflag & CRTSCTS));
    EXPECT_NUMBER(cfgetospeed(&t), B9600);
    end();
}

static void test_binary(void)
{
    unsigned char sent[256], got[256];
    size_t i, n = 0;
    ssize_t more;

    begin();
    CU_ASSERT_FATAL(line_open(&settings, &f) >= 0);
    for (i = 0; i < sizeof(sent); i++)
        sent[i] = (unsigned char)i;
    CU_ASSERT(write(master, sent, sizeof(sent)) == sizeof(sent));
    while (n < sizeof(got) &&
           (more = read(line_descriptor(), got + n, sizeof(got) - n)) > 0)
        n += (size_t)more;
    EXPECT_NUMBER(n, sizeof(got));
    CU_ASSERT(memcmp(sent, got, sizeof(got)) == 0);
    end();
}

static void test_speeds(void)
{
    static const uint32_t known[] = {300, 9600, 115200, 921600, 4000000};
    size_t i;

    for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        begin();
        settings.speed = known[i];
        CU_ASSERT(line_open(&settings, &f) >= 0);
        end();
    }
}

/* --- refusals */

static void test_endless_link(void)
{
    char place[] = "/tmp/ras-line.XXXXXX", name[64];

    begin();
    CU_ASSERT_FATAL(mkdtemp(place) != NULL);
    snprintf(name, sizeof(name), "%s/tty", place);
    CU_ASSERT_FATAL(symlink(name, name) == 0);
    settings.tty = name;
    refused(RASERR_ERROR_PORT_OR_DEVICE, SHIM_STATUS_OPEN, true,
            strerror(ELOOP));
    unlink(name);
    rmdir(place);
    end();
}

static void test_unknown_speed(void)
{
    begin();
    settings.speed = 12345;
    refused(RASERR_ERROR_UNSUPPORTED_BPS, SHIM_STATUS_OPEN, false, "12345");
    end();
}

static void test_missing(void)
{
    begin();
    settings.tty = "/dev/ttyRASNONE0";
    refused(RASERR_ERROR_DEVICE_DOES_NOT_EXIST, SHIM_STATUS_OPEN, true,
            "/dev/ttyRASNONE0");
    settings.tty = "/dev/null/tty";
    refused(RASERR_ERROR_DEVICE_DOES_NOT_EXIST, SHIM_STATUS_OPEN, true,
            "no such");
    end();
}

static void test_no_tty(void)
{
    begin();
    settings.tty = "/dev/null";
    refused(RASERR_ERROR_PORT_OR_DEVICE, SHIM_STATUS_OPEN, false,
            "no terminal");
    end();
}

static void test_locked(void)
{
    begin();
    fake.lock_result = -1;
    refused(RASERR_ERROR_PORT_NOT_AVAILABLE, SHIM_STATUS_LOCK, true, "locked");
    EXPECT_NUMBER(fake.unlocks, 0); /* it is another's lock */
    end();
}

static void test_busy(void)
{
    begin();
    CU_ASSERT_FATAL(ioctl(keeper, TIOCEXCL) == 0);
    if (geteuid() == 0) /* root may open it all the same */
        settings.open_as = NOBODY;
    CU_ASSERT_FATAL(chmod(tty, 0666) == 0);
    refused(RASERR_ERROR_PORT_ALREADY_OPEN, SHIM_STATUS_OPEN, true, "open");
    (void)ioctl(keeper, TIOCNXCL);
    end();
}

static void test_permission(void)
{
    if (skip_unless_root())
        return;
    begin();
    CU_ASSERT_FATAL(chmod(tty, 0600) == 0);
    settings.open_as = NOBODY;
    refused(RASERR_ERROR_ACCESS_DENIED, SHIM_STATUS_OPEN, false, "permission");
    EXPECT_NUMBER(geteuid(), 0);
    CU_ASSERT_FATAL(chmod(tty, 0666) == 0);
    CU_ASSERT(line_open(&settings, &f) >= 0);
    EXPECT_NUMBER(geteuid(), 0);
    end();
}

/* --- closing */

static void test_close(void)
{
    struct termios before, after;
    int fd;

    begin();
    CU_ASSERT_FATAL(tcgetattr(keeper, &before) == 0);
    fd = line_open(&settings, &f);
    CU_ASSERT_FATAL(fd >= 0);
    line_close(NULL);
    CU_ASSERT(fcntl(fd, F_GETFD) < 0);
    EXPECT_NUMBER(line_descriptor(), -1);
    EXPECT_NUMBER(fake.unlocks, 1);
    CU_ASSERT_FATAL(tcgetattr(keeper, &after) == 0);
    EXPECT_NUMBER(after.c_cflag, before.c_cflag);
    EXPECT_NUMBER(after.c_iflag, before.c_iflag);
    EXPECT_NUMBER(after.c_oflag, before.c_oflag);
    /* but for the echo, which would talk to the modem */
    EXPECT_NUMBER(after.c_lflag, before.c_lflag & ~(tcflag_t)(ECHO | ECHONL));
    line_close(NULL);
    line_close(NULL);
    EXPECT_NUMBER(fake.unlocks, 1);
    end();
}

static void test_close_after_refusal(void)
{
    struct termios before, after;

    begin();
    CU_ASSERT_FATAL(tcgetattr(keeper, &before) == 0);
    settings.speed = 1;
    CU_ASSERT(line_open(&settings, &f) < 0);
    line_close(NULL);
    EXPECT_NUMBER(fake.unlocks, 1);
    CU_ASSERT_FATAL(tcgetattr(keeper, &after) == 0);
    EXPECT_NUMBER(after.c_cflag, before.c_cflag);
    end();
}

static void test_open_twice(void)
{
    begin();
    CU_ASSERT_FATAL(line_open(&settings, &f) >= 0);
    CU_ASSERT_FATAL(line_open(&settings, &f) >= 0);
    EXPECT_NUMBER(fake.locks, 2);
    EXPECT_NUMBER(fake.unlocks, 1);
    end();
    EXPECT_NUMBER(fake.unlocks, 2);
}

/* A child closes its copy; the lock and the line are the parent's. */
static void test_forget(void)
{
    int fd, status = -1;
    pid_t pid;

    begin();
    fd = line_open(&settings, &f);
    CU_ASSERT_FATAL(fd >= 0);
    pid = fork();
    if (pid == 0) {
        line_forget();
        line_forget();
        _exit(fcntl(fd, F_GETFD) < 0 && line_descriptor() < 0 &&
                      fake.unlocks == 0
                  ? 0
                  : 1);
    }
    CU_ASSERT(waitpid(pid, &status, 0) == pid);
    EXPECT_NUMBER(status, 0);
    CU_ASSERT(fcntl(fd, F_GETFD) >= 0);
    end();
}

static void test_gone_while_open(void)
{
    begin();
    CU_ASSERT_FATAL(line_open(&settings, &f) >= 0);
    close(master);
    line_command_mode();
    line_close(NULL);
    EXPECT_NUMBER(fake.unlocks, 1);
    close(keeper);
}

/* --- modem lines: a pty has none */

static unsigned waits;

static bool count_wait(uint32_t ms)
{
    (void)ms;
    waits++;
    return true;
}

static void test_no_modem_lines(void)
{
    begin();
    waits = 0;
    CU_ASSERT_FATAL(line_open(&settings, &f) >= 0);
    CU_ASSERT(!line_has_modem_lines());
    line_reset_modem(count_wait);
    CU_ASSERT(line_watch_carrier(100, count_wait));
    line_close(count_wait);
    EXPECT_NUMBER(waits, 0);
    end();
}

static void on_alarm(int number)
{
    (void)number;
}

/* The modem needs all of the pause, also while pppd's scripts come to an end.
 */
static void test_pause_is_whole(void)
{
    const struct sigaction action = {.sa_handler = on_alarm};
    struct itimerval often = {{0, 5000}, {0, 5000}}, never = {{0, 0}, {0, 0}};
    uint64_t then;

    begin();
    memset(&port, 0, sizeof(port));
    port.there = true;
    CU_ASSERT_FATAL(line_open(&settings, &f) >= 0);
    CU_ASSERT(line_has_modem_lines());
    sigaction(SIGALRM, &action, NULL);
    then = ticks_now();
    setitimer(ITIMER_REAL, &often, NULL);
    line_close(NULL);
    setitimer(ITIMER_REAL, &never, NULL);
    CU_ASSERT(ticks_now() - then >= settings.dtr_ms);
    port.there = false;
    end();
}

static bool set_hupcl(bool on)
{
    struct termios t;

    if (tcgetattr(keeper, &t) < 0)
        return false;
    t.c_cflag &= ~(tcflag_t)HUPCL;
    t.c_cflag |= on ? HUPCL : 0;
    return tcsetattr(keeper, TCSANOW, &t) == 0;
}

/* DTR falls before a dial only where the modem may be off hook. */
static void test_reset(void)
{
    static const struct {
        int bits;
        bool hupcl;
        const char *heard;
    } rows[] = {
        {0, true, ""},                   /* the last close let DTR fall */
        {TIOCM_CAR, true, "-DTR +DTR "}, /* a call is there */
        {0, false, "-DTR +DTR "},        /* nobody let it fall */
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin();
        CU_ASSERT(set_hupcl(rows[i].hupcl));
        memset(&port, 0, sizeof(port));
        port.there = true;
        port.bits = rows[i].bits;
        CU_ASSERT_FATAL(line_open(&settings, &f) >= 0);
        CU_ASSERT(line_has_modem_lines());
        waits = 0;
        line_reset_modem(count_wait);
        EXPECT_TEXT(port.heard, rows[i].heard);
        EXPECT_NUMBER(waits, 1);
        port.heard[0] = '\0';
        line_close(count_wait); /* on hook */
        EXPECT_TEXT(port.heard, "-DTR ");
        EXPECT_NUMBER(waits, 2);
        end();
        port.there = false;
    }
    begin();
    settings.dtr_ms = 0; /* a modem that resets itself at a falling DTR */
    port.there = true;
    port.bits = TIOCM_CAR;
    CU_ASSERT_FATAL(line_open(&settings, &f) >= 0);
    port.heard[0] = '\0';
    line_reset_modem(count_wait);
    EXPECT_TEXT(port.heard, "");
    end();
    port.there = false;
    begin();
    settings.modem_lines = false; /* pppd's `local' */
    port.there = true;
    CU_ASSERT_FATAL(line_open(&settings, &f) >= 0);
    CU_ASSERT(!line_has_modem_lines());
    end();
    port.there = false;
}

/* From the carrier on its loss ends the call; not before. */
static void test_carrier(void)
{
    struct termios t;

    begin();
    memset(&port, 0, sizeof(port));
    port.there = true;
    CU_ASSERT_FATAL(line_open(&settings, &f) >= 0);
    port.carrier_in = 3;
    waits = 0;
    CU_ASSERT(line_watch_carrier(1000, count_wait));
    EXPECT_NUMBER(waits, 2);
    CU_ASSERT(tcgetattr(line_descriptor(), &t) == 0 && !(t.c_cflag & CLOCAL));
    line_command_mode();
    CU_ASSERT(tcgetattr(line_descriptor(), &t) == 0 && (t.c_cflag & CLOCAL));
    end();
    port.there = false;
}

static void test_pending(void)
{
    begin();
    CU_ASSERT_FATAL(line_open(&settings, &f) >= 0);
    EXPECT_NUMBER(line_pending(), 0);
    port.unsent = 17;
    EXPECT_NUMBER(line_pending(), 17);
    port.unsent = -1;
    EXPECT_NUMBER(line_pending(), 0);
    port.unsent = 0;
    end();
}

/* A script's `set port'; a pty takes all but what it cannot have. */
static void test_format(void)
{
    struct scp_port format = {.databits = 8, .parity = SCP_PARITY_NONE};
    struct termios t;

    begin();
    CU_ASSERT_FATAL(line_open(&settings, &f) >= 0);
    format.stopbits = 2;
    CU_ASSERT(line_set_format(&format));
    CU_ASSERT(tcgetattr(line_descriptor(), &t) == 0 && (t.c_cflag & CSTOPB));
    format.stopbits = 1;
    CU_ASSERT(line_set_format(&format));
    CU_ASSERT(tcgetattr(line_descriptor(), &t) == 0 && !(t.c_cflag & CSTOPB));
    CU_ASSERT(!line_hung_up());
    close(master);
    CU_ASSERT(line_hung_up());
    CU_ASSERT(!line_set_format(&format));
    line_close(NULL);
    CU_ASSERT(!line_hung_up()); /* there is none */
    close(keeper);
}

/* With modem lines, but never a carrier: TIOCMGET is what a pty lacks. */
static bool give_up_at_three(uint32_t ms)
{
    (void)ms;
    return ++waits < 3;
}

static void test_no_carrier(void)
{
    struct termios t;

    begin();
    CU_ASSERT_FATAL(line_open(&settings, &f) >= 0);
    line.modem_lines = true;
    waits = 0;
    CU_ASSERT(!line_watch_carrier(100, count_wait));
    EXPECT_NUMBER(waits, 5);
    CU_ASSERT_FATAL(tcgetattr(line_descriptor(), &t) == 0);
    CU_ASSERT(t.c_cflag & CLOCAL); /* it is not watched */
    waits = 0;
    CU_ASSERT(!line_watch_carrier(100, give_up_at_three));
    EXPECT_NUMBER(waits, 3);
    waits = 0;
    line_reset_modem(count_wait);
    EXPECT_NUMBER(waits, 1);
    line.dtr_ms = 0;
    line_reset_modem(count_wait);
    EXPECT_NUMBER(waits, 1);
    end();
}

static void test_on_hook(void)
{
    CU_ASSERT(!may_be_off_hook(true, 0, HUPCL));
    CU_ASSERT(!may_be_off_hook(true, TIOCM_CTS | TIOCM_DTR, HUPCL | CS8));
    CU_ASSERT(may_be_off_hook(true, TIOCM_CAR, HUPCL)); /* a call is up */
    CU_ASSERT(may_be_off_hook(true, 0, CS8)); /* DTR may never have fallen */
    CU_ASSERT(may_be_off_hook(false, 0, HUPCL));
}

static void test_command_mode(void)
{
    struct termios t;

    line_command_mode(); /* no line at all */
    begin();
    CU_ASSERT_FATAL(line_open(&settings, &f) >= 0);
    set_clocal(false);
    CU_ASSERT_FATAL(tcgetattr(line_descriptor(), &t) == 0);
    CU_ASSERT(!(t.c_cflag & CLOCAL));
    line_command_mode();
    CU_ASSERT_FATAL(tcgetattr(line_descriptor(), &t) == 0);
    CU_ASSERT(t.c_cflag & CLOCAL);
    end();
}

/* --- names */

static void test_resolve(void)
{
    char out[256], link[64], small[8], below_dev[] = "/dev/rastest-XXXXXX";

    begin();
    CU_ASSERT(line_resolve(tty, out, sizeof(out)));
    EXPECT_TEXT(out, tty);
    CU_ASSERT(line_resolve("/dev/ttyRASNONE0", out, sizeof(out)));
    EXPECT_TEXT(out, "/dev/ttyRASNONE0");
    CU_ASSERT(!line_resolve("ttyS0", out, sizeof(out)));
    CU_ASSERT(!line_resolve("/etc/passwd", out, sizeof(out)));
    CU_ASSERT(!line_resolve("/dev/../etc/passwd", out, sizeof(out)));
    CU_ASSERT(!line_resolve("/dev/none/../../etc/none", out, sizeof(out)));
    CU_ASSERT(!line_resolve("", out, sizeof(out)));
    CU_ASSERT(!line_resolve("/dev/", out, sizeof(out)));
    CU_ASSERT(!line_resolve("/dev/ttyRASNONE0", small, sizeof(small)));
    if (geteuid() == 0) {
        CU_ASSERT_FATAL(mkdtemp(below_dev) != NULL);
        snprintf(link, sizeof(link), "%s/link", below_dev);
        CU_ASSERT_FATAL(symlink(tty, link) == 0);
        CU_ASSERT(line_resolve(link, out, sizeof(out)));
        EXPECT_TEXT(out, tty);
        unlink(link);
        CU_ASSERT_FATAL(symlink("/etc/passwd", link) == 0);
        CU_ASSERT(!line_resolve(link, out, sizeof(out)));
        unlink(link);
        rmdir(below_dev);
    }
    end();
}

/* Another one may not look where root may. */
static void test_resolve_as(void)
{
    char out[256], link[64], hidden[] = "/tmp/rastest-XXXXXX", file[64];
    char below_dev[] = "/dev/rastest-XXXXXX";

    if (geteuid() != 0)
        return;
    begin();
    CU_ASSERT_FATAL(mkdtemp(hidden) != NULL);
    snprintf(file, sizeof(file), "%s/file", hidden);
    CU_ASSERT_FATAL(mkdtemp(below_dev) != NULL);
    snprintf(link, sizeof(link), "%s/link", below_dev);
    CU_ASSERT_FATAL(symlink(file, link) == 0);
    CU_ASSERT_FATAL(mkfifo(file, 0600) == 0);
    CU_ASSERT(!line_resolve_as(0, link, out, sizeof(out)));
    CU_ASSERT(line_resolve_as(65534, link, out, sizeof(out)));
    EXPECT_TEXT(out, link);
    EXPECT_NUMBER(geteuid(), 0);
    unlink(file);
    CU_ASSERT(line_resolve_as(65534, link, out, sizeof(out)));
    EXPECT_TEXT(out, link);
    unlink(link);
    rmdir(below_dev);
    rmdir(hidden);
    end();
}

const char unit_name[] = "line";
const struct unit_test unit_tests[] = {
    {"an open line is raw, locked, close-on-exec", test_open},
    {"without RTS/CTS", test_no_flow_control},
    {"all bytes pass", test_binary},
    {"speeds", test_speeds},
    {"a speed that ttys do not have: 701", test_unknown_speed},
    {"no such device: 608", test_missing},
    {"no terminal: 692", test_no_tty},
    {"locked by another program: 633", test_locked},
    {"open in another program: 602", test_busy},
    {"not the user's to open: 5", test_permission},
    {"closing gives everything back, once", test_close},
    {"a refused line gives everything back", test_close_after_refusal},
    {"opening twice", test_open_twice},
    {"a child forgets the line", test_forget},
    {"the device goes away", test_gone_while_open},
    {"a line without modem lines waits for nothing", test_no_modem_lines},
    {"a pause is not cut short", test_pause_is_whole},
    {"a carrier that does not come", test_no_carrier},
    {"a carrier that comes", test_carrier},
    {"DTR before a dial, and at its end", test_reset},
    {"what is still to be sent", test_pending},
    {"another format of bytes", test_format},
    {"a link that leads to itself", test_endless_link},
    {"a modem on hook is not hung up before a dial", test_on_hook},
    {"command mode needs no carrier", test_command_mode},
    {"names below /dev", test_resolve},
    {"names, as somebody else", test_resolve_as},
    {NULL, NULL},
};
