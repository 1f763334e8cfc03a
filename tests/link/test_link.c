/*
 * test_link.c - each cause as it is really made, and the code that it yields:
 * a real pppd, a real kernel link, the laboratory's modem and far ends.
 *
 * Built as an ordinary CUnit program; tests/lab/run gives it its world.
 */
#include "tests/link/acts.h"
#include "tests/link/api_acts.h"
#include "tests/link/scene.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char unit_name[] = "link";

/* Methods of AuthRestrictions (pbk-format 4.3), with what a plain link wants.
 */
#define ONLY_PAP     "AuthRestrictions=8"
#define ONLY_CHAP    "AuthRestrictions=32"
#define ONLY_MSCHAP  "AuthRestrictions=64"
#define ONLY_MSCHAP2 "AuthRestrictions=512"

struct row {
    const char *name;
    struct scene scene;
    unsigned error;
    int status[3];     /* pppd's exit status: one of these; 0 ends the list */
    const char *words; /* stand in the log line of the cause, or NULL */
};

static const struct row rows[] = {
    /* --- modem results */
    {"676 BUSY", {.digits = "102"}, 676, {8}, "BUSY"},
    {"678 NO ANSWER", {.digits = "103"}, 678, {8}, "NO ANSWER"},
    {"679 NO CARRIER", {.digits = "105"}, 679, {8}, "NO CARRIER"},
    {"680 NO DIALTONE", {.digits = "104"}, 680, {8}, "NO DIALTONE"},
    {"680 NO DIAL TONE", {.digits = "114"}, 680, {8}, "NO DIAL TONE"},
    {"677 VOICE", {.digits = "107"}, 677, {8}, "VOICE"},
    {"681 ERROR to the dial command", {.digits = "106"}, 681, {8}, "ATD"},
    {"681 ERROR to an initialisation command",
     {.digits = "101", .modem = {"--refuse", "X4"}},
     681,
     {8},
     "ATX4"},
    {"775 DELAYED", {.digits = "112"}, 775, {8}, "DELAYED"},
    {"775 BLACKLISTED", {.digits = "113"}, 775, {8}, "BLACKLISTED"},
    {"651 +CME ERROR", {.digits = "119"}, 651, {8}, "+CME ERROR: 30"},
    {"666 a modem that answers nothing",
     {.digits = "101", .modem = {"--dead"}},
     666,
     {8},
     NULL},

    /* --- the device */
    {"608 the tty is missing",
     {.digits = "101", .no_modem = true, .tty = "/dev/ttyUSB77"},
     608,
     {7},
     "/dev/ttyUSB77"},
    {"615 no device is that port",
     {.digits = "101",
      .no_modem = true,
      .media = "Port=COM9\r\nDevice=Another modem"},
     615,
     {2},
     "COM9"},
    {"692 it is no tty",
     {.digits = "101", .no_modem = true, .tty = "/dev/zero"},
     692,
     {7},
     "/dev/zero"},

    /* --- the far end: silence, refusal, an end */
    {"721 silence", {.digits = "101", .answer = "ignore"}, 721, {10, 16}, NULL},
    {"721 CONNECT and nothing more", {.digits = "109"}, 721, {10, 16}, NULL},
    {"718 LCP is answered but never completed",
     {.digits = "101", .answer = "lcp-ack-only"},
     718,
     {10, 16},
     NULL},
    {"732 LCP does not converge",
     {.digits = "101", .answer = "lcp-nak"},
     732,
     {10, 16},
     NULL},
    {"737 the line is looped back", {.digits = "115"}, 737, {17, 16}, NULL},
    {"734 the peer ends LCP",
     {.digits = "101", .answer = "lcp-term"},
     734,
     {10, 16},
     NULL},
    {"734 the peer wants EAP, the entry refuses it",
     {.digits = "101", .answer = "eap", .keys = ONLY_MSCHAP2},
     734,
     {10, 16},
     NULL},
    {"628 carrier lost before LCP", {.digits = "110"}, 628, {16}, NULL},
    {"619 hang-up during authentication",
     {.digits = "101", .answer = "chap-hangup", .keys = ONLY_CHAP},
     619,
     {16},
     NULL},
    {"619 hang-up during IPCP",
     {.digits = "101", .answer = "ipcp-hangup"},
     619,
     {16},
     NULL},
    {"629 the peer hangs up afterwards",
     {.digits = "101", .answer = "up-hangup", .keys = "RedialOnLinkFailure=0"},
     629,
     {16},
     NULL},
    {"629 the peer ends the link afterwards",
     {.digits = "101", .answer = "up-term", .keys = "RedialOnLinkFailure=0"},
     629,
     {0, 16},
     NULL},
    {"718 the peer ignores our credentials",
     {.digits = "101",
      .answer = "pap-ignore",
      .keys = ONLY_PAP,
      .pppd = {"pap-restart", "1", "pap-max-authreq", "2"}},
     718,
     {19, 16},
     NULL},
    {"720 IPCP is protocol-rejected, IPv6 is off",
     {.digits = "101", .answer = "ipcp-protrej", .keys = "ExcludedProtocols=8"},
     720,
     {10, 16},
     NULL},
    {"734 the peer has no network protocol, and ends the link",
     {.digits = "101", .answer = "no-ncp"},
     734,
     {10, 16},
     NULL},
    {"734 the peer ends the link during IPCP",
     {.digits = "101", .answer = "ipcp-term", .keys = "ExcludedProtocols=8"},
     734,
     {10, 16},
     NULL},

    /* --- wrong password, in each protocol and order of packets */
    {"691 PAP, stock pppd",
     {.digits = "101", .answer = "pap", .keys = ONLY_PAP, .password = "no"},
     691,
     {19, 16},
     NULL},
    {"691 CHAP, stock pppd",
     {.digits = "101", .answer = "chap", .keys = ONLY_CHAP, .password = "no"},
     691,
     {19, 16},
     NULL},
    {"691 MS-CHAP, stock pppd",
     {.digits = "101",
      .answer = "mschap",
      .keys = ONLY_MSCHAP,
      .password = "no"},
     691,
     {19, 16},
     NULL},
    {"691 MS-CHAP v2, stock pppd",
     {.digits = "101",
      .answer = "mschap2",
      .keys = ONLY_MSCHAP2,
      .password = "no"},
     691,
     {19, 16},
     NULL},
    {"691 PAP, Nak and hang-up",
     {.digits = "101", .answer = "pap-nak", .keys = ONLY_PAP},
     691,
     {19, 16},
     NULL},
    {"691 PAP, Nak and Terminate",
     {.digits = "101", .answer = "pap-nak-term", .keys = ONLY_PAP},
     691,
     {19, 16, 10},
     NULL},
    {"691 PAP, Nak and nothing more",
     {.digits = "101", .answer = "pap-nak-stay", .keys = ONLY_PAP},
     691,
     {19, 16},
     NULL},
    {"691 CHAP, Failure and hang-up",
     {.digits = "101", .answer = "chap-fail", .keys = ONLY_CHAP},
     691,
     {19, 16},
     NULL},
    {"691 CHAP, Failure and Terminate",
     {.digits = "101", .answer = "chap-fail-term", .keys = ONLY_CHAP},
     691,
     {19, 16, 10},
     NULL},
    {"691 CHAP, Failure and nothing more",
     {.digits = "101", .answer = "chap-fail-stay", .keys = ONLY_CHAP},
     691,
     {19, 16},
     NULL},
    {"691 MS-CHAP, Failure and hang-up",
     {.digits = "101", .answer = "mschap-fail", .keys = ONLY_MSCHAP},
     691,
     {19, 16},
     NULL},
    {"691 MS-CHAP v2, Failure and hang-up",
     {.digits = "101", .answer = "mschap2-fail", .keys = ONLY_MSCHAP2},
     691,
     {19, 16},
     NULL},
    {"691 MS-CHAP v2, Failure and Terminate",
     {.digits = "101", .answer = "mschap2-fail-term", .keys = ONLY_MSCHAP2},
     691,
     {19, 16, 10},
     NULL},
    {"691 MS-CHAP v2, Failure and nothing more",
     {.digits = "101", .answer = "mschap2-fail-stay", .keys = ONLY_MSCHAP2},
     691,
     {19, 16},
     NULL},

    /* --- a link that comes up, and is hung up from this side */
    {"631 no authentication",
     {.digits = "101", .answer = "none", .hang_up = true},
     631,
     {5},
     NULL},
    {"631 PAP",
     {.digits = "101", .answer = "pap", .keys = ONLY_PAP, .hang_up = true},
     631,
     {5},
     NULL},
    {"631 CHAP",
     {.digits = "101", .answer = "chap", .keys = ONLY_CHAP, .hang_up = true},
     631,
     {5},
     NULL},
    {"631 MS-CHAP v2, MPPE 128 bits",
     {.digits = "101",
      .answer = "mschap2-mppe",
      .keys = ONLY_MSCHAP2 "\r\nDataEncryption=512",
      .hang_up = true},
     631,
     {5},
     NULL},
    {"631 progress lines before CONNECT",
     {.digits = "116", .hang_up = true},
     631,
     {5},
     NULL},
    {"631 garbage before CONNECT",
     {.digits = "117", .hang_up = true},
     631,
     {5},
     NULL},
    {"631 CONNECT byte by byte",
     {.digits = "118", .hang_up = true},
     631,
     {5},
     NULL},
    {"742 encryption required, the peer has none",
     {.digits = "101",
      .answer = "mschap2-nomppe",
      .keys = ONLY_MSCHAP2 "\r\nDataEncryption=256"},
     742,
     {10, 16},
     NULL},
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static bool status_is(const struct row *r, int status)
{
    size_t i;

    if (status == r->status[0])
        return true;
    for (i = 1; i < 3 && r->status[i]; i++)
        if (status == r->status[i])
            return true;
    return false;
}

static bool as_expected(const struct row *r, const struct outcome *o)
{
    return o->ended && o->errors == 1 && o->error == r->error &&
           status_is(r, o->exit_status) && !o->locked &&
           (!r->words || strstr(o->text, r->words));
}

static void explain(const struct row *r, const struct outcome *o)
{
    printf("# %s: exit %d after %.1f s, %u cause(s), \"%s\"%s\n# states: %s\n",
           r->name, o->exit_status, o->seconds, o->errors, o->text,
           o->locked ? ", something left behind" : "", o->states);
    printf("%s\n--- modem\n%s\n", scene_log(), scene_modem_log());
}

/* --- the tests: one per row */

static const struct row *chosen[ROWS];
static size_t n_chosen, next_row;

static void test_row(void)
{
    const struct row *r = chosen[next_row++];
    struct outcome o;
    bool good;

    scene_play(&r->scene, &o);
    good = as_expected(r, &o);
    if (!good || getenv("LAB_VERBOSE"))
        explain(r, &o);
    CU_ASSERT(good);
}

/* Each state once and in order: what a successful dial looks like. */
static void test_states(void)
{
    static const struct scene s = {.digits = "101", .hang_up = true};
    struct outcome o;

    scene_play(&s, &o);
    EXPECT_TEXT(o.states,
                "OpenPort PortOpened ConnectDevice DeviceConnected "
                "AllDevicesConnected Authenticate Authenticated AuthProject "
                "Projected Connected");
}

/*
 * pppd's own exit status is a race here. The number of runs is $LAB_RUNS: 50
 * show it, and 4 in a short run.
 */
static void test_wrong_password_always(void)
{
    static const char *const ways[][3] = {
        {"mschap2", ONLY_MSCHAP2, "no"},
        {"pap", ONLY_PAP, "no"},
        {"mschap2-fail", ONLY_MSCHAP2, NULL},
        {"chap", ONLY_CHAP, "no"},
    };
    const char *runs = getenv("LAB_RUNS");
    int n = runs ? (int)strtol(runs, NULL, 10) : 4, i, good = 0;

    for (i = 0; i < n; i++) {
        struct scene s = {.digits = "101",
                          .answer = ways[i % 4][0],
                          .keys = ways[i % 4][1],
                          .password = ways[i % 4][2]};
        struct outcome o;

        scene_play(&s, &o);
        good += o.errors == 1 && o.error == 691;
    }
    printf("# wrong password: 691 in %d of %d runs\n", good, n);
    EXPECT_NUMBER(good, n);
}

/* A lock of another living process, as mgetty would hold it. */
static void test_locked(void)
{
    static const struct scene s = {.digits = "101"};
    struct outcome o;
    char name[96], target[64] = "", pid[32];
    pid_t modem;
    ssize_t n;
    int fd;

    scene_write_files(&s);
    modem = scene_start_modem(&s);
    n = readlink(SCENE_TTY, target, sizeof(target) - 1);
    CU_ASSERT(n > 9);
    snprintf(name, sizeof(name), "/run/lock/LCK..pts_%s", target + 9);
    fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    snprintf(pid, sizeof(pid), "%10d\n", (int)getpid());
    CU_ASSERT(write(fd, pid, strlen(pid)) == 11);
    close(fd);
    {
        struct scene locked = {.digits = "101", .no_modem = true};

        scene_play(&locked, &o);
    }
    EXPECT_NUMBER(o.error, 633);
    EXPECT_NUMBER(o.exit_status, 6);
    CU_ASSERT(access(name, F_OK) == 0);
    unlink(name);
    kill(modem, 15);
    scene_wait(modem, 5);
}

/* --- the list */

const struct unit_test unit_tests[] = {
    {"each state once and in order", test_states},
    {"633 locked by another", test_locked},
    {"691 in every run", test_wrong_password_always},
    {NULL, NULL},
};

/* $LAB_ONLY, for work by hand: only the tests whose name contains it. */
static size_t add(struct unit_test *list, size_t n, const struct unit_test *t)
{
    const char *only = getenv("LAB_ONLY");

    if (!only || strstr(t->name, only))
        list[n++] = *t;
    return n;
}

const struct unit_test *unit_list(void)
{
    static struct unit_test list[200];
    const struct unit_test *t;
    size_t i, n = 0;

    scene_set_up();
    for (i = 0; i < ROWS; i++) {
        struct unit_test row = {rows[i].name, test_row};
        size_t before = n;

        n = add(list, n, &row);
        if (n > before)
            chosen[n_chosen++] = &rows[i];
    }
    for (t = unit_tests; t->name; t++)
        n = add(list, n, t);
    for (t = acts; t->name; t++)
        n = add(list, n, t);
    for (t = api_acts; t->name; t++)
        n = add(list, n, t);
    return list;
}
