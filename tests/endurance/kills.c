/*
 * kills - a dial, and in each of its states somebody is killed: pppd, the
 * controller (rasdial), the helper with its custom dialer. The next dial works,
 * and nothing is left of the one before, nor lost.
 *
 *     kills          each state with each victim, and a whole call after each
 *     kills short    each state once, one victim after the other; the next
 *                    call is the next state's
 */
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/history.h"
#include "compat/ticks.h"
#include "tests/endurance/gate.h"
#include "tests/link/scene.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define BOOK     "/etc/ppp/ras/rasphone.pbk"
#define CONF     "/etc/ppp/ras/ras.conf"
#define HOME     "/usr/lib/ppp-rasdial"
#define DIALERS  HOME "/dialers"

enum { PATIENCE_S = 30, STATE_S = 25 };

static const char *const states[] = {
    "OpenPort",        "PortOpened",          "ConnectDevice",
    "DeviceConnected", "AllDevicesConnected", "Authenticate",
    "Authenticated",   "AuthProject",         "Projected",
    "Connected",
};

/* --- the machine */

static bool shell(const char *command)
{
    const char *argv[] = {"/bin/sh", "-c", command, NULL};

    return scene_wait(scene_spawn(argv, NULL), 20) == 0;
}

static bool install(const char *self)
{
    char command[2400];

    snprintf(command, sizeof(command),
             "set -e; umask 022; d=$(echo /usr/lib/pppd/*.*.*); "
             "mkdir -p /etc/ppp/ras " DIALERS "; cp %s $d/rasdial.so; "
             "cp %s " DIALERS "; cp %s %s " HOME "; chmod -R go-w " HOME "; "
             "rm -f /etc/ppp/ip-up /etc/ppp/ip-down; "
             "printf 'plugin rasdial.so\\nlcp-restart 1\\nlcp-max-terminate "
             "1\\nchild-timeout 1\\nconnect-delay 100\\n' "
             ">/etc/ppp/peers/rasdial; "
             "rm -rf /var/lib/ppp-rasdial /run/ppp-rasdial",
             scene_build("rasdial.so"), scene_build("tests/dialers/unruly.so"),
             scene_build("ras-custom-dial"), scene_build("librasapi.so.0"));
    return shell(command) && gate_install(self);
}

#define ENTRY(name, keys)                                                      \
    "[" name "]\r\nEncoding=1\r\nType=1\r\nAuthRestrictions=632\r\n" keys      \
    "RedialAttempts=0\r\nIpPrioritizeRemote=0\r\n\r\n"                         \
    "MEDIA=serial\r\nPort=COM1\r\n\r\n"                                        \
    "DEVICE=modem\r\nPhoneNumber=555101\r\nHwFlowControl=1\r\n"

static const char book_text[] = ENTRY("Lab", "") "\r\n" ENTRY(
    "Dialer", "CustomRasDialDll=C:\\Acme\\UNRULY.DLL\r\n");

static void write_files(void)
{
    scene_write(BOOK, book_text, 0644);
    scene_write(CONF,
                "devices = ( { port = \"COM1\"; tty = \"" SCENE_TTY "\";\n"
                "  timeouts = { command = 5.0; connect = 20.0; dtr = 0.05;\n"
                "    escape = 0.1; hangup = 0.5; link = 20.0;\n"
                "    network = 20.0; }; } );\n"
                "custom_dialers = ( { file = \"" DIALERS "/unruly.so\"; } );\n",
                0644);
    scene_write("/etc/ppp/pap-secrets", "alice * s3cret\n", 0600);
    scene_write("/etc/ppp/chap-secrets", "alice * s3cret\n", 0600);
}

static pid_t start_modem(void)
{
    char call[600];
    struct scene s = {.modem = {"--dial-ms", "10", "--call", call}};

    snprintf(call, sizeof(call), "101=connect; answer %s pap-ok",
             scene_tool("ppppeer"));
    return scene_start_modem(&s);
}

/* --- who dials */

enum victim { PPPD, CONTROLLER, HELPER, VICTIMS };

static const char *const victims[] = {
    [PPPD] = "pppd", [CONTROLLER] = "the controller", [HELPER] = "the helper"};

static pid_t start_pppd(const char *entry)
{
    const char *argv[] = {scene_pppd(), "call",     "rasdial",  "ras-entry",
                          entry,        "nodetach", "user",     "alice",
                          "remotename", "server",   "ras-user", "number",
                          NULL};

    if (strcmp(entry, "Lab") == 0)
        argv[10] = NULL;
    return scene_spawn(argv, SCENE_DIR "/output");
}

static pid_t start_rasdial(void)
{
    const char *argv[] = {scene_build("rasdial"), "Lab", "alice", "s3cret",
                          NULL};

    return scene_spawn(argv, SCENE_DIR "/output");
}

static pid_t start(enum victim v)
{
    return v == CONTROLLER ? start_rasdial()
                           : start_pppd(v == HELPER ? "Dialer" : "Lab");
}

/* Of "1234 (name) S ...", proc(5): a zombie is none any more. */
static bool is_process(const char *stat, const char *name)
{
    const char *begin = strchr(stat, '('), *end = strrchr(stat, ')');

    return begin && end && end > begin && strlen(end) > 2 && end[2] != 'Z' &&
           (size_t)(end - begin - 1) == strlen(name) &&
           memcmp(begin + 1, name, strlen(name)) == 0;
}

/* A process of that name; 0 = there is none. */
static pid_t find_process(const char *name)
{
    char path[300], stat[512];
    DIR *d = opendir("/proc");
    const struct dirent *e;
    pid_t pid = 0;

    while (d && !pid && (e = readdir(d))) {
        if (e->d_name[0] < '1' || e->d_name[0] > '9')
            continue;
        snprintf(path, sizeof(path), "/proc/%s/stat", e->d_name);
        scene_read(path, stat, sizeof(stat));
        if (is_process(stat, name))
            pid = (pid_t)strtol(e->d_name, NULL, 10);
    }
    if (d)
        closedir(d);
    return pid;
}

/* A process's name has 15 characters, proc(5). */
#define HELPERS_NAME "ras-custom-dial"

/* --- what must hold */

static bool must(bool holds, const char *what)
{
    if (!holds)
        printf("# it does not hold: %s\n", what);
    return holds;
}

static bool wait_until_gone(const char *name, double seconds)
{
    uint64_t end = ticks_now() + (uint64_t)(seconds * 1000);

    while (find_process(name))
        if (ticks_left(end) == 0 || poll(NULL, 0, 20) < 0)
            return false;
    return true;
}

/* The modem's last call has ended. */
static bool on_hook(void)
{
    static char text[256 * 1024];
    const char *p = text, *dial = NULL;
    uint64_t end = ticks_now() + 5000;

    do {
        scene_read(SCENE_MODEM_LOG, text, sizeof(text));
        for (p = text, dial = NULL; (p = strstr(p, " dial T")); p++)
            dial = p;
        if (!dial || strstr(dial, " hangup ") || strstr(dial, " abort") ||
            strstr(dial, " close\n"))
            return true;
    } while (ticks_left(end) > 0 && poll(NULL, 0, 20) == 0);
    return false;
}

/* Since the first call: no count is lost but the one that was interrupted. */
static bool history_holds(const char *entry, uint64_t least)
{
    static struct history h;
    struct conf_problem p;
    enum conf_result result = history_read(HISTORY_DIR, BOOK, entry, &h, &p);

    if (result == CONF_OK && !h.policy.damaged && h.counters.calls >= least)
        return true;
    printf("# the history of %s: result %d, %llu calls of %llu\n", entry,
           result, (unsigned long long)h.counters.calls,
           (unsigned long long)least);
    return false;
}

static bool book_holds(void)
{
    char text[sizeof(book_text) + 10];

    scene_read(BOOK, text, sizeof(text));
    return strcmp(text, book_text) == 0;
}

static bool all_is_over(void)
{
    return must(wait_until_gone("pppd", PATIENCE_S), "pppd ends") &
           must(wait_until_gone("pppd.real", PATIENCE_S), "pppd ends") &
           must(wait_until_gone(HELPERS_NAME, 10), "the helper ends") &
           must(on_hook(), "the modem is on hook") &
           must(book_holds(), "the phonebook is as it was");
}

/* --- a kill */

static uint64_t whole_calls[2]; /* of Lab, of Dialer */

/* Somebody else than pppd: it ends by itself, or has a link and keeps it. */
static void end_what_lives(void)
{
    uint64_t end = ticks_now() + 8000;

    while (find_process("pppd.real") && ticks_left(end) > 0) {
        char log[64 * 1024];

        scene_read(SCENE_LOG, log, sizeof(log));
        if (strstr(log, "RAS state Connected") && scene_terminate_listed())
            break;
        poll(NULL, 0, 50);
    }
}

static bool strike(enum victim v, const char *state)
{
    char text[64];
    pid_t started, target;

    unlink(SCENE_LOG);
    started = start(v);
    snprintf(text, sizeof(text), "RAS state %s:", state);
    if (!gate_wait(SCENE_LOG, text, STATE_S)) {
        printf("# %s was never reached\n", state);
        return false;
    }
    target = v == HELPER ? find_process(HELPERS_NAME) : started;
    if (!must(target > 0 && kill(target, SIGKILL) == 0, "a victim"))
        return false;
    if (v != HELPER)
        scene_wait(started, 10);
    gate_open();
    if (v != PPPD)
        end_what_lives();
    if (v == HELPER)
        scene_wait(started, PATIENCE_S);
    return all_is_over();
}

/* The next one, from the first state to the last, and its end. */
static bool call_whole(enum victim v)
{
    const char *entry = v == HELPER ? "Dialer" : "Lab";
    pid_t pppd;
    bool good;

    unlink(SCENE_LOG);
    pppd = start_pppd(entry);
    good = must(gate_wait(SCENE_LOG, "RAS state Connected:", STATE_S),
                "the next call connects");
    gate_open();
    kill(pppd, SIGTERM);
    good = must(scene_wait(pppd, PATIENCE_S) == 5, "it is hung up") && good;
    whole_calls[v == HELPER]++;
    return all_is_over() & good &
           must(scene_wait_clean(5), "no lock and no record is left") &
           history_holds(entry, whole_calls[v == HELPER]);
}

static void show(const char *name)
{
    static char text[64 * 1024];

    scene_read(name, text, sizeof(text));
    printf("--- %s\n%s\n", name, text);
}

static bool play(enum victim v, const char *state, bool whole)
{
    uint64_t begun = ticks_now();
    bool good = strike(v, state);

    good = (!whole || call_whole(v)) && good;
    printf("%s kills: %s killed in %s # %.1f s\n", good ? "ok" : "not ok",
           victims[v], state, (double)(ticks_now() - begun) / 1e3);
    if (!good) {
        show(SCENE_LOG);
        show(SCENE_DIR "/output");
        show(SCENE_MODEM_LOG);
        gate_open();
        shell("killall -q -KILL pppd.real rasdial ras-custom-dial");
    }
    fflush(stdout);
    return good;
}

static void play_all(bool brief, unsigned *passed, unsigned *failed)
{
    unsigned i, v;

    for (i = 0; i < COUNT(states); i++)
        for (v = 0; v < VICTIMS; v++) {
            if (brief && v != i % VICTIMS)
                continue;
            if (play((enum victim)v, states[i], !brief))
                ++*passed;
            else
                ++*failed;
        }
    if (brief)
        for (v = PPPD; v < VICTIMS; v += HELPER) {
            bool good = call_whole((enum victim)v);

            *passed += good;
            *failed += !good;
        }
}

int main(int argc, char **argv)
{
    const char *name = strrchr(argv[0], '/');
    unsigned passed = 0, failed = 0;
    pid_t modem;

    if (strcmp(name ? name + 1 : argv[0], "pppd") == 0)
        return gate_pppd(argv);
    scene_set_up();
    if (!install(scene_build("tests/kills"))) {
        puts("not ok kills: installing");
        return EXIT_FAILURE;
    }
    write_files();
    modem = start_modem();
    play_all(argc > 1 && strcmp(argv[1], "short") == 0, &passed, &failed);
    kill(modem, SIGTERM);
    scene_wait(modem, 5);
    printf("kills: %u passed, %u failed\n", passed, failed);
    return failed || !passed ? EXIT_FAILURE : EXIT_SUCCESS;
}
