#include "tests/bench/contender.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/bench/stats.h"

#define DIRECTORY "/tmp/bench"
#define BOOK      DIRECTORY "/rasphone.pbk"
#define CONF      DIRECTORY "/ras.conf"
#define SCRIPT    DIRECTORY "/chat"

enum { WORDS_MAX = 32 };

/*
 * The commands of ras.conf's defaults and the number, in all three. An entry
 * that says nothing about the speaker has it off.
 */
static const char script[] = "ABORT BUSY ABORT 'NO CARRIER' ABORT ERROR\n"
                             "'' ATZ OK ATE0V1Q0 OK ATX4&C1&D2 OK ATM0\n"
                             "OK ATDT5550101 CONNECT \\c\n";

static const char wvdial[] =
    "[Dialer Defaults]\nModem = %s\nBaud = 115200\n"
    "Init1 = ATZ\nInit2 = ATE0V1Q0\nInit3 = ATX4&C1&D2\nInit4 = ATM0\n"
    "Dial Command = ATDT\nPhone = 5550101\n"
    "Username = alice\nPassword = s3cret\nNew PPPD = yes\n"
    /* Whatever of its own would take time is off. */
    "Stupid Mode = yes\nCarrier Check = no\nAuto Reconnect = no\n"
    "Auto DNS = no\nCheck DNS = no\nCheck Def Route = no\n";

static const char book_entry[] =
    "[Line %u]\r\nEncoding=1\r\nPBVersion=8\r\nType=1\r\n"
    "AuthRestrictions=632\r\nIpPrioritizeRemote=0\r\n"
    "Ipv6PrioritizeRemote=0\r\n\r\n"
    "MEDIA=serial\r\nPort=COM%u\r\nDevice=Bench modem %u\r\n\r\n"
    "DEVICE=modem\r\nPhoneNumber=5550101\r\nHwFlowControl=1\r\n\r\n";

static const char conf_device[] =
    "%s { port = \"COM%u\"; name = \"Bench modem %u\"; tty = \"%s\"; }\n";

static const char *const names[CONTENDERS] = {
    [CONTENDER_RASDIAL] = "rasdial.so",
    [CONTENDER_CHAT] = "pppd + chat",
    [CONTENDER_WVDIAL] = "wvdial",
    [CONTENDER_LOCAL] = "pppd + chat, local",
};

const char *contender_name(enum contender who)
{
    return names[who];
}

const char *contender_tty(unsigned line)
{
    static char name[32];

    snprintf(name, sizeof(name), "/dev/bench%u", line);
    return name;
}

const char *contender_build(const char *name)
{
    static char paths[4][512];
    static unsigned next;
    const char *directory = getenv("LAB_BUILD");
    char *path = paths[next++ % 4];

    snprintf(path, sizeof(paths[0]), "%s/%s", directory ? directory : "build",
             name);
    return path;
}

/* --- files */

static FILE *create(const char *name)
{
    FILE *f = fopen(name, "we");

    if (!f)
        give_up(name);
    return f;
}

static void finish(FILE *f, const char *name)
{
    if (fclose(f) != 0)
        give_up(name);
}

static void write_text(const char *name, const char *text)
{
    FILE *f = create(name);

    fputs(text, f);
    finish(f, name);
}

static void write_book(unsigned lines)
{
    FILE *f = create(BOOK);
    unsigned i;

    for (i = 1; i <= lines; i++)
        fprintf(f, book_entry, i, i, i);
    finish(f, BOOK);
}

static void write_conf(unsigned lines)
{
    FILE *f = create(CONF);
    unsigned i;

    fputs("devices = (\n", f);
    for (i = 1; i <= lines; i++)
        fprintf(f, conf_device, i > 1 ? "," : "", i, i, contender_tty(i));
    fputs(");\n", f);
    finish(f, CONF);
}

/* The last of Debian's scripts says that they have run. */
static void write_hook(void)
{
    const char *name = "/etc/ppp/ip-up.d/zz-bench";

    write_text(name, "#!/bin/sh\n: >\"" DIRECTORY "/up $PPP_IPPARAM\"\n");
    if (chmod(name, 0755) < 0)
        give_up(name);
}

static void write_wvdial(void)
{
    const char *name = DIRECTORY "/wvdial.conf";
    FILE *f = create(name);

    fprintf(f, wvdial, contender_tty(1));
    finish(f, name);
    /* What Debian's peer for it says, and no more. */
    write_text("/etc/ppp/peers/wvdial", "noauth\nname wvdial\nusepeerdns\n"
                                        "noipdefault\nnodefaultroute\n");
}

void contender_configure(unsigned lines)
{
    if (mkdir(DIRECTORY, 0755) < 0 && errno != EEXIST)
        give_up(DIRECTORY);
    umask(077);
    write_text("/etc/ppp/chap-secrets", "alice * s3cret *\n");
    umask(022);
    write_text(SCRIPT, script);
    write_book(lines);
    write_conf(lines);
    write_wvdial();
    write_hook();
}

/* --- command lines */

struct words {
    const char *word[WORDS_MAX];
    size_t n;
};

static void add(struct words *w, const char *const *more)
{
    for (; *more && w->n + 1 < WORDS_MAX; more++)
        w->word[w->n++] = *more;
    w->word[w->n] = NULL;
}

static void add_rasdial(struct words *w, unsigned line)
{
    static char plugin[512], entry[32];
    const char *const more[] = {"pppd", "plugin",        plugin,  "ras-entry",
                                entry,  "ras-phonebook", BOOK,    "ras-config",
                                CONF,   "user",          "alice", NULL};

    snprintf(plugin, sizeof(plugin), "%s", contender_build("rasdial.so"));
    snprintf(entry, sizeof(entry), "Line %u", line);
    add(w, more);
}

/* The options that the plugin makes of the entry: `rasphone explain'. */
static void add_chat(struct words *w, unsigned line)
{
    static char entry[32];
    const char *const more[] = {"pppd",
                                contender_tty(line),
                                "115200",
                                "connect",
                                "/usr/sbin/chat -f " SCRIPT,
                                "user",
                                "alice",
                                "ipparam",
                                entry,
                                "crtscts",
                                "refuse-eap",
                                "noauth",
                                "noipdefault",
                                "ipcp-accept-local",
                                "ipcp-accept-remote",
                                "usepeerdns",
                                "nodefaultroute",
                                "maxfail",
                                "4",
                                "holdoff",
                                "60",
                                "persist",
                                NULL};

    snprintf(entry, sizeof(entry), "Line %u", line);
    add(w, more);
}

static void add_local(struct words *w, unsigned line)
{
    const char *const more[] = {"local", NULL};

    add_chat(w, line);
    add(w, more);
}

static void add_wvdial(struct words *w, unsigned line)
{
    const char *const more[] = {"wvdial", "-C", DIRECTORY "/wvdial.conf", NULL};

    (void)line;
    add(w, more);
}

static void (*const adders[CONTENDERS])(struct words *, unsigned) = {
    [CONTENDER_RASDIAL] = add_rasdial,
    [CONTENDER_CHAT] = add_chat,
    [CONTENDER_WVDIAL] = add_wvdial,
    [CONTENDER_LOCAL] = add_local,
};

/* --- processes */

/*
 * wvdial puts the stacks of its tasks below its own; in User Mode Linux they
 * meet its libraries, and it aborts, unless these are placed from below.
 */
static void make_room(void)
{
    const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};

    (void)setrlimit(RLIMIT_STACK, &all);
}

static void exec_words(const struct words *w)
{
    int in = open("/dev/null", O_RDONLY);
    int out = open(DIRECTORY "/output", O_WRONLY | O_CREAT | O_APPEND, 0644);

    dup2(in, 0);
    dup2(out, 1);
    dup2(out, 2);
    closefrom(3);
    execvp(w->word[0], (char *const *)(uintptr_t)w->word);
    _exit(127);
}

pid_t contender_start(enum contender who, unsigned line)
{
    const char *const foreground[] = {"nodetach", NULL};
    struct words w = {{NULL}, 0};
    char up[64];
    pid_t pid;

    snprintf(up, sizeof(up), DIRECTORY "/up Line %u", line);
    (void)unlink(up);
    adders[who](&w, line);
    if (who != CONTENDER_WVDIAL)
        add(&w, foreground);
    pid = fork();
    if (pid < 0)
        give_up("fork");
    if (pid > 0)
        return pid;
    if (who == CONTENDER_WVDIAL)
        make_room();
    exec_words(&w);
    return -1;
}

pid_t contender_modem(unsigned line, const char *program, const char *log)
{
    const char *modem = contender_build("lab/modem");
    pid_t pid = fork();

    if (pid < 0)
        give_up("fork");
    if (pid == 0) {
        execl(modem, "modem", "--log", log ? log : "/dev/null", "--answer",
              program, contender_tty(line), NULL);
        _exit(127);
    }
    while (access(contender_tty(line), F_OK) < 0)
        poll(NULL, 0, 10);
    return pid;
}

static pid_t parent_of(const char *pid)
{
    char name[300], line[512], *end;
    size_t n = 0;
    FILE *f;

    snprintf(name, sizeof(name), "/proc/%s/stat", pid);
    f = fopen(name, "re");
    if (f) {
        n = fread(line, 1, sizeof(line) - 1, f);
        fclose(f);
    }
    line[n] = '\0';
    end = strrchr(line, ')'); /* ") S PPID" */
    return end && strlen(end) > 4 ? (pid_t)strtol(end + 4, NULL, 10) : 0;
}

/* The first of them go to CHILDREN, which has room for N. */
static size_t find_children(pid_t pid, pid_t *children, size_t n)
{
    DIR *d = opendir("/proc");
    const struct dirent *e;
    size_t found = 0;

    while (d && (e = readdir(d)) && found < n)
        if (e->d_name[0] >= '1' && e->d_name[0] <= '9' &&
            parent_of(e->d_name) == pid)
            children[found++] = (pid_t)strtol(e->d_name, NULL, 10);
    if (d)
        closedir(d);
    return found;
}

unsigned contender_children(pid_t pid)
{
    pid_t children[16];

    return (unsigned)find_children(pid, children, 16);
}

static bool wait_until(bool there, const char *name, double deadline)
{
    while ((access(name, F_OK) == 0) != there) {
        if (stats_now_ms() >= deadline)
            return false;
        poll(NULL, 0, 50);
    }
    return true;
}

/* Who looks for them often takes the time that he wants to measure. */
bool contender_settled(pid_t pid, unsigned line, double deadline)
{
    pid_t children[16];
    char name[64];
    size_t n, i;
    bool done;

    snprintf(name, sizeof(name), DIRECTORY "/up Line %u", line);
    done = wait_until(true, name, deadline);
    n = find_children(pid, children, 16);
    for (i = 0; i < n && done; i++) {
        snprintf(name, sizeof(name), "/proc/%d", (int)children[i]);
        done = wait_until(false, name, deadline);
    }
    return done;
}

void contender_stop(enum contender who, pid_t pid)
{
    kill(pid, who == CONTENDER_WVDIAL ? SIGINT : SIGTERM);
}
