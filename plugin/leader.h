/*
 * leader.h - a connection of several links, where one of them is our own.
 *
 * Owns what the connection is when our own link is not all of it: from when on
 * it is up, that it outlives our own link, and that pppd is kept until then, by
 * another attempt that dials nothing. The other links' pppds are bundle.h's.
 * With one link all of it is without effect.
 */
#ifndef PLUGIN_LEADER_H
#define PLUGIN_LEADER_H

#include <stdbool.h>

#include "plugin/cause.h"
#include "plugin/job.h"

/* A call begins: our own link is down. */
void leader_begin(void);

/* Our own link, the JOB's, is up. */
void leader_own_up(const struct job *job);

/*
 * Says how many links are up. The interface of the connection if it is up from
 * now on, else NULL.
 */
const char *leader_settle(void);

/* The last link was idle, or long enough there; NULL: it was not. */
const struct cause *leader_idle(void);

/* Our own link has ended: are others there, for which pppd may go on? */
bool leader_others_live(void);

/* Or have they joined our own, which alone can bring them to a network? */
bool leader_lacks_network(void);

/* It has, with C, and the others go on. */
void leader_outlive(const struct job *job, const struct cause *c);
bool leader_outlived(void);

/* The port is free: true if pppd stays nevertheless, for the other links. */
bool leader_holds_pppd(void);

/*
 * Ends the other links, within a bounded time. True: our own had ended before
 * them, and C is now why the connection has; ASKED: from this side.
 */
bool leader_end(bool asked, struct cause *c);

#endif
