/*
 * gate.h - stops a dial in the very moment in which pppd tells a state.
 *
 * Owns a pipe with room for one message, through which pppd's log goes: while
 * a message lies in it, pppd waits to write the next one. So a message can be
 * looked at, and pppd is where it has told it, however busy the machine is.
 *
 * The program that is installed in pppd's place, which starts the real one
 * with its log in the pipe, is the caller itself: see gate_pppd().
 */
#ifndef TESTS_ENDURANCE_GATE_H
#define TESTS_ENDURANCE_GATE_H

#include <stdbool.h>
#include <sys/types.h>

/* Installs PROGRAM, this one, as pppd, and makes the pipe. */
bool gate_install(const char *program);

/* main() of the program in pppd's place: is never back but with a failure. */
int gate_pppd(char **argv);

/*
 * Before somebody is started: what is left of others, who write no more, is
 * nothing that gate_wait() shall find.
 */
void gate_clear(void);

/* From here on all messages pass, until the next gate_wait(). */
void gate_open(void);

/*
 * Lets messages pass into FILE, until one has TEXT in it: pppd stands there.
 * False after SECONDS.
 */
bool gate_wait(const char *file, const char *text, double seconds);

#endif
