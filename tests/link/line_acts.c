/*
 * line_acts.c - a custom dialer with a line of its own on a real link: the
 * example of the documentation calls a TCP port where a pppd answers.
 */
#include "tests/link/line_acts.h"

#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/link/scene.h"

#define OUTPUT  SCENE_DIR "/client.out"
#define CALLS   SCENE_DIR "/tcpline.out"
#define BOOK    "/etc/ppp/ras/rasphone.pbk"
#define DIALERS "/usr/lib/ppp-rasdial/dialers"
#define PORT    "5511"
#define TCP     "127.0.0.1:" PORT
#define ALLOW   "custom_dialers = ( { file = \"" DIALERS "/line.so\"; } );\n"
#define MSCHAP2 "AuthRestrictions=512"
#define CHAP    "AuthRestrictions=32"
#define BOB     4712

static char said[64 * 1024];

static bool says(const char *word)
{
    if (strstr(said, word))
        return true;
    printf("# the client does not say \"%s\":\n%s\n", word, said);
    return false;
}

/* An entry whose number is NUMBER, and the dialer that root allows for it. */
static void install(const char *number, const char *keys, const char *dialer)
{
    char text[1024];
    const char *argv[] = {"/bin/sh", "-c", text, NULL};

    snprintf(text, sizeof(text),
             "set -e; d=$(echo /usr/lib/pppd/*.*.*); cp %s $d/rasdial.so; "
             "mkdir -p /etc/ppp/ras " DIALERS "; cp %s " DIALERS "/line.so; "
             "echo plugin rasdial.so >/etc/ppp/peers/rasdial; "
             "chmod 644 /etc/ppp/peers/rasdial " DIALERS "/line.so; "
             "chown 0:0 " DIALERS " " DIALERS "/line.so",
             scene_build("rasdial.so"), scene_build(dialer));
    EXPECT_NUMBER(scene_wait(scene_spawn(argv, OUTPUT), 10), 0);
    snprintf(text, sizeof(text),
             "[Lab]\r\nPBVersion=8\r\nType=1\r\n%s\r\n"
             "RedialAttempts=0\r\nIpPrioritizeRemote=0\r\n"
             "CustomRasDialDll=C:\\Vendor\\LINE.DLL\r\n\r\n"
             "MEDIA=rastapi\r\nPort=TCP0\r\nDevice=Tunnel\r\n\r\n"
             "DEVICE=rastapi\r\nPhoneNumber=%s\r\n",
             keys, number);
    scene_write(BOOK, text, 0644);
    scene_write("/etc/ppp/ras/ras.conf", ALLOW, 0644);
    scene_write("/etc/ppp/chap-secrets", "alice * s3cret *\n", 0600);
}

/* What pppd calls a dialer in. */
static void install_helper(void)
{
    char text[600];
    const char *argv[] = {"/bin/sh", "-c", text, NULL};

    snprintf(text, sizeof(text),
             "set -e; cp %s %s /usr/lib/ppp-rasdial; "
             "chmod -R go-w /usr/lib/ppp-rasdial",
             scene_build("ras-custom-dial"), scene_build("librasapi.so.0"));
    EXPECT_NUMBER(scene_wait(scene_spawn(argv, OUTPUT), 10), 0);
}

/* A pppd of the laboratory, or a scenario, answers the port. */
static pid_t start_answering(const char *who)
{
    char command[300];
    const char *argv[] = {scene_tool("tcpline"), PORT, command, NULL};
    pid_t pid;

    snprintf(command, sizeof(command), "%s %s", scene_tool("peer"), who);
    pid = scene_spawn(argv, CALLS);
    CU_ASSERT(scene_wait_for(CALLS, "ready", 5, pid));
    return pid;
}

static void stop(pid_t pid)
{
    kill(pid, SIGTERM);
    scene_wait(pid, 5);
}

static int finish(pid_t pid)
{
    int status = scene_wait(pid, 40);

    if (status < 0) {
        kill(pid, SIGKILL);
        scene_wait(pid, 1);
    }
    scene_read(OUTPUT, said, sizeof(said));
    return status;
}

static int run(const char *what)
{
    const char *argv[] = {scene_build("tests/api_client"),
                          what,
                          "-",
                          "Lab",
                          "alice",
                          "s3cret",
                          NULL};

    return finish(scene_spawn(argv, OUTPUT));
}

/* Of group dip, so that he may start pppd. */
static int run_as_bob(const char *what)
{
    const struct group *dip = getgrnam("dip");
    gid_t groups[1] = {dip ? dip->gr_gid : 0};
    pid_t pid = fork();

    if (pid == 0) {
        if (!freopen(OUTPUT, "w", stdout) || setgroups(1, groups) < 0 ||
            setgid(BOB) < 0 || setuid(BOB) < 0)
            _exit(99);
        execl(scene_build("tests/api_client"), "api_client", what, "-", "Lab",
              "alice", "s3cret", (char *)NULL);
        _exit(98);
    }
    return finish(pid);
}

static void allow_user_numbers(void)
{
    scene_write("/etc/ppp/ras/ras.conf",
                ALLOW "policy = { user_numbers = true; };\n", 0644);
}

static void expect_a_link(void)
{
    CU_ASSERT(says("connections: 0 1\n"));
    CU_ASSERT(says("connection: Lab "));
    CU_ASSERT(says("status: state 2000 error 0 "));
    CU_ASSERT(says(" 127.0.0.1:" PORT "\n"));
    CU_ASSERT(says("ip: 0 0 10."));
    CU_ASSERT(says("hangup: 0\ngone\n"));
}

static void test_sync(void)
{
    pid_t answering;

    install(TCP, MSCHAP2, "tests/tcp.so");
    answering = start_answering("mschap2");
    EXPECT_NUMBER(run("sync"), 0);
    CU_ASSERT(says("dial: 0\n"));
    expect_a_link();
    CU_ASSERT(scene_wait_clean(3));
    stop(answering);
}

static void test_async(void)
{
    pid_t answering;

    install(TCP, MSCHAP2, "tests/tcp.so");
    answering = start_answering("mschap2");
    EXPECT_NUMBER(run("async"), 0);
    CU_ASSERT(says("event 0 0\nevent 1 0\nevent 2 0\nevent 3 0\nevent 4 0\n"
                   "event 5 0\nevent 6 0\nevent e 0\nevent a 0\n"
                   "event 12 0\nevent 2000 0\n"));
    expect_a_link();
    CU_ASSERT(scene_wait_clean(3));
    stop(answering);
}

/* A tty as it is: the dialer has spoken to the modem, and ends the call. */
static void test_tty(void)
{
    static const struct scene modem_only = {.digits = "101"};
    pid_t modem = scene_start_modem(&modem_only);

    install("5550101", MSCHAP2, "tests/tty.so");
    EXPECT_NUMBER(run("lost"), 0);
    CU_ASSERT(says("dial: 0\n"));
    CU_ASSERT(says("status: state 2001 error 606 "));
    CU_ASSERT(says("gone\n"));
    CU_ASSERT(scene_wait_clean(3));
    stop(modem);
}

/* Where it breaks decides the code; what the dialer says goes before that. */
static void test_ends(void)
{
    static const struct {
        const char *keys, *answer, *what, *word;
    } rows[] = {
        {MSCHAP2, "up-hangup", "lost", "status: state 2001 error 629 "},
        {CHAP, "chap-hangup", "sync", "dial: 619\n"},
        {MSCHAP2, NULL, "async",
         "event 0 0\nevent 1 0\nevent 2 0\nevent 2 676\n"},
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        pid_t answering;

        install(TCP, rows[i].keys, "tests/tcp.so");
        answering = rows[i].answer ? start_answering(rows[i].answer) : 0;
        EXPECT_NUMBER(run(rows[i].what), 0);
        CU_ASSERT(says(rows[i].word));
        CU_ASSERT(scene_wait_clean(3));
        if (answering > 0)
            stop(answering);
    }
}

/*
 * A user of group dip, whose process brings the line: pppd insists that the
 * peer proves itself, unless root lets users dial whom they like.
 */
static void test_user(void)
{
    pid_t answering;

    install(TCP, MSCHAP2, "tests/tcp.so");
    answering = start_answering("mschap2");
    EXPECT_NUMBER(run_as_bob("sync"), 0);
    CU_ASSERT(says("dial: 778\n")); /* it proves nothing */
    allow_user_numbers();
    EXPECT_NUMBER(run_as_bob("sync"), 0);
    CU_ASSERT(says("dial: 0\n"));
    expect_a_link();
    CU_ASSERT(scene_wait_clean(3));
    stop(answering);
}

/* pppd calls the dialer itself, in a process that is nobody's. */
static void test_call(void)
{
    static const struct {
        const char *answer, *states;
        unsigned error;
    } rows[] = {
        {"mschap2", "RAS state Connected", 631},
        {"up-hangup", "RAS state Connected", 629},
        {NULL, "RAS state ConnectDevice", 676},
    };
    const char *argv[] = {
        scene_pppd(),    "plugin", "rasdial.so", "ras-entry",  "Lab",
        "nodetach",      "user",   "alice",      "remotename", "server",
        "child-timeout", "1",      NULL};
    char words[40];
    size_t i;

    install(TCP, MSCHAP2 "\r\nRedialOnLinkFailure=0", "tests/tcp.so");
    install_helper();
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        pid_t answering = rows[i].answer ? start_answering(rows[i].answer) : 0;
        pid_t pppd = scene_spawn(argv, SCENE_LOG);

        CU_ASSERT(scene_wait_for(SCENE_LOG, rows[i].states, 20, pppd));
        if (rows[i].error == 631)
            kill(pppd, SIGTERM);
        CU_ASSERT(scene_wait(pppd, 15) >= 0);
        snprintf(words, sizeof(words), "RAS error %u", rows[i].error);
        CU_ASSERT(scene_wait_for(SCENE_LOG, words, 0, 0));
        CU_ASSERT(!scene_left_behind());
        if (answering > 0)
            stop(answering);
    }
}

const struct unit_test line_acts[] = {
    {"a dialer's own line", test_sync},
    {"a dialer's own line with a notifier", test_async},
    {"a dialer's own line is a tty", test_tty},
    {"a dialer's own line ends", test_ends},
    {"a user's own line", test_user},
    {"pppd calls a dialer with its own line", test_call},
    {NULL, NULL},
};
