#include "tests/link/everywhere.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define JOURNAL     "/run/systemd/journal"
#define ENVIRONMENT SCENE_DIR "/down.env"
#define METRICS     SCENE_DIR "/row.prom"
#define LISTENER    SCENE_DIR "/listener.out"
#define STATUS      SCENE_DIR "/status.out"
#define RECORDS     "/run/ppp-rasdial"
#define HISTORIES   "/var/lib/ppp-rasdial"

/* szReplyMessage and a cause's words: no more than a wire's text. */
#define WORDS_MAX 256

/* One place: what it said the last time. */
static char told[8192], journal[8192], status[16384], record[40000],
    environment[2048], metrics[32768];
static unsigned journal_entries;

/* --- the scene's surroundings */

/* Where libsystemd sends to (systemd.journal-fields(7)); -1 if that fails. */
static int listen_as_journald(void)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX,
                            .sun_path = JOURNAL "/socket"};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    mkdir("/run/systemd", 0755);
    mkdir(JOURNAL, 0755);
    unlink(a.sun_path);
    if (fd >= 0 && bind(fd, (const struct sockaddr *)&a, sizeof(a)) == 0)
        return fd;
    perror(a.sun_path);
    if (fd >= 0)
        close(fd);
    return -1;
}

/* The entry of an attempt's end; of others there are none. */
static void read_journal(int fd)
{
    char text[sizeof(journal)];
    ssize_t n;

    journal_entries = 0;
    journal[0] = '\0';
    while (fd >= 0 && (n = recv(fd, text, sizeof(text) - 1, 0)) > 0) {
        text[n] = '\0';
        if (!strstr(text, "\nRAS_STATE="))
            continue;
        journal_entries++;
        memcpy(journal, text, (size_t)n + 1);
    }
    if (fd >= 0)
        close(fd);
    unlink(JOURNAL "/socket");
}

/* What pppd's scripts are told, without a process more than the script. */
static void write_scripts(bool wanted)
{
    static const char *const names[] = {"/etc/ppp/ip-down.d/0seen",
                                        "/etc/ppp/ipv6-down.d/0seen"};
    static const char script[] =
        "#!/bin/sh\n"
        "echo \"RAS_ENTRY=$RAS_ENTRY RAS_STATE=$RAS_STATE "
        "RAS_ERROR=$RAS_ERROR RAS_DEVICE=$RAS_DEVICE\" >" ENVIRONMENT "\n";
    size_t i;

    mkdir("/etc/ppp/ipv6-down.d", 0755);
    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (wanted)
            scene_write(names[i], script, 0755);
        else
            unlink(names[i]);
}

/* The first file in DIRECTORY whose name begins or ends so; *PATH is "". */
static bool find(const char *directory, const char *prefix, const char *suffix,
                 char *path, size_t size)
{
    DIR *d = opendir(directory);
    const struct dirent *e;
    bool found = false;

    path[0] = '\0';
    while (d && !found && (e = readdir(d))) {
        size_t n = strlen(e->d_name), m = strlen(suffix);

        found = n > m && strncmp(e->d_name, prefix, strlen(prefix)) == 0 &&
                strcmp(e->d_name + n - m, suffix) == 0;
        if (found)
            snprintf(path, size, "%s/%s", directory, e->d_name);
    }
    if (d)
        closedir(d);
    return found;
}

/* Of an entry that was never dialled nothing is known. */
static void forget(void)
{
    char path[400];

    while (find(RECORDS, "last-", ".json", path, sizeof(path)) &&
           unlink(path) == 0)
        ;
    while (find(HISTORIES, "", ".state", path, sizeof(path)) &&
           unlink(path) == 0)
        ;
    unlink(METRICS);
    unlink(ENVIRONMENT);
}

/* --- who has called RasDial */

static pid_t start_listener(int fd)
{
    char number[12];
    const char *argv[] = {scene_build("tests/listener"), number, SCENE_BOOK,
                          "Lab", NULL};
    pid_t pid;

    snprintf(number, sizeof(number), "%d", fd);
    (void)fcntl(fd, F_SETFD, 0);
    pid = scene_spawn(argv, LISTENER);
    close(fd);
    return pid;
}

static void end_listener(pid_t pid)
{
    if (scene_wait(pid, 10) < 0) {
        kill(pid, SIGKILL);
        scene_wait(pid, 1);
    }
    scene_read(LISTENER, told, sizeof(told));
}

/* --- rasdial */

static void ask_rasdial(void)
{
    const char *argv[] = {scene_build("rasdial"), "--status", "lab", "--json",
                          NULL};
    int code = scene_wait(scene_spawn(argv, STATUS), 10);
    size_t n;

    scene_read(STATUS, status, sizeof(status));
    n = strlen(status);
    snprintf(status + n, sizeof(status) - n, "exit status %d\n", code);
}

/* --- the scene */

static struct scene with_listener(const struct scene *s, int fd)
{
    static char number[12];
    const char *const more[] = {"ras-control", number, "child-timeout", "30"};
    struct scene copy = *s;
    size_t n = 0, i;

    snprintf(number, sizeof(number), "%d", fd);
    while (copy.pppd[n])
        n++;
    for (i = 0; i < sizeof(more) / sizeof(more[0]); i++)
        copy.pppd[n++] = more[i];
    copy.places = "policy = { metrics = \"" METRICS "\"; };";
    return copy;
}

void everywhere_play(const struct scene *s, struct outcome *o)
{
    char path[400];
    struct scene copy;
    int pair[2], log;
    pid_t listener;

    forget();
    write_scripts(true);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
        return;
    copy = with_listener(s, pair[0]);
    log = listen_as_journald();
    scene_write_files(&copy); /* the program reads the phonebook, too */
    listener = start_listener(pair[1]);
    (void)fcntl(pair[0], F_SETFD, 0);
    scene_play(&copy, o);
    close(pair[0]);
    end_listener(listener);
    read_journal(log);
    write_scripts(false);
    ask_rasdial();
    (void)find(RECORDS, "last-", ".json", path, sizeof(path));
    scene_read(path, record, sizeof(record));
    scene_read(ENVIRONMENT, environment, sizeof(environment));
    scene_read(METRICS, metrics, sizeof(metrics));
}

/* --- what they said */

static bool has(const char *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool has(const char *text, const char *format, ...)
{
    char wanted[600];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(wanted, sizeof(wanted), format, arguments);
    va_end(arguments);
    if (strstr(text, wanted))
        return true;
    printf("# not there: %s\n", wanted);
    return false;
}

/* Behind KEY: a code's name may have the same words. */
static bool has_words(const struct ending *e, const char *text, const char *key)
{
    const char *p = e->words ? strstr(text, key) : text;

    return !e->words || has(p ? p : "", "%s", e->words);
}

/* The value behind KEY up to END: bounded, and nothing that rings a bell. */
static bool is_sound(const char *text, const char *key, char end)
{
    const char *p = strstr(text, key);
    size_t n = 0;

    if (!p)
        return has(text, "%s", key);
    for (p += strlen(key); p[n] && p[n] != end; n++)
        if (!isprint((unsigned char)p[n]))
            break;
    if (p[n] == end && n <= WORDS_MAX)
        return true;
    printf("# behind %s: %zu bytes, then 0x%02x\n", key, n,
           (unsigned)(unsigned char)p[n]);
    return false;
}

static const struct {
    unsigned value;
    const char *name;
} states[] = {
#define RASCS(value, name, phrase) {value, #name},
#include "compat/rascs.def"
#undef RASCS
};

static unsigned state_value(const char *name)
{
    size_t i;

    for (i = 0; i < sizeof(states) / sizeof(states[0]); i++)
        if (strcmp(states[i].name, name) == 0)
            return states[i].value;
    return 0;
}

static bool was_up(const struct ending *e)
{
    return strcmp(e->state, "Connected") == 0;
}

/*
 * What RasDial calls it when credentials were refused (RASCONNSTATE on
 * learn.microsoft.com): the verdict is a state of its own.
 */
static const char *state_told(const struct ending *e)
{
    static const unsigned refusals[] = {646, 647, 648, 649, 691};
    size_t i;

    if (strcmp(e->state, "Authenticate") == 0)
        for (i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
            if (refusals[i] == e->error)
                return "AuthNotify";
    return e->state;
}

/* A link that was up was told as such; its end is for who asks. */
static bool caller_is_told(const struct ending *e)
{
    return has(told, "event %x %u\n", state_value(state_told(e)),
               was_up(e) ? 0 : e->error) &&
           has(told, "status 0 %x %u\n", state_value("Disconnected"),
               e->error) &&
           (!e->reply || has(told, "reply %s\n", e->reply));
}

static bool is_in_log(const struct ending *e)
{
    return has(scene_log(), "RAS error %u (", e->error) &&
           has(scene_log(),
               "RAS_ENTRY=\"Lab\" RAS_STATE=%s RAS_ERROR=%u RAS_DEVICE=\"%s\" "
               "RAS_REDIAL=%d",
               e->state, e->error, e->device, e->redial) &&
           has_words(e, scene_log(), "RAS error ");
}

static bool is_in_journal(const struct ending *e)
{
    return journal_entries == 1 && has(journal, "\nRAS_ENTRY=Lab\n") &&
           has(journal, "\nRAS_PHONEBOOK=" SCENE_BOOK "\n") &&
           has(journal, "\nRAS_STATE=%s\n", e->state) &&
           has(journal, "\nRAS_ERROR=%u\n", e->error) &&
           has(journal, "\nRAS_DEVICE=%s\n", e->device) &&
           has(journal, "\nRAS_REDIAL=%d\n", e->redial) &&
           is_sound(journal, "\nRAS_CAUSE=", '\n') &&
           has_words(e, journal, "\nRAS_CAUSE=");
}

/* 668 and 600: no connection; and why. */
static bool rasdial_says(const struct ending *e)
{
    return has(status, "\"event\":\"ended\"") &&
           has(status, "\"error\":%u,", e->error) &&
           has_words(e, status, "\"details\":\"") &&
           has(status, "exit status 68\n");
}

static bool is_on_record(const struct ending *e)
{
    return has(record, "\n  \"error\": %u,", e->error) &&
           is_sound(record, "\n  \"text\": \"", '"') &&
           has_words(e, record, "\n  \"text\": \"") &&
           (!e->reply || has(record, "\n  \"reply\": \"%s\"", e->reply));
}

/* They run for a link that was up, however it is put together. */
static bool scripts_know(const struct ending *e)
{
    if (!was_up(e) && !environment[0])
        return true;
    return has(environment,
               "RAS_ENTRY=Lab RAS_STATE=Disconnected RAS_ERROR=%u "
               "RAS_DEVICE=%s\n",
               e->error, e->device);
}

/* The value of METRIC, with MORE labels; 0: there is none. */
static unsigned long counter(const char *metric, const char *more)
{
    char line[300];
    const char *p;

    snprintf(line, sizeof(line),
             "\n%s{entry=\"Lab\",phonebook=\"" SCENE_BOOK "\"%s", metric, more);
    p = strstr(metrics, line);
    p = p ? strchr(p, '}') : NULL;
    return p ? strtoul(p + 1, NULL, 10) : 0;
}

/*
 * A job that pppd refuses (1, 2) is no call; what was wanted, be it by a limit,
 * is no failure.
 */
static bool is_counted(const struct ending *e)
{
    bool call = e->status > 2 || e->status == 0;
    bool failure = call && e->error != 631 && e->error != 828;
    char code[24];

    snprintf(code, sizeof(code), ",code=\"%u\"", e->error);
    if (counter("ppp_rasdial_calls_total", "") == call &&
        counter("ppp_rasdial_connects_total", "") == was_up(e) &&
        counter("ppp_rasdial_failures_total", code) == failure)
        return true;
    printf("# the counters:\n%s\n", metrics);
    return false;
}

static const struct {
    const char *name;
    bool (*says)(const struct ending *e);
    const char *said;
} places[] = {
    {"RasDialFunc and RasGetConnectStatus", caller_is_told, told},
    {"the log", is_in_log, NULL},
    {"the journal", is_in_journal, journal},
    {"rasdial --status", rasdial_says, status},
    {"the last record", is_on_record, record},
    {"the scripts' environment", scripts_know, environment},
    {"the counters", is_counted, NULL},
};

bool everywhere_holds(const struct ending *e)
{
    bool good = true;
    size_t i;

    for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        if (places[i].says(e))
            continue;
        good = false;
        printf("# wrong in %s: %s\n", places[i].name,
               places[i].said ? places[i].said : "");
    }
    return good;
}
