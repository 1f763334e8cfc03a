/*
 * prerequisite.h - PrerequisiteEntry: the entry that has to be up first.
 *
 * Owns the pppd that dials that entry, from before the line of this one is
 * opened until it is closed again. It is started as librasapi starts one, and
 * has this pppd for its controller: its own line is hung up when this attempt
 * ends, and also when this pppd is killed, as the control pair is closed then.
 *
 * It has the rights of whoever has called this pppd, and none of what came with
 * that call: no number, no password. What fails there is this attempt's cause.
 * One that is connected already is used, and left as it is.
 */
#ifndef PLUGIN_PREREQUISITE_H
#define PLUGIN_PREREQUISITE_H

#include <stdbool.h>
#include <stdint.h>

#include "plugin/cause.h"
#include "plugin/job.h"

/* So many entries may wait for one another: more of them are a loop. */
#define PREREQUISITE_DEPTH 4

/* The pppd and the plugin to be started: NULL = as installed. For tests. */
void prerequisite_program(const char *pppd, const char *plugin);

/*
 * Waits until the entry that JOB's needs is up; true at once if it needs none.
 * DEPTH entries wait for JOB's. False: the cause is latched, and pppd's status
 * set.
 */
bool prerequisite_up(const struct job *job, uint32_t depth, struct cause *c);

/* Hangs it up, and waits for that a bounded time. Any number of times. */
void prerequisite_down(void);

/* In a child: lets go of what is this module's. */
void prerequisite_forget(void);

#endif
