#include "tests/endurance/world.h"

#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compat/history.h"
#include "compat/ticks.h"
#include "tests/endurance/gate.h"
#include "tests/link/scene.h"

#define CONF    "/etc/ppp/ras/ras.conf"
#define HOME    "/usr/lib/ppp-rasdial"
#define DIALERS HOME "/dialers"

enum { PATIENCE_S = 30 };

/* --- the machine */

bool world_shell(const char *command)
{
    const char *argv[] = {"/bin/sh", "-c", command, NULL};

    return scene_wait(scene_spawn(argv, NULL), 20) == 0;
}

bool world_install(const char *self)
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
    return world_shell(command) && gate_install(self);
}

#define ENTRY(name, keys)                                                      \
    "[" name "]\r\nEncoding=1\r\nType=1\r\nAuthRestrictions=632\r\n" keys      \
    "RedialAttempts=0\r\nIpPrioritizeRemote=0\r\n\r\n"                         \
    "MEDIA=serial\r\nPort=COM1\r\n\r\n"                                        \
    "DEVICE=modem\r\nPhoneNumber=555101\r\nHwFlowControl=1\r\n"

static const char book_text[] = ENTRY("Lab", "") "\r\n" ENTRY(
    "Dialer", "CustomRasDialDll=C:\\Acme\\UNRULY.DLL\r\n");

void world_write_files(void)
{
    scene_write(WORLD_BOOK, book_text, 0644);
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

pid_t world_start_modem(void)
{
    char call[600];
    struct scene s = {.modem = {"--dial-ms", "10", "--call", call}};

    snprintf(call, sizeof(call), "101=connect; answer %s pap-ok",
             scene_tool("ppppeer"));
    return scene_start_modem(&s);
}

/* --- who dials */

pid_t world_start_pppd(const char *entry)
{
    const char *argv[] = {scene_pppd(), "call",     "rasdial",  "ras-entry",
                          entry,        "nodetach", "user",     "alice",
                          "remotename", "server",   "ras-user", "number",
                          NULL};

    if (strcmp(entry, "Lab") == 0)
        argv[10] = NULL;
    return scene_spawn(argv, SCENE_DIR "/output");
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
pid_t world_find_process(const char *name)
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

/* --- what must hold */

bool world_must(bool holds, const char *what)
{
    if (!holds)
        printf("# it does not hold: %s\n", what);
    return holds;
}

static bool wait_until_gone(const char *name, double seconds)
{
    uint64_t end = ticks_now() + (uint64_t)(seconds * 1000);

    while (world_find_process(name))
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
    enum conf_result result =
        history_read(HISTORY_DIR, WORLD_BOOK, entry, &h, &p);

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

    scene_read(WORLD_BOOK, text, sizeof(text));
    return strcmp(text, book_text) == 0;
}

bool world_all_is_over(void)
{
    return world_must(wait_until_gone("pppd", PATIENCE_S), "pppd ends") &
           world_must(wait_until_gone("pppd.real", PATIENCE_S), "pppd ends") &
           world_must(wait_until_gone(WORLD_HELPER, 10), "the helper ends") &
           world_must(on_hook(), "the modem is on hook") &
           world_must(book_holds(), "the phonebook is as it was");
}

/* --- a whole call */

static uint64_t whole_calls[2]; /* of Lab, of Dialer */

void world_called(uint64_t calls)
{
    whole_calls[0] = calls;
}

/* The next one, from the first state to the last, and its end. */
bool world_call(const char *entry)
{
    uint64_t *calls = &whole_calls[strcmp(entry, "Lab") != 0];
    pid_t pppd;
    bool good;

    unlink(SCENE_LOG);
    pppd = world_start_pppd(entry);
    good =
        world_must(gate_wait(SCENE_LOG, "RAS state Connected:", WORLD_STATE_S),
                   "the next call connects");
    gate_open();
    kill(pppd, SIGTERM);
    good =
        world_must(scene_wait(pppd, PATIENCE_S) == 5, "it is hung up") && good;
    ++*calls;
    return world_all_is_over() & good &
           world_must(scene_wait_clean(5), "no lock and no record is left") &
           history_holds(entry, *calls);
}
