/*
 * kills - a dial, and in each of its moments (world.h) somebody is killed:
 * pppd, the controller (rasdial), the helper with its custom dialer. The next
 * dial works, and nothing is left of the one before, nor lost.
 *
 *     kills [MOMENT...]
 *                    each with each victim, and a whole call after each
 *     kills short    every other state, one victim after the other; the next
 *                    call is the next state's
 *     kills power DIR [MOMENT]
 *                    one boot between two power cuts: power.h
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

#include "compat/ticks.h"
#include "tests/endurance/installed.h"
#include "tests/endurance/gate.h"
#include "tests/endurance/power.h"
#include "tests/endurance/world.h"
#include "tests/link/scene.h"

enum { PATIENCE_S = 30 };

/* --- who dials */

enum victim { PPPD, CONTROLLER, HELPER, VICTIMS };

static const char *const victims[] = {
    [PPPD] = "pppd", [CONTROLLER] = "the controller", [HELPER] = "the helper"};

static enum world_entry entry_of(enum victim v, const struct world_moment *m)
{
    return v == HELPER ? m->entry + WORLD_HOSTED : m->entry;
}

/* The next one, which connects. */
static enum world_entry next_of(enum victim v, const struct world_moment *m)
{
    enum world_entry entry = entry_of(v, m);

    return m->entry == WORLD_AGAIN ? entry - WORLD_AGAIN : entry;
}

static pid_t start(enum victim v, const struct world_moment *m)
{
    return v == CONTROLLER ? world_start_rasdial(m->entry)
                           : world_start_pppd(entry_of(v, m));
}

/* --- a kill */

/* Somebody else than pppd: it ends by itself, or has a link and keeps it. */
static void end_what_lives(void)
{
    uint64_t end = ticks_now() + 8000;

    while (world_find_process("pppd.real") && ticks_left(end) > 0) {
        char log[64 * 1024];

        scene_read(SCENE_LOG, log, sizeof(log));
        if (strstr(log, "RAS state Connected") && scene_terminate_listed())
            break;
        poll(NULL, 0, 50);
    }
}

static bool strike(enum victim v, const struct world_moment *m)
{
    pid_t started, target;

    gate_clear();
    unlink(SCENE_LOG);
    started = start(v, m);
    if (!gate_wait(SCENE_LOG, m->text, WORLD_STATE_S)) {
        printf("# %s was never reached\n", m->name);
        return false;
    }
    target = v == HELPER ? world_find_process(WORLD_HELPER) : started;
    if (!world_must(target > 0 && kill(target, SIGKILL) == 0, "a victim"))
        return false;
    if (v != HELPER)
        scene_wait(started, 10);
    gate_open();
    if (v != PPPD)
        end_what_lives();
    if (v == HELPER)
        scene_wait(started, PATIENCE_S);
    return world_all_is_over();
}

static void show(const char *name)
{
    static char text[64 * 1024];

    scene_read(name, text, sizeof(text));
    printf("--- %s\n%s\n", name, text);
}

static bool play(enum victim v, const struct world_moment *m, bool whole)
{
    uint64_t begun = ticks_now();
    bool good = strike(v, m);

    good = (!whole || world_call(next_of(v, m))) && good;
    printf("%s kills: %s killed in %s # %.1f s\n", good ? "ok" : "not ok",
           victims[v], m->name, (double)(ticks_now() - begun) / 1e3);
    if (!good) {
        show(SCENE_LOG);
        show(SCENE_DIR "/output");
        show(SCENE_MODEM_LOG);
        gate_open();
        installed_shell("killall -q -KILL pppd.real rasdial ras-custom-dial");
    }
    fflush(stdout);
    return good;
}

static void count(bool good, unsigned *passed, unsigned *failed)
{
    *passed += good;
    *failed += !good;
}

/* A program that dials does so once: it is the user who dials again. */
static bool happens(enum victim v, const struct world_moment *m)
{
    return v != CONTROLLER || m->entry != WORLD_AGAIN;
}

/* No names at all: each of them. */
static bool named(const struct world_moment *m, char *const *names)
{
    char *const *p = names;

    while (*p && strcmp(*p, m->name) != 0)
        p++;
    return !*names || *p;
}

static void play_all(char *const *names, unsigned *passed, unsigned *failed)
{
    unsigned i, v;

    for (i = 0; i < world_n_moments; i++)
        for (v = 0; v < VICTIMS; v++)
            if (named(&world_moments[i], names) &&
                happens(v, &world_moments[i]))
                count(play(v, &world_moments[i], true), passed, failed);
}

static void play_some(unsigned *passed, unsigned *failed)
{
    unsigned i;

    for (i = 1; world_moments[i].entry == WORLD_PLAIN; i += 2)
        count(play(i % VICTIMS, &world_moments[i], false), passed, failed);
    count(world_call(WORLD_PLAIN), passed, failed);
    count(world_call(WORLD_PLAIN + WORLD_HOSTED), passed, failed);
}

static int finish(const char *name, unsigned passed, unsigned failed)
{
    printf("%s: %u passed, %u failed\n", name, passed, failed);
    return failed || !passed ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    const char *name = strrchr(argv[0], '/');
    const char *what = argc > 1 ? argv[1] : "";
    unsigned passed = 0, failed = 0;
    pid_t modem;

    if (strcmp(name ? name + 1 : argv[0], "pppd") == 0)
        return gate_pppd(argv);
    scene_set_up();
    if (!world_install(argv[0]))
        return finish("kills", 0, 1);
    if (strcmp(what, "power") == 0 && argc > 2) {
        bool good = power_play(argv[2], argv[3]);

        return finish("power", good, !good);
    }
    world_write_files();
    modem = world_start_modem();
    if (strcmp(what, "short") == 0)
        play_some(&passed, &failed);
    else
        play_all(argv + 1, &passed, &failed);
    kill(modem, SIGTERM);
    scene_wait(modem, 5);
    return finish("kills", passed, failed);
}
