/*
 * far.h - the far end of a call: a program that speaks through a socket pair,
 * or a loop that sends everything back, or silence.
 */
#ifndef TESTS_LAB_FAR_H
#define TESTS_LAB_FAR_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define FAR_BUFFER 65536

struct far {
    pid_t pid; /* of the program, 0: none; stays until it is reaped */
    int fd;    /* our end of the socket pair, -1: none */
    bool loop;
    char pending[FAR_BUFFER];
    size_t used;
};

/* Starts `sh -c "exec COMMAND"`; $MODEM_NUMBER is the number called. */
int far_start(struct far *far, const char *command, const char *number);

/* Ends the call: the program sees end of file and SIGTERM. */
void far_stop(struct far *far);

/* Bytes from the far end: their number, 0: none now, -1: it hung up. */
ssize_t far_read(struct far *far, void *bytes, size_t size);

void far_write(struct far *far, const void *bytes, size_t length);
size_t far_space(const struct far *far);

void far_poll(const struct far *far, struct pollfd *fd);

/* Collects programs that ended, and logs how. */
void far_reap(struct far *far);

#endif
