#include "tests/unit/harness.h"

#include <dirent.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

#include "plugin/transport.c"
#include "tests/unit/fake_controller.h"
#include "tests/unit/fake_files.h"
#include "tests/unit/fake_shim.h"

static struct fake_controller controller;
static struct job job;
static struct ras_device device;
static struct entry entry;
static struct entry_media media;
static struct cause cause;
static char run[128], story[512];
static int descriptors;

static int count_descriptors(void)
{
    DIR *d = opendir("/proc/self/fd");
    int n = 0;

    while (d && readdir(d))
        n++;
    if (d)
        closedir(d);
    return n;
}

static void begin(void)
{
    char why[200];

    fake_reset();
    CU_ASSERT_FATAL(fake_files_begin());
    snprintf(run, sizeof(run), "%s", fake_path("run"));
    report_directory(run);
    CU_ASSERT_FATAL(fake_controller_begin(&controller));
    CU_ASSERT_FATAL(control_attach(controller.near, why, sizeof(why)));
    device = (struct ras_device){.name = "", .port = "", .tty = ""};
    entry = (struct entry){.name = "Office"};
    media = (struct entry_media){.port = "TCP0", .device_name = "Tunnel"};
    memset(&job, 0, sizeof(job));
    job.entry = &entry;
    job.media = &media;
    job.line = &device;
    job.own_line = true;
    snprintf(job.number, sizeof(job.number), "example.org:5000");
    cause_clear(&cause);
    report_attempt(&job);
    descriptors = count_descriptors();
}

/* The child of shim_child() is nobody else's to wait for. */
static int reap(void)
{
    int status = -1;

    if (fake.child > 0)
        CU_ASSERT(waitpid(fake.child, &status, 0) == fake.child);
    fake.child = 0;
    return status;
}

/* Nothing is left open or locked, in whatever state the test leaves it. */
static void end(void)
{
    transport_cleanup();
    transport_cleanup();
    EXPECT_NUMBER(fake.locks, fake.unlocks);
    EXPECT_NUMBER(count_descriptors(), descriptors);
    report_forget();
    control_close();
    fake_controller_end(&controller);
    fake_files_end();
    (void)reap();
}

static void expect_story(const char *expected, const char *file, unsigned at)
{
    fake_controller_read(&controller);
    fake_controller_story(&controller, story, sizeof(story));
    unit_expect_text(story, expected, file, at);
}
#define STORY(expected) expect_story((expected), __FILE__, __LINE__)

/* --- what the dialer says */

static void progress(uint32_t state, const char *text)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_PROGRESS);
    wire_put_u32(&w, WIRE_F_STATE, state);
    wire_put_text(&w, WIRE_F_TEXT, text);
    CU_ASSERT(wire_send(controller.far, &w) == 0);
}

static void line_ended(uint32_t error, const char *text)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_LINE_ENDED);
    wire_put_u32(&w, WIRE_F_ERROR, error);
    wire_put_text(&w, WIRE_F_TEXT, text);
    CU_ASSERT(wire_send(controller.far, &w) == 0);
}

/* As a dialer does: its own descriptor is closed, where it is told to. */
static void attach_line(int fd, bool keep)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_ATTACH);
    EXPECT_NUMBER(wire_send_descriptor(controller.far, &w, fd), 0);
    if (!keep)
        close(fd);
}

static int connect_line(void)
{
    return transport_connect(&job, NULL, &cause);
}

static void expect_failed(uint32_t error, const char *part, const char *file,
                          unsigned at)
{
    unit_expect_number(connect_line(), -1, file, at);
    unit_expect_number(cause.error, error, file, at);
    if (!strstr(cause.text, part))
        unit_expect_text(cause.text, part, file, at);
}
#define FAILED(error, part) expect_failed((error), (part), __FILE__, __LINE__)

/* --- streams */

static bool passes(int from, int to)
{
    struct pollfd p = {to, POLLIN, 0};
    char in[8] = "";

    return write(from, "\x7eppp\x7f", 5) == 5 && poll(&p, 1, 10000) == 1 &&
           read(to, in, sizeof(in)) > 0;
}

static bool at_its_end(int fd)
{
    struct pollfd p = {fd, POLLIN, 0};
    char byte;

    return poll(&p, 1, 10000) == 1 && read(fd, &byte, 1) <= 0;
}

static void test_stream(void)
{
    int line[2], fd;

    begin();
    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, line) == 0);
    attach_line(line[1], false);
    fd = connect_line();
    CU_ASSERT_FATAL(fd >= 0);
    STORY("0 1 2 3 4");
    CU_ASSERT(isatty(fd));
    CU_ASSERT(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    CU_ASSERT(strncmp(fake.set_device, "/dev/pts/", 9) == 0);
    EXPECT_NUMBER(fake.listens, 1);
    EXPECT_NUMBER(fake.locks, 0);
    CU_ASSERT(passes(fd, line[0]));
    CU_ASSERT(passes(line[0], fd));
    CU_ASSERT(!transport_hung_up());
    transport_cleanup();
    CU_ASSERT(at_its_end(line[0]));
    EXPECT_NUMBER(reap(), 0);
    close(line[0]);
    end();
}

static void test_line_drops(void)
{
    int line[2], fd;

    begin();
    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, line) == 0);
    attach_line(line[1], false);
    fd = connect_line();
    CU_ASSERT_FATAL(fd >= 0);
    close(line[0]);
    CU_ASSERT(at_its_end(fd));
    EXPECT_NUMBER(reap(), 0);
    CU_ASSERT(transport_hung_up());
    end();
}

/* Nobody reads at the far end: the shunt does not outlive the link. */
static void test_stuck_line(void)
{
    struct timespec a, b;
    int line[2], fd;

    begin();
    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, line) == 0);
    attach_line(line[1], false);
    fd = connect_line();
    CU_ASSERT_FATAL(fd >= 0);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    for (;;) {
        static const char bytes[4096];
        struct pollfd p = {fd, POLLOUT, 0};

        if (poll(&p, 1, 300) == 0 || write(fd, bytes, sizeof(bytes)) < 0)
            break;
    }
    clock_gettime(CLOCK_MONOTONIC, &a);
    transport_cleanup();
    clock_gettime(CLOCK_MONOTONIC, &b);
    CU_ASSERT(b.tv_sec - a.tv_sec <= 4);
    (void)reap();
    close(line[0]);
    end();
}

/* A shunt that hangs is killed. */
static void test_hung_shunt(void)
{
    int line[2], fd, status;

    begin();
    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, line) == 0);
    attach_line(line[1], false);
    fd = connect_line();
    CU_ASSERT_FATAL(fd >= 0);
    kill(fake.child, SIGSTOP);
    transport_cleanup();
    status = reap();
    CU_ASSERT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    CU_ASSERT(at_its_end(line[0]));
    close(line[0]);
    end();
}

/* The master of a pty: its slave may be anybody's. */
static void test_master(void)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), slave, fd;
    struct termios t;

    CU_ASSERT_FATAL(master >= 0 && unlockpt(master) == 0);
    slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY);
    CU_ASSERT_FATAL(slave >= 0 && tcgetattr(slave, &t) == 0);
    cfmakeraw(&t);
    tcsetattr(slave, TCSANOW, &t);
    begin();
    descriptors -= 2; /* both ends go along */
    attach_line(master, false);
    fd = connect_line();
    CU_ASSERT_FATAL(fd >= 0);
    CU_ASSERT(passes(fd, slave));
    close(slave);
    CU_ASSERT(at_its_end(fd));
    end();
}

static void test_no_child(void)
{
    int line[2];

    begin();
    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, line) == 0);
    fake.no_child = true;
    attach_line(line[1], false);
    FAILED(RASERR_ERROR_PORT_OR_DEVICE, "dialer's line");
    CU_ASSERT(at_its_end(line[0]));
    close(line[0]);
    end();
}

/* --- ttys */

static void test_tty(void)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), slave, fd;
    struct termios before, t;

    CU_ASSERT_FATAL(master >= 0 && unlockpt(master) == 0);
    slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY);
    CU_ASSERT_FATAL(slave >= 0 && tcgetattr(slave, &before) == 0);
    cfsetospeed(&before, B9600);
    tcsetattr(slave, TCSANOW, &before);
    begin();
    attach_line(slave, true);
    fd = connect_line();
    CU_ASSERT_FATAL(fd >= 0 && fd != slave);
    STORY("0 1 2 3 4");
    CU_ASSERT(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    CU_ASSERT(!(fcntl(fd, F_GETFL) & O_NONBLOCK));
    CU_ASSERT(tcgetattr(fd, &t) == 0);
    CU_ASSERT(!(t.c_lflag & (ICANON | ECHO | ISIG)) && !(t.c_oflag & OPOST));
    CU_ASSERT(cfgetospeed(&t) == B9600);
    EXPECT_NUMBER(fake.locks, 1);
    EXPECT_TEXT(fake.locked, fake.set_device);
    EXPECT_NUMBER(fake.child, 0);
    CU_ASSERT(passes(fd, master));
    transport_cleanup();
    EXPECT_NUMBER(fake.unlocks, 1);
    CU_ASSERT(tcgetattr(slave, &t) == 0);
    EXPECT_NUMBER(t.c_lflag, before.c_lflag);
    EXPECT_NUMBER(t.c_oflag, before.c_oflag);
    end();
    close(slave);
    close(master);
}

static void test_locked_tty(void)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), slave;

    CU_ASSERT_FATAL(master >= 0 && unlockpt(master) == 0);
    slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY);
    begin();
    fake.lock_result = -1;
    attach_line(slave, true);
    FAILED(RASERR_ERROR_PORT_NOT_AVAILABLE, "locked");
    CU_ASSERT(cause.retry);
    end();
    close(slave);
    close(master);
}

/* --- progress */

static void test_progress(void)
{
    const struct wire_record *r;
    char number[200] = "";
    int line[2];

    begin();
    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, line) == 0);
    progress(RASCS_ConnectDevice, "satellite \033[1m7");
    progress(RASCS_PortOpened, "late");       /* is past: only its text */
    progress(RASCS_ConnectDevice, "ringing"); /* the same */
    progress(RASCS_AllDevicesConnected, "");  /* the line itself says so */
    progress(RASCS_Connected, "hurrah");
    progress(0xffffffff, NULL);
    attach_line(line[1], false);
    CU_ASSERT(connect_line() >= 0);
    STORY("0 1 2 3 4");
    r = fake_controller_last(&controller, WIRE_DEVICE);
    CU_ASSERT_FATAL(r != NULL);
    CU_ASSERT(wire_text(r, WIRE_F_NUMBER, number, sizeof(number)));
    EXPECT_TEXT(number, "example.org:5000");
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "Dialling satellite ?[1m7"), 1);
    EXPECT_NUMBER(fake_logged(SHIM_INFO, "dialer: late"), 1);
    EXPECT_NUMBER(fake_logged(SHIM_INFO, "dialer: ringing"), 1);
    EXPECT_NUMBER(fake_logged(SHIM_INFO, "dialer: hurrah"), 1);
    close(line[0]);
    end();
}

/* --- the end before there is a line */

static void test_dialer_fails(void)
{
    begin();
    progress(RASCS_ConnectDevice, NULL);
    line_ended(RASERR_ERROR_LINE_BUSY, "all channels\nin use");
    FAILED(RASERR_ERROR_LINE_BUSY, "all channels?in use");
    CU_ASSERT(cause.retry);
    EXPECT_NUMBER(fake.status, SHIM_STATUS_CONNECT);
    STORY("0 1 2");
    cause_clear(&cause);
    line_ended(RASERR_ERROR_AUTHENTICATION_FAILURE, "the gateway's password");
    FAILED(RASERR_ERROR_AUTHENTICATION_FAILURE, "gateway");
    CU_ASSERT(!cause.retry);
    cause_clear(&cause);
    line_ended(0, NULL);
    FAILED(RASERR_ERROR_USER_DISCONNECTION, "");
    end();
}

static void test_hung_up(void)
{
    begin();
    CU_ASSERT(fake_controller_send(&controller, WIRE_QUERY_STATISTICS));
    CU_ASSERT(fake_controller_send(&controller, WIRE_RESUME));
    CU_ASSERT(fake_controller_send(&controller, WIRE_HANGUP));
    FAILED(RASERR_ERROR_USER_DISCONNECTION, "given up");
    EXPECT_NUMBER(fake.status, SHIM_STATUS_USER_REQUEST);
    EXPECT_NUMBER(fake.quits, 1);
    fake_controller_read(&controller);
    EXPECT_NUMBER(fake_controller_count(&controller, WIRE_STATISTICS), 1);
    end();
}

static void test_controller_goes(void)
{
    begin();
    close(controller.far);
    controller.far = -1;
    FAILED(RASERR_ERROR_USER_DISCONNECTION, "given up");
    FAILED(RASERR_ERROR_USER_DISCONNECTION, "given up"); /* without one */
    descriptors -= 2;
    end();
}

static void on_signal(int number)
{
    fake.quit_signal = number;
}

/* It comes at any moment, also before the sleep. */
static void test_signal(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    pid_t pid, parent = getpid();

    begin();
    sigaction(SIGTERM, &action, NULL);
    pid = fork();
    if (pid == 0) {
        poll(NULL, 0, 50);
        kill(parent, SIGTERM);
        _exit(0);
    }
    FAILED(RASERR_ERROR_USER_DISCONNECTION, "given up");
    CU_ASSERT(waitpid(pid, NULL, 0) == pid);
    fake.quit_signal = 0;
    cause_clear(&cause);
    fake.hup_signal = 1; /* ends this dial only */
    FAILED(RASERR_ERROR_USER_DISCONNECTION, "given up");
    EXPECT_NUMBER(fake.quits, 1);
    signal(SIGTERM, SIG_DFL);
    end();
}

/* --- a dialer that pppd itself has called */

static unsigned asked;

static bool never_lost(struct cause *c)
{
    (void)c;
    return false;
}

static bool lost_soon(struct cause *c)
{
    return ++asked >= 2 &&
           cause_latch(c, RASERR_ERROR_CANNOT_DO_CUSTOMDIAL, 0, true, "gone");
}

/* What becomes of it ends the dial, and not pppd. */
static void test_hosted(void)
{
    begin();
    asked = 0;
    EXPECT_NUMBER(transport_connect(&job, lost_soon, &cause), -1);
    EXPECT_NUMBER(cause.error, RASERR_ERROR_CANNOT_DO_CUSTOMDIAL);
    EXPECT_NUMBER(asked, 2);
    cause_clear(&cause);
    CU_ASSERT(fake_controller_send(&controller, WIRE_HANGUP));
    EXPECT_NUMBER(transport_connect(&job, never_lost, &cause), -1);
    EXPECT_NUMBER(cause.error, RASERR_ERROR_USER_DISCONNECTION);
    EXPECT_NUMBER(fake.quits, 0);
    cause_clear(&cause);
    fake.quit_signal = SIGTERM;
    EXPECT_NUMBER(transport_connect(&job, never_lost, &cause), -1);
    EXPECT_NUMBER(cause.error, RASERR_ERROR_USER_DISCONNECTION);
    EXPECT_NUMBER(fake.quits, 1);
    end();
}

/* --- hostile controllers */

/* More than is read before somebody else is listened to, twice. */
static void talk_on(void)
{
    unsigned i;

    for (i = 0; i < 3 * WORDS_MAX; i++)
        progress(0, "and another thing");
}

static void test_long_log(void)
{
    unsigned i;

    begin();
    for (i = 0; i < LINES_MAX + 10; i++)
        progress(0, "and another thing");
    line_ended(RASERR_ERROR_LINE_BUSY, "");
    FAILED(RASERR_ERROR_LINE_BUSY, "");
    EXPECT_NUMBER(fake_logged(SHIM_INFO, "dialer: and another"), LINES_MAX);
    EXPECT_NUMBER(fake_logged(SHIM_INFO, "dialer: "), LINES_MAX + 1);
    end();
}

static void test_talkative(void)
{
    struct sigaction action = {.sa_handler = on_signal};

    begin();
    sigaction(SIGTERM, &action, NULL);
    talk_on();
    line_ended(RASERR_ERROR_LINE_BUSY, "");
    gate_close();
    raise(SIGTERM);
    EXPECT_NUMBER(transport_connect(&job, NULL, &cause), -1);
    gate_open();
    EXPECT_NUMBER(cause.error, RASERR_ERROR_USER_DISCONNECTION);
    signal(SIGTERM, SIG_DFL);
    end();
    begin();
    talk_on();
    line_ended(RASERR_ERROR_LINE_BUSY, "");
    asked = 1;
    EXPECT_NUMBER(transport_connect(&job, lost_soon, &cause), -1);
    EXPECT_NUMBER(cause.error, RASERR_ERROR_CANNOT_DO_CUSTOMDIAL);
    end();
}

static void send_two(int a, int b)
{
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(2 * sizeof(int))];
    } room;
    const int both[2] = {a, b};
    struct wire_writer w;
    struct iovec part = {w.bytes, 0};
    struct msghdr m = {.msg_iov = &part,
                       .msg_iovlen = 1,
                       .msg_control = room.bytes,
                       .msg_controllen = sizeof(room.bytes)};
    struct cmsghdr *c;

    memset(&room, 0, sizeof(room));
    wire_begin(&w, WIRE_ATTACH);
    part.iov_len = w.length;
    c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof(both));
    memcpy(CMSG_DATA(c), both, sizeof(both));
    CU_ASSERT(sendmsg(controller.far, &m, 0) == (ssize_t)w.length);
}

static void test_bad_descriptors(void)
{
    int line[2], null = open("/dev/null", O_RDWR | O_CLOEXEC);

    begin();
    attach_line(-1, true);
    FAILED(RASERR_ERROR_PORT_OR_DEVICE, "none came");
    cause_clear(&cause);
    attach_line(null, true);
    FAILED(RASERR_ERROR_PORT_OR_DEVICE, "neither a terminal line");
    cause_clear(&cause);
    attach_line(controller.far, true);
    FAILED(RASERR_ERROR_PORT_OR_DEVICE, "neither a terminal line");
    cause_clear(&cause);
    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, line) == 0);
    send_two(line[0], line[1]);
    FAILED(RASERR_ERROR_PORT_OR_DEVICE, "more than one");
    close(line[0]);
    close(line[1]);
    close(null);
    descriptors--;
    end();
}

/* With another record, or when nobody waits for one: closed at once. */
static void test_unasked(void)
{
    struct wire_writer w;
    int line[2];

    begin();
    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, line) == 0);
    wire_begin(&w, WIRE_PROGRESS);
    wire_put_u32(&w, WIRE_F_STATE, RASCS_PortOpened);
    EXPECT_NUMBER(wire_send_descriptor(controller.far, &w, line[1]), 0);
    line_ended(RASERR_ERROR_NO_ANSWER, NULL);
    FAILED(RASERR_ERROR_NO_ANSWER, "");
    attach_line(line[1], false);
    EXPECT_NUMBER(control_poll(), CONTROL_ATTACH);
    EXPECT_NUMBER(control_take_line(), -1);
    CU_ASSERT(at_its_end(line[0]));
    close(line[0]);
    end();
}

/* A child that will exec something has none of it. */
static void test_child(void)
{
    int line[2], fd, status = -1;
    pid_t pid;

    begin();
    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, line) == 0);
    attach_line(line[1], false);
    fd = connect_line();
    CU_ASSERT_FATAL(fd >= 0);
    pid = fork();
    if (pid == 0) {
        transport_forget();
        _exit(fcntl(fd, F_GETFD) < 0 && own.shunt < 0 ? 0 : 1);
    }
    CU_ASSERT(waitpid(pid, &status, 0) == pid);
    EXPECT_NUMBER(status, 0);
    CU_ASSERT(passes(fd, line[0]));
    close(line[0]);
    end();
}

const char unit_name[] = "transport";
const struct unit_test unit_tests[] = {
    {"a stream socket", test_stream},
    {"the line drops", test_line_drops},
    {"a line that is stuck", test_stuck_line},
    {"a shunt that hangs", test_hung_shunt},
    {"the master of a pty", test_master},
    {"no child", test_no_child},
    {"a tty", test_tty},
    {"a tty that is locked", test_locked_tty},
    {"progress", test_progress},
    {"the dialer fails", test_dialer_fails},
    {"a hang-up while waiting", test_hung_up},
    {"the controller goes", test_controller_goes},
    {"a controller that talks on and on", test_talkative},
    {"more words than the log takes", test_long_log},
    {"a signal", test_signal},
    {"a dialer that pppd has called", test_hosted},
    {"bad descriptors", test_bad_descriptors},
    {"a descriptor nobody asked for", test_unasked},
    {"a child lets go", test_child},
    {NULL, NULL},
};
