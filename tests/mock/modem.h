/*
 * modem.h - a pseudo terminal with a scripted modem behind it.
 *
 * Owns the child process that answers OK to every command, and to a dial
 * command what the test wants.
 */
#ifndef TESTS_MOCK_MODEM_H
#define TESTS_MOCK_MODEM_H

#include <stdbool.h>
#include <sys/types.h>

struct modem {
    pid_t pid;
    char tty[64]; /* "/dev/pts/3" */
    char *heard;  /* each command and '\n', shared with the child */
};

/*
 * Starts a modem. To a dial command it answers RESULT ("BUSY", "CONNECT
 * 33600"); with SIGNAL it sends that to its parent instead, and says NO
 * CARRIER when it is called off. False if there is no pseudo terminal.
 */
bool modem_start(struct modem *m, const char *result, int signal);

/* Ends it, and the line is gone as if it were unplugged. */
void modem_stop(struct modem *m);

#endif
