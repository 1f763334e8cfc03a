/*
 * acts.c - what takes more than one step: redialling, hanging up while the
 * modem dials, peers files, rasdial, and users who are not root.
 */
#include "tests/link/acts.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/link/scene.h"

#define OUTPUT SCENE_DIR "/output"

static char output[64 * 1024];

static unsigned count(const char *text, const char *word)
{
    unsigned n = 0;

    for (; (text = strstr(text, word)); text += strlen(word))
        n++;
    return n;
}

static bool says(const char *word)
{
    if (strstr(output, word))
        return true;
    printf("# the output does not say \"%s\":\n%s\n", word, output);
    return false;
}

/* Runs ARGV to its end; its output is in `output', the status is returned. */
static int run(const char *const *argv, double seconds)
{
    pid_t pid = scene_spawn(argv, OUTPUT);
    int status = scene_wait(pid, seconds);

    if (status < 0) {
        kill(pid, SIGKILL);
        scene_wait(pid, 1);
    }
    scene_read(OUTPUT, output, sizeof(output));
    return status;
}

static void stop(pid_t pid)
{
    kill(pid, SIGTERM);
    scene_wait(pid, 5);
}

/* --- redialling */

static void test_redial_busy(void)
{
    static const struct scene s = {
        .digits = "102",
        .keys = "AuthRestrictions=632\r\nRedialSeconds=1",
        .pppd = {"persist", "maxfail", "3"}};
    struct outcome o;

    scene_play(&s, &o);
    EXPECT_NUMBER(count(scene_log(), "RAS error 676"), 3);
    EXPECT_NUMBER(count(scene_modem_log(), " dial "), 3);
}

/* The entry's own words: two more tries after the first. */
static void test_redial_attempts(void)
{
    static const struct scene s = {
        .digits = "102",
        .keys = "AuthRestrictions=632\r\nRedialSeconds=1",
        .attempts = 2};
    struct outcome o;

    scene_play(&s, &o);
    EXPECT_NUMBER(count(scene_modem_log(), " dial "), 3);
}

/* The same password again would only lock the account. */
static void test_no_redial_691(void)
{
    static const struct scene s = {
        .digits = "101",
        .keys = "AuthRestrictions=512\r\nRedialSeconds=1",
        .attempts = 5,
        .password = "wrong"};
    struct outcome o;

    scene_play(&s, &o);
    EXPECT_NUMBER(o.error, 691);
    EXPECT_NUMBER(count(scene_modem_log(), " dial "), 1);
}

/* The entry has no second try; ras.conf gives a busy line two more. */
static void test_redial_policy(void)
{
    static const struct scene s = {
        .digits = "102",
        .places = "policy = { metrics = \"" SCENE_DIR "/x.prom\"; redial = {"
                  "causes = ( { errors = [ \"busy\" ]; attempts = 2;"
                  "pause = 1; growth = 100; } ); }; };"};
    struct outcome o;

    unlink(SCENE_DIR "/x.prom");
    scene_play(&s, &o);
    EXPECT_NUMBER(count(scene_modem_log(), " dial "), 3);
    EXPECT_NUMBER(count(scene_log(), "dialled again in 1 s"), 1);
    EXPECT_NUMBER(count(scene_log(), "dialled again in 2 s"), 1);
    EXPECT_NUMBER(o.exit_status, 8);
    scene_read(SCENE_DIR "/x.prom", output, sizeof(output));
    CU_ASSERT(
        says("ppp_rasdial_failures_total{entry=\"Lab\",phonebook=\"" SCENE_BOOK
             "\",code=\"676\""));
}

/*
 * Traffic for the far end, which may have one or the other address; before
 * there is an interface it goes nowhere.
 */
static void knock(void)
{
    static const char *const addresses[] = {"10.9.0.1", "10.9.0.2"};
    struct sockaddr_in far = {.sin_family = AF_INET,
                              .sin_port = htons(9)}; /* discard, RFC 863 */
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    size_t i;

    for (i = 0; i < 2; i++) {
        far.sin_addr.s_addr = inet_addr(addresses[i]);
        (void)sendto(fd, "x", 1, 0, (const struct sockaddr *)&far, sizeof(far));
    }
    close(fd);
}

/* Each packet would dial; the entry has one try more. */
static void test_demand(void)
{
    static const struct scene s = {
        .digits = "102",
        .keys = "AuthRestrictions=632\r\nRedialSeconds=1\r\n"
                "ExcludedProtocols=8",
        .attempts = 1,
        .pppd = {"demand", "10.9.0.1:10.9.0.2"}};
    pid_t modem, pppd;
    int status = -1, i;

    scene_write_files(&s);
    modem = scene_start_modem(&s);
    pppd = scene_start_pppd(&s);
    for (i = 0; i < 200 && status < 0; i++) {
        knock();
        status = scene_wait(pppd, 0.1);
    }
    EXPECT_NUMBER(status, 8);
    stop(modem);
    scene_read(SCENE_MODEM_LOG, output, sizeof(output));
    EXPECT_NUMBER(count(output, " dial "), 2);
    CU_ASSERT(scene_wait_for(SCENE_LOG, "not dialled again: 1 more try", 0, 0));
}

/* Knocks until TEXT stands TIMES times in the log; false: pppd has ended. */
static bool knock_until(const char *text, unsigned times, pid_t pppd)
{
    bool said = false;
    int i;

    for (i = 0; i < 200 && !said && kill(pppd, 0) == 0; i++) {
        knock();
        said = scene_wait_times(SCENE_LOG, text, times, 0.1, 0);
    }
    return said;
}

/* Traffic brings back what was idle; a pool's first device is not there. */
static void test_demand_idle(void)
{
    static const struct scene s = {
        .digits = "101",
        .keys = "AuthRestrictions=632\r\nIdleDisconnectSeconds=1\r\n"
                "RedialOnLinkFailure=0\r\nExcludedProtocols=8",
        .media = "Port=Any",
        .device = "}, { port = \"COM9\"; tty = \"/dev/ttyNONE\";",
        .places = "pools = ( { name = \"Any\";"
                  " devices = [ \"COM9\", \"COM1\" ]; } );",
        .pppd = {"demand", "10.9.0.1:10.9.0.2"}};
    pid_t modem, pppd;
    unsigned i;

    scene_write_files(&s);
    modem = scene_start_modem(&s);
    pppd = scene_start_pppd(&s);
    for (i = 1; i <= 2; i++) {
        CU_ASSERT(knock_until("RAS state Connected", i, pppd));
        CU_ASSERT(scene_wait_times(SCENE_LOG, "RAS error 828", i, 20, pppd));
    }
    kill(pppd, SIGTERM);
    CU_ASSERT(scene_wait(pppd, 10) >= 0);
    stop(modem);
    scene_read(SCENE_MODEM_LOG, output, sizeof(output));
    EXPECT_NUMBER(count(output, " dial "), 2);
}

/* A refused password is not for each packet to send again. */
static void test_demand_691(void)
{
    static const struct scene s = {
        .digits = "101",
        .keys = "AuthRestrictions=512\r\nRedialSeconds=1\r\n"
                "ExcludedProtocols=8",
        .attempts = 5,
        .password = "wrong",
        .pppd = {"demand", "10.9.0.1:10.9.0.2"}};
    pid_t modem, pppd;
    int status;

    scene_write_files(&s);
    modem = scene_start_modem(&s);
    pppd = scene_start_pppd(&s);
    CU_ASSERT(knock_until("RAS error 691", 1, pppd));
    status = scene_wait(pppd, 10);
    CU_ASSERT(status == 19 || status == 16); /* 2.5: the hang-up behind it */
    stop(modem);
    scene_read(SCENE_MODEM_LOG, output, sizeof(output));
    EXPECT_NUMBER(count(output, " dial "), 1);
}

static void unblock(const char *expected)
{
    const char *argv[] = {scene_build("rasdial"), "Lab", "--unblock",
                          "/phonebook:" SCENE_BOOK, NULL};

    EXPECT_NUMBER(run(argv, 10), 0);
    if (expected)
        CU_ASSERT(says(expected));
}

/* Whoever dials it by hand is told what helps. */
static void expect_locked(void)
{
    const char *argv[] = {scene_build("rasdial"),
                          "Lab",
                          "alice",
                          "s3cret",
                          "/phonebook:" SCENE_BOOK,
                          "/config:" SCENE_CONF,
                          NULL};

    EXPECT_NUMBER(run(argv, 20), 775 - 600);
    CU_ASSERT(says("Remote Access error 775 - "));
    CU_ASSERT(says("rasdial --unblock \"Lab\""));
}

/* Not by pppd's persist, nor by who starts pppd again and again. */
static void test_lockout(void)
{
    struct scene s = {.digits = "101",
                      .keys = "AuthRestrictions=512\r\nRedialSeconds=1",
                      .pppd = {"persist", "maxfail", "0"},
                      .password = "wrong",
                      .places =
                          "policy = { redial = { causes = ( { errors = ["
                          "\"authentication\" ]; lockout = 2; } ); }; };"};
    static const unsigned errors[] = {691, 691, 775};
    struct outcome o;
    size_t i;

    scene_write_files(&s);
    unblock(NULL); /* what other tests have left */
    for (i = 0; i < 3; i++) {
        scene_play(&s, &o);
        EXPECT_NUMBER(o.error, errors[i]);
        EXPECT_NUMBER(count(scene_modem_log(), " dial "), errors[i] == 691);
    }
    EXPECT_NUMBER(o.exit_status, 8);
    CU_ASSERT(strstr(o.text, "rasdial --unblock \"Lab\"") != NULL);
    expect_locked();
    unblock("Lab may be dialled again.");
    s.password = NULL;
    s.hang_up = true;
    scene_play(&s, &o);
    EXPECT_NUMBER(o.error, 631);
}

/* --- dial-out hours */

static const char *hours(const char *when)
{
    static char text[200];

    snprintf(text, sizeof(text),
             "policy = { redial = { hours = [ \"%s\" ]; }; };", when);
    return text;
}

/* A day that neither is today nor can become so. */
static const char *other_day(void)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed",
                                       "Thu", "Fri", "Sat"};
    time_t now = time(NULL);
    struct tm t;

    return localtime_r(&now, &t) ? days[(t.tm_wday + 3) % 7] : days[0];
}

/* Nothing is dialled; who has to see to the link waits until it may be. */
static void test_hours(void)
{
    struct scene s = {.digits = "101", .hang_up = true};
    struct outcome o;
    pid_t modem, pppd;

    s.places = hours(other_day());
    scene_play(&s, &o);
    EXPECT_NUMBER(o.error, 944);
    EXPECT_NUMBER(o.exit_status, 8);
    EXPECT_TEXT(o.state, "OpenPort");
    EXPECT_NUMBER(count(scene_modem_log(), " dial "), 0);
    s.pppd[0] = "persist";
    scene_write_files(&s);
    modem = scene_start_modem(&s);
    pppd = scene_start_pppd(&s);
    CU_ASSERT(scene_wait_for(SCENE_LOG, "RAS error 944", 10, pppd));
    /* Two days or more: all of them between today and that one. */
    CU_ASSERT(scene_wait_for(SCENE_LOG, "dialled again in 1", 10, pppd) ||
              scene_wait_for(SCENE_LOG, "dialled again in 2", 0, 0));
    kill(pppd, SIGTERM);
    EXPECT_NUMBER(scene_wait(pppd, 10), 5);
    CU_ASSERT(scene_wait_clean(5));
    stop(modem);
    s.pppd[0] = NULL;
    s.places = hours("daily");
    scene_play(&s, &o);
    EXPECT_NUMBER(o.error, 631);
    EXPECT_TEXT(o.state, "Connected");
}

/* A carrier that is lost after the link was up. */
static void test_reconnect(void)
{
    static const struct scene s = {
        .digits = "120",
        .keys = "AuthRestrictions=632\r\nRedialSeconds=1\r\n"
                "RedialOnLinkFailure=1"};
    pid_t modem, pppd;

    scene_write_files(&s);
    modem = scene_start_modem(&s);
    pppd = scene_start_pppd(&s);
    CU_ASSERT(scene_wait_times(SCENE_LOG, "RAS state Connected", 2, 20, pppd));
    kill(pppd, SIGTERM);
    CU_ASSERT(scene_wait(pppd, 10) >= 0);
    stop(modem);
}

/*
 * $LAB_FAILURES calls that fail, each in another way than the one before, and
 * then one that is answered: by one pppd, on one modem. The modem has to be
 * brought back from wherever the failure left it.
 */
static void test_many_failures(void)
{
    static const char *const ways[] = {
        "say BUSY",
        "connect; wait 50; lose",
        "say NO CARRIER",
        "lose-bytes 64; connect; answer",
        "say +CME ERROR: 30",
        "connect; wait 100; drop",
        "wait 60; say NO ANSWER",
        "wait 100; send \\xff\\x00~}\\x80\\r; say NO DIALTONE",
        "connect; wait 20; send \\r\\nNO CARRIER\\r\\n; lose",
        "say VOICE",
        "wait", /* until we call it off */
    };
    static char call[64 * 1024], text[1024 * 1024];
    const char *wanted = getenv("LAB_FAILURES");
    unsigned n = wanted ? (unsigned)strtoul(wanted, NULL, 10) : 10, i;
    struct scene s = {.digits = "101",
                      .keys = "AuthRestrictions=632\r\nRedialSeconds=1",
                      .modem = {"--call", call},
                      .pppd = {"persist", "maxfail", "0", "holdoff", "0"},
                      .places = "logging = { modem = false; };"};
    size_t used = (size_t)snprintf(call, sizeof(call), "101=");
    pid_t modem, pppd;

    for (i = 0; i < n && used < sizeof(call) - 100; i++)
        used += (size_t)snprintf(call + used, sizeof(call) - used, "%s|",
                                 ways[i % (sizeof(ways) / sizeof(ways[0]))]);
    snprintf(call + used, sizeof(call) - used, "connect; answer");
    scene_write_files(&s);
    modem = scene_start_modem(&s);
    pppd = scene_start_pppd(&s);
    CU_ASSERT(
        scene_wait_for(SCENE_LOG, "RAS state Connected", 20 + n * 8.0, pppd));
    kill(pppd, SIGTERM);
    EXPECT_NUMBER(scene_wait(pppd, 10), 5);
    scene_read(SCENE_MODEM_LOG, text, sizeof(text));
    EXPECT_NUMBER(count(text, " dial "), n + 1);
    scene_read(SCENE_LOG, text, sizeof(text));
    EXPECT_NUMBER(count(text, "RAS error "), n + 1);
    EXPECT_NUMBER(count(text, "RAS state Connected"), 1);
    CU_ASSERT(!scene_left_behind());
    printf("# %u failures, then a connection\n", n);
    stop(modem);
}

/* It does not watch DTR: what is killed leaves it in data mode. */
static void test_left_in_data_mode(void)
{
    static const struct scene s = {
        .digits = "101",
        .device = "init = [ \"ATZ\", \"ATE0V1Q0\", \"AT&D0S12=3\" ];"};
    pid_t modem, pppd;

    scene_write_files(&s);
    modem = scene_start_modem(&s);
    pppd = scene_start_pppd(&s);
    CU_ASSERT(scene_wait_for(SCENE_LOG, "RAS state Connected", 20, pppd));
    kill(pppd, SIGKILL);
    scene_wait(pppd, 5);
    CU_ASSERT(!scene_wait_for(SCENE_MODEM_LOG, " hangup ", 0, 0));
    pppd = scene_start_pppd(&s);
    CU_ASSERT(scene_wait_for(SCENE_LOG, "RAS state Connected", 20, pppd));
    CU_ASSERT(scene_wait_for(SCENE_MODEM_LOG, " escape", 0, 0));
    kill(pppd, SIGTERM);
    EXPECT_NUMBER(scene_wait(pppd, 10), 5);
    CU_ASSERT(!scene_left_behind()); /* by neither of them */
    stop(modem);
}

/* A modem that is plugged in late is dialled all the same. */
static void test_missing(void)
{
    static const struct scene s = {
        .digits = "101",
        .keys = "AuthRestrictions=632\r\nRedialSeconds=1",
        .attempts = 20};
    pid_t modem, pppd;

    scene_write_files(&s);
    unlink(SCENE_TTY);
    pppd = scene_start_pppd(&s);
    CU_ASSERT(scene_wait_for(SCENE_LOG, "RAS error 608", 10, pppd));
    modem = scene_start_modem(&s);
    CU_ASSERT(scene_wait_for(SCENE_LOG, "RAS state Connected", 30, pppd));
    kill(pppd, SIGTERM);
    EXPECT_NUMBER(scene_wait(pppd, 10), 5);
    stop(modem);
}

/* The tty hangs up under pppd, while the modem dials and when the link is up.
 */
static void test_unplugged(void)
{
    static const struct {
        const char *digits, *state;
        unsigned error;
    } moments[] = {{"121", "ConnectDevice", 692}, {"101", "Connected", 629}};
    struct outcome o;
    char line[64];
    pid_t modem, pppd;
    size_t i;

    for (i = 0; i < sizeof(moments) / sizeof(moments[0]); i++) {
        const struct scene s = {.digits = moments[i].digits,
                                .keys = "RedialOnLinkFailure=0"};

        scene_write_files(&s);
        modem = scene_start_modem(&s);
        pppd = scene_start_pppd(&s);
        snprintf(line, sizeof(line), "RAS state %s", moments[i].state);
        CU_ASSERT(scene_wait_for(SCENE_LOG, line, 20, pppd));
        kill(modem, SIGKILL);
        scene_wait(modem, 5);
        scene_end(pppd, &o);
        CU_ASSERT(o.ended && !o.locked && o.redial);
        EXPECT_NUMBER(o.error, moments[i].error);
        EXPECT_TEXT(o.state, moments[i].state);
    }
}

/* As a USB modem after its reset: the stable name leads to another tty. */
static void test_renumbered(void)
{
    static const struct scene s = {
        .digits = "101",
        .keys = "AuthRestrictions=632\r\nRedialSeconds=1\r\n"
                "RedialOnLinkFailure=1",
        .attempts = 20};
    char before[64] = "", after[64] = "";
    pid_t modem, pppd;
    int held;

    scene_write_files(&s);
    modem = scene_start_modem(&s);
    CU_ASSERT(readlink(SCENE_TTY, before, sizeof(before) - 1) > 0);
    held = open(before, O_RDWR | O_NOCTTY | O_CLOEXEC); /* keeps its number */
    pppd = scene_start_pppd(&s);
    CU_ASSERT(scene_wait_for(SCENE_LOG, "RAS state Connected", 20, pppd));
    kill(modem, SIGKILL);
    scene_wait(modem, 5);
    modem = scene_start_modem(&s);
    CU_ASSERT(readlink(SCENE_TTY, after, sizeof(after) - 1) > 0);
    CU_ASSERT(held >= 0 && strcmp(before, after) != 0);
    CU_ASSERT(scene_wait_times(SCENE_LOG, "RAS state Connected", 2, 30, pppd));
    kill(pppd, SIGTERM);
    CU_ASSERT(scene_wait(pppd, 10) >= 0);
    close(held);
    stop(modem);
}

static void test_alternates(void)
{
    static const struct scene s = {.digits = "102",
                                   .rules = "PromoteAlternates=1\r\n",
                                   .alternates = {"103", "101"},
                                   .hang_up = true};
    struct outcome o;

    scene_play(&s, &o);
    CU_ASSERT(strstr(o.states, "Connected") != NULL);
    EXPECT_NUMBER(count(scene_modem_log(), " dial "), 3);
    CU_ASSERT(scene_wait_for(SCENE_BOOK,
                             "DEVICE=modem\r\nPhoneNumber=555101\r\n"
                             "PhoneNumber=555102\r\nPromoteAlternates=1\r\n",
                             10, 0));
}

/* --- PrerequisiteEntry: another line, dialled before ours */

#define FIRST_LOG  SCENE_DIR "/first.log"
#define FIRST_BOOK SCENE_DIR "/first.pbk"

static pid_t start_first_modem(const char *digits)
{
    char answer[256], book[400];
    const char *const argv[] = {
        scene_tool("modem"), "--log", FIRST_LOG, "--answer", answer,
        "/dev/modem1",       NULL};
    pid_t pid;

    unlink(FIRST_LOG);
    snprintf(answer, sizeof(answer), "%s none 10.8.0.1:10.8.0.2",
             scene_tool("peer"));
    snprintf(book, sizeof(book),
             "[First]\r\nPBVersion=8\r\nIpPrioritizeRemote=0\r\n"
             "MEDIA=serial\r\nPort=COM2\r\nDEVICE=modem\r\n"
             "PhoneNumber=555%s\r\n",
             digits);
    scene_write(FIRST_BOOK, book, 0644);
    pid = scene_spawn(argv, NULL);
    CU_ASSERT(scene_wait_for(FIRST_LOG, " ready ", 5, pid));
    return pid;
}

static bool first_log_says(const char *text)
{
    static char log[16384];

    scene_read(FIRST_LOG, log, sizeof(log));
    return strstr(log, text) != NULL;
}

static void test_prerequisite(void)
{
    static const struct scene s = {
        .digits = "101",
        .keys = "AuthRestrictions=632\r\nPrerequisiteEntry=first\r\n"
                "PrerequisitePbk=C:\\Users\\All\\first.pbk",
        .device = "}, { port = \"COM2\"; tty = \"/dev/modem1\";",
        .hang_up = true};
    struct outcome o;
    pid_t first, modem, pppd;

    first = start_first_modem("101");
    scene_play(&s, &o);
    EXPECT_NUMBER(o.error, 631);
    CU_ASSERT(strstr(o.states, "Connected") != NULL && !o.locked);
    CU_ASSERT(first_log_says(" hangup "));
    stop(first);

    first = start_first_modem("102"); /* busy: nothing else is dialled */
    scene_play(&s, &o);
    EXPECT_NUMBER(o.error, 676);
    CU_ASSERT(o.redial && !o.locked);
    EXPECT_NUMBER(count(scene_modem_log(), " dial "), 0);
    stop(first);

    first = start_first_modem("101"); /* nobody is left to hang it up */
    scene_write_files(&s);
    modem = scene_start_modem(&s);
    pppd = scene_start_pppd(&s);
    CU_ASSERT(scene_wait_for(SCENE_LOG, "RAS state Connected", 20, pppd));
    CU_ASSERT(!first_log_says(" hangup "));
    kill(pppd, SIGKILL);
    scene_wait(pppd, 5);
    CU_ASSERT(scene_wait_for(FIRST_LOG, " hangup ", 20, 0));

    pppd = scene_start_pppd(&s); /* and nothing is in the way of the next */
    CU_ASSERT(scene_wait_for(SCENE_LOG, "RAS state Connected", 20, pppd));
    kill(pppd, SIGTERM);
    EXPECT_NUMBER(scene_wait(pppd, 20), 5);
    CU_ASSERT(!scene_left_behind());
    stop(modem);
    stop(first);
}

/* --- a log-on script: the far end asks before it starts PPP */

#define LOGON                                                                  \
    "proc main\r\n integer tries = 2\r\nagain:\r\n"                            \
    " waitfor \"ogin:\" until 10\r\n transmit $USERID, raw\r\n"                \
    " transmit \"^M\"\r\n waitfor \"assword:\"\r\n"                            \
    " transmit $PASSWORD, raw transmit \"^M\"\r\n"                             \
    " waitfor \"incorrect\" then bad, \"address is\" then good until 10\r\n"   \
    "bad:\r\n tries = tries - 1\r\n if tries > 0 then goto again endif\r\n"    \
    " halt\r\ngood:\r\n set ipaddr getip\r\n waitfor \"starts<cr><lf>\"\r\n"   \
    "endproc\r\n"

static void test_logon(void)
{
    static const struct scene s = {.digits = "101",
                                   .answer = "--login no-address",
                                   .script = LOGON,
                                   .hang_up = true,
                                   .pppd = {"debug"}};
    struct outcome o;

    scene_play(&s, &o);
    EXPECT_NUMBER(o.error, 631);
    CU_ASSERT(strstr(o.states, "Connected") != NULL);
    CU_ASSERT(strstr(scene_log(), "local  IP address 10.9.0.77") != NULL);
    EXPECT_NUMBER(count(scene_log(), "s3cret"), 0);
}

/* The modem is on hook again, and the account is not tried any more. */
static void test_logon_refused(void)
{
    static const struct scene s = {.digits = "101",
                                   .answer = "--login none",
                                   .password = "wrong",
                                   .script = LOGON,
                                   .attempts = 3};
    struct outcome o;

    scene_play(&s, &o);
    EXPECT_NUMBER(o.error, 703);
    EXPECT_NUMBER(o.exit_status, 8);
    CU_ASSERT(strstr(o.text, "logon.scp:13: the script halts") != NULL);
    EXPECT_NUMBER(count(scene_modem_log(), " dial "), 1);
    EXPECT_NUMBER(count(scene_modem_log(), " hangup "), 1);
    EXPECT_NUMBER(count(scene_log(), "wrong"), 0);
    CU_ASSERT(!o.locked);
}

/* --- dialling rules */

#define PLACE                                                                  \
    "location = \"Desk\"; locations = ( { name = \"Desk\"; country_code = 1;"  \
    "area_code = \"425\"; disable_call_waiting = \"*70,\"; outside_local ="    \
    "\"9,\"; outside_long_distance = \"8,\"; long_distance_prefix = \"1\";"    \
    "dialling = \"pulse\"; calling_card = { name = \"My Card\"; card_number =" \
    "\"1234567890\"; pin = \"4711\"; international = \"800,H,I,EFG\"; };"      \
    "area_rules = ( { area_code = \"206\"; include_area_code = true; } ); } );"
#define RULES(country, area)                                                   \
    "UseDialingRules=1\r\nCountryCode=" country "\r\nAreaCode=" area "\r\n"

static void test_rules(void)
{
    static const struct {
        const char *rules, *dialled;
    } rows[] = {
        {"", "dial T555102\n"},
        {RULES("1", "425"), "dial P*70,9,555102\n"},
        {RULES("1", "206"), "dial P*70,9,206555102\n"},
        {RULES("1", "253"), "dial P*70,8,1253555102\n"},
    };
    struct scene s = {.digits = "102", .places = PLACE};
    struct outcome o;
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        s.rules = rows[i].rules;
        scene_play(&s, &o);
        EXPECT_NUMBER(o.error, 676);
        EXPECT_NUMBER(count(scene_modem_log(), rows[i].dialled), 1);
    }
}

/* The modem gets the card's number and PIN, and nobody else. */
static void test_card(void)
{
    static const struct scene s = {.digits = "106",
                                   .places = PLACE,
                                   .rules = RULES("44", "20"),
                                   .pppd = {"debug"}};
    struct outcome o;

    scene_play(&s, &o);
    EXPECT_NUMBER(o.error, 681);
    EXPECT_NUMBER(count(scene_modem_log(), "dial P*70,8,800,1234567890,4711,"
                                           "4420555106\n"),
                  1);
    CU_ASSERT(count(scene_log(), "8,800,[My Card],[My Card],4420555106") > 0);
    EXPECT_NUMBER(count(scene_log(), "1234567890"), 0);
    EXPECT_NUMBER(count(scene_log(), "4711"), 0);
}

/* --- what an entry says of the network */

#define HOOK "/etc/ppp/ip-up.d/scene"

/* What pppd's scripts are told, and what the kernel then has. */
static const char hook[] =
    "#!/bin/sh\n"
    "{ env; ip -4 address show dev ppp0; ip route; } >" OUTPUT ".new\n"
    "mv " OUTPUT ".new " OUTPUT "\n";

/*
 * A data module's number, with the context it leads to; an address, name
 * servers, and the route to the address's class instead of a default route.
 */
static void test_network(void)
{
    static const struct scene s = {
        .digits = "101",
        .answer = "no-address 10.9.0.1:",
        .keys = "AuthRestrictions=632\r\nExcludedProtocols=8\r\n"
                "IpAssign=2\r\nIpAddress=10.9.0.77\r\n"
                "IpInterfaceMetric=42\r\nIpNameAssign=2\r\n"
                "IpDnsAddress=192.0.2.53\r\nIpWinsAddress=192.0.2.54\r\n"
                "IpDnsSuffix=site.example",
        .device = "access_point = \"internet.example\";",
        .pppd = {"ras-number", "*99***2#"}};
    static const char *const words[] = {
        "inet 10.9.0.77 peer 10.9.0.1/32",
        "10.0.0.0/8 dev ppp0 scope link metric 42",
        "DNS1=192.0.2.53\n",
        "WINS1=192.0.2.54\n",
        "RAS_DNS_SUFFIX=site.example\n",
    };
    pid_t modem, pppd;
    size_t i;

    unlink(OUTPUT);
    scene_write(HOOK, hook, 0755);
    scene_write_files(&s);
    modem = scene_start_modem(&s);
    pppd = scene_start_pppd(&s);
    CU_ASSERT(scene_wait_for(OUTPUT, "dev ppp0", 20, pppd));
    scene_read(OUTPUT, output, sizeof(output));
    for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        CU_ASSERT(says(words[i]));
    CU_ASSERT(!strstr(output, "\ndefault "));
    kill(pppd, SIGTERM);
    EXPECT_NUMBER(scene_wait(pppd, 15), 5);
    stop(modem);
    unlink(HOOK);
    scene_read(SCENE_MODEM_LOG, output, sizeof(output));
    CU_ASSERT(says("+CGDCONT=2,\"IP\",\"internet.example\""));
    CU_ASSERT(says("dial T*99***2#\n"));
}

/* --- a line with modem signals: DTR and carrier, by the kernel's n_gsm */

static const struct scene signals = {.digits = "101",
                                     .tty = "/dev/gsmtty1",
                                     .line = "/dev/gsmtty65",
                                     .device = "carrier_detect = true;"};

static pid_t start_lines(void)
{
    const char *argv[] = {scene_tool("gsmlines"), NULL};
    pid_t lines = scene_spawn(argv, OUTPUT);

    CU_ASSERT(scene_wait_for(OUTPUT, "ready", 5, lines));
    return lines;
}

/* No +++ and no ATH: DTR does it. */
static void test_dtr(void)
{
    pid_t lines = start_lines(), modem, pppd;

    scene_write_files(&signals);
    modem = scene_start_modem(&signals);
    pppd = scene_start_pppd(&signals);
    CU_ASSERT(scene_wait_for(SCENE_LOG, "RAS state Connected", 20, pppd));
    kill(pppd, SIGTERM);
    EXPECT_NUMBER(scene_wait(pppd, 10), 5);
    CU_ASSERT(scene_wait_for(SCENE_MODEM_LOG, "hangup DTR", 2, 0));
    CU_ASSERT(!scene_wait_for(SCENE_MODEM_LOG, "command ATH", 0, 0));
    stop(modem);
    stop(lines);
}

static void test_carrier_drop(void)
{
    pid_t lines = start_lines(), modem, pppd;

    scene_write_files(&signals);
    modem = scene_start_modem(&signals);
    pppd = scene_start_pppd(&signals);
    CU_ASSERT(scene_wait_for(SCENE_LOG, "RAS state Connected", 20, pppd));
    stop(modem);
    CU_ASSERT(scene_wait_for(SCENE_LOG, "RAS error 629", 5, pppd));
    kill(pppd, SIGTERM);
    scene_wait(pppd, 10);
    CU_ASSERT(!scene_left_behind());
    stop(lines);
}

/* --- pppd by itself */

static void write_peers_file(void)
{
    char text[1024];

    snprintf(text, sizeof(text),
             "plugin %s\nras-entry \"Lab\"\nras-phonebook %s\nras-config %s\n"
             "user alice\nremotename server\nchild-timeout 1\n",
             scene_build("rasdial.so"), SCENE_BOOK, SCENE_CONF);
    scene_write("/etc/ppp/peers/branch-office", text, 0644);
}

static void test_call(void)
{
    static const struct scene s = {.digits = "101"};
    const char *argv[] = {scene_pppd(), "call", "branch-office", "nodetach",
                          NULL};
    pid_t modem, pppd;

    scene_write_files(&s);
    write_peers_file();
    modem = scene_start_modem(&s);
    pppd = scene_spawn(argv, SCENE_LOG);
    CU_ASSERT(scene_wait_for(SCENE_LOG, "RAS state Connected", 15, pppd));
    kill(pppd, SIGTERM);
    EXPECT_NUMBER(scene_wait(pppd, 10), 5);
    stop(modem);
}

/* pppd detaches at once by default: the plugin goes with it. */
static void test_detached(void)
{
    static const struct scene s = {.digits = "101"};
    const char *argv[] = {scene_pppd(), "call",    "branch-office",
                          "logfile",    SCENE_LOG, NULL};
    pid_t modem;

    scene_write_files(&s);
    write_peers_file();
    unlink(SCENE_LOG);
    modem = scene_start_modem(&s);
    EXPECT_NUMBER(run(argv, 10), 0);
    CU_ASSERT(scene_wait_for(SCENE_LOG, "RAS state Connected", 15, 0));
    CU_ASSERT(scene_left_behind()); /* the record and the lock of a live link */
    CU_ASSERT(scene_terminate_listed());
    CU_ASSERT(scene_wait_for(SCENE_LOG, "RAS error 631", 10, 0));
    CU_ASSERT(scene_wait_clean(10));
    stop(modem);
}

/* --- rasdial */

struct words {
    const char *argv[10];
    int status;
    const char *says[6];
};

static int run_rasdial(const struct words *w)
{
    const char *argv[20] = {scene_build("rasdial")};
    size_t n = 1, i;

    for (i = 0; w->argv[i]; i++)
        argv[n++] = w->argv[i];
    argv[n++] = "/config:" SCENE_CONF;
    argv[n] = NULL;
    return run(argv, 40);
}

static void expect_words(const struct words *w)
{
    size_t i;

    EXPECT_NUMBER(run_rasdial(w), w->status);
    for (i = 0; i < 6 && w->says[i]; i++)
        CU_ASSERT(says(w->says[i]));
}

#define BOOK "/phonebook:" SCENE_BOOK

static void test_rasdial(void)
{
    static const struct scene s = {.digits = "101",
                                   .keys = "AuthRestrictions=512"};
    static const struct words steps[] = {
        {{NULL}, 0, {"No connections"}},
        {{"Lab", "alice", "s3cret", BOOK},
         0,
         {"Connecting to Lab...\n", "Verifying username and password...\n",
          "Registering your computer on the network...\n",
          "Successfully connected to Lab.\n",
          "Command completed successfully.\n"}},
        {{NULL}, 0, {"Connected to\nLab\n"}},
        {{"Lab", "alice", "s3cret", BOOK}, 0, {"already connected to Lab."}},
        {{"lab", "/disconnect"}, 0, {"Command completed successfully."}},
        {{NULL}, 0, {"No connections"}},
        {{"Lab", "/disconnect"}, 68, {"You are not connected to Lab."}},
    };
    pid_t modem;
    size_t i;

    scene_write_files(&s);
    modem = scene_start_modem(&s);
    for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
        expect_words(&steps[i]);
    CU_ASSERT(!scene_left_behind());
    stop(modem);
}

static void test_rasdial_errors(void)
{
    static const struct scene s = {.digits = "101",
                                   .keys = "AuthRestrictions=512"};
    static const struct words steps[] = {
        {{"Lab", "alice", "s3cret", BOOK, "/phone:555102"},
         76,
         {"Remote Access error 676 - ", "BUSY"}},
        {{"Lab", "alice", "wrong", BOOK}, 91, {"Remote Access error 691 - "}},
        {{"Nobody", "alice", "x", BOOK},
         23,
         {"Remote Access error 623 - ", SCENE_BOOK}},
        {{"Lab", "alice", "x", "/phonebook:/nowhere.pbk"},
         21,
         {"Remote Access error 621 - ", "/nowhere.pbk"}},
        {{"Lab", "alice", "x", BOOK, "/phone:5\"5"},
         149,
         {"Remote Access error 749 - "}},
    };
    pid_t modem;
    size_t i;

    scene_write_files(&s);
    modem = scene_start_modem(&s);
    for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
        expect_words(&steps[i]);
    CU_ASSERT(!scene_left_behind());
    stop(modem);
}

/* The number behind "KEY": in the output; 0 if there is none. */
static unsigned long long number_of(const char *key)
{
    const char *p = strstr(output, key);

    return p ? strtoull(p + strlen(key), NULL, 10) : 0;
}

/* What programs read, of a link and of how it ended. */
static void test_rasdial_json(void)
{
    static const struct scene s = {.digits = "101",
                                   .keys = "AuthRestrictions=512"};
    static const struct words dial = {
        {"Lab", "alice", "s3cret", BOOK, "--json", "--timeout=60"},
        0,
        {"\"state_name\":\"ConnectDevice\"", "\"number\":\"555101\"",
         "\"authentication\":\"MS-CHAP v2\"", "\"interface\":\"ppp",
         "\"event\":\"result\",\"entry\":\"Lab\",\"error\":0,"
         "\"exit_status\":0,\"interface\":\"ppp"}};
    static const struct words status = {
        {"--status", "lab", "--json"},
        0,
        {"\"event\":\"connection\"", "\"state_name\":\"Connected\"",
         "\"device\":\"Laboratory modem\"", "\"local_address\":\"10.9.0.2\""}};
    static const struct words end = {
        {"lab", "--disconnect", "--json"}, 0, {"\"event\":\"disconnected\""}};
    static const struct words ended = {{"--status", "lab", "--json"},
                                       68,
                                       {"\"event\":\"ended\"", "\"error\":631,",
                                        "\"ended\":\"2", "\"error\":668,"}};
    /* 20 octets of IP, 8 of ICMP, 100: twice. */
    const char *ping[] = {"ping", "-c", "2", "-i",       "0.2", "-s",
                          "100",  "-W", "5", "10.9.0.1", NULL};
    pid_t modem;

    scene_write_files(&s);
    modem = scene_start_modem(&s);
    expect_words(&dial);
    EXPECT_NUMBER(run(ping, 20), 0);
    expect_words(&status);
    CU_ASSERT(number_of("\"bytes_sent\":") >= 256);
    CU_ASSERT(number_of("\"bytes_received\":") >= 256);
    CU_ASSERT(number_of("\"duration_ms\":") > 0);
    expect_words(&end);
    expect_words(&ended);
    CU_ASSERT(number_of("\"bytes_sent\":") >= 256);
    CU_ASSERT(number_of("\"bytes_received\":") >= 256);
    CU_ASSERT(number_of("\"duration_ms\":") > 0);
    CU_ASSERT(!scene_left_behind());
    stop(modem);
}

/* The limit ends the call, and what it ended with can be asked for. */
static void test_rasdial_timeout(void)
{
    static const struct scene s = {.digits = "121"};
    static const struct words steps[] = {
        {{"Lab", "alice", "s3cret", BOOK, "/timeout:3"},
         38,
         {"Connecting to Lab...\n", "Remote Access error 638 - ",
          "not connected after 3 s"}},
        {{"Lab", "/status"},
         68,
         {"    State           Disconnected\n", "    Number          555121\n",
          "    Last cause      631 - "}},
        {{"Lab", "alice", "s3cret", BOOK, "/phone:555102"},
         76,
         {"Remote Access error 676 - "}},
        {{"Lab", "/status"}, 68, {"    Last cause      676 - ", "(BUSY)"}},
    };
    pid_t modem;
    size_t i;

    scene_write_files(&s);
    modem = scene_start_modem(&s);
    expect_words(&steps[0]);
    /* rasdial has waited for the port. */
    CU_ASSERT(scene_wait_for(SCENE_MODEM_LOG, " abort", 1, 0));
    for (i = 1; i < sizeof(steps) / sizeof(steps[0]); i++)
        expect_words(&steps[i]);
    CU_ASSERT(scene_wait_clean(5));
    stop(modem);
}

/* --- callback */

/* Number 101 speaks CBCP, and calls when that call has ended. */
static const char *calls_back(const char *how)
{
    static char steps[400];

    snprintf(steps, sizeof(steps), "101=back %s pap; connect; answer %s %s",
             scene_tool("peer"), scene_tool("peer"), how);
    return steps;
}

/* Each state once, over two calls: one is made, and one is taken. */
static void test_called_back(void)
{
    const struct scene s = {.digits = "101",
                            .keys = "AuthRestrictions=8",
                            .modem = {"--call", calls_back("back-any")},
                            .pppd = {"debug", "callback", "555 (7000)"},
                            .hang_up = true};
    struct outcome o;

    scene_play(&s, &o);
    EXPECT_TEXT(o.states,
                "OpenPort PortOpened ConnectDevice DeviceConnected "
                "AllDevicesConnected Authenticate Authenticated AuthCallback "
                "PrepareForCallback WaitForModemReset WaitForCallback "
                "ReAuthenticate AuthProject Projected Connected");
    EXPECT_NUMBER(o.error, 631);
    EXPECT_NUMBER(o.errors, 1);
    CU_ASSERT(!o.locked);
    CU_ASSERT(strstr(scene_log(), "number = 555 (7000)") != NULL);
    EXPECT_NUMBER(count(scene_modem_log(), " dial "), 1);
    EXPECT_NUMBER(count(scene_modem_log(), " command ATA"), 1);
}

/* The peer's call needs no traffic of ours to be taken. */
static void test_demand_callback(void)
{
    const struct scene s = {
        .digits = "101",
        .keys = "AuthRestrictions=8\r\nExcludedProtocols=8",
        .modem = {"--call", calls_back("back-any")},
        .pppd = {"demand", "10.9.0.1:10.9.0.2", "callback", "555 (7000)"}};
    pid_t modem, pppd;

    scene_write_files(&s);
    modem = scene_start_modem(&s);
    pppd = scene_start_pppd(&s);
    CU_ASSERT(knock_until("RAS state PrepareForCallback", 1, pppd));
    CU_ASSERT(scene_wait_for(SCENE_LOG, "RAS state Connected", 20, pppd));
    kill(pppd, SIGTERM);
    CU_ASSERT(scene_wait(pppd, 10) >= 0);
    stop(modem);
    scene_read(SCENE_MODEM_LOG, output, sizeof(output));
    EXPECT_NUMBER(count(output, " dial "), 1);
    EXPECT_NUMBER(count(output, " command ATA"), 1);
}

/* What rasdial was told goes to the server; the second has its own number. */
static void test_rasdial_callback(void)
{
    static const struct words own = {
        {"Lab", "alice", "s3cret", BOOK, "/callback:5557000", "--json"},
        0,
        {"\"state_name\":\"AuthCallback\"",
         "\"state_name\":\"WaitForCallback\"", "\"state_name\":\"Connected\"",
         "\"authentication\":\"PAP\""}};
    static const struct words steps[] = {
        {{"Lab", "/disconnect"}, 0, {"Command completed successfully."}},
        {{"Lab", "alice", "s3cret", BOOK, "/callback:+1"},
         51 + 100,
         {"Remote Access error 751 - "}},
    };
    const struct scene s = {.digits = "101",
                            .keys = "AuthRestrictions=8",
                            .modem = {"--call", calls_back("back-server")}};
    pid_t modem;
    size_t i;

    scene_write_files(&s);
    modem = scene_start_modem(&s);
    expect_words(&own);
    scene_read(SCENE_MODEM_LOG, output, sizeof(output));
    EXPECT_NUMBER(count(output, " command ATA"), 1);
    for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
        expect_words(&steps[i]);
    CU_ASSERT(!scene_left_behind());
    stop(modem);
}

/* A server that calls nobody back goes on with the call that it has. */
static void test_no_callback(void)
{
    static const struct scene s = {.digits = "101",
                                   .answer = "back-none",
                                   .keys = "AuthRestrictions=8",
                                   .pppd = {"callback", "5557000"},
                                   .hang_up = true};
    struct outcome o;

    scene_play(&s, &o);
    EXPECT_NUMBER(o.error, 631);
    CU_ASSERT(strstr(o.states, "AuthCallback AuthProject Projected") != NULL);
    CU_ASSERT(strstr(scene_log(), "the server does not call back") != NULL);
}

/* A controller that dies must not leave the modem dialling. */
static void test_controller_killed(void)
{
    static const struct scene s = {.digits = "121"};
    const char *argv[] = {scene_build("rasdial"),
                          "Lab",
                          "alice",
                          "s3cret",
                          "/phonebook:" SCENE_BOOK,
                          "/config:" SCENE_CONF,
                          NULL};
    pid_t modem, tool;

    scene_write_files(&s);
    modem = scene_start_modem(&s);
    tool = scene_spawn(argv, OUTPUT);
    CU_ASSERT(scene_wait_for(SCENE_MODEM_LOG, " dial ", 10, tool));
    poll(NULL, 0, 300);
    kill(tool, SIGKILL);
    scene_wait(tool, 2);
    CU_ASSERT(scene_wait_for(SCENE_MODEM_LOG, " abort", 3, 0));
    CU_ASSERT(scene_wait_clean(5));
    stop(modem);
}

/* --- a user of group dip */

#define BOB     4711
#define BOB_DIR SCENE_DIR "/bob"

/* As `su bob -c ...' without a shell: uid, gid and group dip. */
static int run_as_bob(const char *const *argv, double seconds)
{
    struct group *dip = getgrnam("dip");
    gid_t groups[1] = {dip ? dip->gr_gid : 0};
    pid_t pid = fork();
    int status, fd;

    if (pid == 0) {
        fd = open(OUTPUT, O_WRONLY | O_CREAT | O_TRUNC, 0644);
        if (fd < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0 ||
            setgroups(1, groups) < 0 || setgid(BOB) < 0 || setuid(BOB) < 0)
            _exit(99);
        execv(argv[0], (char *const *)(uintptr_t)argv);
        _exit(98);
    }
    status = scene_wait(pid, seconds);
    scene_read(OUTPUT, output, sizeof(output));
    return status;
}

#define INSTALLED "/usr/bin/rasdial"

/* What the package installs, in the laboratory's copy of the machine. */
static void install(const struct scene *s)
{
    char command[1200];
    const char *argv[] = {"/bin/sh", "-c", command, NULL};

    scene_write_files(s);
    snprintf(command, sizeof(command),
             "set -e; d=$(echo /usr/lib/pppd/*.*.*); cp %s $d/rasdial.so; "
             "mkdir -p /etc/ppp/ras " BOB_DIR "; "
             "cp " SCENE_BOOK " /etc/ppp/ras/rasphone.pbk; "
             "cp " SCENE_CONF " /etc/ppp/ras/ras.conf; "
             "cp " SCENE_BOOK " " SCENE_CONF " " BOB_DIR "; "
             "chown -R %d " BOB_DIR "; "
             "cp %s " INSTALLED "; "
             "echo plugin rasdial.so >/etc/ppp/peers/rasdial; "
             "chmod 644 /etc/ppp/peers/rasdial",
             scene_build("rasdial.so"), BOB, scene_build("rasdial"));
    EXPECT_NUMBER(run(argv, 10), 0);
}

static int bob(const char *first, const char *second)
{
    const char *argv[] = {INSTALLED, "Lab",  "alice", "s3cret",
                          first,     second, NULL};

    return run_as_bob(argv, 40);
}

/* `call rasdial' loads the plugin for him; the system's book is root's word. */
static void test_user_dials(void)
{
    static const struct scene s = {.digits = "101",
                                   .keys = "AuthRestrictions=512"};
    const char *list[] = {INSTALLED, NULL};
    const char *end[] = {INSTALLED, "/disconnect", NULL};
    pid_t modem;

    install(&s);
    modem = scene_start_modem(&s);
    EXPECT_NUMBER(bob(NULL, NULL), 0);
    CU_ASSERT(says("Successfully connected to Lab."));
    EXPECT_NUMBER(run_as_bob(list, 10), 0);
    CU_ASSERT(says("Connected to\nLab\n"));
    EXPECT_NUMBER(run_as_bob(end, 20), 0);
    CU_ASSERT(scene_wait_clean(5));
    stop(modem);
}

/* With root's noauth he could bring in any peer: only the entry's numbers. */
static void test_user_number(void)
{
    static const struct scene s = {.digits = "101",
                                   .keys = "AuthRestrictions=512"};
    pid_t modem;

    install(&s);
    modem = scene_start_modem(&s);
    EXPECT_NUMBER(bob("/phone:5559101", NULL), 1);
    CU_ASSERT(says("Remote Access error 5 - "));
    EXPECT_NUMBER(bob("/phone:555101", NULL), 0);
    CU_ASSERT(scene_terminate_listed());
    CU_ASSERT(scene_wait_clean(10));
    stop(modem);
}

/* His own phonebook and devices: his rights. The tty is root's. */
static void test_user_device(void)
{
    static const struct scene s = {.digits = "101"};
    pid_t modem;

    install(&s);
    modem = scene_start_modem(&s);
    EXPECT_NUMBER(
        bob("/phonebook:" BOB_DIR "/book.pbk", "/config:" BOB_DIR "/ras.conf"),
        1);
    CU_ASSERT(says("Remote Access error 5 - "));
    stop(modem);
}

/* Another program has the port open for itself. */
static void test_port_open(void)
{
    static const struct scene s = {.digits = "101"};
    char target[64] = "";
    pid_t modem;
    int fd;

    install(&s);
    modem = scene_start_modem(&s);
    CU_ASSERT(readlink(SCENE_TTY, target, sizeof(target) - 1) > 0);
    CU_ASSERT(chmod(target, 0666) == 0);
    fd = open(target, O_RDWR | O_NOCTTY | O_CLOEXEC);
    CU_ASSERT(fd >= 0 && scene_exclusive(fd));
    EXPECT_NUMBER(
        bob("/phonebook:" BOB_DIR "/book.pbk", "/config:" BOB_DIR "/ras.conf"),
        2);
    CU_ASSERT(says("Remote Access error 602 - "));
    close(fd);
    stop(modem);
}

/*
 * His own book, his own device: what he may not do on pppd's command line his
 * book cannot do either. Debian's `auth' stands, so that the far end would
 * have to prove itself.
 */
static void test_user_book(void)
{
    static const struct scene s = {.digits = "101",
                                   .keys = "AuthRestrictions=512"};
    char target[64] = "";
    pid_t modem;

    install(&s);
    modem = scene_start_modem(&s);
    CU_ASSERT(readlink(SCENE_TTY, target, sizeof(target) - 1) > 0);
    CU_ASSERT(chmod(target, 0666) == 0);
    CU_ASSERT(bob("/phonebook:" BOB_DIR "/book.pbk",
                  "/config:" BOB_DIR "/ras.conf") != 0);
    CU_ASSERT(!strstr(output, "Successfully"));
    CU_ASSERT(scene_wait_clean(10));
    stop(modem);
}

const struct unit_test acts[] = {
    {"a busy number is redialled", test_redial_busy},
    {"RedialAttempts counts after the first", test_redial_attempts},
    {"a refused password is not sent again", test_no_redial_691},
    {"redialled as ras.conf's policy says", test_redial_policy},
    {"demand is redialled as the policy says", test_demand},
    {"demand: idle, and dialled again from a pool", test_demand_idle},
    {"demand: a refused password is not sent again", test_demand_691},
    {"a lock after refused passwords, lifted", test_lockout},
    {"944 outside the dial-out hours", test_hours},
    {"a dropped link comes back", test_reconnect},
    {"failures of all kinds, then a connection", test_many_failures},
    {"a modem that was left in data mode", test_left_in_data_mode},
    {"a modem that is plugged in late", test_missing},
    {"a modem that is unplugged", test_unplugged},
    {"a modem that came back as another tty", test_renumbered},
    {"the alternate numbers are tried", test_alternates},
    {"another entry is dialled first", test_prerequisite},
    {"a log-on script", test_logon},
    {"703 a script that gives up", test_logon_refused},
    {"numbers by dialling rules", test_rules},
    {"a calling card is not shown", test_card},
    {"address, names, route and context of the entry", test_network},
    {"DTR hangs up", test_dtr},
    {"the carrier signal drops", test_carrier_drop},
    {"pppd call PEER", test_call},
    {"pppd detached", test_detached},
    {"rasdial dials, lists, hangs up", test_rasdial},
    {"rasdial's errors", test_rasdial_errors},
    {"rasdial --json and --status", test_rasdial_json},
    {"rasdial --timeout", test_rasdial_timeout},
    {"callback to the caller's number", test_called_back},
    {"demand: called back", test_demand_callback},
    {"callback to the server's number", test_rasdial_callback},
    {"callback: none is offered", test_no_callback},
    {"the controller is killed while dialling", test_controller_killed},
    {"a user of group dip dials", test_user_dials},
    {"a user's number", test_user_number},
    {"a user's device", test_user_device},
    {"602 another program has the port", test_port_open},
    {"a user's own phonebook", test_user_book},
    {NULL, NULL},
};
