/*
 * redial.h - does this pppd dial, and does it dial again?
 *
 * Owns the policy of the entry (policy.h) as this pppd follows it, what has
 * become of its dials, in memory and in the entry's history (history.h), and
 * the file of the counters. pppd asks the answers of link.c.
 *
 * A history on disk is kept for what root has set up: a user who could name any
 * entry of any book of his could fill the disk with them. For those the policy
 * holds as long as pppd runs. A history that cannot be written is said once,
 * and costs no dial.
 */
#ifndef PLUGIN_REDIAL_H
#define PLUGIN_REDIAL_H

#include "plugin/cause.h"
#include "plugin/job.h"
#include "plugin/shim.h"

/* Where the histories are; tests name another directory. */
void redial_directory(const char *directory);

/* The job is made and pppd has its options. */
void redial_begin(const struct job *job);

/*
 * May be dialled now? False: the reason is latched in C. It is worth a redial
 * if pppd was told by an operator to go on for ever: then it waits for the
 * hours.
 */
bool redial_allowed(struct cause *c);

/* IP is up. */
void redial_connected(void);

/* IP goes down: what went over the link since it came up. */
void redial_traffic(const struct shim_statistics *s);

/*
 * An attempt has ended, and the port is free. ON_PURPOSE: it was idle, or
 * connected long enough. Switches persist off if nothing shall follow.
 */
void redial_ended(const struct cause *c, bool on_purpose);

/*
 * The pause before the next attempt, in seconds; pppd's own is SECONDS, and
 * WANTED says whether pppd thinks that there should be one.
 */
int redial_pause(int seconds, bool wanted);

#endif
