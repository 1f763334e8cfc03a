/*
 * test_security.c - each row of attacks.c, in one boot of the laboratory: as a
 * user of group dip, as nobody, and as root where others have been before.
 */
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/link/scene.h"
#include "tests/security/attacks.h"
#include "tests/security/judge.h"
#include "tests/unit/harness.h"

const char unit_name[] = "security";

enum { LIMIT_S = 25, LOG_MAX = 1 << 20 };

static const struct {
    const char *name;
    uid_t user;
    bool dip;
} people[] = {
    [BOB] = {"bob", 4712, true},
    [MALLORY] = {"mallory", 65534, false},
    [ROOT] = {"root", 0, false},
};

static void become(enum who who)
{
    const struct group *dip = getgrnam("dip");
    gid_t groups[1] = {dip ? dip->gr_gid : 0};
    uid_t user = people[who].user;

    if (setgroups(people[who].dip, groups) < 0 || setgid(user) < 0 ||
        setuid(user) < 0)
        _exit(99);
}

/* As an attacker's shell would be: no limits, no signals held back. */
static pid_t start(enum who who, const char *command)
{
    pid_t pid = fork();

    if (pid == 0) {
        int fd = open(SCENE_LOG, O_WRONLY | O_APPEND);

        if (fd < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0 || close(fd) < 0 ||
            chdir(A_HIS) < 0)
            _exit(98);
        become(who);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(97);
    }
    return pid;
}

static int run(enum who who, const char *command)
{
    pid_t pid = start(who, command);
    int status = scene_wait(pid, LIMIT_S);

    if (status < 0) {
        kill(pid, SIGKILL);
        scene_wait(pid, 1);
    }
    return status;
}

static bool did(const char *command)
{
    return !command || run(ROOT, command) == 0;
}

static double seconds(const struct timespec *since)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - since->tv_sec) +
           (double)(now.tv_nsec - since->tv_nsec) / 1e9;
}

static const struct attack *chosen[400];
static size_t n_chosen, next_row;

static void test_attack(void)
{
    static char log[LOG_MAX];
    const struct attack *a = chosen[next_row++];
    struct timespec begun;
    int status;
    bool good;

    clock_gettime(CLOCK_MONOTONIC, &begun);
    judge_begin();
    good = did(a->before);
    status = run(a->who, a->command);
    scene_read(SCENE_LOG, log, sizeof(log));
    good =
        judge_holds(status, strstr(a->command, "kill -") != NULL, log) && good;
    if (a->says && !strstr(log, a->says)) {
        printf("# \"%s\" is not said\n", a->says);
        good = false;
    }
    if (!did(a->then)) {
        printf("# it does not hold: %s\n", a->then);
        good = false;
    }
    if (!good || getenv("LAB_VERBOSE"))
        printf("# %s: %s, status %d, %.1f s:\n%.3000s\n", people[a->who].name,
               a->command, status, seconds(&begun), log);
    CU_ASSERT(good);
}

static void begin(void)
{
    judge_set_up();
}

static void end(void)
{
    judge_end();
}

const struct unit_test *unit_list(void)
{
    static struct unit_test list[403];
    const char *only = getenv("LAB_ONLY");
    size_t i, n = 0;

    list[n++] = (struct unit_test){"the machine", begin};
    for (i = 0; attacks[i].name && n < 400; i++) {
        if (only && !strstr(attacks[i].name, only))
            continue;
        chosen[n_chosen++] = &attacks[i];
        list[n++] = (struct unit_test){attacks[i].name, test_attack};
    }
    list[n++] = (struct unit_test){"the end", end};
    return list;
}

const struct unit_test unit_tests[] = {{NULL, NULL}};
