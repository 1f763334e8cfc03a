/*
 * attack_acts.c - bob is in group dip, so he may call pppd, and has a
 * phonebook, a ras.conf and a dialer of his own. Whatever he tries, that dialer
 * says who it runs as, and it is never anybody but bob.
 */
#include "tests/link/attack_acts.h"

#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/link/scene.h"

#define HOME    "/usr/lib/ppp-rasdial"
#define DIALERS HOME "/dialers"
#define HIS     "/tmp/bob"
#define EVIL    SCENE_DIR "/evil.out"
#define CONF    "/etc/ppp/ras/ras.conf"
#define BOOK    "/etc/ppp/ras/rasphone.pbk"
#define BOB     4712
#define NOBODY  65534

#define PPPD     "/usr/sbin/pppd call rasdial nodetach "
#define OWN_BOOK PPPD "ras-entry Lab ras-phonebook " HIS "/book.pbk "
#define OFFICE   "/usr/sbin/pppd call office"

/* --- what root has installed, and what bob has prepared */

static void shell(const char *command, const char *output)
{
    const char *argv[] = {"/bin/sh", "-c", command, NULL};

    EXPECT_NUMBER(scene_wait(scene_spawn(argv, output), 20), 0);
}

static void write_book(const char *path, const char *dll)
{
    char text[600];

    snprintf(text, sizeof(text),
             "[Lab]\r\nPBVersion=8\r\nType=1\r\nRedialAttempts=0\r\n"
             "CustomRasDialDll=%s\r\n\r\n"
             "MEDIA=serial\r\nPort=COM1\r\nDevice=Laboratory modem\r\n\r\n"
             "DEVICE=modem\r\nPhoneNumber=555101\r\n",
             dll);
    scene_write(path, text, 0644);
}

/* FILE is what custom_dialers has beside the dialer that is as it should be. */
static void write_conf(const char *path, const char *file, const char *helper)
{
    char text[900];

    snprintf(text, sizeof(text),
             "devices = ( { name = \"Laboratory modem\"; port = \"COM1\";"
             " tty = \"" SCENE_TTY "\"; } );\n"
             "custom_dialers = ( { file = \"" DIALERS "/unruly.so\"; },"
             " { file = \"%s\"; } );\n"
             "dialer_directories = [ \"" DIALERS "\", \"" HIS "\","
             " \"/proc\" ];\n"
             "dialer_helper = { program = \"%s\"; timeout = 2; };\n",
             file, helper);
    scene_write(path, text, 0644);
}

static void prepare(void)
{
    char command[2000];

    snprintf(command, sizeof(command),
             "set -e; umask 022; d=$(echo /usr/lib/pppd/*.*.*); "
             "cp %s $d/rasdial.so; mkdir -p /etc/ppp/ras " DIALERS " " HIS "; "
             "chmod 755 " HOME " " DIALERS "; cp %s " DIALERS "; "
             "cp %s %s " HOME "; chmod -R go-w " HOME "; "
             "for i in evil.so librasapi.so.0 libcrypto.so.3 libconfig.so.9 "
             "ras-custom-dial; do cp %s " HIS "/$i; done; "
             "chmod 755 " HIS "/*; chown -R 4712:4712 " HIS "; "
             "echo plugin rasdial.so >/etc/ppp/peers/rasdial; "
             "chmod 644 /etc/ppp/peers/rasdial",
             scene_build("rasdial.so"), scene_build("tests/dialers/unruly.so"),
             scene_build("ras-custom-dial"), scene_build("librasapi.so.0"),
             scene_build("tests/dialers/evil.so"));
    shell(command, NULL);
    scene_write("/etc/ppp/peers/office",
                "plugin rasdial.so\nras-entry Lab\nras-user 676\nnodetach\n",
                0644);
    write_conf(HIS "/ras.conf", HIS "/evil.so", HIS "/ras-custom-dial");
    scene_write(HIS "/options", "ras-config " HIS "/ras.conf\n", 0644);
}

static pid_t start_as_bob(const char *command)
{
    const struct group *dip = getgrnam("dip");
    gid_t groups[1] = {dip ? dip->gr_gid : 0};
    pid_t pid;

    scene_write(SCENE_LOG, "", 0666);
    pid = fork();
    if (pid == 0) {
        if (!freopen(SCENE_LOG, "a", stdout) || dup2(1, 2) < 0 ||
            chdir(HIS) < 0 || setgroups(1, groups) < 0 || setgid(BOB) < 0 ||
            setuid(BOB) < 0)
            _exit(99);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(98);
    }
    return pid;
}

/* --- what came of it */

/* Only bob himself has run his code. */
static bool nobody_else_was_bobs(void)
{
    char text[8192], *line, *rest = text;
    bool good = true;

    scene_read(EVIL, text, sizeof(text));
    while ((line = strsep(&rest, "\n")))
        good = good && (!line[0] || strstr(line, " as 4712 4712"));
    return good;
}

static bool dialer_left_behind(void)
{
    const char *argv[] = {"/usr/bin/pgrep", "-u", "nobody", NULL};

    return scene_wait(scene_spawn(argv, SCENE_DIR "/left"), 5) == 0;
}

static void judge(const char *name, int status, const char *words)
{
    char log[16384];
    bool good;

    scene_read(SCENE_LOG, log, sizeof(log));
    good = status >= 0 && strstr(log, words) && nobody_else_was_bobs() &&
           !dialer_left_behind() && !scene_left_behind();
    if (!good)
        printf("# %s: status %d, wanted \"%s\":\n%s\n", name, status, words,
               log);
    CU_ASSERT(good);
}

static void attempt(const char *name, const char *command, const char *words)
{
    scene_write(EVIL, "", 0666);
    judge(name, scene_wait(start_as_bob(command), 20), words);
}

/* --- his own files */

static void test_own_files(void)
{
    static const struct {
        const char *dll, *command, *words;
    } rows[] = {
        {"evil.dll", OWN_BOOK "ras-config " HIS "/ras.conf",
         "in the custom_dialers of a ras.conf that is not root's: evil.dll"},
        {"evil.dll", OWN_BOOK "file " HIS "/options",
         "in the custom_dialers of a ras.conf that is not root's: evil.dll"},
        {"unruly.dll", OWN_BOOK,
         "pppd calls the dialers of root's phonebooks only"},
        {"unruly.dll", OWN_BOOK "ras-config " HIS "/ras.conf",
         "in the custom_dialers of a ras.conf that is not root's: unruly"},
        {"evil.dll", OWN_BOOK, "not in ras.conf's custom_dialers: evil.dll"},
        {HIS "/evil.so", OWN_BOOK, "not in ras.conf's custom_dialers"},
        {"evil.so", OWN_BOOK, "not in ras.conf's custom_dialers"},
        {"..\\..\\..\\tmp\\bob\\evil.dll", OWN_BOOK,
         "not in ras.conf's custom_dialers"},
        {DIALERS "/unruly.so/../../../../../tmp/bob/evil.so", OWN_BOOK,
         "not in ras.conf's custom_dialers"},
        {"/proc/self/cwd/evil.so", OWN_BOOK,
         "not in ras.conf's custom_dialers"},
        {"unruly.dll", OWN_BOOK "plugin " HIS "/evil.so", "privilege"},
        {"unruly.dll",
         "cd " HIS " && " PPPD "ras-entry Lab ras-phonebook "
         "book.pbk",
         "pppd calls the dialers of root's phonebooks only"},
    };
    size_t i;

    prepare();
    write_conf(CONF, DIALERS "/other.so", HOME "/ras-custom-dial");
    write_book(BOOK, "unruly.dll");
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        write_book(HIS "/book.pbk", rows[i].dll);
        attempt(rows[i].dll, rows[i].command, rows[i].words);
    }
}

/* --- what he hands down to the pppd that calls root's dialer */

static void test_environment(void)
{
    static const char *const rows[] = {
        "LD_PRELOAD=" HIS "/evil.so exec " OFFICE,
        "LD_LIBRARY_PATH=" HIS " exec " OFFICE,
        "LD_AUDIT=" HIS "/evil.so exec " OFFICE,
        "LD_LIBRARY_PATH=:. PATH=" HIS " exec " OFFICE,
        "OPENSSL_CONF=" HIS "/options XDG_CONFIG_HOME=" HIS " exec " OFFICE,
        "GCONV_PATH=" HIS " LC_ALL=de_DE.ISO-8859-1 exec " OFFICE,
        "trap '' TERM CHLD PIPE; exec " OFFICE,
        "exec " OFFICE " ras-config " HIS "/ras.conf",
    };
    size_t i;

    prepare();
    write_conf(CONF, DIALERS "/other.so", HOME "/ras-custom-dial");
    write_book(BOOK, "unruly.dll");
    for (i = 0; i + 1 < sizeof(rows) / sizeof(rows[0]); i++)
        attempt(rows[i], rows[i], "RAS error 676");
    attempt(rows[i], rows[i], "not root's");
    /* With less than it needs it is not started: told, and over. */
    attempt("descriptors", "ulimit -n 20; exec " OFFICE,
            "cannot be started: its descriptors");
}

/* --- a dialer that root has listed in a place that is not root's alone */

static void test_places(void)
{
    static const struct {
        const char *make, *file, *dll, *words;
    } rows[] = {
        {"chmod 755 " HIS, HIS "/evil.so", "evil.dll",
         "/tmp can be written by others"},
        {"ln -s " HIS "/evil.so " DIALERS "/link.so", DIALERS "/link.so",
         "link.dll", "is a symbolic link"},
        {"ln -s " HIS " " DIALERS "/sub", DIALERS "/sub/evil.so", "evil.dll",
         "is a symbolic link"},
        {"ln " HIS "/evil.so " DIALERS "/hard.so || "
         "cp -p " HIS "/evil.so " DIALERS "/hard.so",
         DIALERS "/hard.so", "hard.dll", "belongs to user 4712, not to root"},
        {"mkfifo -m 644 " DIALERS "/fifo.so", DIALERS "/fifo.so", "fifo.dll",
         "is no regular file"},
        {"truncate -s 300M " DIALERS "/huge.so", DIALERS "/huge.so", "huge.dll",
         "is larger than"},
        {"mkdir " DIALERS "/dir.so", DIALERS "/dir.so", "dir.dll",
         "is no regular file"},
        {"mkdir -m 1777 " DIALERS "/open; cp " HIS "/evil.so " DIALERS "/open",
         DIALERS "/open/evil.so", "evil.dll", "can be written by others"},
        {"mkdir -m 755 " DIALERS "/g; cp " HIS "/evil.so " DIALERS "/g;"
         "chgrp dip " DIALERS "/g; chmod g+w " DIALERS "/g",
         DIALERS "/g/evil.so", "evil.dll", "can be written by others"},
        {"true", "/proc/self/cwd/evil.so", "evil.dll", "is a symbolic link"},
        {"true", DIALERS "/../../../../tmp/bob/evil.so", "evil.dll",
         "RAS error "},
    };
    size_t i;

    prepare();
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        write_conf(CONF, rows[i].file, HOME "/ras-custom-dial");
        write_book(BOOK, rows[i].dll);
        shell(rows[i].make, NULL);
        attempt(rows[i].file, OFFICE, rows[i].words);
    }
}

/* --- root's dialer, and whom it calls */

static void write_line_book(void)
{
    scene_write(BOOK,
                "[Lab]\r\nPBVersion=8\r\nType=1\r\nRedialAttempts=0\r\n"
                "CustomRasDialDll=C:\\Vendor\\TCP.DLL\r\n\r\n"
                "MEDIA=rastapi\r\nPort=TCP0\r\nDevice=Tunnel\r\n\r\n"
                "DEVICE=rastapi\r\nPhoneNumber=127.0.0.1:5598\r\n",
                0644);
}

/*
 * The entry's peer need not prove who it is, and gets what is saved: bob does
 * not choose it, neither by a modem nor by a dialer's own line.
 */
static void test_numbers(void)
{
    static const struct {
        bool line;
        const char *command, *words;
    } rows[] = {
        {false, OFFICE " ras-number 5559999", "not a number of [Lab]"},
        {true, OFFICE, "RAS error 676"}, /* nobody answers */
        {true, OFFICE " ras-number 127.0.0.1:5599", "not a number of [Lab]"},
        {true, OFFICE " ras-number 127.0.0.1:5598", "RAS error 676"},
    };
    char command[400];
    size_t i;

    prepare();
    snprintf(command, sizeof(command), "cp %s " DIALERS "/tcp.so",
             scene_build("tests/tcp.so"));
    shell(command, NULL);
    write_conf(CONF, DIALERS "/tcp.so", HOME "/ras-custom-dial");
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].line)
            write_line_book();
        else
            write_book(BOOK, "unruly.dll");
        attempt(rows[i].command, rows[i].command, rows[i].words);
    }
}

/* --- a controller that is none, and an end that nobody expects */

static void test_forged_control(void)
{
    static const char junk[] = "RA\1\7\377\377\377\377 I dial for root";
    char command[300];
    int ends[2];
    pid_t pid;

    prepare();
    write_conf(CONF, DIALERS "/other.so", HOME "/ras-custom-dial");
    write_book(BOOK, "unruly.dll");
    scene_write(EVIL, "", 0666);
    CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    CU_ASSERT(write(ends[0], junk, sizeof(junk)) == (ssize_t)sizeof(junk));
    snprintf(command, sizeof(command),
             "exec " PPPD "ras-entry Lab ras-control %d", ends[1]);
    pid = start_as_bob(command);
    close(ends[1]);
    judge("forged control", scene_wait(pid, 20), "RAS error ");
    close(ends[0]);
}

/* bob may kill the pppd that he has called: the dialer goes with it. */
static void test_killed(void)
{
    const char *argv[] = {"/usr/bin/pgrep", "-u", "nobody", NULL};
    int i, status = 0;
    pid_t pid;

    prepare();
    write_conf(CONF, DIALERS "/other.so", HOME "/ras-custom-dial");
    write_book(BOOK, "unruly.dll");
    scene_write("/etc/ppp/peers/office",
                "plugin rasdial.so\nras-entry Lab\nras-user print-hang\n"
                "nodetach\n",
                0644);
    pid = start_as_bob("exec " OFFICE);
    CU_ASSERT(scene_wait_for(SCENE_LOG, "dialer unruly.so: here", 20, pid));
    CU_ASSERT(dialer_left_behind());
    kill(pid, SIGKILL);
    EXPECT_NUMBER(scene_wait(pid, 5), 128 + SIGKILL);
    for (i = 0; i < 50 && status == 0; i++)
        status = scene_wait(scene_spawn(argv, SCENE_DIR "/left"), 5);
    EXPECT_NUMBER(status, 1);
}

const struct unit_test attack_acts[] = {
    {"an attack by files of one's own", test_own_files},
    {"an attack by the environment", test_environment},
    {"an attack by a dialer's place", test_places},
    {"an attack by a number", test_numbers},
    {"an attack by a forged controller", test_forged_control},
    {"an attack on pppd with a dialer", test_killed},
    {NULL, NULL},
};
