/*
 * contender.h - who dials: pppd with the plugin, pppd with chat, wvdial.
 *
 * Owns their configuration, which says the same in three languages: the same
 * tty, modem commands, number, user and PPP options, over the /etc/ppp/options
 * of the machine. For the laboratory: it writes below /etc/ppp.
 */
#ifndef TESTS_BENCH_CONTENDER_H
#define TESTS_BENCH_CONTENDER_H

#include <stdbool.h>
#include <sys/types.h>

enum contender {
    CONTENDER_RASDIAL,
    CONTENDER_CHAT,
    CONTENDER_WVDIAL,
    CONTENDER_LOCAL, /* pppd with chat, but without the modem's signals */
    CONTENDERS,
};

/* The line of that number, from 1: /dev/bench1. */
const char *contender_tty(unsigned line);

const char *contender_name(enum contender who);

/* Writes what each of them reads, for so many lines. */
void contender_configure(unsigned lines);

/* A modem on a line, which PROGRAM answers; LOG may be NULL. */
pid_t contender_modem(unsigned line, const char *program, const char *log);

/* How many children the process has: pppd's scripts, chat. */
unsigned contender_children(pid_t pid);

/*
 * Waits until pppd's ip-up on the line is done, and with it all that was
 * started for it.
 */
bool contender_settled(pid_t pid, unsigned line, double deadline);

/* Starts one on a line; its output goes to /tmp/bench. */
pid_t contender_start(enum contender who, unsigned line);

/* Asks it to hang up: as its user would. */
void contender_stop(enum contender who, pid_t pid);

/* A program of build/ by its name; the environment may have put it elsewhere.*/
const char *contender_build(const char *name);

#endif
