/*
 * dialer_acts.c - `pppd call' of an entry with a custom dialer, with a real
 * link: the helper and tests/dialers/unruly.c as they are installed.
 */
#include "tests/link/dialer_acts.h"

#include <grp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/link/scene.h"

#define HOME    "/usr/lib/ppp-rasdial"
#define DIALERS HOME "/dialers"
#define DLL     "CustomRasDialDll=C:\\Acme\\UNRULY.DLL\r\nAuthRestrictions=632"
#define ALLOWED(more)                                                          \
    "custom_dialers = ( { file = \"" DIALERS "/unruly.so\"; } );"              \
    "dialer_helper = { " more " };"

/* What the package installs, in the laboratory's copy of the machine. */
static void install(void)
{
    char command[1200];
    const char *argv[] = {"/bin/sh", "-c", command, NULL};

    snprintf(command, sizeof(command),
             "set -e; mkdir -p " DIALERS "; chmod 755 " HOME " " DIALERS "; "
             "cp %s " DIALERS "; cp %s %s " HOME "; chmod -R go-w " HOME,
             scene_build("tests/dialers/unruly.so"),
             scene_build("ras-custom-dial"), scene_build("librasapi.so.0"));
    EXPECT_NUMBER(scene_wait(scene_spawn(argv, NULL), 10), 0);
}

/* Nobody of the dialer's user is left. */
static bool dialer_left_behind(void)
{
    const char *argv[] = {"/usr/bin/pgrep", "-u", "nobody", NULL};

    return scene_wait(scene_spawn(argv, SCENE_DIR "/left"), 5) == 0;
}

static void expect_nothing_left(const struct outcome *o)
{
    CU_ASSERT(!o->locked);
    CU_ASSERT(!dialer_left_behind());
}

/* The entry's number is busy, and the dialer knows a better one. */
static void test_dialer_link(void)
{
    static const char *const acts[] = {"number", "retry"};
    struct scene s = {.digits = "102",
                      .keys = DLL,
                      .places = ALLOWED(""),
                      .pppd = {"ras-user"},
                      .hang_up = true};
    struct outcome o;
    size_t i;

    install();
    for (i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
        s.pppd[1] = acts[i];
        scene_play(&s, &o);
        CU_ASSERT(strstr(o.states, "Projected Connected") != NULL);
        CU_ASSERT(strstr(scene_modem_log(), " dial T555101\n") != NULL);
        CU_ASSERT(strstr(scene_log(), "RasCustomHangUp") != NULL);
        EXPECT_NUMBER(o.error, 631);
        EXPECT_NUMBER(o.errors, 1);
        expect_nothing_left(&o);
    }
}

/* Its call is ended, and the server calls the number that it has named. */
static void test_dialer_called_back(void)
{
    char steps[400];
    const struct scene s = {.digits = "101",
                            .keys = DLL,
                            .modem = {"--call", steps},
                            .places = ALLOWED(""),
                            .pppd = {"ras-user", "called-back", "debug"},
                            .hang_up = true};
    struct outcome o;

    install();
    snprintf(steps, sizeof(steps),
             "101=back %s pap; connect; answer %s back-any", scene_tool("peer"),
             scene_tool("peer"));
    scene_play(&s, &o);
    CU_ASSERT(strstr(o.states, "WaitForCallback ReAuthenticate") != NULL);
    CU_ASSERT(strstr(o.states, "Projected Connected") != NULL);
    CU_ASSERT(strstr(scene_log(), "number = 5557000") != NULL);
    CU_ASSERT(strstr(scene_log(), "RasCustomHangUp") != NULL);
    EXPECT_NUMBER(o.error, 631);
    expect_nothing_left(&o);
}

static void test_dialer_failures(void)
{
    static const struct {
        const char *act;
        unsigned error;
        const char *words, *places;
    } rows[] = {
        {"676", 676, "unruly.so says so", ALLOWED("")},
        {"crash", 668, "unruly.so was killed by signal 11", ALLOWED("")},
        {"hang", 638, "neither dialled nor returned within 1 s",
         ALLOWED("timeout = 1;")},
        {"fork", 676, "unruly.so says so", ALLOWED("")},
    };
    struct scene s = {
        .digits = "101", .keys = DLL, .pppd = {"ras-user"}, .no_modem = true};
    struct outcome o;
    size_t i;

    install();
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        s.pppd[1] = rows[i].act;
        s.places = rows[i].places;
        scene_play(&s, &o);
        EXPECT_NUMBER(o.error, rows[i].error);
        EXPECT_NUMBER(o.errors, 1);
        EXPECT_NUMBER(o.exit_status, 8);
        CU_ASSERT(strstr(o.text, rows[i].words) != NULL);
        expect_nothing_left(&o);
    }
}

/* --- a user of group dip */

#define BOB 4711

static pid_t call_as_bob(const char *const *argv)
{
    struct group *dip = getgrnam("dip");
    gid_t groups[1] = {dip ? dip->gr_gid : 0};
    pid_t pid = fork();

    if (pid == 0) {
        if (!freopen(SCENE_LOG, "w", stdout) || dup2(1, 2) < 0 ||
            setgroups(1, groups) < 0 || setgid(BOB) < 0 || setuid(BOB) < 0)
            _exit(99);
        execv(argv[0], (char *const *)(uintptr_t)argv);
        _exit(98);
    }
    return pid;
}

/* pppd is setuid root, and calls as neither root nor bob. */
static void test_dialer_of_user(void)
{
    static const struct scene s = {
        .digits = "101", .keys = DLL, .places = ALLOWED(""), .no_modem = true};
    const char *argv[] = {"/usr/sbin/pppd", "call", "unruly", NULL};
    char text[600], log[16384];

    install();
    scene_write_files(&s);
    snprintf(text, sizeof(text),
             "plugin %s\nras-entry Lab\nras-phonebook " SCENE_BOOK
             "\nras-config " SCENE_CONF "\nras-user tell\nnodetach\n",
             scene_build("rasdial.so"));
    scene_write("/etc/ppp/peers/unruly", text, 0644);
    scene_write(SCENE_LOG, "", 0666);
    EXPECT_NUMBER(scene_wait(call_as_bob(argv), 10), 8);
    scene_read(SCENE_LOG, log, sizeof(log));
    CU_ASSERT(strstr(log, "RAS error 797") != NULL);
    CU_ASSERT(strstr(log, "uid 65534 gid 30 groups 0 session 1") != NULL);
    CU_ASSERT(!dialer_left_behind());
    unlink("/etc/ppp/peers/unruly");
}

const struct unit_test dialer_acts[] = {
    {"a custom dialer of pppd's: a link", test_dialer_link},
    {"a custom dialer of pppd's: called back", test_dialer_called_back},
    {"a custom dialer of pppd's: failures", test_dialer_failures},
    {"a custom dialer of pppd's: who runs it", test_dialer_of_user},
    {NULL, NULL},
};
