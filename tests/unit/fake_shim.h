/*
 * fake_shim.h - a pppd that a test plays by hand.
 *
 * Owns an implementation of all of plugin/shim.h whose state is an open
 * structure: a test says what pppd would say, and reads what the plugin asked
 * for. Timers run on a clock that only the test moves.
 */
#ifndef TESTS_UNIT_FAKE_SHIM_H
#define TESTS_UNIT_FAKE_SHIM_H

#include <signal.h>

#include "plugin/shim.h"

#define FAKE_LINES   512
#define FAKE_TIMERS  16
#define FAKE_NAMES   32
#define FAKE_STARTED 4

struct fake_line {
    enum shim_level level;
    char text[512];
};

/* An options text that the plugin handed over, and whose word it was. */
struct fake_given {
    char text[1100];
    char source[1100];
    bool privileged;
};

struct fake_shim {
    /* options of the plugin: what stands on pppd's command line */
    const char *text[SHIM_OPTIONS];
    bool privileged[SHIM_OPTIONS];
    int number[SHIM_OPTIONS]; /* -1 = not given */

    /* options for pppd */
    struct fake_given given[FAKE_LINES];
    size_t n_given;
    bool password_hidden;
    const char *refuse; /* pppd does not take options that begin so */
    const char *fixed;  /* shim_option_open() says no to this one */

    /* the link */
    enum shim_phase phase;
    int status;
    bool hungup, demand, persist;
    bool callback_option; /* pppd has `callback' */
    bool asks_callback;   /* CBCP is asked for */
    bool (*held)(void);   /* shim_hold_callback() */
    int held_offers;
    bool answered, answered_called, must_call;
    unsigned callbacks; /* of shim_expect_callback() */
    volatile sig_atomic_t quit_signal, hup_signal;
    unsigned quits, terminates, listens;
    bool foreground, want_ipv4, want_ipv6;
    char end_reason[128]; /* of shim_end_link() */
    unsigned ends;
    const char *interface;
    struct shim_addresses addresses;
    struct shim_statistics statistics;

    /* timers */
    struct {
        void (*call)(void *);
        uint64_t due;
    } timers[FAKE_TIMERS];
    size_t n_timers;
    uint64_t now;

    /* the environment of pppd's scripts */
    struct {
        char name[32], value[600];
    } env[FAKE_NAMES];
    size_t n_env;

    bool (*supply)(char *password, size_t size);
    uint32_t asked_address;
    const char *pppd_user, *pppd_secret; /* NULL = none */

    /* the tty */
    const char *device; /* on pppd's command line, "" = none */
    bool device_privileged;
    char set_device[256];
    unsigned device_options_read;
    bool device_options_wrong; /* a mistake in options.TTY */
    int speed;
    bool rtscts, modem_lines;
    int lock_result; /* -1: another process holds it */
    char locked[256];
    unsigned locks, unlocks;
    uid_t user;

    /* routes */
    uint32_t route, route_mask, route_metric;
    unsigned routes;
    int route_error;

    /* PPPoE */
    char pppoe_interface[32], pppoe_service[1100];
    unsigned pppoe_seconds, pppoe_tries, pppoe_ends;
    bool no_pppoe;          /* pppd cannot load its plugin */
    int (*pppoe_try)(void); /* what shim_pppoe_connect() does */

    pid_t child;   /* the last of shim_child(); the test waits for it */
    bool no_child; /* shim_child() fails */

    struct {
        char *const *argv;
        pid_t pid;
        int control; /* the other pppd's end */
    } started[FAKE_STARTED];
    size_t n_started;
    void (*on_start)(size_t i);  /* what the one just started says at once */
    unsigned went_on;            /* of shim_go_on() */
    void (*on_quit_asked)(void); /* who waits asks for a signal */

    struct fake_line log[FAKE_LINES];
    size_t n_log;

    const struct shim_events *events;
    const struct shim_channel *channel;
};
extern struct fake_shim fake;

/* A pppd that was just started by root. */
void fake_reset(void);

/* Moves the clock and runs the timers that fall due, in order. */
void fake_advance(uint32_t ms);
size_t fake_timers(void (*call)(void *)); /* how many are set for CALL */

/* Was OPTION, as a whole, handed to pppd and taken? */
bool fake_has_option(const char *option);

/* What the environment says, NULL if nothing. */
const char *fake_env(const char *name);

/* How many lines of the log have PART in them; FAKE_ANY_LEVEL: all levels. */
#define FAKE_ANY_LEVEL (-1)
size_t fake_logged(int level, const char *part);

#endif
