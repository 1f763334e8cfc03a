/*
 * kills - a dial, and in each of its states somebody is killed: pppd, the
 * controller (rasdial), the helper with its custom dialer. The next dial works,
 * and nothing is left of the one before, nor lost.
 *
 *     kills          each state with each victim, and a whole call after each
 *     kills short    every other state, one victim after the other; the next
 *                    call is the next state's
 *     kills power DIR [STATE]
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
#include "tests/endurance/gate.h"
#include "tests/endurance/power.h"
#include "tests/endurance/world.h"
#include "tests/link/scene.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
enum { PATIENCE_S = 30 };

static const char *const states[] = {
    "OpenPort",        "PortOpened",          "ConnectDevice",
    "DeviceConnected", "AllDevicesConnected", "Authenticate",
    "Authenticated",   "AuthProject",         "Projected",
    "Connected",
};

/* --- who dials */

enum victim { PPPD, CONTROLLER, HELPER, VICTIMS };

static const char *const victims[] = {
    [PPPD] = "pppd", [CONTROLLER] = "the controller", [HELPER] = "the helper"};

static pid_t start_rasdial(void)
{
    const char *argv[] = {scene_build("rasdial"), "Lab", "alice", "s3cret",
                          NULL};

    return scene_spawn(argv, SCENE_DIR "/output");
}

static const char *entry_of(enum victim v)
{
    return v == HELPER ? "Dialer" : "Lab";
}

static pid_t start(enum victim v)
{
    return v == CONTROLLER ? start_rasdial() : world_start_pppd(entry_of(v));
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

static bool strike(enum victim v, const char *state)
{
    char text[64];
    pid_t started, target;

    unlink(SCENE_LOG);
    started = start(v);
    snprintf(text, sizeof(text), "RAS state %s:", state);
    if (!gate_wait(SCENE_LOG, text, WORLD_STATE_S)) {
        printf("# %s was never reached\n", state);
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

static bool play(enum victim v, const char *state, bool whole)
{
    uint64_t begun = ticks_now();
    bool good = strike(v, state);

    good = (!whole || world_call(entry_of(v))) && good;
    printf("%s kills: %s killed in %s # %.1f s\n", good ? "ok" : "not ok",
           victims[v], state, (double)(ticks_now() - begun) / 1e3);
    if (!good) {
        show(SCENE_LOG);
        show(SCENE_DIR "/output");
        show(SCENE_MODEM_LOG);
        gate_open();
        world_shell("killall -q -KILL pppd.real rasdial ras-custom-dial");
    }
    fflush(stdout);
    return good;
}

static void play_all(bool brief, unsigned *passed, unsigned *failed)
{
    unsigned i, v;

    for (i = 0; i < COUNT(states); i++)
        for (v = 0; v < VICTIMS; v++) {
            if (brief && (i % 2 == 0 || v != i % VICTIMS))
                continue;
            if (play((enum victim)v, states[i], !brief))
                ++*passed;
            else
                ++*failed;
        }
    if (brief)
        for (v = PPPD; v < VICTIMS; v += HELPER) {
            bool good = world_call(entry_of((enum victim)v));

            *passed += good;
            *failed += !good;
        }
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
    play_all(strcmp(what, "short") == 0, &passed, &failed);
    kill(modem, SIGTERM);
    scene_wait(modem, 5);
    return finish("kills", passed, failed);
}
