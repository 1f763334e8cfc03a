/*
 * api_acts.c - librasapi on a real link: a program with the public headers
 * dials, looks, hangs up, and others see it.
 */
#include "tests/link/api_acts.h"

#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/link/scene.h"

#define OUTPUT SCENE_DIR "/client.out"
#define BOOK   "/etc/ppp/ras/rasphone.pbk"
#define BOB    4712

static char said[64 * 1024];
static const char *book = BOOK;

static bool says(const char *word)
{
    if (strstr(said, word))
        return true;
    printf("# the client does not say \"%s\":\n%s\n", word, said);
    return false;
}

/* The files where the library looks for them, in the laboratory's copy. */
static void install(const struct scene *s)
{
    char command[800];
    const char *argv[] = {"/bin/sh", "-c", command, NULL};

    scene_write_files(s);
    snprintf(command, sizeof(command),
             "set -e; d=$(echo /usr/lib/pppd/*.*.*); cp %s $d/rasdial.so; "
             "mkdir -p /etc/ppp/ras; cp " SCENE_BOOK " " BOOK "; "
             "cp " SCENE_CONF " /etc/ppp/ras/ras.conf; "
             "echo plugin rasdial.so >/etc/ppp/peers/rasdial; "
             "chmod 644 /etc/ppp/peers/rasdial",
             scene_build("rasdial.so"));
    EXPECT_NUMBER(scene_wait(scene_spawn(argv, OUTPUT), 10), 0);
}

static pid_t start_entry(const char *what, const char *entry,
                         const char *password)
{
    const char *argv[] = {scene_build("tests/api_client"),
                          what,
                          password ? book : NULL,
                          entry,
                          "alice",
                          password,
                          NULL};

    return scene_spawn(argv, OUTPUT);
}

static pid_t start(const char *what, const char *password)
{
    return start_entry(what, "Lab", password);
}

static int finish(pid_t pid, double seconds)
{
    int status = scene_wait(pid, seconds);

    if (status < 0) {
        kill(pid, SIGKILL);
        scene_wait(pid, 1);
    }
    scene_read(OUTPUT, said, sizeof(said));
    return status;
}

static int run(const char *what, const char *password)
{
    return finish(start(what, password), 40);
}

static void stop(pid_t pid)
{
    kill(pid, SIGTERM);
    scene_wait(pid, 5);
}

/* What every established connection of the laboratory says. */
static void expect_a_link(void)
{
    CU_ASSERT(says("connections: 0 1\n"));
    CU_ASSERT(says("connection: Lab modem\n"));
    CU_ASSERT(says("status: state 2000 error 0 modem 555101\n"));
    CU_ASSERT(says("ip: 0 0 10."));
    CU_ASSERT(says("lcp: 0 auth c223/81 options "));
    CU_ASSERT(says("statistics: 0 sent some received some bps "));
    CU_ASSERT(says("duration short\n"));
}

/* MS-CHAP v2, so that the authentication has two parts to tell. */
static const struct scene good = {.digits = "101",
                                  .keys = "AuthRestrictions=512"};

static void test_sync(void)
{
    pid_t modem;

    install(&good);
    modem = scene_start_modem(&good);
    EXPECT_NUMBER(run("sync", "s3cret"), 0);
    CU_ASSERT(says("dial: 0\n"));
    CU_ASSERT(says("same handle: 1\n"));
    expect_a_link();
    CU_ASSERT(says("hangup: 0\ngone\n"));
    CU_ASSERT(scene_wait_clean(3));
    stop(modem);
}

static void test_async(void)
{
    pid_t modem;

    install(&good);
    modem = scene_start_modem(&good);
    EXPECT_NUMBER(run("async", "s3cret"), 0);
    CU_ASSERT(says("event 0 0\nevent 1 0\nevent 2 0\nevent 3 0\nevent 4 0\n"
                   "event 5 0\nevent 6 0\nevent e 0\nevent a 0\n"
                   "event 12 0\nevent 2000 0\n"));
    expect_a_link();
    CU_ASSERT(says("gone\n"));
    CU_ASSERT(scene_wait_clean(3));
    stop(modem);
}

/* What Microsoft's samples do and read, in one program. */
static void test_plain(void)
{
    static const char second[] = "\r\n[Second]\r\nEncoding=1\r\nType=1\r\n"
                                 "MEDIA=serial\r\nPort=COM1\r\nDevice=X\r\n"
                                 "DEVICE=modem\r\nPhoneNumber=1\r\n";
    char text[4096];
    pid_t modem;

    install(&good);
    scene_read(BOOK, text, sizeof(text));
    snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s", second);
    scene_write(BOOK, text, 0644);
    modem = scene_start_modem(&good);
    EXPECT_NUMBER(run("plain", "s3cret"), 0);
    CU_ASSERT(says("RASDEVINFOA: 0\ndevice: Laboratory modem\tmodem\n"));
    CU_ASSERT(says("one is too small\nRASENTRYNAMEA: 0\nentry: Lab\n"
                   "entry: Second\nchanged: 0\nRASCONNA: 0\n"));
    CU_ASSERT(says("state 0 0 \nstate 1 0 \nstate 2 0 \nstate 3 0 \n"));
    CU_ASSERT(says("state 2000 0 \n"));
    CU_ASSERT(says("dial: 0\n"));
    CU_ASSERT(says("wait: 0\nRASCONNA: 0\n"
                   "connection: Lab on Laboratory modem\nstatistics: 0 sent"));
    CU_ASSERT(says("ip: 0 0 10."));
    CU_ASSERT(says("hangup: 0\ngone\n"));
    CU_ASSERT(scene_wait_clean(3));
    scene_read(BOOK, text, sizeof(text));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "UseRasCredentials=0"));
    stop(modem);
}

static void test_failure(void)
{
    pid_t modem;

    install(&good);
    modem = scene_start_modem(&good);
    book = "-"; /* the system's is the default one */
    EXPECT_NUMBER(run("async", "wrong"), 0);
    book = BOOK;
    CU_ASSERT(says("event 5 0\nevent 6 0\nevent 6 691\n"));
    CU_ASSERT(says("status: state 2001 error 691 modem 555101\n"));
    CU_ASSERT(says("ip: 730 "));
    CU_ASSERT(says("connections: 0 0\n"));
    CU_ASSERT(says("gone\n"));
    CU_ASSERT(scene_wait_clean(3));
    stop(modem);
}

static void test_retry(void)
{
    pid_t modem;

    install(&good);
    modem = scene_start_modem(&good);
    EXPECT_NUMBER(run("retry", "s3cret"), 0);
    CU_ASSERT(says("event 1001 0\n"));
    CU_ASSERT(says("resume: 0\n"));
    CU_ASSERT(says("event 7 0\n"));
    CU_ASSERT(says("event 2000 0\n"));
    expect_a_link();
    CU_ASSERT(scene_wait_clean(3));
    stop(modem);
}

/* By one program's choice, while the server's offer waits. */
static void test_choose_callback(void)
{
    static char steps[400];
    const struct scene s = {.digits = "101",
                            .keys = "AuthRestrictions=8\r\nCallbackMode=1",
                            .modem = {"--call", steps}};
    pid_t modem;

    snprintf(steps, sizeof(steps),
             "101=back %s pap; connect; answer %s back-any", scene_tool("peer"),
             scene_tool("peer"));
    install(&s);
    modem = scene_start_modem(&s);
    EXPECT_NUMBER(run("choose", "s3cret"), 0);
    CU_ASSERT(says("event 1002 0\n"));
    CU_ASSERT(says("resume: 0\n"));
    CU_ASSERT(says("event 2000 0\n"));
    scene_read(SCENE_MODEM_LOG, said, sizeof(said));
    CU_ASSERT(says(" command ATA"));
    CU_ASSERT(scene_wait_clean(3));
    stop(modem);
}

/* The program ends, the link stays; another one sees it and ends it. */
static void test_stay(void)
{
    pid_t modem;

    install(&good);
    modem = scene_start_modem(&good);
    EXPECT_NUMBER(run("stay", "s3cret"), 0);
    CU_ASSERT(says("dial: 0\n"));
    poll(NULL, 0, 1500);
    EXPECT_NUMBER(run("list", NULL), 0);
    CU_ASSERT(says("connection: Lab modem\n"));
    EXPECT_NUMBER(run("hangup", NULL), 0);
    CU_ASSERT(says("hangup: 0\ngone\n"));
    CU_ASSERT(scene_wait_clean(3));
    stop(modem);
}

/* Another program dials what is there already, and is the last to hang up. */
static void test_shared(void)
{
    pid_t modem;

    install(&good);
    modem = scene_start_modem(&good);
    EXPECT_NUMBER(run("stay", "s3cret"), 0);
    EXPECT_NUMBER(run("async", "s3cret"), 0);
    /* In either order: the notifier need not wait for RasDial's return. */
    CU_ASSERT(says("dial: 0\n"));
    CU_ASSERT(says("event 2000 0\n"));
    expect_a_link();
    CU_ASSERT(says("hangup: 0\ngone\n"));
    CU_ASSERT(scene_wait_clean(3));
    stop(modem);
}

/* No entry: the number on the first modem, listed with a dot. */
static void test_number(void)
{
    pid_t modem;

    install(&good);
    modem = scene_start_modem(&good);
    EXPECT_NUMBER(finish(start_entry("sync", "555101", "s3cret"), 40), 0);
    CU_ASSERT(says("dial: 0\n"));
    CU_ASSERT(says("connection: .555101 modem\n"));
    CU_ASSERT(says("ip: 0 0 10."));
    CU_ASSERT(says("hangup: 0\ngone\n"));
    CU_ASSERT(scene_wait_clean(3));
    stop(modem);
}

/* Sixteen asterisks: the saved password, not that of pppd's own secrets. */
static void test_saved(void)
{
    static const struct scene other = {
        .digits = "101", .keys = "AuthRestrictions=512", .password = "wrong"};
    pid_t modem;

    install(&other);
    scene_write("/etc/ppp/ras/credentials", BOOK "\tLab\t=alice\t=s3cret\t\t\n",
                0600);
    modem = scene_start_modem(&other);
    EXPECT_NUMBER(run("sync", "****************"), 0);
    CU_ASSERT(says("dial: 0\n"));
    expect_a_link();
    unlink("/etc/ppp/ras/credentials");
    CU_ASSERT(scene_wait_clean(3));
    EXPECT_NUMBER(run("sync", "****************"), 0);
    CU_ASSERT(says("dial: 691\n")); /* without it theirs serve */
    CU_ASSERT(scene_wait_clean(3));
    stop(modem);
}

/* It ends in the middle of a dial: the modem is not left dialling. */
static void test_half(void)
{
    static const struct scene endless = {.digits = "121"};
    pid_t modem;

    install(&endless);
    modem = scene_start_modem(&endless);
    EXPECT_NUMBER(run("half", "s3cret"), 0);
    CU_ASSERT(scene_wait_for(SCENE_MODEM_LOG, " abort", 3, 0));
    CU_ASSERT(scene_wait_clean(5));
    stop(modem);
}

/* A link that `pppd call' makes: somebody else hears of it and its end. */
static void test_watch(void)
{
    pid_t modem, client, pppd;

    install(&good);
    modem = scene_start_modem(&good);
    client = start("watch", NULL);
    CU_ASSERT(scene_wait_for(OUTPUT, "watching: 0", 5, client));
    pppd = scene_start_pppd(&good);
    CU_ASSERT(scene_wait_for(OUTPUT, "statistics:", 20, client));
    kill(pppd, SIGTERM);
    scene_wait(pppd, 10);
    EXPECT_NUMBER(finish(client, 10), 0);
    expect_a_link();
    CU_ASSERT(says("connections: 0 0\n"));
    CU_ASSERT(scene_wait_clean(3));
    stop(modem);
}

/* A user of group dip, through the setuid pppd. */
static void test_user(void)
{
    const struct group *dip = getgrnam("dip");
    gid_t groups[1] = {dip ? dip->gr_gid : 0};
    pid_t modem, client;

    install(&good);
    modem = scene_start_modem(&good);
    client = fork();
    if (client == 0) {
        if (!freopen(OUTPUT, "w", stdout) || setgroups(1, groups) < 0 ||
            setgid(BOB) < 0 || setuid(BOB) < 0)
            _exit(99);
        execl(scene_build("tests/api_client"), "api_client", "sync", BOOK,
              "Lab", "alice", "s3cret", (char *)NULL);
        _exit(98);
    }
    EXPECT_NUMBER(finish(client, 40), 0);
    CU_ASSERT(says("dial: 0\n"));
    expect_a_link();
    CU_ASSERT(says("hangup: 0\ngone\n"));
    CU_ASSERT(scene_wait_clean(3));
    stop(modem);
}

/* --- custom dialers */

#define DIALERS "/usr/lib/ppp-rasdial/dialers"

/* The two that are built with librasapi; ras.conf has them, and the entry. */
static void install_dialers(const struct scene *s)
{
    char command[800];
    const char *argv[] = {"/bin/sh", "-c", command, NULL};

    install(s);
    snprintf(command, sizeof(command),
             "set -e; umask 022; mkdir -p " DIALERS "; cp %s %s " DIALERS,
             scene_build("dialers/stock.so"),
             scene_build("tests/dialers/number.so"));
    EXPECT_NUMBER(scene_wait(scene_spawn(argv, OUTPUT), 10), 0);
}

#define ALLOWED                                                                \
    "custom_dialers = ( { file = \"" DIALERS "/stock.so\"; }, "                \
    "{ file = \"" DIALERS "/number.so\"; } );"

static int rasdial(const char *first, const char *second, const char *third)
{
    const char *argv[] = {
        scene_build("rasdial"), "Lab", first, second, third, NULL};

    return finish(scene_spawn(argv, OUTPUT), 40);
}

/* The dialer of the package, by rasdial, which needs the library for it. */
static void test_stock(void)
{
    static const struct scene s = {
        .digits = "101",
        .keys = "AuthRestrictions=512\r\n"
                "CustomRasDialDll=C:\\Program Files\\Acme\\STOCK.DLL",
        .places = ALLOWED};
    pid_t modem;

    install_dialers(&s);
    modem = scene_start_modem(&s);
    EXPECT_NUMBER(rasdial("alice", "s3cret", NULL), 0);
    CU_ASSERT(says("Connecting to Lab...\n"));
    CU_ASSERT(says("Successfully connected to Lab.\n"));
    EXPECT_NUMBER(run("list", NULL), 0);
    CU_ASSERT(says("connection: Lab modem\n"));
    EXPECT_NUMBER(rasdial("/disconnect", NULL, NULL), 0);
    CU_ASSERT(says("Command completed successfully."));
    CU_ASSERT(scene_wait_clean(3));
    stop(modem);
}

/*
 * The dialer of the package in somebody else's host, which asks no ras.conf:
 * the entry names it, and nothing comes round in a circle.
 */
static void test_foreign_host(void)
{
    static const struct scene s = {.digits = "101",
                                   .keys = "AuthRestrictions=512\r\n"
                                           "CustomRasDialDll=stock.dll"};
    const char *argv[] = {scene_build("tests/foreign_host"),
                          scene_build("dialers/stock.so"),
                          "Lab",
                          "alice",
                          "s3cret",
                          NULL};
    pid_t modem;

    install(&s);
    modem = scene_start_modem(&s);
    EXPECT_NUMBER(finish(scene_spawn(argv, OUTPUT), 60), 0);
    CU_ASSERT(says("RasCustomDial: 1\nRasCustomHangUp: 1\n"
                   "RasCustomDialDlg: 1\nRasCustomEntryDlg: 1\n"
                   "RasCustomDeleteEntryNotify: 1\n"));
    CU_ASSERT(says("dial: 0\nstatus: 0 state 2000\nhangup: 0\nthen: 6\n"
                   "dial: 0\n"));
    CU_ASSERT(says("id 41 handle 1 state 2000 error 0\n"
                   "status: 0 state 2000\nhangup: 0\nthen: 6\n"));
    CU_ASSERT(says("dial dialog: 0 1459\nentry dialog: 0 1459\n"
                   "deleted: 0\n"));
    CU_ASSERT(scene_wait_clean(3));
    stop(modem);
}

/* A number, a user and a password that neither the entry nor the caller has. */
static void test_number_dialer(void)
{
    static const struct scene s = {.digits = "102",
                                   .keys = "AuthRestrictions=512\r\n"
                                           "CustomRasDialDll=number.dll",
                                   .places = ALLOWED};
    pid_t modem;

    install_dialers(&s);
    modem = scene_start_modem(&s);
    EXPECT_NUMBER(run("async", "wrong"), 0);
    CU_ASSERT(says("dial: 0\n"));
    CU_ASSERT(says("event 2000 0\n"));
    expect_a_link();
    CU_ASSERT(says("hangup: 0\ngone\n"));
    CU_ASSERT(scene_wait_clean(3));
    stop(modem);
}

/* Ctrl-C while the dialer dials: rasdial ends it by RasHangUp. */
static void test_interrupted_dialer(void)
{
    static const struct scene endless = {.digits = "121",
                                         .keys = "CustomRasDialDll=stock.dll",
                                         .places = ALLOWED};
    const char *argv[] = {scene_build("rasdial"), "Lab", "alice", "s3cret",
                          NULL};
    pid_t modem, tool;

    install_dialers(&endless);
    modem = scene_start_modem(&endless);
    tool = scene_spawn(argv, OUTPUT);
    CU_ASSERT(scene_wait_for(SCENE_MODEM_LOG, " dial ", 20, tool));
    kill(tool, SIGINT);
    EXPECT_NUMBER(finish(tool, 30), 31);
    CU_ASSERT(says("Remote Access error 631 - "));
    CU_ASSERT(scene_wait_for(SCENE_MODEM_LOG, " hangup ", 3, 0));
    CU_ASSERT(scene_wait_clean(3));
    stop(modem);
}

/* The entry names one that root does not allow: nothing is dialled. */
static void test_forbidden_dialer(void)
{
    static const struct scene s = {.digits = "101",
                                   .keys = "CustomRasDialDll=C:\\evil.dll",
                                   .places = ALLOWED};
    int status;

    install_dialers(&s);
    EXPECT_NUMBER(run("sync", "s3cret"), 0);
    CU_ASSERT(says("dial: 755\n"));
    status = rasdial("alice", "s3cret", NULL);
    CU_ASSERT(status != 0);
    CU_ASSERT(says("Remote Access error 755 - "));
    CU_ASSERT(says("not in ras.conf's custom_dialers: C:\\evil.dll"));
    CU_ASSERT(!scene_left_behind());
}

const struct unit_test api_acts[] = {
    {"RasDial waits", test_sync},
    {"RasDial with a RasDialFunc1", test_async},
    {"RasDial as in Microsoft's samples", test_plain},
    {"RasDial with a wrong password", test_failure},
    {"RasDial pauses for another password", test_retry},
    {"RasDial pauses for a callback number", test_choose_callback},
    {"a connection outlives its program", test_stay},
    {"RasDial of what is connected", test_shared},
    {"RasDial of a number", test_number},
    {"RasDial with the saved password", test_saved},
    {"a program ends while it dials", test_half},
    {"RasConnectionNotification of pppd's link", test_watch},
    {"RasDial by a user of group dip", test_user},
    {"stock.so by rasdial", test_stock},
    {"stock.so in another host", test_foreign_host},
    {"a dialer that changes the number", test_number_dialer},
    {"a dialer is interrupted", test_interrupted_dialer},
    {"a dialer that is not allowed", test_forbidden_dialer},
    {NULL, NULL},
};
