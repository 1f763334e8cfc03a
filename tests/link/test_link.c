/*
 * test_link.c - each row of the matrix as it is really made, and all acts: a
 * real pppd, a real kernel link, the laboratory's modem and far ends.
 *
 * Built as an ordinary CUnit program; tests/lab/run gives it its world.
 */
#include "tests/link/acts.h"
#include "tests/link/api_acts.h"
#include "tests/link/attack_acts.h"
#include "tests/link/dialer_acts.h"
#include "tests/link/everywhere.h"
#include "tests/link/line_acts.h"
#include "tests/link/matrix.h"
#include "tests/link/multi_acts.h"
#include "tests/link/pppoe_acts.h"
#include "tests/link/signal_acts.h"

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

static void explain(const struct matrix_row *r, const struct outcome *o)
{
    printf("# %s: exit %d after %.1f s, %u cause(s), \"%s\"%s\n"
           "# in state %s, redial %d; states: %s\n",
           r->name, o->exit_status, o->seconds, o->errors, o->text,
           o->locked ? ", something left behind" : "", o->state, o->redial,
           o->states);
    printf("%s\n--- modem\n%s\n", scene_log(), scene_modem_log());
}

/* --- the tests: one per row */

#define ROWS_MAX 150

static const struct matrix_row *chosen[ROWS_MAX];
static size_t n_chosen, next_row;

static void test_row(void)
{
    const struct matrix_row *r = chosen[next_row++];
    struct outcome o;
    bool good;

    everywhere_play(&r->scene, &o);
    good = matrix_holds(r, &o);
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
    scene_spare_scripts();
    for (i = 0; matrix[i].name && n_chosen < ROWS_MAX; i++) {
        struct unit_test row = {matrix[i].name, test_row};
        size_t before = n;

        n = add(list, n, &row);
        if (n > before)
            chosen[n_chosen++] = &matrix[i];
    }
    for (t = unit_tests; t->name; t++)
        n = add(list, n, t);
    for (t = acts; t->name; t++)
        n = add(list, n, t);
    for (t = api_acts; t->name; t++)
        n = add(list, n, t);
    for (t = dialer_acts; t->name; t++)
        n = add(list, n, t);
    for (t = attack_acts; t->name; t++)
        n = add(list, n, t);
    for (t = line_acts; t->name; t++)
        n = add(list, n, t);
    for (t = pppoe_acts; t->name; t++)
        n = add(list, n, t);
    for (t = multi_acts; t->name; t++)
        n = add(list, n, t);
    for (t = signal_acts; t->name; t++)
        n = add(list, n, t);
    return list;
}
