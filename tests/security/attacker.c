/*
 * attacker - puts itself into a state that nobody expects, and executes a
 * command in it:
 *
 *     attacker WORD[=VALUE]... -- COMMAND ARGUMENT...
 *
 * The words are the rows of the table at the end.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/wire.h"

/* The descriptor that `control' leaves to pppd. */
enum { CONTROL = 9, LIMIT_MS = 15000 };

/* A row of attacks.c with it would attack nothing, and hold. */
static _Noreturn void what_is(const char *word)
{
    fprintf(stderr, "attacker: what is %s?\n", word);
    _exit(94);
}

/* --- a child that goes on while the command runs */

static void in_child(void (*work)(const char *value), const char *value)
{
    pid_t parent = getpid(), pid = fork();

    if (pid != 0)
        return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (getppid() == parent)
        work(value);
    _exit(0);
}

/* --- limits and signals */

static void limit(int which, const char *value)
{
    struct rlimit l = {strtoul(value, NULL, 10), strtoul(value, NULL, 10)};

    if (setrlimit((__rlimit_resource_t)which, &l) < 0)
        perror("setrlimit");
}

static void nofile(const char *value)
{
    limit(RLIMIT_NOFILE, value);
}

static void fsize(const char *value)
{
    limit(RLIMIT_FSIZE, value);
}

static void memory(const char *value)
{
    limit(RLIMIT_AS, value);
}

static void cpu(const char *value)
{
    limit(RLIMIT_CPU, value);
}

static void stack(const char *value)
{
    limit(RLIMIT_STACK, value);
}

static void core(const char *value)
{
    (void)value;
    limit(RLIMIT_CORE, "1000000000");
}

static void mask(const char *value)
{
    (void)umask((mode_t)strtoul(value, NULL, 8));
}

static void blocked(const char *value)
{
    sigset_t all;

    (void)value;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
}

static void ignored(const char *value)
{
    int i;

    (void)value;
    for (i = 1; i < 32; i++)
        if (i != SIGKILL && i != SIGSTOP)
            (void)signal(i, SIG_IGN);
}

/* --- descriptors */

static void closed(const char *value)
{
    for (; *value; value++)
        close(*value - '0');
}

static void many(const char *value)
{
    long n = strtol(value, NULL, 10);
    struct rlimit l = {(rlim_t)n + 100, (rlim_t)n + 100};

    setrlimit(RLIMIT_NOFILE, &l);
    while (n-- > 0 && open("/dev/null", O_RDWR) >= 0)
        ;
}

/* --- a controller */

static void send_record(int fd, struct wire_writer *w, int descriptor)
{
    if (wire_send_descriptor(fd, w, descriptor) != 0)
        poll(NULL, 0, 10);
}

static void send_dial(int fd, const char *entry, const char *book, bool line)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_DIAL);
    wire_put_text(&w, WIRE_F_ENTRY, entry);
    wire_put_text(&w, WIRE_F_PHONEBOOK, book);
    if (line)
        wire_put_u32(&w, WIRE_F_OWN_LINE, 1);
    send_record(fd, &w, -1);
}

static void dial_lab(int fd)
{
    send_dial(fd, "Lab", "", false);
}

static void dial_secret(int fd)
{
    send_dial(fd, "Lab", "/root/secret", false);
}

static void dial_climbing(int fd)
{
    send_dial(fd, "Lab", "/etc/ppp/ras/../../../root/secret", false);
}

/* An own line for root's entry: a descriptor that is none. */
static void bring(int fd, const char *file, int flags)
{
    int descriptor = file ? open(file, flags) : socket(AF_UNIX, SOCK_DGRAM, 0);
    struct wire_writer w;

    send_dial(fd, "Lab", "", true);
    wire_begin(&w, WIRE_ATTACH);
    send_record(fd, &w, descriptor);
}

static void bring_directory(int fd)
{
    bring(fd, "/", O_RDONLY | O_DIRECTORY);
}

static void bring_path(int fd)
{
    bring(fd, "/etc/shadow", O_PATH);
}

static void bring_datagrams(int fd)
{
    bring(fd, NULL, 0);
}

static void bring_null(int fd)
{
    bring(fd, "/dev/null", O_RDWR);
}

static void bring_nothing(int fd)
{
    struct wire_writer w;

    send_dial(fd, "Lab", "", true);
    wire_begin(&w, WIRE_ATTACH);
    send_record(fd, &w, -1);
}

static void junk(int fd)
{
    static const char bytes[] = "RA\1\7\377\377\377\377 I dial for root";

    if (write(fd, bytes, sizeof(bytes)) < 0)
        perror("write");
}

static void giant(int fd)
{
    static char bytes[60000];

    if (write(fd, bytes, sizeof(bytes)) < 0)
        perror("write");
}

static void empty(int fd)
{
    if (write(fd, "", 0) < 0)
        perror("write");
}

/* Descriptors that nobody has asked for, beside a request that is sound. */
static void descriptors(int fd)
{
    struct wire_writer w;
    int i, own;

    dial_lab(fd);
    for (i = 0; i < 200; i++) {
        wire_begin(&w, WIRE_ATTACH);
        own = open("/dev/null", O_RDWR);
        (void)wire_send_descriptor(fd, &w, own);
        close(own);
    }
}

static void flood(int fd)
{
    struct wire_writer w;
    int i;

    dial_lab(fd);
    for (i = 0; i < 300; i++) {
        wire_begin(&w, WIRE_QUERY_STATISTICS);
        (void)wire_send(fd, &w);
    }
}

static void silent(int fd)
{
    (void)fd;
}

static void hello_for_ever(int fd)
{
    struct wire_writer w;
    int i;

    for (i = 0; i < 100; i++) {
        wire_begin(&w, WIRE_HELLO);
        (void)wire_send(fd, &w);
    }
}

static const struct {
    const char *name;
    void (*send)(int fd);
} controllers[] = {
    {"lab", dial_lab},
    {"secret", dial_secret},
    {"climbing", dial_climbing},
    {"directory", bring_directory},
    {"path", bring_path},
    {"datagrams", bring_datagrams},
    {"null", bring_null},
    {"nothing", bring_nothing},
    {"junk", junk},
    {"giant", giant},
    {"empty", empty},
    {"descriptors", descriptors},
    {"flood", flood},
    {"silent", silent},
    {"hello", hello_for_ever},
};

/* The other end stays open, unread, until the command has ended. */
static void hold(const char *value)
{
    (void)value;
    close(CONTROL);
    poll(NULL, 0, LIMIT_MS);
}

static void control(const char *value)
{
    const size_t n = sizeof(controllers) / sizeof(*controllers);
    int ends[2];
    size_t i = 0;

    while (i < n && strcmp(controllers[i].name, value) != 0)
        i++;
    if (i == n)
        what_is(value);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0 ||
        dup2(ends[0], CONTROL) < 0)
        _exit(96);
    controllers[i].send(ends[1]);
    close(ends[0]);
    in_child(hold, NULL);
}

/* What is no pair at all. */
static void socket_of(const char *value)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    int kind = *value == 's'   ? SOCK_STREAM
               : *value == 'd' ? SOCK_DGRAM
                               : SOCK_SEQPACKET;
    int fd = socket(AF_UNIX, kind, 0);

    if (*value == 'l' &&
        (bind(fd, (struct sockaddr *)&a, sizeof(a.sun_family)) < 0 ||
         listen(fd, 1) < 0))
        _exit(95);
    if (dup2(fd, CONTROL) < 0)
        _exit(96);
}

/* --- files that change while they are read */

static const char *part(const char *value, int n, char *out, size_t size)
{
    while (n-- > 0)
        value += strcspn(value, ",") + 1;
    snprintf(out, size, "%.*s", (int)strcspn(value, ","), value);
    return out;
}

/* LINK,FILE,FILE: it leads to the one and to the other, in turn. */
static void swap(const char *value)
{
    static int turn;
    char link[200], target[200], new[210];

    part(value, 0, link, sizeof(link));
    part(value, 1 + (turn ^= 1), target, sizeof(target));
    snprintf(new, sizeof(new), "%s.new", link);
    unlink(new);
    if (symlink(target, new) < 0 || rename(new, link) < 0)
        poll(NULL, 0, 1);
}

static void swapping(const char *value)
{
    swap(value);
    in_child(swap, value);
}

/* It grows and shrinks, and is a book only now and then. */
static void rewrite(const char *value)
{
    static char text[65536];
    int fd = open(value, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    size_t n = (size_t)(rand() % (int)sizeof(text));

    memset(text, rand() % 2 ? '\n' : 'A', sizeof(text));
    if (fd < 0 || write(fd, text, n) < 0 || ftruncate(fd, rand() % 9) < 0)
        poll(NULL, 0, 1);
    close(fd);
}

static void rewriting(const char *value)
{
    in_child(rewrite, value);
}

/* --- whoever runs it is watched, or is not there */

/* The command's parent is stopped as long as the command runs. */
static void stopped(const char *value)
{
    pid_t self = getpid(), child = fork(), watcher;
    int status, fd;

    (void)value;
    if (child == 0)
        return;
    watcher = fork();
    if (watcher == 0) {
        struct pollfd p = {pidfd_open(child, 0), POLLIN, 0};

        (void)poll(&p, 1, LIMIT_MS);
        kill(self, SIGCONT);
        _exit(0);
    }
    for (fd = 3; fd < 20; fd++)
        if (fd != CONTROL)
            close(fd);
    raise(SIGSTOP);
    if (waitpid(child, &status, 0) < 0)
        _exit(97);
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

static void traced(const char *value)
{
    pid_t child = fork();
    int status, number;

    (void)value;
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        return;
    }
    while (waitpid(child, &status, 0) == child && WIFSTOPPED(status)) {
        number = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
        ptrace(PTRACE_CONT, child, NULL, number);
    }
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

/* --- the words */

static const struct word {
    const char *name;
    void (*act)(const char *value);
} words[] = {
    {"nofile", nofile},    {"fsize", fsize},       {"memory", memory},
    {"cpu", cpu},          {"stack", stack},       {"core", core},
    {"umask", mask},       {"blocked", blocked},   {"ignored", ignored},
    {"closed", closed},    {"many", many},         {"control", control},
    {"socket", socket_of}, {"swapping", swapping}, {"rewriting", rewriting},
    {"stopped", stopped},  {"traced", traced},
};

static void obey(const char *word)
{
    const char *value = strchr(word, '=');
    size_t n = strcspn(word, "="), i;

    for (i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (strlen(words[i].name) == n && memcmp(words[i].name, word, n) == 0) {
            words[i].act(value ? value + 1 : "");
            return;
        }
    what_is(word);
}

int main(int argc, char **argv)
{
    int i;

    for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        obey(argv[i]);
    if (i + 1 >= argc)
        return 94;
    execv(argv[i + 1], argv + i + 1);
    perror(argv[i + 1]);
    return 93;
}
