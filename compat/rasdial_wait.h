/*
 * rasdial_wait.h - time and signals as rasdial waits for things.
 *
 * Owns the handlers of SIGINT, SIGTERM and SIGHUP: Ctrl-C ends the dial, not
 * just this program.
 */
#ifndef COMPAT_RASDIAL_WAIT_H
#define COMPAT_RASDIAL_WAIT_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * From now on the signals are let through only while we wait, with BEFORE as
 * the mask. What nohup or a shell's & has made ignored stays so.
 */
void wait_catch_signals(sigset_t *before);

/* How many of them have come. */
int wait_interrupts(void);

/*
 * Until FD is readable, a signal came, or DEADLINE (of ticks_now(); 0 = none)
 * has passed.
 */
void wait_for(int fd, uint64_t deadline, const sigset_t *mask);

/* Until the process of PIDFD has ended; false: not by DEADLINE. */
bool wait_process(int pidfd, uint64_t deadline);

#endif
