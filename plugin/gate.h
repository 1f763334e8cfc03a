/*
 * gate.h - signals pass only while we sleep.
 *
 * Owns the signal mask of what waits in pppd's connect phase: between looking
 * at pppd's flags and going to sleep no SIGTERM, SIGINT or SIGHUP can slip in
 * and be slept through.
 */
#ifndef PLUGIN_GATE_H
#define PLUGIN_GATE_H

#include <poll.h>
#include <stdint.h>

/* A gate that is closed already stays so until its first closer opens it. */
void gate_close(void);
void gate_open(void);

/*
 * Sleeps until one of the N descriptors of P has events, a signal comes, or
 * DEADLINE of ticks_now(). As poll(): how many have events, -1 at a signal. One
 * that comes beside events is let in, too.
 * Where the kernel has no memory to watch them (poll(2), ENOMEM), they are said
 * to have them ten times a second: none of them may block.
 */
int gate_sleep(struct pollfd *p, nfds_t n, uint64_t deadline);

#endif
