#include "plugin/keeper.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "compat/ticks.h"
#include "conf/text.h"

enum {
    FIRST_FD = 3,   /* of order->descriptors in the program */
    SAFE_FD = 64,   /* above all that dup2() writes to */
    LINES_MAX = 50, /* passed on in one window */
    WINDOW_MS = 10000,
    FAMILY_MAX = 4096, /* killed in one round */
    ROUND_MS = 5       /* between two rounds, of killing or of trying */
};

/* --- notes: both ends are this file */

static bool send_note(int fd, enum keeper_news news, int status,
                      const char *text)
{
    struct keeper_note note;

    memset(&note, 0, sizeof(note));
    note.news = news;
    note.status = status;
    snprintf(note.text, sizeof(note.text), "%s", text);
    return send(fd, &note, sizeof(note), MSG_NOSIGNAL | MSG_DONTWAIT) >= 0 ||
           errno != EAGAIN;
}

/* Waits for room: pppd may be busy, and is never so for ever. */
static void send_surely(int fd, enum keeper_news news, int status,
                        const char *text)
{
    struct pollfd p = {fd, POLLOUT, 0};

    while (!send_note(fd, news, status, text))
        (void)poll(&p, 1, -1);
}

void keeper_read(int fd, struct keeper_note *note)
{
    ssize_t n;

    do
        n = recv(fd, note, sizeof(*note), MSG_DONTWAIT);
    while (n < 0 && errno == EINTR);
    if (n == (ssize_t)sizeof(*note))
        return;
    note->news = n < 0 && errno == EAGAIN ? KEEPER_NOTHING : KEEPER_GONE;
    note->status = 0;
    note->text[0] = '\0';
}

void keeper_stop(int fd)
{
    (void)shutdown(fd, SHUT_WR);
}

/* --- the program, until it is executed */

static bool set_limit(int which, uint64_t value)
{
    struct rlimit l = {value, value};

    if (which == RLIMIT_CPU)
        l.rlim_max = value + 1; /* SIGXCPU first: it names the cause */
    return setrlimit((__rlimit_resource_t)which, &l) == 0;
}

static bool set_limits(const struct keeper_order *o)
{
    const struct {
        int which;
        uint64_t value;
    } rows[] = {
        {RLIMIT_AS, (uint64_t)o->memory << 20},
        {RLIMIT_NPROC, o->processes},
        {RLIMIT_NOFILE, o->files},
        {RLIMIT_CPU, o->cpu},
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].value > 0 && !set_limit(rows[i].which, rows[i].value))
            return false;
    return set_limit(RLIMIT_CORE, 0);
}

/*
 * Gives the descriptors their numbers. All the others are closed by execve():
 * until then the keeper can be told of a failure.
 */
static bool place_descriptors(const struct keeper_order *o, int output)
{
    int high[KEEPER_DESCRIPTORS];
    size_t i;

    if (dup2(output, 1) < 0 || dup2(output, 2) < 0)
        return false;
    for (i = 0; i < o->n_descriptors; i++)
        if ((high[i] = fcntl(o->descriptors[i], F_DUPFD_CLOEXEC, SAFE_FD)) < 0)
            return false;
    for (i = 0; i < o->n_descriptors; i++)
        if (dup2(high[i], FIRST_FD + (int)i) < 0)
            return false;
    return close_range(FIRST_FD + (unsigned)o->n_descriptors, ~0u,
                       CLOSE_RANGE_CLOEXEC) == 0;
}

static bool drop_capabilities(void)
{
    struct __user_cap_header_struct h = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[2];

    memset(none, 0, sizeof(none));
    return syscall(SYS_capset, &h, none) == 0 &&
           prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

/* For good: real, effective and saved, and not believed until seen. */
static bool become_user(const struct keeper_order *o)
{
    uid_t r, e, s;
    gid_t rg, eg, sg;

    if (setgroups(0, NULL) < 0 || setresgid(o->group, o->group, o->group) < 0 ||
        setresuid(o->user, o->user, o->user) < 0)
        return false;
    return getresuid(&r, &e, &s) == 0 && getresgid(&rg, &eg, &sg) == 0 &&
           r == o->user && e == o->user && s == o->user && rg == o->group &&
           eg == o->group && sg == o->group && getgroups(0, NULL) == 0 &&
           drop_capabilities();
}

/* The parent's death may come first: then nobody is told of ours. */
static bool tie_to_parent(pid_t parent)
{
    return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 &&
           getppid() == parent;
}

static void run_program(const struct keeper_order *o, int notes, int output,
                        pid_t keeper) __attribute__((noreturn));

static void run_program(const struct keeper_order *o, int notes, int output,
                        pid_t keeper)
{
    static char name[] = "ras-custom-dial", path[] = "PATH=/usr/bin:/bin",
                locale[] = "LC_ALL=C";
    char *argv[] = {name, NULL}, *environment[] = {path, locale, NULL};
    char text[KEEPER_TEXT];
    const char *failed;
    sigset_t none;

    sigemptyset(&none);
    umask(077);
    if (setsid() < 0)
        failed = "a session of its own";
    else if (!place_descriptors(o, output))
        failed = "its descriptors";
    else if (!set_limits(o))
        failed = "its limits";
    else if (!become_user(o))
        failed = "its user and group";
    else if (!tie_to_parent(keeper))
        failed = "its keeper";
    else {
        (void)signal(SIGPIPE, SIG_DFL);
        sigprocmask(SIG_SETMASK, &none, NULL);
        execve(o->program, argv, environment);
        failed = o->program;
    }
    snprintf(text, sizeof(text), "%.180s: %s", failed, strerror(errno));
    send_surely(notes, KEEPER_FAILED, 0, text);
    _exit(127);
}

/* --- what it prints */

struct output {
    int fd;
    char line[KEEPER_TEXT];
    size_t length;
    uint64_t window; /* when it began */
    unsigned lines;  /* passed on in it */
};

static void pass_line(struct output *o, int notes)
{
    uint64_t now = ticks_now();

    o->line[o->length] = '\0';
    o->length = 0;
    if (now - o->window >= WINDOW_MS) {
        o->window = now;
        o->lines = 0;
    }
    if (++o->lines > LINES_MAX + 1)
        return;
    text_make_printable(o->line);
    (void)send_note(notes, KEEPER_LINE, 0,
                    o->lines > LINES_MAX ? "(more than is shown)" : o->line);
}

/* Always reads, so that nobody who prints has to wait. False: no more. */
static bool pass_output(struct output *o, int notes)
{
    char bytes[4096];
    ssize_t n = read(o->fd, bytes, sizeof(bytes)), i;

    if (n <= 0)
        return n < 0 && (errno == EINTR || errno == EAGAIN);
    for (i = 0; i < n; i++) {
        if (bytes[i] != '\n')
            o->line[o->length++] = bytes[i];
        if (bytes[i] == '\n' || o->length == sizeof(o->line) - 1)
            pass_line(o, notes);
    }
    return true;
}

/* --- the end of them all */

struct family {
    pid_t members[FAMILY_MAX];
    size_t n;
};

static pid_t parent_of(pid_t pid)
{
    char name[32], text[512], *p;
    ssize_t n = -1;
    int fd;

    snprintf(name, sizeof(name), "/proc/%d/stat", (int)pid);
    fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        n = read(fd, text, sizeof(text) - 1);
        close(fd);
    }
    text[n > 0 ? n : 0] = '\0';
    /* proc(5): pid (name) state ppid; the name may have anything in it. */
    p = strrchr(text, ')');
    return p && strlen(p) > 4 ? (pid_t)strtol(p + 4, NULL, 10) : 0;
}

static bool descends(const struct family *f, pid_t pid)
{
    pid_t parent = parent_of(pid);
    size_t i;

    for (i = 0; i < f->n; i++)
        if (f->members[i] == parent)
            return true;
    return false;
}

/* The descriptor holds on to one process: its number may be another's soon. */
static void kill_descendant(struct family *f, pid_t pid)
{
    int fd = pidfd_open(pid, 0);

    if (fd < 0)
        return;
    if (descends(f, pid)) {
        f->members[f->n++] = pid;
        (void)pidfd_send_signal(fd, SIGKILL, NULL, 0);
    }
    close(fd);
}

static void kill_round(void)
{
    static struct family f;
    DIR *d = opendir("/proc");
    struct dirent *e;

    f.n = 0;
    f.members[f.n++] = getpid();
    while (d && f.n < FAMILY_MAX && (e = readdir(d))) {
        pid_t pid = (pid_t)strtol(e->d_name, NULL, 10);

        if (pid > 0)
            kill_descendant(&f, pid);
    }
    if (d)
        closedir(d);
}

static void nap(void)
{
    const struct timespec round = {.tv_nsec = ROUND_MS * 1000000L};

    nanosleep(&round, NULL);
}

/* Who forks faster than one round kills meets the next, and its own limit. */
static void kill_all(void)
{
    for (;;) {
        pid_t pid;

        kill_round();
        while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
            ;
        if (pid < 0 && errno == ECHILD)
            return;
        nap();
    }
}

/* --- the keeper */

static int compare(const void *a, const void *b)
{
    const int *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static bool close_all_but(int *kept, size_t n)
{
    unsigned next = 0;
    size_t i;

    qsort(kept, n, sizeof(*kept), compare);
    for (i = 0; i < n; i++) {
        if ((unsigned)kept[i] > next &&
            close_range(next, (unsigned)kept[i] - 1, 0) < 0)
            return false;
        next = (unsigned)kept[i] + 1;
    }
    return close_range(next, ~0u, 0) == 0;
}

/* Nothing of pppd's: no terminal, no descriptor, no handler, no real user. */
static bool leave_pppd(const struct keeper_order *o, int notes)
{
    int kept[KEEPER_DESCRIPTORS + 1], i;
    size_t n = o->n_descriptors;
    int number;

    for (number = 1; number < NSIG; number++)
        (void)signal(number, SIG_DFL); /* SIGKILL and SIGSTOP stay anyway */
    (void)signal(SIGPIPE, SIG_IGN);
    memcpy(kept, o->descriptors, sizeof(o->descriptors));
    kept[n++] = notes;
    if (setsid() < 0 || chdir("/") < 0 || !close_all_but(kept, n))
        return false;
    for (i = 0; i < 3; i++)
        if (open("/dev/null", O_RDWR) != i)
            return false;
    (void)prctl(PR_SET_NAME, "ras-keeper", 0, 0, 0);
    return setresgid(0, 0, 0) == 0 && setresuid(0, 0, 0) == 0 &&
           prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0;
}

/* Until the program has ended, or pppd wants it to. */
static void watch(struct output *o, int notes, int program)
{
    struct pollfd p[3] = {{.fd = notes, .events = POLLIN},
                          {.fd = program, .events = POLLIN},
                          {.fd = o->fd, .events = POLLIN}};

    for (;;) {
        if (poll(p, 3, -1) < 0) {
            nap(); /* poll(2), ENOMEM: until the kernel has some again */
            continue;
        }
        if (p[0].revents)
            return;
        if (p[2].revents && !pass_output(o, notes))
            p[2].fd = -1;
        if (p[1].revents)
            return;
    }
}

/* What it said before it ended; who outlives it says no more. */
static void pass_rest(struct output *o, int notes)
{
    struct pollfd p = {.fd = o->fd, .events = POLLIN};
    int i;

    for (i = 0; i < LINES_MAX && poll(&p, 1, 0) > 0; i++)
        if (!pass_output(o, notes))
            break;
    if (o->length > 0)
        pass_line(o, notes);
}

/* How the program has ended, for who waits; it stays a zombie. */
static void tell_end(pid_t pid, int notes)
{
    siginfo_t info;

    memset(&info, 0, sizeof(info));
    if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0 ||
        info.si_pid != pid)
        return;
    send_surely(notes, KEEPER_ENDED,
                info.si_code == CLD_EXITED ? (info.si_status & 0xff) << 8
                                           : info.si_status,
                "");
}

static void attend(pid_t pid, int output, int notes)
{
    struct output o = {.fd = output, .window = ticks_now()};
    int program = pidfd_open(pid, 0);

    if (program >= 0)
        watch(&o, notes, program);
    pass_rest(&o, notes);
    tell_end(pid, notes);
    (void)kill(-pid, SIGKILL); /* its group, while its number is its own */
    kill_all();
}

static void keep(const struct keeper_order *order, int notes)
{
    pid_t self = getpid(), pid;
    int ends[2];
    size_t i;

    if (!leave_pppd(order, notes) || pipe2(ends, O_CLOEXEC) < 0 ||
        (pid = fork()) < 0) {
        send_surely(notes, KEEPER_FAILED, 0, strerror(errno));
        return;
    }
    if (pid == 0)
        run_program(order, notes, ends[1], self);
    close(ends[1]);
    for (i = 0; i < order->n_descriptors; i++)
        close(order->descriptors[i]);
    attend(pid, ends[0], notes);
}

/*
 * Twice, so that init is who waits for the keeper: it may outlive a pppd that
 * detaches itself, and pppd's own children are none of our business.
 */
static void fork_twice(const struct keeper_order *o, int notes)
{
    pid_t pid = fork();

    if (pid == 0)
        keep(o, notes);
    _exit(pid < 0);
}

int keeper_start(const struct keeper_order *order)
{
    sigset_t all, before;
    int ends[2], status = -1, saved = 0;
    pid_t pid;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
        return -1;
    /* No handler of pppd's may run in the child. */
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    pid = fork();
    if (pid == 0)
        fork_twice(order, ends[1]);
    saved = errno;
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    sigprocmask(SIG_SETMASK, &before, NULL);
    close(ends[1]);
    if (pid > 0 && status == 0)
        return ends[0];
    close(ends[0]);
    errno = pid < 0 ? saved : EAGAIN;
    return -1;
}
