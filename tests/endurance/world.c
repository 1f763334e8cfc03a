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
#include "tests/endurance/installed.h"
#include "tests/link/scene.h"

#define SCRIPT  "/etc/ppp/ras/logon.scp"
#define NUMBERS SCENE_DIR "/numbers"

enum { PATIENCE_S = 30 };

/* --- the machine */

bool world_install(const char *self)
{
    return installed_make("") &&
           installed_shell("rm -rf /etc/ppp/ip-up /etc/ppp/ip-down "
                           "/var/lib/ppp-rasdial /run/ppp-rasdial") &&
           gate_install(self);
}

static const struct {
    const char *name, *number, *keys;
    const char *script;
    const char *act;      /* of the custom dialer: unruly.c */
    const char *callback; /* where to */
} kinds[WORLD_HOSTED] = {
    [WORLD_PLAIN] = {"Lab", "101", "", "", "number", NULL},
    [WORLD_BACK] = {"Back", "201", "", "", "called-back", "5557000"},
    [WORLD_AGAIN] = {"Again", "202", "RedialAttempts=1\r\n", "", "dial", NULL},
    [WORLD_SCRIPT] = {"Script", "203", "",
                      "\r\nDEVICE=switch\r\nScript=1\r\nName=logon.scp\r\n",
                      "dial", NULL},
};

static bool is_hosted(enum world_entry entry)
{
    return entry >= WORLD_HOSTED;
}

static const char *entry_name(enum world_entry entry)
{
    static char name[20];

    snprintf(name, sizeof(name), "%s%s", kinds[entry % WORLD_HOSTED].name,
             is_hosted(entry) ? "Dialer" : "");
    return name;
}

static const char *book_text(void)
{
    static char text[WORLD_ENTRIES * 400];
    size_t n = 0;
    unsigned i;

    for (i = 0; i < WORLD_ENTRIES; i++) {
        unsigned kind = i % WORLD_HOSTED;

        n += (size_t)snprintf(
            text + n, sizeof(text) - n,
            "[%s]\r\nEncoding=1\r\nType=1\r\nAuthRestrictions=632\r\n%s%s%s"
            "IpPrioritizeRemote=0\r\n\r\n"
            "MEDIA=serial\r\nPort=COM1\r\n\r\n"
            "DEVICE=modem\r\nPhoneNumber=555%s\r\nHwFlowControl=1\r\n%s\r\n",
            entry_name(i),
            is_hosted(i) ? "CustomRasDialDll=C:\\Acme\\UNRULY.DLL\r\n" : "",
            kind == WORLD_AGAIN ? "" : "RedialAttempts=0\r\n", kinds[kind].keys,
            kinds[kind].number, kinds[kind].script);
    }
    return text;
}

void world_write_files(void)
{
    scene_write(INSTALLED_BOOK, book_text(), 0644);
    scene_write(
        SCRIPT,
        "proc main\r\n waitfor \"ogin:\"\r\n transmit $USERID, raw\r\n"
        " transmit \"^M\"\r\n waitfor \"starts<cr><lf>\"\r\nendproc\r\n",
        0600);
    scene_write(INSTALLED_CONF,
                "devices = ( { port = \"COM1\"; tty = \"" SCENE_TTY "\";\n"
                "  timeouts = { command = 5.0; connect = 20.0; dtr = 0.05;\n"
                "    escape = 0.1; hangup = 0.5; link = 20.0;\n"
                "    network = 20.0; callback = 20.0; }; } );\n"
                "custom_dialers = ( { file = \"" INSTALLED_DIALER "\"; } );\n",
                0644);
}

pid_t world_start_modem(void)
{
    static const struct scene s = {
        .modem = {"--dial-ms", "10", "--script", NUMBERS}};
    const char *peer = scene_tool("ppppeer");
    char text[2000];

    snprintf(text, sizeof(text),
             "101 connect; answer %s pap-ok\n"
             "201 back %s pap-ok; connect; answer %s back-any\n"
             "202 say BUSY\n"
             "203 connect; send \\r\\nlogin: ; wait 100; "
             "send \\r\\nPPP starts\\r\\n; answer %s pap-ok\n",
             peer, peer, peer, peer);
    scene_write(NUMBERS, text, 0644);
    return scene_start_modem(&s);
}

/* --- moments */

#define STATE(name, entry)                                                     \
    {                                                                          \
        name, "RAS state " name ":", entry                                     \
    }

const struct world_moment world_moments[] = {
    STATE("OpenPort", WORLD_PLAIN),
    STATE("PortOpened", WORLD_PLAIN),
    STATE("ConnectDevice", WORLD_PLAIN),
    STATE("DeviceConnected", WORLD_PLAIN),
    STATE("AllDevicesConnected", WORLD_PLAIN),
    STATE("Authenticate", WORLD_PLAIN),
    STATE("Authenticated", WORLD_PLAIN),
    STATE("AuthProject", WORLD_PLAIN),
    STATE("Projected", WORLD_PLAIN),
    STATE("Connected", WORLD_PLAIN),
    STATE("AuthCallback", WORLD_BACK),
    STATE("PrepareForCallback", WORLD_BACK),
    STATE("WaitForModemReset", WORLD_BACK),
    STATE("WaitForCallback", WORLD_BACK),
    STATE("ReAuthenticate", WORLD_BACK),
    {"LogOnScript", "the log-on script ", WORLD_SCRIPT},
    {"Pause", "dialled again in ", WORLD_AGAIN},
};

const unsigned world_n_moments =
    sizeof(world_moments) / sizeof(world_moments[0]);

const struct world_moment *world_find_moment(const char *name)
{
    unsigned i;

    for (i = 0; i < world_n_moments; i++)
        if (strcmp(world_moments[i].name, name) == 0)
            return &world_moments[i];
    return NULL;
}

/* --- who dials */

pid_t world_start_pppd(enum world_entry entry)
{
    unsigned kind = entry % WORLD_HOSTED;
    const char *argv[20] = {scene_pppd(), "call",     "rasdial", "ras-entry",
                            NULL,         "nodetach", "user",    "alice",
                            "remotename", "server",   "holdoff", "1"};
    size_t n = 12;

    argv[4] = entry_name(entry);
    if (is_hosted(entry)) {
        argv[n++] = "ras-user";
        argv[n++] = kinds[kind].act;
    } else if (kinds[kind].callback) {
        argv[n++] = "callback";
        argv[n++] = kinds[kind].callback;
    }
    return scene_spawn(argv, SCENE_DIR "/output");
}

pid_t world_start_rasdial(enum world_entry entry)
{
    char callback[40];
    const char *where = kinds[entry].callback;
    const char *argv[] = {scene_build("rasdial"),
                          entry_name(entry),
                          "alice",
                          "s3cret",
                          where ? callback : NULL,
                          NULL};

    snprintf(callback, sizeof(callback), "/callback:%s", where ? where : "");
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
    static char text[1024 * 1024]; /* all calls of a boot */
    const char *p = text, *dial = NULL;
    uint64_t end = ticks_now() + 5000;

    do {
        scene_read(SCENE_MODEM_LOG, text, sizeof(text));
        for (p = text, dial = NULL; (p = strstr(p, " dial T")); p++)
            dial = p;
        for (p = text; (p = strstr(p, " command ATA\n")); p++)
            if (p > dial)
                dial = p;
        if (!dial || strstr(dial, " hangup ") || strstr(dial, " abort") ||
            strstr(dial, " close\n"))
            return true;
    } while (ticks_left(end) > 0 && poll(NULL, 0, 20) == 0);
    return false;
}

/* Since the first call: no count is lost but the one that was interrupted. */
static bool history_holds(enum world_entry entry, uint64_t least)
{
    static struct history h;
    struct conf_problem p;
    enum conf_result result =
        history_read(HISTORY_DIR, INSTALLED_BOOK, entry_name(entry), &h, &p);

    if (result == CONF_OK && !h.policy.damaged && h.counters.calls >= least)
        return true;
    printf("# the history of %s: result %d, %llu calls of %llu\n",
           entry_name(entry), result, (unsigned long long)h.counters.calls,
           (unsigned long long)least);
    return false;
}

static bool book_holds(void)
{
    static char text[WORLD_ENTRIES * 400 + 10];

    scene_read(INSTALLED_BOOK, text, sizeof(text));
    return strcmp(text, book_text()) == 0;
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

static uint64_t whole_calls[WORLD_ENTRIES];

void world_called(uint64_t calls)
{
    whole_calls[WORLD_PLAIN] = calls;
}

/* The next one, from the first state to the last, and its end. */
bool world_call(enum world_entry entry)
{
    uint64_t *calls = &whole_calls[entry];
    pid_t pppd;
    bool good;

    gate_clear();
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
