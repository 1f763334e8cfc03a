/*
 * link.h - the life of a link: what pppd tells us, in RAS terms.
 *
 * Owns the order of states, the moment at which the cause of the end is
 * decided, and the deadline of the network phase.
 * What is more than one life of one link is in callback.h and leader.h, what
 * leads to its line in hosted_dial.h and bearer.h: link.c tells them what
 * happens, and they say what follows.
 */
#ifndef PLUGIN_LINK_H
#define PLUGIN_LINK_H

#include "plugin/job_files.h"
#include "plugin/shim.h"

/* What shim_attach() wants. */
extern const struct shim_events link_events;
extern const struct shim_channel link_channel;

/* Where the system's files are; tests name others. */
void link_set_paths(const struct job_paths *paths);

#endif
