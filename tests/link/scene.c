#include "tests/link/scene.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static char log_text[256 * 1024], modem_text[256 * 1024];

const char *scene_log(void)
{
    return log_text;
}

const char *scene_modem_log(void)
{
    return modem_text;
}

const char *scene_pppd(void)
{
    const char *name = getenv("LAB_PPPD");

    return name ? name : "/usr/sbin/pppd";
}

static const char *path_in(const char *variable, const char *standard,
                           const char *name)
{
    static char paths[8][512];
    static unsigned next;
    char *path = paths[next++ % 8];
    const char *directory = getenv(variable);

    snprintf(path, sizeof(paths[0]), "%s/%s", directory ? directory : standard,
             name);
    return path;
}

const char *scene_build(const char *name)
{
    return path_in("LAB_BUILD", "build", name);
}

const char *scene_tool(const char *name)
{
    return path_in("LAB_TOOLS", "build/lab", name);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* --- files */

void scene_write(const char *name, const char *text, mode_t mode)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);

    if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
        perror(name);
    if (fd >= 0) {
        (void)fchmod(fd, mode);
        close(fd);
    }
}

void scene_read(const char *name, char *text, size_t size)
{
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : read(fd, text, size - 1);

    text[n > 0 ? n : 0] = '\0';
    if (fd >= 0)
        close(fd);
}

static void write_secrets(const char *password)
{
    char text[200];

    text[0] = '\0';
    if (*password)
        snprintf(text, sizeof(text), "alice * %s\nserver * %s *\n", password,
                 password);
    scene_write("/etc/ppp/chap-secrets", text, 0600);
    scene_write("/etc/ppp/pap-secrets", text, 0600);
}

/* Megabytes of values that nobody knows, behind the last group: one entry. */
static void swell(const char *book)
{
    static char line[60000];
    FILE *f = fopen(book, "ae");
    int i;

    memset(line, 'x', sizeof(line) - 1);
    for (i = 0; f && i < 64; i++)
        fprintf(f, "Ballast%d=%s\r\n", i, line);
    if (!f || fclose(f) != 0)
        perror(book);
}

static void write_book(const struct scene *s)
{
    char text[2048];
    size_t n, i;

    n = (size_t)snprintf(
        text, sizeof(text),
        "[Lab]\r\nEncoding=1\r\nPBVersion=8\r\nType=%u\r\n"
        "RedialAttempts=%u\r\nIpPrioritizeRemote=0\r\n%s\r\n\r\n"
        "MEDIA=serial\r\n%s\r\n\r\n"
        "DEVICE=modem\r\nPhoneNumber=555%s\r\n%s",
        s->type ? s->type : 1, s->attempts,
        s->keys ? s->keys : "AuthRestrictions=632",
        s->media ? s->media : "Port=COM1\r\nDevice=Laboratory modem", s->digits,
        s->rules ? s->rules : "");
    for (i = 0; s->alternates[i]; i++)
        n += (size_t)snprintf(text + n, sizeof(text) - n,
                              "PhoneNumber=555%s\r\n", s->alternates[i]);
    snprintf(text + n, sizeof(text) - n,
             "TryNextAlternateOnFail=1\r\nHwFlowControl=1\r\n%s",
             s->script ? "\r\nDEVICE=switch\r\nScript=1\r\n"
                         "Name=C:\\Windows\\Logon.scp\r\n"
                       : "");
    if (s->script)
        scene_write(SCENE_SCRIPT, s->script, 0600);
    scene_write(SCENE_BOOK, text, 0644);
    if (s->memory)
        swell(SCENE_BOOK);
}

void scene_write_files(const struct scene *s)
{
    char text[2048];

    write_book(s);
    snprintf(text, sizeof(text),
             "devices = ( { name = \"Laboratory modem\"; port = \"COM1\";\n"
             "  tty = \"%s\"; %s\n  timeouts = { command = 1.0; connect = %s;"
             " escape = 0.1; hangup = 0.5; link = 8.0; network = 6.0;"
             " callback = 6.0; }; } );\n%s\n",
             s->tty ? s->tty : SCENE_TTY, s->device ? s->device : "",
             s->connect ? s->connect : "4.0", s->places ? s->places : "");
    /* A calling card wants a file that root alone may read. */
    scene_write(SCENE_CONF, text, s->places ? 0600 : 0644);
    write_secrets(s->password ? s->password : "s3cret");
}

void scene_set_up(void)
{
    mkdir(SCENE_DIR, 0755);
}

/* In a guest alone: /etc may be the machine's own where it is none. */
void scene_spare_scripts(void)
{
    static const char *const names[] = {"/etc/ppp/ip-pre-up", "/etc/ppp/ip-up",
                                        "/etc/ppp/ip-down", "/etc/ppp/ipv6-up",
                                        "/etc/ppp/ipv6-down"};
    static const char script[] = "#!/bin/sh\n"
                                 "for f in $0.d/*; do case $f in\n"
                                 "*/0000usepeerdns | *'*') ;;\n"
                                 "*) exec $0.debian \"$@\" ;;\n"
                                 "esac; done\n";
    const char *lab = getenv("LAB");
    char moved[64];
    size_t i;

    if (!lab || strcmp(lab, "uml") != 0)
        return;
    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(moved, sizeof(moved), "%s.debian", names[i]);
        if (access(moved, F_OK) != 0 && rename(names[i], moved) == 0)
            scene_write(names[i], script, 0755);
    }
}

/* --- processes */

pid_t scene_spawn(const char *const *argv, const char *file)
{
    posix_spawn_file_actions_t actions;
    pid_t pid = -1;

    posix_spawn_file_actions_init(&actions);
    if (file) {
        posix_spawn_file_actions_addopen(&actions, 1, file,
                                         O_WRONLY | O_CREAT | O_TRUNC, 0644);
        posix_spawn_file_actions_adddup2(&actions, 1, 2);
    }
    errno = posix_spawnp(&pid, argv[0], &actions, NULL,
                         (char *const *)(uintptr_t)argv, environ);
    if (errno)
        perror(argv[0]);
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

int scene_wait(pid_t pid, double seconds)
{
    double end = now() + seconds;
    int status;

    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (now() >= end)
            return -1;
        poll(NULL, 0, 10);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static bool lives(pid_t pid)
{
    siginfo_t info = {0};

    return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == 0;
}

static unsigned occurrences(const char *file, const char *text)
{
    static char seen[1024 * 1024];
    const char *p = seen;
    unsigned n = 0;

    scene_read(file, seen, sizeof(seen));
    for (; (p = strstr(p, text)); p += strlen(text))
        n++;
    return n;
}

bool scene_wait_times(const char *file, const char *text, unsigned times,
                      double seconds, pid_t pid)
{
    double end = now() + seconds;

    for (;;) {
        bool last = (pid > 0 && !lives(pid)) || now() >= end;

        if (occurrences(file, text) >= times)
            return true;
        if (last)
            return false;
        poll(NULL, 0, 10);
    }
}

bool scene_wait_for(const char *file, const char *text, double seconds,
                    pid_t pid)
{
    return scene_wait_times(file, text, 1, seconds, pid);
}

static void stop(pid_t pid)
{
    if (pid <= 0)
        return;
    kill(pid, SIGTERM);
    if (scene_wait(pid, 5) < 0) {
        kill(pid, SIGKILL);
        scene_wait(pid, 1);
    }
}

pid_t scene_start_modem(const struct scene *s)
{
    char answer[256];
    const char *argv[SCENE_ARGS] = {scene_tool("modem"), "--log",
                                    SCENE_MODEM_LOG};
    size_t n = 3, i;
    pid_t pid;

    unlink(SCENE_TTY);
    unlink(SCENE_MODEM_LOG);
    snprintf(answer, sizeof(answer), "%s %s", scene_tool("peer"),
             s->answer ? s->answer : "mschap2");
    argv[n++] = "--answer";
    argv[n++] = answer;
    for (i = 0; s->modem[i]; i++)
        argv[n++] = s->modem[i];
    if (s->line)
        argv[n++] = "--line";
    argv[n++] = s->line ? s->line : SCENE_TTY;
    pid = scene_spawn(argv, NULL);
    scene_wait_for(SCENE_MODEM_LOG, " ready ", 5, pid);
    return pid;
}

size_t scene_pppd_words(const char **argv, const char *entry, const char *book,
                        const char *conf)
{
    const char *const words[SCENE_PPPD_WORDS] = {scene_pppd(),
                                                 "plugin",
                                                 scene_build("rasdial.so"),
                                                 "ras-entry",
                                                 entry,
                                                 "ras-phonebook",
                                                 book,
                                                 "ras-config",
                                                 conf,
                                                 "nodetach",
                                                 "user",
                                                 "alice",
                                                 "remotename",
                                                 "server",
                                                 "child-timeout",
                                                 "1",
                                                 "lcp-restart",
                                                 "1",
                                                 "lcp-max-configure",
                                                 "4",
                                                 "lcp-max-terminate",
                                                 "1",
                                                 "connect-delay",
                                                 "300"};

    memcpy(argv, words, sizeof(words));
    return SCENE_PPPD_WORDS;
}

pid_t scene_start_pppd(const struct scene *s)
{
    const char *argv[SCENE_ARGS + 16] = {NULL};
    char limit[40];
    const char *poor[SCENE_ARGS + 18] = {"prlimit", limit};
    size_t n = scene_pppd_words(argv, "Lab", SCENE_BOOK, SCENE_CONF), i;

    for (i = 0; s->pppd[i]; i++)
        argv[n++] = s->pppd[i];
    if (!s->memory)
        return scene_spawn(argv, SCENE_LOG);
    snprintf(limit, sizeof(limit), "--data=%s", s->memory);
    memcpy(poor + 2, argv, sizeof(argv));
    return scene_spawn(poor, SCENE_LOG);
}

/* --- what came of it */

/* The first name in DIRECTORY that begins with PREFIX, false if none does. */
static bool find_name(const char *directory, const char *prefix, char *name,
                      size_t size)
{
    DIR *d = opendir(directory);
    struct dirent *e;
    bool found = false;

    while (d && !found && (e = readdir(d)))
        if (e->d_name[0] != '.' &&
            strncmp(e->d_name, prefix, strlen(prefix)) == 0)
            found = (size_t)snprintf(name, size, "%s", e->d_name) < size;
    if (d)
        closedir(d);
    return found;
}

/* The record of a connection is PID.json; how the last ones ended stays. */
static bool find_record(char *name, size_t size)
{
    char digit[2] = "1";

    for (; digit[0] <= '9'; digit[0]++)
        if (find_name("/run/ppp-rasdial", digit, name, size))
            return true;
    return false;
}

bool scene_left_behind(void)
{
    char name[256];

    return find_name("/run/lock", "LCK..", name, sizeof(name)) ||
           find_record(name, sizeof(name));
}

bool scene_wait_clean(double seconds)
{
    double end = now() + seconds;

    while (scene_left_behind()) {
        if (now() >= end)
            return false;
        poll(NULL, 0, 20);
    }
    return true;
}

bool scene_terminate_listed(void)
{
    char name[256];

    return find_record(name, sizeof(name)) &&
           kill((pid_t)strtol(name, NULL, 10), SIGTERM) == 0;
}

bool scene_exclusive(int fd)
{
    return ioctl(fd, TIOCEXCL) == 0;
}

static void read_line(struct outcome *o, const char *line, size_t n)
{
    const char *p;

    if ((p = memmem(line, n, "RAS error ", 10)) && ++o->errors == 1) {
        o->error = (unsigned)strtoul(p + 10, NULL, 10);
        snprintf(o->text, sizeof(o->text), "%.*s", (int)n, line);
    }
    if ((p = memmem(line, n, "RAS state ", 10))) {
        size_t used = strlen(o->states);
        size_t word = strcspn(p + 10, ":\n");

        snprintf(o->states + used, sizeof(o->states) - used, "%s%.*s",
                 used ? " " : "", (int)word, p + 10);
    }
}

/* What stands behind NAME in the line of fields. */
static const char *field(const char *line, size_t n, const char *name)
{
    const char *p = memmem(line, n, name, strlen(name));

    return p ? p + strlen(name) : "";
}

static void read_fields(struct outcome *o, const char *line, size_t n)
{
    const char *state = field(line, n, " RAS_STATE=");

    if (!memmem(line, n, "RAS_ENTRY=", 10))
        return;
    snprintf(o->state, sizeof(o->state), "%.*s", (int)strcspn(state, " "),
             state);
    o->redial = *field(line, n, " RAS_REDIAL=") == '1';
}

static void read_outcome(struct outcome *o)
{
    const char *p, *end;

    scene_read(SCENE_LOG, log_text, sizeof(log_text));
    scene_read(SCENE_MODEM_LOG, modem_text, sizeof(modem_text));
    for (p = log_text; *p; p = *end ? end + 1 : end) {
        end = p + strcspn(p, "\n");
        read_line(o, p, (size_t)(end - p));
        read_fields(o, p, (size_t)(end - p));
    }
    o->locked = scene_left_behind();
}

static void collect(pid_t pppd, struct outcome *o)
{
    memset(o, 0, sizeof(*o));
    o->exit_status = scene_wait(pppd, 25);
    o->ended = o->exit_status >= 0;
    if (!o->ended)
        stop(pppd);
}

void scene_end(pid_t pppd, struct outcome *o)
{
    collect(pppd, o);
    read_outcome(o);
}

static void dial(const struct scene *s, struct outcome *o)
{
    double begun = now();
    pid_t pppd = scene_start_pppd(s);

    if (s->hang_up &&
        scene_wait_for(SCENE_LOG, "RAS state Connected", 20, pppd))
        kill(pppd, SIGTERM);
    collect(pppd, o);
    o->seconds = now() - begun;
}

void scene_play(const struct scene *s, struct outcome *o)
{
    pid_t modem = -1;

    scene_write_files(s);
    if (!s->no_modem)
        modem = scene_start_modem(s);
    dial(s, o);
    stop(modem);
    read_outcome(o);
}
