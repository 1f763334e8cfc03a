/*
 * hostile_pppd - a real pppd, built with the sanitizers as the plugin in it is
 * (tests/security/pppd), and at one of its ends somebody who wants no link.
 *
 *     hostile_pppd PPPD PLUGIN [--seed N] [--rounds N] [--first N]
 *         [--workers N] [END...]
 *
 * A round is one life of pppd, from its options to its exit, with up to three
 * calls in it; it follows from the seed, its end and its number as far as what
 * the far end says goes. pppd must end, by itself or when it is told to, with
 * a status of its own; the sanitizers must have nothing to say but what is
 * known of pppd; and nothing may be left of it.
 */
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "compat/connrec.h"
#include "compat/wire.h"
#include "conf/text.h"
#include "tests/security/generate.h"
#include "tests/security/stage.h"
#include "tests/security/talk.h"

enum {
    FAILURES_SHOWN = 3,
    QUIET_MS = 15,
    PATIENCE_MS = 4000, /* with a pppd whose far end is gone */
    LIFETIME_MS = 60000,
    LEAVING_MS = 20000, /* of processes that were killed */
    STATUS_MAX = 21,    /* pppd(8), EXIT STATUS */
    FATAL_SIGNAL = 127, /* bad_signal() in pppd's main.c */
    LOG_MAX = 1 << 20,
    NOBODY = 65534,
};

#define BOOK     STAGE "/book.pbk"
#define CONF     STAGE "/ras.conf"
#define LOG      STAGE "/log"
#define LOCKS    "/run/lock"
#define PASSWORD "pass-word-of-alice"

static const char *pppd, *plugin;

static struct {
    const char *end;
    unsigned round;
    char tty[64], options[300];
    int line;  /* the far end of the line */
    int slave; /* and pppd's: without it nobody can wait at the other */
    int control[2];
    bool user, killed, may_have_died, stuck;
    pid_t pppd, far;
    unsigned poked; /* with these signals, which it may not yet have taken */
    void (*be_far)(void);
} world;

static struct stage_plan plan = {.rounds = 200, .workers = 40};

/* Of all workers. */
static struct {
    atomic_uint rounds, links, addresses, stuck;
    atomic_uint known[16];
} * count;

static jmp_buf next_round;
static char log_text[LOG_MAX + 1];

/* --- judging a round */

static _Noreturn void fail(const char *what, const char *detail)
{
    static unsigned failures;

    fprintf(stderr,
            "# %s, round %u; again: --seed %lu --first %u --rounds 1 %s\n"
            "%s%s\n--- the log's end:\n%s---\n",
            world.end, world.round, plan.seed, world.round, world.end, what,
            detail,
            strlen(log_text) > 6000 ? log_text + strlen(log_text) - 6000
                                    : log_text);
    if (++failures == FAILURES_SHOWN)
        _exit(1);
    longjmp(next_round, 1);
}

static void must(bool holds, const char *what)
{
    if (!holds)
        fail(what, " does not hold");
}

static void read_text(const char *path, char *out, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    size_t n = 0;
    ssize_t got = 1;

    while (fd >= 0 && n + 1 < size && got > 0) {
        got = read(fd, out + n, size - 1 - n);
        n += got > 0 ? (size_t)got : 0;
    }
    out[n] = '\0';
    if (fd >= 0)
        close(fd);
}

/* The plugin's own lines; pppd has its own notion of what is printable. */
static void log_is_printable(void)
{
    static char copy[LOG_MAX + 1];
    char *line, *rest = copy, before[4096];

    snprintf(copy, sizeof(copy), "%s", log_text);
    while ((line = strsep(&rest, "\n"))) {
        if (strncmp(line, "RAS", 3) != 0 || !rest) /* the last may be cut */
            continue;
        snprintf(before, sizeof(before), "%s", line);
        text_make_printable(line);
        if (strncmp(line, before, sizeof(before) - 1) != 0)
            fail("not printable: ", before);
    }
}

/*
 * What the sanitizers find in pppd itself, in 2.5.2 as in 2.4.9, which is not
 * ours to repair; README, "Attacks", tells of it. One that ENDS it is a null
 * pointer, or as bad.
 */
static const struct known {
    const char *what, *where;
    bool ends;
} known[] = {
    /* 2.4.9 alone: a bit behind a DES key's last octet, which is not used. */
    {"stack-buffer-overflow", "in Get7Bits ", false},
    /* Options are moved to the front of their packet by memcpy(). */
    {"memcpy-param-overlap", "cp_reqci ", false},
    /* Under `debug', a response of an EAP type that has no name. */
    {"null pointer", "in eap_printpkt ", true},
    /* A type of callback is a bit, whatever its number is. */
    {"shift exponent", "in cbcp_recvreq ", false},
    /* A speed is an int; a phonebook's may be 2 to the 31st. */
    {"negation of -2147483648", "in setspeed ", false},
};

static const struct known *find_known(const char *finding)
{
    size_t i;

    for (i = 0; i < sizeof(known) / sizeof(*known); i++)
        if (strstr(finding, known[i].what) && strstr(finding, known[i].where))
            return &known[i];
    return NULL;
}

/* Where the line begins that begins a finding; NULL: there is none. */
static char *next_finding(char *text)
{
    static const char *const signs[] = {"runtime error:",
                                        "ERROR: AddressSanitizer"};
    char *first = NULL, *at;
    size_t i;

    for (i = 0; i < 2; i++)
        if ((at = strstr(text, signs[i])) && (!first || at < first))
            first = at;
    while (first && first > text && first[-1] != '\n')
        first--;
    return first;
}

static void judge_finding(const char *finding)
{
    const struct known *k = find_known(finding);

    if (!k && world.killed && !strstr(finding, "#0 "))
        return; /* by us, before it has told where */
    if (!k)
        fail("the sanitizers: ", finding);
    world.may_have_died = world.may_have_died || k->ends;
    count->known[k - known]++;
}

/* The sanitizers tell it to the log. */
static void judge_report(void)
{
    static char text[LOG_MAX + 1];
    char *at, *next;

    snprintf(text, sizeof(text), "%s", log_text);
    for (at = next_finding(text); at; at = next) {
        char *line = strchr(at, '\n'), kept = 0;

        next = line ? next_finding(line + 1) : NULL;
        if (next) {
            kept = *next;
            *next = '\0';
        }
        judge_finding(at);
        if (next)
            *next = kept;
    }
}

/* What is left in DIRECTORY whose name begins with PREFIX. */
static void each_file(const char *directory, const char *prefix,
                      void (*work)(const char *path))
{
    DIR *d = opendir(directory);
    struct dirent *e;
    char path[400];

    while (d && (e = readdir(d))) {
        snprintf(path, sizeof(path), "%s/%s", directory, e->d_name);
        if (e->d_name[0] != '.' &&
            strncmp(e->d_name, prefix, strlen(prefix)) == 0)
            work(path);
    }
    if (d)
        closedir(d);
}

static void left_over(const char *path)
{
    fail("left: ", path);
}

static void judge_status(int status)
{
    char what[40];

    snprintf(what, sizeof(what), "%#x", (unsigned)status);
    if (world.killed || (WIFEXITED(status) && world.may_have_died &&
                         WEXITSTATUS(status) == FATAL_SIGNAL))
        return;
    if (!WIFEXITED(status) || WEXITSTATUS(status) > STATUS_MAX)
        fail("pppd's status is ", what);
}

static void judge(int status)
{
    char record[64];

    read_text(LOG, log_text, sizeof(log_text));
    world.killed = WIFSIGNALED(status) && world.poked >> WTERMSIG(status) & 1;
    judge_report();
    judge_status(status);
    log_is_printable();
    must(!strstr(log_text, PASSWORD), "the password is not told");
    if (world.stuck) /* it had no say in its end */
        return;
    each_file(LOCKS, "LCK", left_over);
    snprintf(record, sizeof(record), "%d.json", (int)world.pppd);
    each_file(CONNREC_DIR, record, left_over);
}

/* --- a life of pppd */

static void write_files(const char *kind, const char *keys)
{
    char text[STAGE_BOOK_MAX];

    must(stage_write(BOOK, text, stage_book(text, sizeof(text), keys)) &&
             stage_write(CONF, text,
                         stage_conf(text, sizeof(text), kind, world.tty)),
         "the files");
}

static void open_line(void)
{
    struct termios t;

    world.line = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    must(world.line >= 0 && unlockpt(world.line) == 0 &&
             ptsname_r(world.line, world.tty, sizeof(world.tty)) == 0,
         "a pty");
    world.slave = open(world.tty, O_RDWR | O_NOCTTY | O_CLOEXEC);
    must(world.slave >= 0 && tcgetattr(world.slave, &t) == 0, "its other end");
    cfmakeraw(&t);
    tcsetattr(world.slave, TCSANOW, &t);
}

static pid_t start(void (*work)(void))
{
    pid_t pid = fork();
    sigset_t none;

    must(pid >= 0, "a process");
    if (pid > 0)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    work();
    _exit(0);
}

/* As a user who runs the set-user-id program. */
static void become_user(void)
{
    if (setresgid(NOBODY, 0, 0) < 0 || setresuid(NOBODY, 0, 0) < 0)
        _exit(98);
}

static void be_pppd(void)
{
    char *argv[60] = {(char *)(uintptr_t)pppd}, *rest = world.options;
    size_t n = 1;
    int log = open(LOG, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);

    while (n < 59 && (argv[n] = strsep(&rest, " ")))
        n += argv[n][0] != '\0';
    argv[n] = NULL;
    if (log < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0)
        _exit(98);
    prctl(PR_SET_PDEATHSIG, 0);
    if (world.user)
        become_user();
    execv(pppd, argv);
    _exit(98);
}

static long long now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/* Whoever ends: the status if that was pppd, else -1. */
static int next_end(void)
{
    static const struct timespec a_while = {0, 100000000};
    int status;
    sigset_t child;
    pid_t pid = waitpid(-1, &status, WNOHANG);

    if (pid == world.pppd)
        return status;
    if (pid == world.far)
        world.far = 0;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    if (pid <= 0)
        (void)sigtimedwait(&child, NULL, &a_while);
    return -1;
}

static void send_signal(int number)
{
    world.poked |= 1U << number;
    kill(world.pppd, number);
}

/* Somebody at the keyboard: poff, a HUP, and what nobody should send. */
static void poke(void)
{
    static const int signals[] = {SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGINT};

    send_signal(signals[generate_below(5)]);
}

/* Who it is, in which state, and where in the kernel it waits. */
static void show_process(const char *directory)
{
    static const char *const names[] = {"stat", "syscall", "stack"};
    char path[440], text[2000];
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
        snprintf(path, sizeof(path), "%s/%s", directory, names[i]);
        read_text(path, text, sizeof(text));
        fputs(text, stderr);
    }
}

static _Noreturn void fail_alive(const char *what)
{
    char digit[] = "1";

    for (; digit[0] <= '9'; digit[0]++)
        each_file("/proc", digit, show_process);
    read_text(LOG, log_text, sizeof(log_text));
    fail(what, "");
}

/*
 * Known of pppd itself as well: the handler of SIGUSR1 calls setlogmask(). If
 * it comes in the middle of syslog(), that waits for its own lock for ever.
 */
static bool waits_for_itself(void)
{
    char path[64], text[200];

    snprintf(path, sizeof(path), "/proc/%d/syscall", (int)world.pppd);
    read_text(path, text, sizeof(text));
    return world.poked >> SIGUSR1 & 1 && strtol(text, NULL, 10) == SYS_futex;
}

/* A busy machine may not have let it get there yet. */
static void end_by_force(bool at_last)
{
    if (waits_for_itself()) {
        world.stuck = true;
        count->stuck++;
        send_signal(SIGKILL);
    } else if (at_last) {
        fail_alive("pppd does not end");
    }
}

static int supervise(void)
{
    long long from = now_ms(), gone = 0, told = 0;
    long long poke_at =
        generate_once_in(6) ? generate_below(1500) : LIFETIME_MS;
    int status;

    while ((status = next_end()) < 0) {
        long long now = now_ms() - from;

        gone = world.far || gone ? gone : now;
        if (now >= poke_at) {
            poke();
            poke_at = LIFETIME_MS;
        }
        if (!told &&
            ((gone && now > gone + PATIENCE_MS) || now > LIFETIME_MS / 2)) {
            told = now;
            send_signal(SIGTERM);
        }
        if (now > LIFETIME_MS && !world.stuck)
            end_by_force(now > LIFETIME_MS + PATIENCE_MS);
    }
    return status;
}

/* Of pppd's children none may be left, but for what a dialer leaves behind. */
static void end_all(bool may_be_left)
{
    long long from = now_ms();

    if (world.far > 0)
        kill(world.far, SIGKILL);
    while (!may_be_left && kill(-1, 0) == 0) {
        if (now_ms() - from > LEAVING_MS)
            fail_alive("a process is left");
        (void)next_end();
    }
    kill(-1, SIGKILL);
    while (wait(NULL) > 0)
        continue;
}

/* What pppd may also be asked for by root; each is code that hears a peer. */
static const char *const wishes[] = {
    "",
    "",
    "",
    "",
    "auth",
    "require-chap",
    "require-pap",
    "require-eap",
    "require-mschap-v2",
    "require-mppe",
    "multilink",
    "passive",
    "silent",
    "callback 5550199",
    "lcp-echo-interval 1 lcp-echo-failure 2",
    "lcp-echo-interval 1 lcp-echo-adaptive",
    "usepeerdns",
    "noipv6 mru 1400",
    "deflate 15 bsdcomp 15",
    "novj noaccomp nopcomp",
};

static void options(bool root, const char *more)
{
    size_t wish = generate_below(sizeof(wishes) / sizeof(*wishes));
    char peer[600];

    world.user = !root;
    snprintf(peer, sizeof(peer),
             "plugin %s\nnodetach\nlcp-restart 1\nlcp-max-configure 4\n"
             "lcp-max-terminate 1\nipcp-max-configure 4\nchild-timeout 1\n"
             "connect-delay 20\nras-config " CONF "\n%s\n",
             plugin, generate_once_in(2) ? "debug" : "");
    must(stage_write("/etc/ppp/peers/lab", peer, strlen(peer)), "the peer");
    snprintf(world.options, sizeof(world.options),
             "call lab ras-phonebook " BOOK " %s %s", more,
             root ? wishes[wish] : "");
}

/* --- the peer */

static void be_peer(void)
{
    unsigned calls = 1 + generate_below(3);

    while (calls-- > 0)
        talk(world.line, world.line, QUIET_MS);
}

static void begin_peer(void)
{
    static const char *const keys[] = {
        "",
        "AuthRestrictions=512",
        "DataEncryption=256",
        "AuthRestrictions=8",
        "IpAssign=2\nIpAddress=192.0.2.7",
    };

    write_files("direct", keys[generate_below(5)]);
    options(true, "ras-entry Office user alice");
    world.be_far = be_peer;
}

/* --- the modem, which may connect to that peer */

static void say(const char *text, size_t n)
{
    if (write(world.line, text, n) < 0)
        _exit(0);
}

static void answer_well(const char *command)
{
    if (strstr(command, "ATD"))
        say("\r\nCONNECT 33600\r\n", 17);
    else
        say("\r\nOK\r\n", 6);
}

static void answer_badly(void)
{
    char text[8192];

    say(text, generate_answer(text, sizeof(text)));
}

/*
 * It hears a command, or does not wait for one; may be gone at any time; and
 * one in three is a sound one, until its call is over.
 */
static void be_modem(void)
{
    bool well = generate_once_in(3);
    char bytes[513];
    unsigned i;

    for (i = 0; i < 80; i++) {
        struct pollfd p = {world.line, POLLIN, 0};
        ssize_t n = 0;

        if (poll(&p, 1, !well && generate_once_in(5) ? 0 : 80) > 0 &&
            (n = read(world.line, bytes, sizeof(bytes) - 1)) <= 0)
            break;
        bytes[n] = '\0';
        if (!well && generate_once_in(60))
            _exit(0);
        if (n > 0 && memchr(bytes, 0x7e, (size_t)n)) { /* a frame */
            talk(world.line, world.line, QUIET_MS);
            say("\r\nNO CARRIER\r\n", 14);
            well = generate_once_in(3);
        } else if (well && n > 0) {
            answer_well(bytes);
        } else if (!well && !generate_once_in(12)) {
            answer_badly();
        }
    }
}

static void begin_modem(void)
{
    write_files("modem", "");
    options(true, "ras-entry Office user alice");
    world.be_far = be_modem;
}

/* --- the phonebook and ras.conf */

static void begin_book(void)
{
    char text[STAGE_BOOK_MAX];
    size_t n = stage_book(text, sizeof(text), "");

    write_files("direct", "");
    n = generate_change(text, n, sizeof(text));
    must(stage_write(BOOK, text, n), "the phonebook");
    n = stage_conf(text, sizeof(text), "direct", world.tty);
    if (generate_once_in(4))
        must(stage_write(CONF, text, generate_change(text, n, sizeof(text))),
             "ras.conf");
    options(generate_once_in(2), "ras-entry Office user alice");
    world.be_far = be_peer;
}

/* --- the controller */

static void send_any(int to)
{
    static const char *const files[] = {"/dev/null", "/", "/dev/ptmx"};
    struct wire_writer w = {.result = WIRE_OK};
    int fd = -1;

    w.length = generate_record(w.bytes, sizeof(w.bytes));
    if (generate_once_in(4))
        fd = open(files[generate_below(3)], O_RDWR | O_CLOEXEC);
    (void)wire_send_descriptor(to, &w, fd);
    if (fd >= 0)
        close(fd);
}

static void send_sound(int to, bool own_line)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_CREDENTIALS);
    wire_put_text(&w, WIRE_F_USER, "alice");
    wire_put_text(&w, WIRE_F_PASSWORD, PASSWORD);
    (void)wire_send(to, &w);
    wire_begin(&w, WIRE_DIAL);
    wire_put_text(&w, WIRE_F_ENTRY, "Office");
    if (own_line)
        wire_put_u32(&w, WIRE_F_OWN_LINE, 1);
    (void)wire_send(to, &w);
}

/* It listens, or does not, so that nothing more fits into its socket. */
static void control(int to)
{
    struct wire_record in;
    unsigned i, n = generate_below(200);
    bool listens = generate_once_in(2);

    for (i = 0; i < n; i++) {
        struct pollfd p = {to, POLLIN, 0};

        if (poll(&p, 1, (int)generate_below(20)) > 0 && listens &&
            wire_receive(to, &in) != 0)
            return;
        if (generate_once_in(3))
            send_any(to);
    }
}

/* The peer, and beside it the controller. */
static void be_controller(void)
{
    bool sound = !generate_once_in(3);
    unsigned n = generate_below(6);
    pid_t self = getpid(), peer;

    close(world.control[1]);
    if (sound)
        send_sound(world.control[0], generate_once_in(3));
    while (n-- > 0)
        send_any(world.control[0]);
    peer = fork();
    if (peer == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != self) /* that came too late */
            _exit(0);
        close(world.control[0]);
        be_peer();
        _exit(0);
    }
    close(world.line);
    close(world.slave);
    control(world.control[0]);
    close(world.control[0]);
    (void)waitpid(peer, NULL, 0);
}

static void begin_wire(void)
{
    int size = 1 << 20;
    char line[40];

    must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, world.control) == 0 &&
             fcntl(world.control[0], F_SETFD, FD_CLOEXEC) == 0,
         "a pair");
    (void)setsockopt(world.control[0], SOL_SOCKET, SO_SNDBUF, &size,
                     sizeof(size));
    write_files("direct", "");
    snprintf(line, sizeof(line), "ras-control %d", world.control[1]);
    options(generate_once_in(2), line);
    world.be_far = be_controller;
}

/* --- the custom dialer: tests/security/helper.c stands for all of it */

static void begin_dialer(void)
{
    char line[80];

    write_files("direct", "CustomRasDialDll=C:\\Acme\\ANY.DLL");
    snprintf(line, sizeof(line), "ras-entry Office ras-number %u%09u",
             1 + generate_below(9), generate_below(1000000000));
    options(true, line);
    world.be_far = be_peer;
}

/* --- rounds */

static const struct end {
    const char *name;
    void (*begin)(void);
    bool leaves; /* processes, after which nobody looks */
} ends[] = {
    {"peer", begin_peer, false},      {"modem", begin_modem, false},
    {"phonebook", begin_book, false}, {"wire", begin_wire, false},
    {"dialer", begin_dialer, true},
};
#define ENDS (sizeof(ends) / sizeof(*ends))

static void close_descriptors(void)
{
    int i;

    close(world.line);
    close(world.slave);
    for (i = 0; i < 2; i++)
        if (world.control[i] > 0)
            close(world.control[i]);
}

static void play(const struct end *end, unsigned round)
{
    int status;

    memset(&world, 0, sizeof(world));
    world.end = end->name;
    world.round = round;
    generate_begin(plan.seed, 200 + (unsigned)(end - ends), round);
    (void)unlink(LOG);
    open_line();
    end->begin();
    world.far = start(world.be_far);
    world.pppd = start(be_pppd);
    close_descriptors();
    status = supervise();
    end_all(end->leaves);
    judge(status);
    if (plan.rounds == 1) /* somebody looks for something */
        dprintf(1, "%spppd's status %#x\n", log_text, (unsigned)status);
    count->rounds++;
    count->links += stage_count(log_text, "Connect: ppp");
    count->addresses += stage_count(log_text, "local  IP address");
}

/* As process 1 of its own machine, but for the files that are read only. */
static bool make_machine(void)
{
    static const char secrets[] = "* * " PASSWORD " *\n";

    /* Its ptys, too: a pppd that redials must not open another round's. */
    return stage_isolate() && mount("proc", "/proc", "proc", 0, NULL) == 0 &&
           mount("devpts", "/dev/pts", "devpts", 0, "ptmxmode=0666") == 0 &&
           mkdir(LOCKS, 0755) == 0 && mkdir("/etc/ppp/peers", 0755) == 0 &&
           stage_copy(HOSTILE_HELPER, STAGE_HELPER, 0755) &&
           stage_copy(HOSTILE_DIALER, STAGE_DIALERS "/any.so", 0644) &&
           stage_write("/etc/ppp/chap-secrets", secrets, sizeof(secrets) - 1) &&
           stage_write("/etc/ppp/pap-secrets", secrets, sizeof(secrets) - 1) &&
           chmod("/etc/ppp/chap-secrets", 0600) == 0 &&
           chmod("/etc/ppp/pap-secrets", 0600) == 0 &&
           stage_write("/etc/ppp/options", "auth crtscts lock modem\n", 24);
}

static _Noreturn void work(const struct end *end, unsigned worker)
{
    static unsigned i;
    static bool bad;
    sigset_t child;

    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);
    if (!make_machine()) {
        perror("hostile_pppd: a machine of its own (root is needed)");
        _exit(1);
    }
    for (i = worker; i < plan.rounds; i += plan.workers)
        if (setjmp(next_round) == 0)
            play(end, plan.first + i);
        else {
            bad = true;
            end_all(true);
        }
    _exit(bad);
}

/* A machine's process 1 is a child's child; all end with it. */
static _Noreturn void start_machine(const struct end *end, unsigned worker)
{
    int status = 1;
    pid_t pid;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (unshare(CLONE_NEWPID | CLONE_NEWNET) < 0)
        _exit(1);
    pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        work(end, worker);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        _exit(1);
    _exit(status != 0);
}

static void tell(const struct end *end, long long from)
{
    size_t i;

    printf("# hostile %s, %s: %u rounds, %u links begun, %u times an address, "
           "seed %lu, %lld s\n",
           end->name, pppd, count->rounds, count->links, count->addresses,
           plan.seed, (now_ms() - from) / 1000);
    for (i = 0; i < sizeof(known) / sizeof(*known); i++)
        if (count->known[i])
            printf("#   pppd itself: %s %sx %u\n", known[i].what,
                   known[i].where, count->known[i]);
    if (count->stuck)
        printf("#   pppd itself: stuck in syslog() x %u\n", count->stuck);
}

static bool play_end(const struct end *end)
{
    unsigned i;
    int status;
    bool good = true;
    long long from = now_ms();

    memset(count, 0, sizeof(*count));
    fflush(NULL);
    for (i = 0; i < plan.workers; i++)
        if (fork() == 0)
            start_machine(end, i);
    while (wait(&status) > 0)
        good = good && status == 0;
    tell(end, from);
    if (!good)
        printf("not ok hostile pppd: %s\n", end->name);
    return good && count->rounds == plan.rounds;
}

int main(int argc, char **argv)
{
    unsigned passed = 0, failed = 0, i;
    int from;

    if (argc < 3)
        return 2;
    pppd = argv[1];
    plugin = argv[2];
    from = stage_plan(&plan, argc - 2, argv + 2) + 2;
    umask(022);
    count = mmap(NULL, sizeof(*count), PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (count == MAP_FAILED)
        return EXIT_FAILURE;
    for (i = 0; i < ENDS; i++) {
        if (!stage_wanted(argv + from, ends[i].name))
            continue;
        if (play_end(&ends[i]))
            passed++;
        else
            failed++;
    }
    printf("hostile pppd: %u passed, %u failed\n", passed, failed);
    return failed || !passed ? EXIT_FAILURE : EXIT_SUCCESS;
}
