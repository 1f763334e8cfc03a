#include "tests/security/judge.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "conf/text.h"
#include "tests/link/scene.h"
#include "tests/security/attacks.h"
#include "tests/unit/harness.h"

enum { BOBS = 4712, NOBODYS = 65534, SETTLE_S = 5 };

#define HOME    "/usr/lib/ppp-rasdial"
#define DIALERS HOME "/dialers"

static pid_t modem, bystanders[2];

/* --- the machine */

static void shell(const char *command)
{
    const char *argv[] = {"/bin/sh", "-c", command, NULL};

    EXPECT_NUMBER(scene_wait(scene_spawn(argv, NULL), 20), 0);
}

static void install(void)
{
    char command[2400];

    snprintf(command, sizeof(command),
             "set -e; umask 022; d=$(echo /usr/lib/pppd/*.*.*); "
             "cp %s $d/rasdial.so; mkdir -p /etc/ppp/ras " DIALERS " " A_HIS
             "; "
             "chmod 755 " HOME " " DIALERS "; cp %s " DIALERS "; "
             "cp %s %s " HOME "; chmod -R go-w " HOME "; "
             "cp %s %s /usr/bin; mkdir -p -m 700 /root; "
             "for i in evil.so librasapi.so.0 libcrypto.so.3; do "
             "cp %s " A_HIS "/$i; done; chown -R 4712:4712 " A_HIS "; "
             "echo bob:x:4712:4712::" A_HIS ":/bin/sh >>/etc/passwd; "
             "rm -rf /var/lib/ppp-rasdial /run/ppp-rasdial",
             scene_build("rasdial.so"), scene_build("tests/dialers/unruly.so"),
             scene_build("ras-custom-dial"), scene_build("librasapi.so.0"),
             scene_build("rasdial"), scene_build("tests/attacker"),
             scene_build("tests/dialers/evil.so"));
    shell(command);
}

#define ENTRY(name, digits, keys)                                              \
    "[" name "]\r\nPBVersion=8\r\nType=1\r\nRedialAttempts=0\r\n"              \
    "IpPrioritizeRemote=0\r\n" keys "\r\n\r\n"                                 \
    "MEDIA=serial\r\nPort=COM1\r\nDevice=Laboratory modem\r\n\r\n"             \
    "DEVICE=modem\r\nPhoneNumber=555" digits "\r\n\r\n"

static const char roots_book[] = ENTRY("Lab", "102", "AuthRestrictions=632")
    ENTRY("Link", "101", "AuthRestrictions=8") ENTRY("Night", "102",
                                                     "AuthRestrictions=8")
        ENTRY("Deaf", "108", "AuthRestrictions=632")
            ENTRY("Locked", "102", "AuthRestrictions=8")
                ENTRY("Dialer", "102", "CustomRasDialDll=C:\\Acme\\UNRULY.DLL");

static void write_peer(const char *name, const char *lines)
{
    char path[64], text[300];

    snprintf(path, sizeof(path), "/etc/ppp/peers/%s", name);
    snprintf(text, sizeof(text), "plugin rasdial.so\n%s", lines);
    scene_write(path, text, 0644);
}

/* Night is open for the hour that begins twelve hours from now, UTC. */
static void write_conf(void)
{
    char text[2000];
    struct tm t;
    time_t then = time(NULL) + 12 * 3600;

    gmtime_r(&then, &t);
    snprintf(text, sizeof(text),
             "devices = ( { name = \"Laboratory modem\"; port = \"COM1\";\n"
             "  tty = \"" A_TTY "\";\n"
             "  timeouts = { command = 1.0; connect = 4.0; escape = 0.1;"
             " hangup = 0.5; link = 8.0; network = 6.0; }; } );\n"
             "custom_dialers = ( { file = \"" DIALERS "/unruly.so\"; } );\n"
             "dialer_helper = { timeout = 20; };\n"
             "policy = { entries = (\n"
             "  { name = \"Night\";"
             " redial = { hours = [ \"daily %02d:00-%02d:00\" ]; }; },\n"
             "  { name = \"Locked\"; redial = { lockout = 2; }; } ); };\n",
             t.tm_hour, (t.tm_hour + 1) % 24);
    scene_write("/etc/ppp/ras/ras.conf", text, 0644);
}

static void write_roots_files(void)
{
    scene_write("/etc/ppp/ras/rasphone.pbk", roots_book, 0644);
    scene_write("/etc/ppp/ras/credentials",
                "/etc/ppp/ras/rasphone.pbk\tLink\t=alice\t=" A_SAVED "\t\t\n",
                0600);
    write_conf();
    write_peer("rasdial", "");
    write_peer("office", "ras-entry Lab\n");
    write_peer("link", "ras-entry Link\nremotename server\n");
    write_peer("night", "ras-entry Night\n");
    write_peer("deaf", "ras-entry Deaf\nras-user alice\n");
    write_peer("locked", "ras-entry Locked\n");
    write_peer("dialer", "ras-entry Dialer\nras-user 676\n");
    scene_write("/etc/ppp/chap-secrets",
                "alice * " A_PEER "\nserver * " A_PEER " *\n", 0600);
    scene_write("/etc/ppp/pap-secrets",
                "alice * " A_PEER "\nserver * " A_PEER " *\n", 0600);
    scene_write("/root/secret", "[Lab]\nMEDIA=serial\n" A_TRUTH " = 1\n", 0600);
}

static pid_t stand_by(uid_t user)
{
    pid_t pid = fork();

    if (pid == 0) {
        if (setgid(user) < 0 || setuid(user) < 0)
            _exit(1);
        for (;;)
            pause();
    }
    return pid;
}

void judge_set_up(void)
{
    static const struct scene s = {
        .answer = "pap",
        .modem = {"--dial-ms", "10"},
    };

    scene_set_up();
    install();
    write_roots_files();
    modem = scene_start_modem(&s);
    bystanders[0] = stand_by(0);
    bystanders[1] = stand_by(NOBODYS);
}

void judge_end(void)
{
    kill(modem, SIGTERM);
    kill(bystanders[0], SIGKILL);
    kill(bystanders[1], SIGKILL);
}

/* --- the picture */

/* What may come and go in them is listed with the row that makes it. */
static const char *const kept[] = {
    "/etc/passwd",
    "/etc/shadow",
    "/etc/resolv.conf",
    "/etc/ppp",
    "/etc/ppp/peers",
    "/etc/ppp/ip-up.d",
    "/etc/ppp/ip-down.d",
    "/etc/ppp/ras",
    "/etc/ppp/ras/credentials",
    "/etc/ppp/ras/ras.conf",
    "/etc/ppp/ras/rasphone.pbk",
    "/etc/ppp/chap-secrets",
    "/etc/ppp/pap-secrets",
    "/etc/ppp/options",
    "/root",
    "/root/secret",
    "/usr/lib/ppp-rasdial",
    "/usr/lib/ppp-rasdial/dialers",
    "/usr/lib/ppp-rasdial/ras-custom-dial",
    "/usr/sbin/pppd",
};
#define KEPT (sizeof(kept) / sizeof(kept[0]))

static struct stat picture[KEPT];

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_ino == b->st_ino && a->st_mode == b->st_mode &&
           a->st_uid == b->st_uid && a->st_gid == b->st_gid &&
           a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* Directories count as well: a new file changes their time. */
static bool roots_files_are_as_before(void)
{
    bool good = true;
    struct stat st;
    size_t i;

    for (i = 0; i < KEPT; i++) {
        memset(&st, 0, sizeof(st));
        (void)stat(kept[i], &st);
        if (is_same(&picture[i], &st))
            continue;
        printf("# %s has changed\n", kept[i]);
        good = false;
    }
    return good;
}

static void give_bob_his_files(void)
{
    static const char conf[] =
        "devices = ( { name = \"Laboratory modem\"; port = \"COM1\";"
        " tty = \"" A_TTY "\"; } );\n";

    scene_write(A_HIS "/book.pbk", ENTRY("Lab", "102", "AuthRestrictions=632"),
                0644);
    scene_write(A_HIS "/ras.conf", conf, 0644);
    scene_write(A_EVIL, "", 0666);
    scene_write(SCENE_LOG, "", 0666);
    if (chown(A_HIS "/book.pbk", BOBS, BOBS) < 0 ||
        chown(A_HIS "/ras.conf", BOBS, BOBS) < 0)
        perror(A_HIS);
}

void judge_begin(void)
{
    size_t i;

    give_bob_his_files();
    for (i = 0; i < KEPT; i++) {
        memset(&picture[i], 0, sizeof(picture[i]));
        (void)stat(kept[i], &picture[i]);
    }
}

/* --- the look */

static bool complain(const char *what, const char *which)
{
    printf("# %s%s\n", what, which);
    return false;
}

/* All that lies in DIRECTORY belongs to OWNER; nothing is set-user-id. */
static bool belongs(const char *directory, uid_t owner)
{
    DIR *d = opendir(directory);
    const struct dirent *e;
    struct stat st;
    bool good = true;

    while (d && (e = readdir(d))) {
        if (e->d_name[0] == '.' ||
            fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
            continue;
        if (st.st_mode & (S_ISUID | S_ISGID))
            good = complain("set-user-id: ", e->d_name);
        if (st.st_uid != owner && !strstr(e->d_name, ".lock"))
            good = complain("belongs to the wrong one: ", e->d_name);
    }
    if (d)
        closedir(d);
    return good;
}

static bool only_bob_was_bobs(void)
{
    char text[8192], *line, *rest = text;
    bool good = true;

    scene_read(A_EVIL, text, sizeof(text));
    while ((line = strsep(&rest, "\n")))
        if (line[0] && !strstr(line, " as 4712 4712"))
            good = complain("bob's code was ", line);
    return good;
}

static bool says_no_secret(const char *log)
{
    static const char *const secrets[] = {A_TRUTH, A_SAVED, A_PEER, "root:$",
                                          "root:*:"};
    size_t i;

    for (i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
        if (strstr(log, secrets[i]))
            return complain("it was told: ", secrets[i]);
    return true;
}

/*
 * pppd 2.5.2 frees the name of an options file once it is read, and later tells
 * from where an option came: bytes that nobody has said. 2.5.3 does not. They
 * stand between SIGN and END, and become blanks.
 */
static void blank(char *log, const char *sign, const char *end)
{
    char *p = log;

    while ((p = strstr(p, sign))) {
        p += strlen(sign);
        while (*p && strncmp(p, end, strlen(end)) != 0)
            *p++ = ' ';
    }
}

static void forget_freed_names(char *log)
{
    if (access("/usr/lib/pppd/2.5.2", F_OK) < 0)
        return;
    blank(log, "option set in ", " cannot be overridden");
    blank(log, "# (from ", "\n");
}

/* What a terminal or a reader of logs would take for something else. */
static bool is_printable(const char *log)
{
    static const char *const turns[] = {"\xe2\x80\xae", "\xe2\x80\xad",
                                        "\xe2\x81\xa6", "\xe2\x80\x8f"};
    const char *p;
    size_t i;

    for (p = log; *p; p++)
        if (((unsigned char)*p < ' ' && !strchr("\n\t", *p)) || *p == 0x7f)
            return complain("control characters in the log", "");
    for (i = 0; i < sizeof(turns) / sizeof(turns[0]); i++)
        if (strstr(log, turns[i]))
            return complain("a text that turns around in the log", "");
    return true;
}

static bool crashed(int status, const char *log)
{
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGABRT,
                                  SIGILL,  SIGFPE, SIGXFSZ};
    size_t i;

    for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        if (status == 128 + numbers[i])
            return true;
    return strstr(log, "Fatal signal") != NULL;
}

static bool ended_by_others(void)
{
    return kill(bystanders[0], 0) < 0 || kill(bystanders[1], 0) < 0;
}

bool judge_holds(int status, bool killed, char *log)
{
    bool good = true;

    if (status < 0)
        good = complain("it did not end", "");
    if (!killed && crashed(status, log))
        good = complain("it has crashed", "");
    if (ended_by_others())
        good = complain("a bystander was killed", "");
    if (!scene_wait_clean(SETTLE_S))
        good = complain("a lock or a record is left", "");
    good = roots_files_are_as_before() && good;
    good = only_bob_was_bobs() && good;
    good = says_no_secret(log) && good;
    forget_freed_names(log);
    good = is_printable(log) && good;
    good = belongs(A_HIS, BOBS) && good;
    good = belongs("/run/ppp-rasdial", 0) && good;
    return belongs("/var/lib/ppp-rasdial", 0) && good;
}
