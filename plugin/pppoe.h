/*
 * pppoe.h - a broadband line: PPP over Ethernet (RFC 2516).
 *
 * Owns the connect step of such a dial: the interface that ras.conf names, its
 * lock, and the reason if no session comes about. The session itself is made
 * by pppd's own plugin, pppoe.so, and carried by the kernel.
 */
#ifndef PLUGIN_PPPOE_H
#define PLUGIN_PPPOE_H

#include <stdbool.h>

#include "plugin/cause.h"
#include "plugin/job.h"

/*
 * Opens a session for the job's service. GIVE_UP is asked between two tries,
 * a few seconds apart; it latches the cause. Returns the session's descriptor,
 * or -1 with the cause latched in *C and pppd's status set.
 */
int pppoe_connect(const struct job *job, bool (*give_up)(struct cause *c),
                  struct cause *c);

/* Ends the session, if there is one. */
void pppoe_hangup(void);

/* The same, and gives the interface back; in any state, any number of times. */
void pppoe_cleanup(void);

/* In a child of pppd: only lets go of the descriptor. */
void pppoe_forget(void);

#endif
