/*
 * caller.h - who has called this pppd.
 *
 * Owns what a set-user-id pppd does not take over from a user: the limits and
 * the signal mask of the process, and the time zone. They would decide whether
 * root's rules for dialling hold, and whether they are kept in mind.
 */
#ifndef PLUGIN_CALLER_H
#define PLUGIN_CALLER_H

/* Once, before anything is done. Nothing if nobody has more rights now. */
void caller_forget(void);

#endif
