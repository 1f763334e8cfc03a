/*
 * hostile - the plugin in the mock pppd, and at one of its ends somebody who
 * wants no link: a peer, a modem, a custom dialer, a phonebook with its
 * ras.conf, a controller on the wire.
 *
 *     hostile [--seed N] [--rounds N] [--first N] [--workers N] [END...]
 *
 * A round is a pppd from its options to its exit, in a process of its own, and
 * follows from the seed, its end and its number: what has failed is played
 * again with --seed SEED --first ROUND --rounds 1 END. After each round the
 * process must be as a pppd that had an ordinary failure: everything told once
 * and in printable words, no secret in it, no descriptor, lock or record left.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "compat/connrec.h"
#include "compat/wire.h"
#include "conf/text.h"
#include "tests/mock/host.h"
#include "tests/mock/options.h"
#include "tests/security/generate.h"
#include "tests/security/stage.h"

enum { LIFETIME_S = 60, FAILURES_SHOWN = 5 };

#define PASSWORD "pass-word-of-root"

/* pppd's exit status of what poff does; pppd(8). */
enum { USER_REQUEST = 5 };

static struct {
    char place[64], book[96], conf[96], tty[64];
    int line; /* the far end of the line */
    bool line_open;
    pid_t far;
    unsigned attempts;
} world;

/* --- judging a round */

static void fail(const char *what, const char *detail)
{
    fprintf(stderr, "%s%s\n--- the log:\n%s---\n", what, detail, host_log());
    _exit(1);
}

static void must(bool holds, const char *what)
{
    if (!holds)
        fail(what, " does not hold");
}

static void exit_was_called(void)
{
    _exit(99);
}

static int descriptors(void)
{
    DIR *d = opendir("/proc/self/fd");
    int type, n = 0;
    socklen_t size;
    struct dirent *e;

    while (d && (e = readdir(d))) {
        size = sizeof(type);
        /* libsystemd's stays. */
        if (getsockopt((int)strtol(e->d_name, NULL, 10), SOL_SOCKET, SO_TYPE,
                       &type, &size) < 0 ||
            type != SOCK_DGRAM)
            n++;
    }
    if (d)
        closedir(d);
    return n;
}

static void log_is_printable(void)
{
    char *copy = strdup(host_log()), *line, *rest = copy, *before;

    must(copy != NULL, "memory");
    while ((line = strsep(&rest, "\n"))) {
        before = strdup(line);
        must(before != NULL, "memory");
        text_make_printable(line);
        if (strcmp(line, before) != 0 && rest) /* the last may be cut */
            fail("not printable: ", line);
        free(before);
    }
    free(copy);
}

static void nothing_is_left(int descriptors_before)
{
    char path[300];

    host_lock_file(world.tty, path, sizeof(path));
    must(access(path, F_OK) < 0, "no lock is left");
    snprintf(path, sizeof(path), CONNREC_DIR "/%d.json", (int)getpid());
    must(access(path, F_OK) < 0, "no record is left");
    must(descriptors() == descriptors_before, "no descriptor is left");
}

/* --- files */

static void write_bytes(const char *path, const char *bytes, size_t n)
{
    must(stage_write(path, bytes, n), path);
}

static void write_files(const char *kind, const char *keys)
{
    char text[STAGE_BOOK_MAX];

    write_bytes(world.book, text, stage_book(text, sizeof(text), keys));
    write_bytes(world.conf, text,
                stage_conf(text, sizeof(text), kind, world.tty));
}

/* --- the line */

static void open_line(void)
{
    struct termios t;
    int slave;

    world.line = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    must(world.line >= 0 && unlockpt(world.line) == 0 &&
             ptsname_r(world.line, world.tty, sizeof(world.tty)) == 0,
         "a pty");
    world.line_open = true;
    slave = open(world.tty, O_RDWR | O_NOCTTY | O_CLOEXEC);
    must(slave >= 0 && tcgetattr(slave, &t) == 0, "its other end");
    cfmakeraw(&t);
    tcsetattr(slave, TCSANOW, &t);
    close(slave);
}

/* --- a life of pppd */

static const char *plugin(void)
{
    const char *given = getenv("RASDIAL_SO");

    return given ? given : HOSTILE_PLUGIN;
}

static void load(bool root, const char *options)
{
    char line[600];

    host_begin(root, world.place);
    must(options_system("auth crtscts lock modem"), "pppd's options");
    must(host_plugin(plugin()) != NULL, "the plugin");
    snprintf(line, sizeof(line), "ras-phonebook %s ras-config %s %s",
             world.book, world.conf, options);
    must(options_command_line(line), "the command line");
}

static void pass_time(void)
{
    host_advance(generate_below(3000));
}

/* What the link does while the peer says what it likes. */
static void live(void (*other)(void))
{
    static void (*const forward[])(void) = {host_authenticate, host_network,
                                            host_ip_up};
    unsigned i, stage = 0, n = generate_below(60);

    for (i = 0; i < n && !host_close_reason()[0]; i++) {
        other();
        if (stage < 3 && generate_once_in(8))
            forward[stage++]();
        if (generate_once_in(10))
            pass_time();
    }
    if (!host_close_reason()[0] && generate_once_in(2))
        host_hang_up();
    else {
        if (!host_close_reason()[0])
            host_terminate(USER_REQUEST);
        host_ended();
    }
}

static bool attempt(void (*other)(void))
{
    int pause;

    if (!host_start_link())
        return host_redials(&pause);
    live(other);
    return host_redials(&pause);
}

static void attempts(void (*other)(void))
{
    unsigned i;

    for (i = 0; i < 3; i++) {
        world.attempts++;
        host_forget_reason();
        if (!attempt(other) || host_asked_to_quit())
            break;
    }
    host_die(host_status());
}

static void each_end_was_told_once(void)
{
    if (strlen(host_log()) > 30000) /* the mock keeps no more */
        return;
    must(stage_count(host_log(), "RAS_ENTRY=") <= world.attempts,
         "one end for each attempt");
    must(stage_count(host_log(), "RAS_ENTRY=") > 0, "the end is told");
}

/* --- the peer */

static void peers_word(void)
{
    uint8_t packet[1600];
    size_t n = generate_packet(packet, sizeof(packet));

    if (generate_once_in(6))
        host_sent(packet, n);
    else
        host_received(packet, n);
}

static void play_peer(void)
{
    static const char *const keys[] = {
        "",
        "AuthRestrictions=512",
        "DataEncryption=256",
        "AuthRestrictions=8",
        "IpAssign=2\nIpAddress=192.0.2.7",
    };

    open_line();
    write_files("direct", keys[generate_below(5)]);
    load(true, "ras-entry Office user alice");
    host_options_done();
    attempts(peers_word);
    each_end_was_told_once();
}

/* --- the modem */

static void answer_once(int line)
{
    char text[8192];
    size_t n = generate_answer(text, sizeof(text));

    if (write(line, text, n) < 0)
        _exit(0);
}

/* It hears a command, or does not wait for one; and may be gone at any time. */
static _Noreturn void be_modem(int line)
{
    char bytes[512];
    unsigned i;

    for (i = 0; i < 200; i++) {
        struct pollfd p = {line, POLLIN, 0};

        if (poll(&p, 1, generate_once_in(5) ? 0 : 300) > 0 &&
            read(line, bytes, sizeof(bytes)) <= 0)
            break;
        if (generate_once_in(60))
            _exit(0);
        if (!generate_once_in(12))
            answer_once(line);
    }
    _exit(0);
}

static void start_far(void (*work)(int line))
{
    pid_t parent = getpid();

    world.far = fork();
    if (world.far != 0)
        return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() == parent)
        work(world.line);
    _exit(0);
}

static void play_modem(void)
{
    open_line();
    write_files("modem", "");
    start_far(be_modem);
    close(world.line);
    world.line_open = false;
    load(true, "ras-entry Office user alice");
    host_options_done();
    attempts(pass_time);
    each_end_was_told_once();
}

/* --- the phonebook and ras.conf */

/* Somebody writes it while it is read. */
static _Noreturn void be_writer(int line)
{
    char text[STAGE_BOOK_MAX];
    int i;

    (void)line;
    for (i = 0; i < 2000; i++) {
        size_t n = stage_book(text, sizeof(text), "");
        int fd = open(world.book, O_WRONLY | O_TRUNC | O_CLOEXEC);

        n = generate_change(text, n, sizeof(text));
        if (fd < 0 || write(fd, text, n) < 0)
            _exit(0);
        close(fd);
    }
    _exit(0);
}

/* A user's phonebook gives nothing that pppd keeps for root. */
static void no_right_is_gained(void)
{
    if (!host_logged("RAS error")) /* else nobody will be spoken to */
        must(options_number("auth") == 1, "auth");
    must(strcmp(options_text("ifname"), "") == 0, "ifname");
    must(options_number("lock") == 1, "lock");
    must(host_speaker().privileged == 0, "pppd's notion of privilege");
}

static void play_book(void)
{
    bool root = generate_once_in(2), conf = generate_once_in(3);
    char text[STAGE_BOOK_MAX];
    size_t n;

    open_line();
    write_files("direct", "");
    n = stage_book(text, sizeof(text), "");
    n = generate_change(text, n, sizeof(text));
    write_bytes(world.book, text, n);
    n = stage_conf(text, sizeof(text), "direct", world.tty);
    if (conf)
        write_bytes(world.conf, text, generate_change(text, n, sizeof(text)));
    if (generate_once_in(10))
        start_far(be_writer);
    load(root, "ras-entry Office user alice");
    host_options_done();
    if (!root)
        no_right_is_gained();
    /* What a changed ras.conf names would be opened, and waited for. */
    if (conf && !host_logged("RAS error"))
        return;
    attempts(pass_time);
    each_end_was_told_once();
}

/* --- the controller */

static int controller;

static void send_any(void)
{
    static const char *const files[] = {"/dev/null", "/", "/dev/ptmx"};
    struct wire_writer w = {.result = WIRE_OK};
    int fd = -1, pair[2];

    w.length = generate_record(w.bytes, sizeof(w.bytes));
    if (generate_once_in(4))
        fd = open(files[generate_below(3)], O_RDWR | O_CLOEXEC);
    else if (generate_once_in(8) &&
             socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0) {
        fd = pair[0];
        close(pair[1]);
    }
    (void)wire_send_descriptor(controller, &w, fd);
    if (fd >= 0)
        close(fd);
}

static void send_sound(bool own_line)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_CREDENTIALS);
    wire_put_text(&w, WIRE_F_USER, "alice");
    wire_put_text(&w, WIRE_F_PASSWORD, PASSWORD);
    (void)wire_send(controller, &w);
    wire_begin(&w, WIRE_DIAL);
    wire_put_text(&w, WIRE_F_ENTRY, "Office");
    if (own_line)
        wire_put_u32(&w, WIRE_F_OWN_LINE, 1);
    (void)wire_send(controller, &w);
}

static void controllers_word(void)
{
    unsigned n = generate_below(4);

    while (n-- > 0 && controller >= 0)
        send_any();
    if (controller >= 0 && generate_once_in(40)) {
        close(controller);
        controller = -1;
    }
    host_advance(300);
}

/* Who waits for it hears the end: nobody else is there to say a word. */
static void end_controller(void)
{
    if (controller >= 0)
        close(controller);
    controller = -1;
}

static void play_wire(void)
{
    bool sound = !generate_once_in(3), own = sound && generate_once_in(3);
    int pair[2], size = 1 << 20;
    char line[80];
    unsigned n = generate_below(6);

    open_line();
    write_files("direct", "");
    must(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0,
         "a pair");
    (void)setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
    controller = pair[0];
    snprintf(line, sizeof(line), "ras-control %d", pair[1]);
    load(generate_once_in(2), line);
    if (sound)
        send_sound(own);
    while (n-- > 0)
        send_any();
    if (!sound || own)
        end_controller();
    host_options_done();
    attempts(controllers_word);
    end_controller();
    each_end_was_told_once();
}

/* --- the custom dialer: tests/security/helper.c stands for all of it */

static void play_dialer(void)
{
    char options[80];

    open_line();
    write_files("direct", "CustomRasDialDll=C:\\Acme\\ANY.DLL");
    snprintf(options, sizeof(options), "ras-entry Office ras-number %u%09u",
             1 + generate_below(9), generate_below(1000000000));
    load(true, options);
    host_options_done();
    attempts(pass_time);
    each_end_was_told_once();
}

/* --- rounds */

static const struct end {
    const char *name;
    void (*play)(void);
} ends[] = {
    {"peer", play_peer}, {"modem", play_modem},   {"phonebook", play_book},
    {"wire", play_wire}, {"dialer", play_dialer},
};
#define ENDS (sizeof(ends) / sizeof(*ends))

static struct stage_plan plan = {.rounds = 200, .workers = 4};

static void clean_place(unsigned worker)
{
    snprintf(world.place, sizeof(world.place), STAGE "/%u", worker);
    snprintf(world.book, sizeof(world.book), "%s/book.pbk", world.place);
    snprintf(world.conf, sizeof(world.conf), "%s/ras.conf", world.place);
    (void)mkdir(world.place, 0755);
    (void)unlink(world.book);
    (void)unlink(world.conf);
}

static void end_far(void)
{
    if (world.far <= 0)
        return;
    kill(world.far, SIGKILL);
    (void)waitpid(world.far, NULL, 0);
}

static _Noreturn void play(unsigned end, unsigned round)
{
    int before;

    atexit(exit_was_called);
    alarm(LIFETIME_S);
    generate_begin(plan.seed, end, round);
    before = descriptors();
    ends[end].play();
    end_far();
    if (world.line_open)
        close(world.line);
    log_is_printable();
    must(!host_logged(PASSWORD), "the password is not told");
    if (host_died())
        nothing_is_left(before);
    _exit(0);
}

/* True: as it should be. */
static bool play_apart(unsigned end, unsigned round)
{
    int status = -1;
    pid_t pid = fork();

    if (pid == 0)
        play(end, round);
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        return false;
    if (status == 0)
        return true;
    printf("# %s, round %u: status %#x; again: --seed %lu --first %u "
           "--rounds 1 %s\n",
           ends[end].name, round, (unsigned)status, plan.seed, round,
           ends[end].name);
    fflush(stdout);
    return false;
}

static _Noreturn void work(unsigned end, unsigned worker)
{
    unsigned i, failed = 0;

    clean_place(worker);
    for (i = worker; i < plan.rounds && failed < FAILURES_SHOWN;
         i += plan.workers)
        if (!play_apart(end, plan.first + i))
            failed++;
    _exit(failed > 0);
}

static bool play_end(unsigned end)
{
    unsigned i;
    int status;
    bool good = true;
    struct timespec from, to;

    clock_gettime(CLOCK_MONOTONIC, &from);
    fflush(NULL);
    for (i = 0; i < plan.workers; i++)
        if (fork() == 0)
            work(end, i);
    while (wait(&status) > 0)
        good = good && status == 0;
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("# hostile %s: %u rounds, seed %lu, %ld s\n", ends[end].name,
           plan.rounds, plan.seed, (long)(to.tv_sec - from.tv_sec));
    if (!good)
        printf("not ok hostile: %s\n", ends[end].name);
    return good;
}

int main(int argc, char **argv)
{
    unsigned passed = 0, failed = 0, i;
    int ends_from = stage_plan(&plan, argc, argv);

    umask(022);
    if (!stage_isolate()) {
        perror("hostile: a namespace (root is needed)");
        return EXIT_FAILURE;
    }
    /* Its libraries are loaded once, and not by each round's process. */
    must(dlopen(plugin(), RTLD_GLOBAL | RTLD_NOW) != NULL, "the plugin");
    must(stage_copy(HOSTILE_HELPER, STAGE_HELPER, 0755) &&
             stage_copy(HOSTILE_DIALER, STAGE_DIALERS "/any.so", 0644),
         "the helper");
    for (i = 0; i < ENDS; i++) {
        if (!stage_wanted(argv + ends_from, ends[i].name))
            continue;
        if (play_end(i))
            passed++;
        else
            failed++;
    }
    printf("hostile: %u passed, %u failed\n", passed, failed);
    return failed || !passed ? EXIT_FAILURE : EXIT_SUCCESS;
}
