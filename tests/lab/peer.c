/*
 * peer - the answering end of a call: a stock pppd with a profile's options on
 * stdin and stdout, in surroundings of its own: network namespace, /etc/ppp
 * with the secrets, and /run, where pppd keeps its data base of links. So the
 * dialling end's configuration is not touched, and the ends cannot meet.
 *
 * One exec instead of a script of mounts: see tests/lab/uml-init.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT(a)    (sizeof(a) / sizeof *(a))
#define MAX_OPTIONS 128

static const char secrets[] = "\"alice\" * \"s3cret\" *\n"
                              "\"dom\\\\alice\" * \"s3cret\" *\n";

static const char *const common[] = {
    "notty",    "local",
    "nodetach", "nodefaultroute",
    "name",     "server",
    "debug",    "child-timeout",
    "1",        "lcp-max-terminate",
    "1",        "lcp-restart",
    "1",        "noproxyarp",
};

static const char *const addresses[] = {"10.9.0.1:10.9.0.2", "ms-dns",
                                        "10.9.0.53"};

static const struct profile {
    const char *name;
    int addressed; /* whether the peer knows addresses and a name server */
    const char *options[8];
    const char *help;
} profiles[] = {
    {"none", 1, {"noauth"}, "no authentication"},
    {"pap", 1, {"require-pap"}, "PAP"},
    {"chap", 1, {"require-chap"}, "CHAP with MD5"},
    {"mschap", 1, {"require-mschap"}, "MS-CHAP"},
    {"mschap2", 1, {"require-mschap-v2"}, "MS-CHAPv2"},
    {"mschap2-mppe",
     1,
     {"require-mschap-v2", "require-mppe-128", "nodeflate", "nobsdcomp"},
     "MS-CHAPv2, MPPE with 128 bits required"},
    {"mschap2-nomppe",
     1,
     {"require-mschap-v2", "nomppe", "noccp"},
     "MS-CHAPv2, no encryption and no CCP"},
    {"eap", 1, {"require-eap"}, "insists on EAP"},
    {"multilink",
     1,
     {"require-chap", "multilink"},
     "CHAP, several links in a bundle (share --run and --netns)"},
    {"no-ipcp",
     1,
     {"noauth", "noip"},
     "IPCP is protocol-rejected, IPV6CP opens"},
    {"no-ncp",
     1,
     {"noauth", "noip", "noipv6"},
     "no network protocol: ends LCP itself"},
    {"no-address", 0, {"noauth"}, "knows no addresses"},
    {"no-dns", 0, {"noauth", "10.9.0.1:10.9.0.2"}, "knows no name server"},
    {"idle", 1, {"noauth", "idle", "2"}, "ends after two idle seconds"},
    {"maxconnect", 1, {"noauth", "maxconnect", "2"}, "ends after two seconds"},
};

struct peer {
    const char *pppd, *log, *netns, *run;
    int login; /* ask for name and password before PPP */
    const struct profile *profile;
    const char *argv[MAX_OPTIONS + 1];
    size_t argc;
};

static int complain(const char *what)
{
    fprintf(stderr, "peer: %s: %s\n", what, strerror(errno));
    return -1;
}

static int write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    size_t n = strlen(text);
    int failed = fd < 0 || write(fd, text, n) != (ssize_t)n;

    if (fd >= 0)
        close(fd);
    return failed ? complain(path) : 0;
}

static int raise_loopback(void)
{
    struct ifreq q = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int failed = fd < 0 || ioctl(fd, SIOCSIFFLAGS, &q) < 0;

    if (fd >= 0)
        close(fd);
    return failed ? complain("lo") : 0;
}

/* The named namespace when there is one, otherwise a new one. */
static int enter_network(const char *name)
{
    char path[PATH_MAX];
    int fd, failed;

    snprintf(path, sizeof path, "/run/netns/%s", name);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno != ENOENT)
        return complain(path);
    failed = (fd < 0 ? unshare(CLONE_NEWNET) : setns(fd, CLONE_NEWNET)) < 0;
    if (fd >= 0)
        close(fd);
    return failed ? complain("network namespace") : raise_loopback();
}

static int mount_or_complain(const char *from, const char *to, const char *type,
                             unsigned long flags)
{
    return mount(from, to, type, flags, NULL) < 0 ? complain(to) : 0;
}

static int make_surroundings(const struct peer *p)
{
    mkdir("/etc/ppp", 0755);
    if (unshare(CLONE_NEWNS) < 0)
        return complain("mount namespace");
    if (mount_or_complain(NULL, "/", NULL, MS_REC | MS_PRIVATE) < 0 ||
        mount_or_complain("tmpfs", "/etc/ppp", "tmpfs", 0) < 0)
        return -1;
    if (p->run ? mount_or_complain(p->run, "/run", NULL, MS_BIND) < 0
               : mount_or_complain("tmpfs", "/run", "tmpfs", 0) < 0)
        return -1;
    /* pppd 2.5 keeps its files one directory deeper than 2.4. */
    mkdir("/run/pppd", 0755);
    mkdir("/run/lock", 0755);
    return write_file("/etc/ppp/options", "") < 0 ||
                   write_file("/etc/ppp/pap-secrets", secrets) < 0 ||
                   write_file("/etc/ppp/chap-secrets", secrets) < 0
               ? -1
               : 0;
}

static void add(struct peer *p, const char *const *words, size_t n)
{
    size_t i;

    for (i = 0; i < n && words[i] && p->argc < MAX_OPTIONS; i++)
        p->argv[p->argc++] = words[i];
}

/* exec's prototype lacks a const for historical reasons only. */
static int exec_words(const char *file, const char *const *words)
{
    union {
        const char *const *words;
        char *const *argv;
    } u = {.words = words};

    execvp(file, u.argv);
    return complain(file);
}

static int exec_pppd(struct peer *p, char **extra, size_t extras)
{
    const char *const log[] = {"logfile", p->log};

    add(p, &p->pppd, 1);
    add(p, common, COUNT(common));
    add(p, log, COUNT(log));
    add(p, p->profile->options, COUNT(p->profile->options));
    if (p->profile->addressed)
        add(p, addresses, COUNT(addresses));
    add(p, (const char *const *)extra, extras);
    if (enter_network(p->netns) < 0 || make_surroundings(p) < 0)
        return -1;
    return exec_words(p->pppd, p->argv);
}

/* --- what a terminal server asks before it starts PPP */

static void print(const char *text)
{
    size_t n = strlen(text);

    if (write(STDOUT_FILENO, text, n) != (ssize_t)n)
        exit(1);
}

/* A line up to the carriage return; a byte at a time: the rest is PPP's. */
static void ask(const char *prompt, char *line, size_t size)
{
    size_t n = 0;
    char c;

    print(prompt);
    while (read(STDIN_FILENO, &c, 1) == 1 && c != '\r')
        if (c != '\n' && n + 1 < size)
            line[n++] = c;
    line[n] = '\0';
}

static void log_in(void)
{
    char user[64], password[64];
    int tries;

    for (tries = 0; tries < 3; tries++) {
        ask("\r\nTerminal server 10.9.0.1\r\nlogin: ", user, sizeof user);
        ask("\r\nPassword: ", password, sizeof password);
        if (!strcmp(user, "alice") && !strcmp(password, "s3cret")) {
            print("\r\nYour address is 10.9.0.77.\r\nPPP starts\r\n");
            return;
        }
        print("\r\nLogin incorrect\r\n");
    }
    exit(1);
}

/* A name that is no profile may be a scenario of the ppppeer beside us. */
static int exec_ppppeer(struct peer *p, char **words, size_t n)
{
    char path[PATH_MAX];
    const char *file = path;
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 16);

    if (length < 0)
        return complain("/proc/self/exe");
    path[length] = '\0';
    *strrchr(path, '/') = '\0';
    memcpy(path + strlen(path), "/ppppeer", sizeof "/ppppeer");
    add(p, &file, 1);
    add(p, (const char *const *)words, n);
    return exec_words(path, p->argv);
}

static void help(void)
{
    size_t i, j;

    printf("Usage: peer [OPTION]... PROFILE [PPPD-OPTION]...\n"
           "       peer SCENARIO [PPPPEER-OPTION]...\n"
           "An answering pppd on stdin and stdout, or a scenario of ppppeer "
           "(see its --help).\n\n"
           "  --pppd FILE   another pppd\n"
           "  --log FILE    pppd's log (/tmp/peer.log)\n"
           "  --netns NAME  network namespace, a new one if it does not exist "
           "(srv)\n"
           "  --run DIR     this directory as /run, to share it\n"
           "  --login       asks for user and password before PPP\n\n"
           "User alice or dom\\alice, password s3cret, server's name server;\n"
           "10.9.0.1 here, 10.9.0.2 there, DNS 10.9.0.53. Profiles:\n");
    for (i = 0; i < COUNT(profiles); i++) {
        printf("  %-15s %s:", profiles[i].name, profiles[i].help);
        for (j = 0; profiles[i].options[j]; j++)
            printf(" %s", profiles[i].options[j]);
        printf("\n");
    }
}

static const struct profile *find_profile(const char *name)
{
    size_t i;

    for (i = 0; i < COUNT(profiles); i++)
        if (!strcmp(profiles[i].name, name))
            return &profiles[i];
    return NULL;
}

/* 0: go on; 1: help was given; -1: wrong usage. */
static int parse(struct peer *p, int argc, char **argv)
{
    static const struct option options[] = {{"pppd", 1, NULL, 'p'},
                                            {"log", 1, NULL, 'l'},
                                            {"netns", 1, NULL, 'n'},
                                            {"run", 1, NULL, 'r'},
                                            {"login", 0, NULL, 'L'},
                                            {"help", 0, NULL, 'h'},
                                            {0}};
    int option;

    /* '+': what follows the profile is pppd's. */
    while ((option = getopt_long(argc, argv, "+", options, NULL)) != -1) {
        if (option == 'p')
            p->pppd = optarg;
        else if (option == 'l')
            p->log = optarg;
        else if (option == 'n')
            p->netns = optarg;
        else if (option == 'r')
            p->run = optarg;
        else if (option == 'L')
            p->login = 1;
        else if (option == 'h')
            return help(), 1;
        else
            return -1;
    }
    if (optind < argc)
        return 0;
    fprintf(stderr, "peer: which profile? (see --help)\n");
    return -1;
}

int main(int argc, char **argv)
{
    struct peer p = {.pppd = "pppd", .log = "/tmp/peer.log", .netns = "srv"};
    int result = parse(&p, argc, argv);

    if (result)
        return result < 0 ? 2 : 0;
    if (p.login)
        log_in();
    p.profile = find_profile(argv[optind]);
    if (p.profile)
        exec_pppd(&p, argv + optind + 1, (size_t)(argc - optind - 1));
    else
        exec_ppppeer(&p, argv + optind, (size_t)(argc - optind));
    /* As a shell: the program could not be started. */
    return 126;
}
