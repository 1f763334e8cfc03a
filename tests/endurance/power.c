#include "tests/endurance/power.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/credentials.h"
#include "tests/endurance/gate.h"
#include "tests/endurance/installed.h"
#include "tests/endurance/world.h"
#include "tests/link/scene.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define RAS      "/etc/ppp/ras"
#define STATE    "/var/lib/ppp-rasdial"

enum { LONG_ENOUGH_S = 60 };

/* --- what stays */

static bool bind(const char *dir, const char *name, const char *place)
{
    char path[600];

    snprintf(path, sizeof(path), "%s/%s", dir, name);
    return (mkdir(path, 0755) == 0 || access(path, F_OK) == 0) &&
           (mkdir(place, 0755) == 0 || access(place, F_OK) == 0) &&
           mount(path, place, NULL, MS_BIND, NULL) == 0;
}

/* How many calls were acknowledged: durable, as the product's own files are. */
static uint64_t read_calls(void)
{
    char text[32];

    scene_read(RAS "/calls", text, sizeof(text));
    return strtoull(text, NULL, 10);
}

static bool write_calls(uint64_t n)
{
    char text[32];
    int fd = open(RAS "/calls", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    bool good;

    snprintf(text, sizeof(text), "%llu\n", (unsigned long long)n);
    good = fd >= 0 && write(fd, text, strlen(text)) > 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return good;
}

/* --- two versions of everything */

static const char *const users[][2] = {{"alice", "s3cret"},
                                       {"bernadette", "another, longer"}};

static bool save_credentials(unsigned version)
{
    static struct credentials c;
    struct conf_problem p;

    memset(&c, 0, sizeof(c));
    c.have = CREDENTIALS_USER | CREDENTIALS_PASSWORD;
    snprintf(c.user, sizeof(c.user), "%s", users[version][0]);
    snprintf(c.password, sizeof(c.password), "%s", users[version][1]);
    return credentials_save(CREDENTIALS_FILE, INSTALLED_BOOK, "Lab", &c, 0,
                            &p) == CONF_OK;
}

static bool set_key(unsigned version)
{
    const char *argv[] = {scene_build("rasphone"),
                          "-p",
                          INSTALLED_BOOK,
                          "set",
                          "Lab",
                          version ? "RedialSeconds=9" : "RedialSeconds=600",
                          NULL};

    return scene_wait(scene_spawn(argv, "/dev/null"), 20) == 0;
}

/* Until the power is cut. */
static pid_t keep_writing(bool (*write_version)(unsigned version))
{
    pid_t parent = getpid(), pid = fork();
    unsigned i;

    if (pid != 0)
        return pid;
    for (i = 0; getppid() == parent; i++)
        if (!write_version(i % 2))
            _exit(1);
    _exit(0);
}

/* --- what the cut has left */

static bool credentials_hold(void)
{
    static struct credentials c;
    struct conf_problem p;
    size_t i;

    if (credentials_read(CREDENTIALS_FILE, INSTALLED_BOOK, "Lab", &c, &p) !=
        CONF_OK)
        return false;
    for (i = 0; i < COUNT(users); i++)
        if (strcmp(c.user, users[i][0]) == 0 &&
            strcmp(c.password, users[i][1]) == 0)
            return true;
    printf("# credentials: user %s\n", c.user);
    return false;
}

static bool is_version(unsigned version, const char *text)
{
    char line[32];
    const char *p;

    snprintf(line, sizeof(line), "\r\nRedialSeconds=%u\r\n", version ? 9 : 600);
    p = strstr(text, line);
    return p && !strstr(p + 3, "RedialSeconds");
}

/* Takes the line of the key out; false if there is none. */
static bool take_line_out(char *text)
{
    char *p = strstr(text, "\r\nRedialSeconds="), *end;

    if (!p)
        return false;
    end = strstr(p + 2, "\r\n");
    if (end)
        memmove(p, end, strlen(end) + 1);
    return end != NULL;
}

/* Each line of the two entries, and one of the two values. */
static bool book_is_whole(void)
{
    static char text[16384], rest[16384], whole[16384];

    scene_read(INSTALLED_BOOK, text, sizeof(text));
    memcpy(rest, text, sizeof(rest));
    world_write_files();
    scene_read(INSTALLED_BOOK, whole, sizeof(whole));
    if ((is_version(0, text) || is_version(1, text)) && take_line_out(rest) &&
        strcmp(rest, whole) == 0)
        return true;
    printf("# the phonebook:\n%s\n", text);
    return false;
}

/* Those with a name of their own would be more from cut to cut. */
static bool only_known_files(void)
{
    static const char *const known[] = {
        "rasphone.pbk",     ".rasphone.pbk.lock", "ras.conf",
        "credentials",      "logon.scp",          "calls",
        ".credentials.lock"};
    DIR *d = opendir(RAS);
    const struct dirent *e;
    bool good = d != NULL;
    size_t i;

    while (d && (e = readdir(d))) {
        for (i = 0; i < COUNT(known); i++)
            if (strcmp(e->d_name, known[i]) == 0)
                break;
        if (i < COUNT(known) || strcmp(e->d_name, ".") == 0 ||
            strcmp(e->d_name, "..") == 0)
            continue;
        printf("# left behind: %s\n", e->d_name);
        good = false;
    }
    if (d)
        closedir(d);
    return good;
}

static bool look(void)
{
    bool good = world_must(credentials_hold(), "the credentials, old or new") &
                world_must(book_is_whole(), "the phonebook, old or new");

    /* What an interrupted writer has left goes with the next one. */
    return world_must(save_credentials(0) && set_key(0),
                      "they can be written") &
           world_must(only_known_files(), "nothing is left beside them") & good;
}

/* --- a boot */

static bool call(void)
{
    uint64_t calls = read_calls();

    world_called(calls);
    world_write_files();
    return world_call(WORLD_PLAIN) &
           world_must(write_calls(calls + 1), "the count of the calls");
}

static bool show_log(void)
{
    static char text[64 * 1024];

    scene_read(SCENE_LOG, text, sizeof(text));
    printf("%s\n", text);
    return false;
}

static bool dial_to(const struct world_moment *m)
{
    gate_clear();
    if (!set_key(0) || keep_writing(save_credentials) < 0 ||
        keep_writing(set_key) < 0 || world_start_pppd(m->entry) < 0 ||
        !world_must(gate_wait(SCENE_LOG, m->text, WORLD_STATE_S), m->text))
        return show_log();
    printf("cut in %s\n", m->name);
    fflush(stdout);
    sleep(LONG_ENOUGH_S);
    return world_must(false, "the power is cut");
}

bool power_play(const char *dir, const char *moment)
{
    const struct world_moment *m = moment ? world_find_moment(moment) : NULL;
    bool first, good = true;

    if (moment && !m)
        return world_must(false, "there is such a moment");
    if (!bind(dir, "ras", RAS) || !bind(dir, "state", STATE))
        return world_must(false, "places that stay");
    first = access(INSTALLED_BOOK, F_OK) < 0;
    if (first)
        world_write_files();
    if (!first)
        good = look();
    good = world_must(save_credentials(0), "credentials") & good;
    if (world_start_modem() < 0)
        return false;
    good = call() & good;
    if (!good || !m)
        return good;
    return dial_to(m);
}
