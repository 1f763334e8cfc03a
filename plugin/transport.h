/*
 * transport.h - a line that a custom dialer brings along.
 *
 * Owns the connect step of such a dial: what the dialer reports of its
 * progress, the descriptor that it hands over (a tty as it is, anything else
 * behind a pty), and the end of both. The dialer's side is librasapi's
 * rasdialer.h; the records between them are wire.def's 10 to 12.
 */
#ifndef PLUGIN_TRANSPORT_H
#define PLUGIN_TRANSPORT_H

#include <stdbool.h>

#include "plugin/cause.h"
#include "plugin/job.h"

/*
 * Waits for the controller's line, as long as that takes it and LOST (NULL:
 * nobody) does not say that it is in vain, with the cause. Returns the tty
 * that PPP runs over, or -1 with the cause latched in *C and pppd's status
 * set. A hang-up, a signal and the controller's end are heard at once.
 */
int transport_connect(const struct job *job, bool (*lost)(struct cause *c),
                      struct cause *c);

/* Latches what the controller has just said of its line's end. */
void transport_ended(struct cause *c);

/* Has the line in use been hung up under us? */
bool transport_hung_up(void);

/*
 * Gives the line back, in any state, any number of times: a tty as it was
 * found, and the shunt has passed on what pppd wrote last, within a second.
 */
void transport_cleanup(void);

/* In a child of pppd: only lets go of descriptors. */
void transport_forget(void);

#endif
