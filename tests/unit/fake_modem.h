/*
 * fake_modem.h - a modem on a pty that answers from a list.
 *
 * Owns a child process on the master side. It knows no V.250: a test says
 * which answer follows which command. (tests/lab has the real one.)
 */
#ifndef TESTS_UNIT_FAKE_MODEM_H
#define TESTS_UNIT_FAKE_MODEM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The first row whose COMMAND begins a command answers it; none: "OK". */
struct fake_answer {
    const char *command;          /* "ATDT555", "+++"; NULL ends the list */
    const char *reply;            /* with its line ends; NULL: silence */
    void (*then)(int controller); /* runs in the modem's process afterwards */
};

struct fake_modem {
    pid_t pid;
    int line;  /* the slave side, kept open: the modem outlives a call */
    int heard; /* what the modem was told */
    char tty[64];
};

/* CONTROLLER is a descriptor for the rows' functions, -1 = none. */
bool fake_modem_start(struct fake_modem *m, const struct fake_answer *answers,
                      int controller);
void fake_modem_stop(struct fake_modem *m);

/* The commands since the last call, each with a '|' behind it. */
void fake_modem_heard(struct fake_modem *m, char *out, size_t size);

/* For rows: SIGTERM to the test, SIGHUP to it, and losing the line. */
void fake_modem_terminate(int controller);
void fake_modem_hup(int controller);
void fake_modem_unplug(int controller);

#endif
