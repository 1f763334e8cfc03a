/*
 * endurance - calls of mixed kinds that fail, connect, lose their carrier and
 * are hung up, thousands of them in one boot of the laboratory, and nothing
 * grows meanwhile.
 *
 *     endurance CYCLES
 *
 * Several modems are at work side by side, since most of a call is waiting. On
 * most of them one pppd with `persist' dials all the time; on one of them this
 * pppd has a custom dialer, so that there is a helper for each call; on the
 * last ones a program with librasapi dials, looks, and hangs up.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tests/endurance/growth.h"
#include "tests/endurance/installed.h"
#include "tests/link/scene.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum {
    LINES = 20,
    DIALER_LINE = LINES - 5,      /* with a custom dialer */
    FIRST_CONTROLLER = LINES - 4, /* librasapi from here on */
    INTERVALS = 20,
    INTERVAL_LEAST = 50, /* cycles */
    SILENCE_S = 120,     /* so long without a call: something hangs */
    SAMPLE_MS = 500,
    CODES = 1000,
    LAST = 60, /* some calls' lines */
    LEAST = 3 * INTERVAL_LEAST,
};

/* What a call does; %P is the answering program. */
static const char *const ways[] = {
    "say BUSY",
    "connect; answer %P --after 50 up-hangup",
    "connect; wait 20; lose",
    "say NO CARRIER",
    "connect; answer %P --after 50 up-term",
    "connect; answer %P pap-hangup",
    "wait 60; say NO ANSWER",
    "connect; answer %P lcp-term",
    "wait 30; send \\xff\\x00~}\\x80\\r; say NO DIALTONE",
    "connect; answer %P ipcp-hangup",
    "say VOICE",
    "lose-bytes 64; connect; answer %P up",
    "connect; wait 20; drop",
    "say +CME ERROR: 30",
    "connect; answer %P pap-term",
};

/* A controller hangs up by itself, and may have a wrong password. */
static const char *const controllers_ways[] = {
    "connect; answer %P up",           "say BUSY",
    "connect; answer %P mschap2-fail", "connect; wait 20; lose",
    "connect; answer %P pap-ok",       "connect; answer %P lcp-hangup",
};

static struct line {
    char name[16], tty[32];
    pid_t modem, dialling;
    int said;       /* of who dials */
    char text[512]; /* a line that is not whole yet */
    size_t used;
    char last[LAST][512]; /* whole ones, for whoever looks for a cause */
    unsigned n_last;
    unsigned cycles, connects;
} lines[LINES];

static unsigned codes[CODES]; /* how the calls ended */

static bool is_controller(unsigned i)
{
    return i >= FIRST_CONTROLLER;
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* --- files */

static void write_book(void)
{
    static char text[LINES * 600];
    size_t used = 0;
    unsigned i;

    for (i = 0; i < LINES; i++)
        used += (size_t)snprintf(
            text + used, sizeof(text) - used,
            "[%s]\r\nEncoding=1\r\nType=1\r\nAuthRestrictions=632\r\n"
            "IpPrioritizeRemote=0\r\nRedialOnLinkFailure=%d\r\n%s\r\n"
            "MEDIA=serial\r\nPort=COM%u\r\nDevice=Modem %u\r\n\r\n"
            "DEVICE=modem\r\nPhoneNumber=555101\r\nHwFlowControl=1\r\n\r\n",
            lines[i].name, !is_controller(i),
            i == DIALER_LINE ? "CustomRasDialDll=C:\\Acme\\UNRULY.DLL\r\n" : "",
            i + 1, i + 1);
    scene_write(INSTALLED_BOOK, text, 0644);
}

static void write_conf(void)
{
    static char text[LINES * 300 + 600];
    size_t used = (size_t)snprintf(text, sizeof(text), "devices = (\n");
    unsigned i;

    for (i = 0; i < LINES; i++)
        used += (size_t)snprintf(
            text + used, sizeof(text) - used,
            "  { port = \"COM%u\"; name = \"Modem %u\"; tty = \"%s\";\n"
            "    timeouts = { command = 5.0; connect = 20.0; dtr = 0.05;\n"
            "      escape = 0.05; carrier = 0; hangup = 0.1; link = 20.0;\n"
            "      network = 20.0; }; }%s\n",
            i + 1, i + 1, lines[i].tty, i + 1 < LINES ? "," : "");
    snprintf(text + used, sizeof(text) - used,
             ");\nlogging = { modem = false; };\n"
             "custom_dialers = ( { file = \"" INSTALLED_DIALER "\"; } );\n");
    scene_write(INSTALLED_CONF, text, 0644);
}

/* What was built may be below /tmp: the way there, as /tmp/NAME; "" = none. */
static void find_built(char *way, size_t size)
{
    const char *built = scene_build("");

    way[0] = '\0';
    if (strncmp(built, "/tmp/", 5) == 0)
        snprintf(way, size, "/tmp/%.*s", (int)strcspn(built + 5, "/"),
                 built + 5);
}

/*
 * The laboratory shows files that appear in the machine's own /tmp. One of our
 * own hides them.
 */
static bool make_own_tmp(void)
{
    char way[300], from[64];
    int fd;

    find_built(way, sizeof(way));
    fd = way[0] ? open(way, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
    snprintf(from, sizeof(from), "/proc/self/fd/%d", fd);
    if (mount("tmpfs", "/tmp", "tmpfs", 0, "mode=1777") < 0 ||
        (fd >= 0 && (mkdir(way, 0755) < 0 ||
                     mount(from, way, NULL, MS_BIND | MS_REC, NULL) < 0)))
        return false;
    if (fd >= 0)
        close(fd);
    return true;
}

/* --- who takes part */

/* The ways one after the other, beginning with number FIRST. */
static void write_call(char *call, size_t size, const char *const *from,
                       size_t n, size_t first)
{
    size_t used = (size_t)snprintf(call, size, "101="), i;
    const char *peer = scene_tool("ppppeer"), *p;

    for (i = 0; i < n; i++) {
        if (i > 0)
            used += (size_t)snprintf(call + used, size - used, "|");
        for (p = from[(first + i) % n]; *p && used + 1 < size; p++)
            if (p[0] == '%' && p[1] == 'P') {
                used += (size_t)snprintf(call + used, size - used, "%s", peer);
                p++;
            } else {
                call[used++] = *p;
            }
        call[used] = '\0';
    }
}

static void start_modem(struct line *l, unsigned i)
{
    char call[8192];
    const char *argv[] = {scene_tool("modem"),
                          "--dial-ms",
                          "10",
                          "--log",
                          "/dev/null",
                          "--call",
                          call,
                          l->tty,
                          NULL};

    if (is_controller(i))
        write_call(call, sizeof(call), controllers_ways,
                   COUNT(controllers_ways), i);
    else
        write_call(call, sizeof(call), ways, COUNT(ways), i * 3);
    l->modem = scene_spawn(argv, NULL);
}

static const char *const *arguments(const struct line *l, unsigned i)
{
    static const char *argv[32];
    const char *const pppd[] = {
        scene_pppd(), "plugin",
        "rasdial.so", "ras-entry",
        l->name,      "nodetach",
        "user",       "alice",
        "remotename", "server",
        "persist",    "maxfail",
        "0",          "holdoff",
        "0",          "lcp-restart",
        "1",          "lcp-max-terminate",
        "1",          "lcp-max-configure",
        "4",          "child-timeout",
        "1",          "connect-delay",
        "100",        i == DIALER_LINE ? "ras-user" : NULL,
        "number",     NULL};
    const char *const controller[] = {scene_build("tests/endurance_controller"),
                                      INSTALLED_BOOK,
                                      l->name,
                                      "alice",
                                      "s3cret",
                                      NULL};

    if (is_controller(i))
        memcpy(argv, controller, sizeof(controller));
    else
        memcpy(argv, pppd, sizeof(pppd));
    return argv;
}

/* A controller's stdin is there for as long as it shall dial. */
static int until_told;

static void start_dialling(struct line *l, unsigned i)
{
    const char *const *argv = arguments(l, i);
    int out[2];

    if (pipe2(out, O_CLOEXEC) < 0)
        return;
    l->said = out[0];
    l->dialling = fork();
    if (l->dialling == 0) {
        if (dup2(out[1], 1) < 0 || dup2(out[1], 2) < 0)
            _exit(99);
        execv(argv[0], (char *const *)(uintptr_t)argv);
        _exit(98);
    }
    close(out[1]);
}

static bool start_all(void)
{
    int in[2];
    unsigned i;

    for (i = 0; i < LINES; i++)
        start_modem(&lines[i], i);
    for (i = 0; i < LINES; i++) {
        double end = now() + 20;

        while (access(lines[i].tty, F_OK) < 0)
            if (now() > end || poll(NULL, 0, 20) < 0)
                return false;
    }
    if (pipe2(in, O_CLOEXEC) < 0 || dup2(in[0], 0) < 0)
        return false;
    close(in[0]);
    until_told = in[1];
    for (i = 0; i < LINES; i++) {
        start_dialling(&lines[i], i);
        growth_watch(lines[i].name, lines[i].dialling);
    }
    return true;
}

/* --- counting calls */

static void ended(struct line *l, unsigned long code)
{
    l->cycles++;
    codes[code < CODES ? code : 0]++;
}

static void read_line(struct line *l)
{
    const char *p;

    memcpy(l->last[l->n_last++ % LAST], l->text, sizeof(l->text));
    if ((p = strstr(l->text, "RAS error ")))
        ended(l, strtoul(p + 10, NULL, 10));
    else if (strstr(l->text, "RAS state Connected"))
        l->connects++;
    else if (strncmp(l->text, "dial ", 5) == 0) {
        ended(l, strtoul(l->text + 5, NULL, 10));
        l->connects += strcmp(l->text, "dial 0") == 0;
    }
}

static void show_last(const struct line *l)
{
    unsigned i;

    printf("# %s has ended after %u cycles:\n", l->name, l->cycles);
    for (i = 0; i < LAST; i++)
        printf("#   %s\n", l->last[(l->n_last + i) % LAST]);
    fflush(stdout);
}

static bool read_said(struct line *l)
{
    char bytes[4096];
    ssize_t n = read(l->said, bytes, sizeof(bytes)), i;

    for (i = 0; i < n; i++) {
        if (bytes[i] != '\n') {
            if (l->used + 1 < sizeof(l->text))
                l->text[l->used++] = bytes[i];
            continue;
        }
        l->text[l->used] = '\0';
        l->used = 0;
        read_line(l);
    }
    return n > 0;
}

static unsigned cycles(void)
{
    unsigned i, n = 0;

    for (i = 0; i < LINES; i++)
        n += lines[i].cycles;
    return n;
}

/* Reads what is said within MS; false: somebody has ended meanwhile. */
static bool listen_to_all(int ms)
{
    struct pollfd p[LINES];
    double end = now() + ms / 1e3;
    bool good = true;
    unsigned i;

    do {
        for (i = 0; i < LINES; i++)
            p[i] = (struct pollfd){lines[i].said, POLLIN, 0};
        if (poll(p, LINES, ms) <= 0)
            continue;
        for (i = 0; i < LINES; i++)
            if (p[i].revents && !read_said(&lines[i])) {
                show_last(&lines[i]);
                close(lines[i].said);
                lines[i].said = -1;
                good = false;
            }
    } while (now() < end);
    return good;
}

/* --- the run */

static unsigned interval(unsigned wanted)
{
    unsigned n = wanted / INTERVALS;

    return n > INTERVAL_LEAST ? n : INTERVAL_LEAST;
}

static bool run(unsigned wanted)
{
    unsigned next = interval(wanted), before = 0, n = 0;
    double last = now();
    bool good = true;

    for (; n < wanted && now() - last < SILENCE_S; before = n) {
        good = listen_to_all(SAMPLE_MS) && good;
        growth_sample();
        n = cycles();
        if (n > before)
            last = now();
        if (n < next && n < wanted)
            continue;
        growth_interval(n);
        fflush(stdout);
        next += interval(wanted);
    }
    if (n < wanted)
        printf("# nothing more after %u cycles\n", n);
    return n >= wanted && good;
}

static bool all_took_part(unsigned n)
{
    bool good = true;
    unsigned i;

    for (i = 0; i < LINES; i++) {
        printf("# %s: %u cycles, %u connections\n", lines[i].name,
               lines[i].cycles, lines[i].connects);
        if (lines[i].cycles < n / LINES / 10 || lines[i].cycles == 0)
            good = false;
    }
    printf("# how they ended:");
    for (i = 0; i < CODES; i++)
        if (codes[i])
            printf(" %u: %u", i, codes[i]);
    printf("\n");
    return good;
}

/* By itself: with which status depends on where the last call was. */
static bool end_all(void)
{
    bool good = true;
    unsigned i;

    close(until_told);
    for (i = 0; i < LINES; i++)
        if (!is_controller(i))
            kill(lines[i].dialling, SIGTERM);
    for (i = 0; i < LINES; i++) {
        double end = now() + 60;
        int status;

        while (lines[i].said >= 0 && read_said(&lines[i]) && now() < end)
            ;
        status = scene_wait(lines[i].dialling, 30);
        if (status < 0 || status > (is_controller(i) ? 0 : 127)) {
            printf("# %s: status %d\n", lines[i].name, status);
            good = false;
        }
    }
    return scene_wait_clean(10) && good;
}

static void end_modems(void)
{
    unsigned i;

    for (i = 0; i < LINES; i++)
        kill(lines[i].modem, SIGTERM);
    for (i = 0; i < LINES; i++)
        scene_wait(lines[i].modem, 10);
}

/* What a detached process does last may take a moment. */
static bool nothing_left(unsigned processes, unsigned files)
{
    double end = now() + 10;

    while (growth_processes() > processes && now() < end)
        poll(NULL, 0, 50);
    printf("# %u processes before, %u after; %u files before, %u after\n",
           processes, growth_processes(), files, growth_files());
    return growth_processes() <= processes && !scene_left_behind();
}

static bool play(unsigned wanted)
{
    unsigned processes, files, i;
    bool good;

    for (i = 0; i < LINES; i++) {
        snprintf(lines[i].name, sizeof(lines[i].name), "%s%u",
                 is_controller(i)   ? "Controller"
                 : i == DIALER_LINE ? "Dialer"
                                    : "Line",
                 i + 1);
        snprintf(lines[i].tty, sizeof(lines[i].tty), "/dev/modem%u", i + 1);
    }
    if (!make_own_tmp() || !installed_make("lcp-max-configure 4\n"))
        return false;
    write_book();
    write_conf();
    processes = growth_processes();
    files = growth_files();
    if (!start_all())
        return false;
    good = run(wanted);
    good = end_all() && good;
    good = all_took_part(cycles()) && good;
    good = growth_none() && good;
    end_modems();
    return nothing_left(processes, files) && good;
}

int main(int argc, char **argv)
{
    unsigned wanted = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 200;
    double begun = now();
    bool good;

    if (wanted < LEAST)
        wanted = LEAST;
    /* A new arena for another thread is no growth: mallopt(3). */
    if (setenv("MALLOC_ARENA_MAX", "1", 1) < 0)
        return EXIT_FAILURE;
    good = play(wanted);
    printf("# %u cycles in %.0f s\n", cycles(), now() - begun);
    printf("endurance: %d passed, %d failed\n", good, !good);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
