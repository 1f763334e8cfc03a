#include "tests/unit/harness.h"

#include <dirent.h>
#include <sys/stat.h>
#include <sys/time.h>

#include "compat/session.c"

/* The stub that plays pppd; it plays what the entry's name says. */
#ifndef FAKE_PPPD
#define FAKE_PPPD "build/tests/fake_pppd"
#endif

static char root[64];    /* a directory of this test */
static char report[128]; /* where the stub writes what it was given */
static char seen[16384]; /* what it wrote */
static char why[600];

static void make_root(void)
{
    snprintf(root, sizeof(root), "/tmp/test_session.XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(root));
    snprintf(report, sizeof(report), "%s/report", root);
}

static void remove_root(void)
{
    unlink(report);
    rmdir(root);
}

static void read_report(void)
{
    FILE *f = fopen(report, "r");
    size_t n;

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    n = fread(seen + 1, 1, sizeof(seen) - 2, f);
    fclose(f);
    seen[0] = '\n';
    seen[n + 1] = '\0';
}

static void expect_line(const char *line, int wanted)
{
    char whole[600];

    snprintf(whole, sizeof(whole), "\n%s\n", line);
    if ((strstr(seen, whole) != NULL) != wanted) {
        printf("  %s \"%s\" in:%s", wanted ? "no" : "a", line, seen);
        CU_FAIL("report");
    }
}

static int count_lines(const char *start)
{
    char whole[64];
    const char *p = seen;
    int n = 0;

    snprintf(whole, sizeof(whole), "\n%s", start);
    while ((p = strstr(p, whole))) {
        n++;
        p++;
    }
    return n;
}

/* Signals 32 and 33 are glibc's own: its posix_spawn() always ignores them. */
static unsigned long long ignored_signals(void)
{
    const char *p = strstr(seen, "\nSigIgn:\t");

    return p ? strtoull(p + 9, NULL, 16) & ~0x180000000ull : 1;
}

static struct session_request request_of(const char *entry)
{
    struct session_request q = {.pppd = FAKE_PPPD, .entry = entry};

    return q;
}

/* Opens a session that must come about. */
static struct session *open_good(const struct session_request *q)
{
    struct session *s = NULL;
    uint32_t code = session_open(q, &s, why, sizeof(why));

    EXPECT_NUMBER(code, 0);
    EXPECT_TEXT(why, "");
    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    return s;
}

static void expect_refusal(const struct session_request *q, uint32_t code,
                           const char *reason)
{
    struct session *s = (struct session *)(uintptr_t)1;

    EXPECT_NUMBER(session_open(q, &s, why, sizeof(why)), code);
    EXPECT_TEXT(why, reason);
    CU_ASSERT_PTR_NULL(s);
}

static int next_record(struct session *s, struct wire_record *r)
{
    struct pollfd p = {session_fd(s), POLLIN, 0};

    if (poll(&p, 1, 10000) <= 0)
        return ETIMEDOUT;
    return session_receive(s, r);
}

/* Reads up to the end; the ENDED record's code, 0 if there was none. */
static uint32_t read_to_end(struct session *s)
{
    struct wire_record r;
    uint32_t code = 0;
    int error;

    while ((error = next_record(s, &r)) == 0)
        if (r.type == WIRE_ENDED)
            code = wire_u32(&r, WIRE_F_ERROR, 0);
    EXPECT_NUMBER(error, EPIPE);
    return code;
}

static int count_descriptors(void)
{
    DIR *d = opendir("/proc/self/fd");
    int n = 0;

    if (!d)
        return -1;
    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

/* --- a dial */

static void test_life(void)
{
    struct session_request q = request_of("success");
    struct wire_record r;
    struct session *s;
    int before = count_descriptors();

    s = open_good(&q);
    EXPECT_NUMBER(session_pid(s), 0);
    EXPECT_NUMBER(next_record(s, &r), 0);
    EXPECT_NUMBER(r.type, WIRE_HELLO);
    CU_ASSERT(session_pid(s) > 1 && session_pid(s) != getpid());
    do
        EXPECT_NUMBER(next_record(s, &r), 0);
    while (r.type != WIRE_STATE || wire_u32(&r, WIRE_F_STATE, 0) != 0x2000);
    EXPECT_NUMBER(session_receive(s, &r), EAGAIN);
    EXPECT_NUMBER(session_hangup(s), 0);
    EXPECT_NUMBER(read_to_end(s), 631);
    EXPECT_NUMBER(session_hangup(s), EPIPE);
    session_close(s);
    session_close(NULL);
    EXPECT_NUMBER(count_descriptors(), before);
    /* The child that started pppd is gone, and waited for. */
    CU_ASSERT(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
}

static void test_failures_told(void)
{
    static const struct {
        const char *entry;
        uint32_t code;
    } cases[] = {
        {"busy", 676}, {"refused", 691}, {"vanish", 0}, {"unread", 676}};
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct session_request q = request_of(cases[i].entry);
        struct session *s = open_good(&q);

        /* What the peer leaves unread must not hide its last words. */
        session_hangup(s);
        EXPECT_NUMBER(read_to_end(s), cases[i].code);
        session_close(s);
    }
}

static void test_bad_records(void)
{
    static const struct {
        const char *entry;
        int error;
    } cases[] = {{"garbage", EBADMSG}, {"version", EPROTO}};
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct session_request q = request_of(cases[i].entry);
        struct session *s = open_good(&q);
        struct wire_record r;
        int error;

        while ((error = next_record(s, &r)) == 0)
            ;
        EXPECT_NUMBER(error, cases[i].error);
        session_close(s);
    }
}

/* --- what pppd is given */

static void test_inherited(void)
{
    struct session_request q = request_of("busy");
    struct session *s;
    sigset_t set, old;
    int leak = open("/dev/zero", O_RDONLY); /* not close-on-exec */
    int high = fcntl(leak, F_DUPFD, 700);

    make_root();
    q.config = report;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, &old);
    signal(SIGHUP, SIG_IGN);
    setenv("IFS", "x", 1);
    s = open_good(&q);
    read_to_end(s);
    session_close(s);
    sigprocmask(SIG_SETMASK, &old, NULL);
    signal(SIGHUP, SIG_DFL);
    close(leak);
    close(high);

    read_report();
    expect_line("fd 0 /dev/null", 1);
    expect_line("fd 1 /dev/null", 1);
    expect_line("fd 2 pipe:", 1);
    expect_line("fd 3 socket:", 1);
    EXPECT_NUMBER(count_lines("fd "), 4);
    expect_line("env PATH=/usr/sbin:/usr/bin:/sbin:/bin", 1);
    expect_line("env LC_ALL=C", 1);
    EXPECT_NUMBER(count_lines("env "), 2);
    expect_line("SigBlk:\t0000000000000000", 1);
    EXPECT_NUMBER(ignored_signals(), 0);
    remove_root();
}

static void test_arguments(void)
{
    static const char *const extra[] = {"debug", "mtu", "1400", NULL};
    struct session_request q = request_of("busy");
    char here[PATH_MAX], line[PATH_MAX + 32];
    struct session *s;

    make_root();
    q.config = report;
    s = open_good(&q);
    session_close(s);
    read_report();
    CU_ASSERT_PTR_NOT_NULL(strstr(
        seen,
        "\narg pppd\narg call\narg rasdial\narg ras-control\narg 3\nenv "));
    q.plugin = "./some/rasdial.so";
    q.extra = extra;
    s = open_good(&q);
    session_close(s);
    read_report();
    CU_ASSERT_PTR_NOT_NULL_FATAL(getcwd(here, sizeof(here)));
    snprintf(line, sizeof(line), "arg %s/./some/rasdial.so", here);
    expect_line("arg plugin", 1);
    expect_line(line, 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(seen, "\narg ras-control\narg 3\narg debug\n"
                                        "arg mtu\narg 1400\nenv "));
    q.plugin = "rasdial.so";
    s = open_good(&q);
    session_close(s);
    read_report();
    expect_line("arg rasdial.so", 1);
    remove_root();
}

static void test_request(void)
{
    struct session_request q = request_of("busy");
    char here[PATH_MAX], line[PATH_MAX + 64];
    struct session *s;

    make_root();
    q.config = report;
    q.phonebook = "some.pbk";
    q.number = "5550101";
    q.callback_number = "5550102";
    q.user = "alice";
    q.password = "sesame";
    q.domain = "OFFICE";
    q.options = 1;
    s = open_good(&q);
    session_close(s);
    read_report();
    CU_ASSERT_PTR_NOT_NULL_FATAL(getcwd(here, sizeof(here)));
    snprintf(line, sizeof(line), "phonebook %s/some.pbk", here);
    expect_line(line, 1);
    snprintf(line, sizeof(line), "pid %ld", (long)getpid());
    expect_line(line, 1);
    expect_line("record HELLO", 1);
    expect_line("program test_session", 1);
    expect_line("record DIAL", 1);
    expect_line("entry busy", 1);
    expect_line("number 5550101", 1);
    expect_line("callback 5550102", 1);
    expect_line("options 1", 1);
    expect_line("record CREDENTIALS", 1);
    expect_line("user alice", 1);
    expect_line("password sesame", 1);
    expect_line("domain OFFICE", 1);
    EXPECT_NUMBER(count_lines("arg sesame"), 0);
    remove_root();
}

/* No user and no password: the plugin takes the stored ones. */
static void test_no_credentials(void)
{
    struct session_request q = request_of("busy");
    struct session *s;

    make_root();
    q.config = report;
    q.domain = "OFFICE";
    s = open_good(&q);
    session_close(s);
    read_report();
    expect_line("record DIAL", 1);
    expect_line("record CREDENTIALS", 0);
    remove_root();
}

/* --- a pppd that does not start */

static void test_exit_statuses(void)
{
    static const struct {
        const char *entry;
        uint32_t code;
        const char *reason;
    } cases[] = {
        {"option error", 711,
         "pppd: unrecognized option 'ras-control'  pppd version 2.4.9?[1m"},
        {"not root", 5,
         "pppd: must be root to run pppd, since it is not setuid-root"},
        {"no kernel", 728, "This system lacks kernel support for PPP."},
        {"silent", 711, "pppd ended with exit status 2 while it started"},
        {"crash", 711, "pppd was killed by signal 15 while it started"},
        {"cause", 623, "[cause] is not in /etc/ppp/ras/rasphone.pbk"},
    };
    int before = count_descriptors();
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct session_request q = request_of(cases[i].entry);

        expect_refusal(&q, cases[i].code, cases[i].reason);
    }
    EXPECT_NUMBER(count_descriptors(), before);
    CU_ASSERT(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
}

static void test_no_program(void)
{
    struct session_request q = request_of("busy");
    int before = count_descriptors();

    q.pppd = "/nonexistent/pppd";
    expect_refusal(&q, 711, "/nonexistent/pppd: No such file or directory");
    q.pppd = "/etc/passwd";
    expect_refusal(&q, 5, "/etc/passwd: Permission denied");
    EXPECT_NUMBER(count_descriptors(), before);
    CU_ASSERT(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
}

/* A pppd that never gets ready is killed when its time is over. */
static void test_never_ready(void)
{
    static const char *const entries[] = {"hang", "flood"};
    size_t i;

    for (i = 0; i < sizeof(entries) / sizeof(*entries); i++) {
        struct session_request q = request_of(entries[i]);
        uint64_t started = ticks_now();

        q.start_ms = 300;
        expect_refusal(&q, 711, "pppd did not start in time");
        CU_ASSERT(ticks_now() - started >= 300 && ticks_now() - started < 5000);
        CU_ASSERT(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
    }
}

static void test_bad_requests(void)
{
    static const char *many[OPTIONS_MAX + 2];
    static char path[PATH_MAX]; /* relative: the directory is put before */
    struct session_request q = request_of("busy");
    char text[2000];
    size_t i;

    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    q.number = text;
    expect_refusal(&q, 87, "a name, number, path or password is too long");
    q = request_of(text);
    expect_refusal(&q, 87, "a name, number, path or password is too long");
    q = request_of("busy");
    q.password = text;
    expect_refusal(&q, 87, "a name, number, path or password is too long");
    q = request_of("");
    expect_refusal(&q, 87, "no entry is named");
    q = request_of(NULL);
    expect_refusal(&q, 87, "no entry is named");
    q = request_of("busy");
    q.phonebook = path;
    memset(path, 'x', sizeof(path) - 1);
    expect_refusal(&q, 87, "a name, number, path or password is too long");
    q.phonebook = NULL;
    q.config = path;
    expect_refusal(&q, 87, "a name, number, path or password is too long");
    q = request_of("busy");
    for (i = 0; i <= OPTIONS_MAX; i++)
        many[i] = "debug";
    q.extra = many;
    expect_refusal(&q, 87, "too many options for pppd");
    many[OPTIONS_MAX] = NULL;
    session_close(open_good(&q));
}

/* The system's word for a failure, and the one of RAS. */
static void test_codes(void)
{
    static const struct {
        int error;
        uint32_t code;
    } rows[] = {{ENOMEM, 8}, {EINVAL, 87}, {EMSGSIZE, 87}, {ENAMETOOLONG, 87},
                {EACCES, 5}, {EPERM, 5},   {EMFILE, 711},  {EPIPE, 711}};
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        EXPECT_NUMBER(code_of_errno(rows[i].error), rows[i].code);
}

/* A plugin that says much else tells no cause any more; nobody waits for it. */
static void test_much_is_told(void)
{
    struct wire_writer w;
    int pair[2], i;

    EXPECT_NUMBER(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair),
                  0);
    for (i = 0; i < ENDED_RECORDS_MAX; i++) {
        wire_begin(&w, WIRE_STATE);
        wire_put_u32(&w, WIRE_F_STATE, 0);
        EXPECT_NUMBER(wire_send(pair[1], &w), 0);
    }
    wire_begin(&w, WIRE_ENDED);
    wire_put_u32(&w, WIRE_F_ERROR, 676);
    EXPECT_NUMBER(wire_send(pair[1], &w), 0);
    why[0] = '\0';
    EXPECT_NUMBER(told_cause(pair[0], why, sizeof(why)), 0);
    EXPECT_TEXT(why, "");
    EXPECT_NUMBER(told_cause(pair[0], why, sizeof(why)), 676);
    close(pair[0]);
    close(pair[1]);
}

/* What names no program is left out; the dial is the same. */
static void test_long_program_name(void)
{
    static char name[2000];
    char *before = program_invocation_short_name;
    struct session *s;

    memset(name, 'n', sizeof(name) - 1);
    program_invocation_short_name = name;
    s = open_good(&(struct session_request){
        .pppd = FAKE_PPPD, .entry = "busy", .phonebook = ""});
    program_invocation_short_name = before;
    EXPECT_NUMBER(read_to_end(s), 676);
    session_close(s);
}

/* --- the host program */

/* Runs TEST in a process of its own, which it may spoil. */
static void in_child(int (*test)(void))
{
    pid_t pid = fork();
    int status = -1;

    CU_ASSERT_FATAL(pid >= 0);
    if (pid == 0)
        _exit(test());
    waitpid(pid, &status, 0);
    EXPECT_NUMBER(status, 0);
}

static uint32_t open_of(const char *entry, struct session **s)
{
    struct session_request q = request_of(entry);

    return session_open(&q, s, why, sizeof(why));
}

/* Descriptors 0 to 3 are free: the session's own may land there. */
static int without_descriptors(void)
{
    struct session_request q = request_of("busy");
    struct session *s;
    int fd, bad;

    for (fd = 0; fd < 8; fd++)
        close(fd);
    q.config = report;
    if (session_open(&q, &s, why, sizeof(why)))
        return 1;
    bad = read_to_end(s) != 676;
    session_close(s);
    return bad;
}

static void test_without_descriptors(void)
{
    make_root();
    in_child(without_descriptors);
    read_report();
    expect_line("fd 0 /dev/null", 1);
    expect_line("fd 3 socket:", 1);
    EXPECT_NUMBER(count_lines("fd "), 4);
    remove_root();
}

/* A program that ignores SIGCHLD leaves no status to be read. */
static int ignoring_children(void)
{
    struct session *s;

    signal(SIGCHLD, SIG_IGN);
    if (open_of("hold", &s) != 0)
        return 1;
    session_hangup(s);
    if (read_to_end(s) != 631)
        return 2;
    session_close(s);
    if (open_of("option error", &s) != 711)
        return 3;
    if (open_of("silent", &s) != 711 ||
        strcmp(why, "pppd ended while it started") != 0)
        return 4;
    return open_of("cause", &s) != 623;
}

static void test_ignoring_children(void)
{
    in_child(ignoring_children);
}

static volatile sig_atomic_t alarms;

static void on_alarm(int number)
{
    (void)number;
    alarms++;
}

/* Signals that come all the time, and a child of the program's own. */
static int among_signals(void)
{
    struct sigaction action = {.sa_handler = on_alarm}, after;
    struct timeval often = {0, 2000};
    struct itimerval timer = {often, often};
    struct session *s;
    int status = 0, i;
    pid_t own = fork();

    if (own == 0)
        _exit(7);
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &timer, NULL);
    for (i = 0; i < 20; i++) {
        if (open_of("busy", &s))
            return 1;
        session_close(s);
        if (open_of("option error", &s) != 711)
            return 2;
    }
    sigaction(SIGALRM, NULL, &after);
    if (after.sa_handler != on_alarm || alarms == 0)
        return 3;
    if (waitpid(own, &status, 0) != own || WEXITSTATUS(status) != 7)
        return 4;
    return 0;
}

static void test_among_signals(void)
{
    in_child(among_signals);
}

/* --- a line of the caller's */

static uint32_t next_state(struct session *s, uint32_t *error)
{
    struct pollfd p = {session_fd(s), POLLIN, 0};
    struct wire_record r;

    do {
        poll(&p, 1, 20000);
        if (session_receive(s, &r) != 0)
            return 0xffff;
    } while (r.type != WIRE_STATE);
    *error = wire_u32(&r, WIRE_F_ERROR, 0);
    return wire_u32(&r, WIRE_F_STATE, 0xffff);
}

static void test_own_line(void)
{
    struct session_request q = request_of("line");
    struct session *s;
    uint32_t error = 0;
    char in[5] = "";
    int line[2];

    make_root();
    q.config = report;
    q.own_line = true;
    s = open_good(&q);
    CU_ASSERT_FATAL(s != NULL);
    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, line) == 0);
    EXPECT_NUMBER(next_state(s, &error), 0);
    EXPECT_NUMBER(session_progress(s, 2, "ringing"), 0);
    EXPECT_NUMBER(next_state(s, &error), 2);
    EXPECT_NUMBER(session_attach_line(s, line[1]), 0);
    EXPECT_NUMBER(next_state(s, &error), 4);
    close(line[1]);
    CU_ASSERT(read(line[0], in, 4) == 4);
    EXPECT_TEXT(in, "pppd");
    EXPECT_NUMBER(session_attach_line(s, 9999), EBADF);
    EXPECT_NUMBER(session_end_line(s, 676, "busy"), 0);
    while (error == 0 && next_state(s, &error) != 0xffff)
        ;
    EXPECT_NUMBER(error, 676);
    read_report();
    expect_line("own line", 1);
    close(line[0]);
    session_close(s);
    remove_root();
}

const char unit_name[] = "session";
/* --- a pppd that is there */

static int near_end, far_end;

static void begin_attached(void)
{
    int ends[2];

    CU_ASSERT_FATAL(
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
    near_end = ends[0];
    far_end = ends[1];
    session_forget_attached();
}

static void end_attached(void)
{
    close(near_end);
    close(far_end);
}

static void pppd_says(enum wire_type type, uint32_t state)
{
    struct wire_writer w;

    wire_begin(&w, type);
    if (type == WIRE_STATE)
        wire_put_u32(&w, WIRE_F_STATE, state);
    EXPECT_NUMBER(wire_send(far_end, &w), 0);
}

/* What the other end has got, in this order and no more. */
static void expect_records(const enum wire_type *types, size_t n)
{
    struct wire_record r;
    size_t i;

    for (i = 0; i < n; i++) {
        EXPECT_NUMBER(wire_receive(far_end, &r), 0);
        EXPECT_NUMBER(r.type, types[i]);
    }
    EXPECT_NUMBER(wire_receive(far_end, &r), EAGAIN);
}

static struct session *attach(uint32_t code)
{
    struct session_request q = request_of("Office");
    struct session *s = NULL;

    EXPECT_NUMBER(session_attach(near_end, &q, &s, why, sizeof(why)), code);
    CU_ASSERT((s != NULL) == (code == 0));
    return s;
}

static const enum wire_type asked[] = {WIRE_HELLO, WIRE_DIAL, WIRE_HANGUP};

/* One dial after the other; what was said of the first is not the second's. */
static void test_attached(void)
{
    struct wire_record r;
    struct session *s, *second;

    begin_attached();
    pppd_says(WIRE_STATE, 5); /* left over */
    s = attach(0);
    CU_ASSERT(session_attached(s));
    expect_records(asked, 2);
    EXPECT_NUMBER(session_receive(s, &r), EAGAIN);
    (void)attach(RASERR_ERROR_DIAL_ALREADY_IN_PROGRESS);
    pppd_says(WIRE_ENDED, 0);
    EXPECT_NUMBER(session_receive(s, &r), 0);
    second = attach(0);
    expect_records(asked, 2);
    pppd_says(WIRE_STATE, 1);
    EXPECT_NUMBER(session_receive(s, &r), EPIPE);
    EXPECT_NUMBER(session_hangup(s), EPIPE);
    EXPECT_NUMBER(session_receive(second, &r), 0);
    session_close(s);
    session_close(second);
    EXPECT_NUMBER(fcntl(near_end, F_GETFD), FD_CLOEXEC);
    end_attached();
}

/* pppd sees no pair closed: it is told, but of a link that is up. */
static void test_attached_close(void)
{
    struct wire_record r;
    struct session *s;

    begin_attached();
    session_close(attach(0));
    expect_records(asked, 3);
    s = attach(0);
    pppd_says(WIRE_STATE, 0x2000);
    EXPECT_NUMBER(session_receive(s, &r), 0);
    session_close(s);
    expect_records(asked, 2);
    end_attached();
}

/* What comes after the end does not reach pppd: it may have another dial. */
static void test_attached_ended(void)
{
    struct wire_record r;
    struct session *s;

    begin_attached();
    s = attach(0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    expect_records(asked, 2);
    pppd_says(WIRE_ENDED, 0);
    EXPECT_NUMBER(session_receive(s, &r), 0);
    EXPECT_NUMBER(session_receive(s, &r), EPIPE);
    EXPECT_NUMBER(session_hangup(s), EPIPE);
    EXPECT_NUMBER(session_resume(s, "5551"), EPIPE);
    EXPECT_NUMBER(session_progress(s, 2, "RING"), EPIPE);
    EXPECT_NUMBER(session_attach_line(s, near_end), EPIPE);
    EXPECT_NUMBER(session_end_line(s, 629, ""), EPIPE);
    session_close(s);
    EXPECT_NUMBER(wire_receive(far_end, &r), EAGAIN);
    end_attached();
}

static void test_attached_gone(void)
{
    begin_attached();
    close(far_end);
    (void)attach(RASERR_ERROR_RASMAN_CANNOT_INITIALIZE);
    far_end = dup(near_end);
    end_attached();
}

const struct unit_test unit_tests[] = {
    {"dials with a pppd that is there", test_attached},
    {"the end of such a dial is told", test_attached_close},
    {"such a dial that has ended", test_attached_ended},
    {"a pppd that was there", test_attached_gone},
    {"from the start to the end", test_life},
    {"failures are told", test_failures_told},
    {"records that are not sound", test_bad_records},
    {"what pppd inherits", test_inherited},
    {"pppd's arguments", test_arguments},
    {"the request", test_request},
    {"no credentials", test_no_credentials},
    {"a pppd that refuses to start", test_exit_statuses},
    {"a pppd that cannot be run", test_no_program},
    {"a pppd that never gets ready", test_never_ready},
    {"requests that cannot be sent", test_bad_requests},
    {"codes of the system's errors", test_codes},
    {"much is told, but no cause", test_much_is_told},
    {"a program of a long name", test_long_program_name},
    {"a program without descriptors", test_without_descriptors},
    {"a program that ignores SIGCHLD", test_ignoring_children},
    {"a program full of signals", test_among_signals},
    {"a line of the caller's", test_own_line},
    {NULL, NULL},
};
