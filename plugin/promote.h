/*
 * promote.h - PromoteAlternates: the number that answered, in the phonebook.
 *
 * Owns the change of the phonebook when an alternate number has brought the
 * link up. It is made by a child, as another writer, a slow disk or a dead file
 * server may take long, and PPP must not wait; what fails is said once and
 * costs no link.
 *
 * Whose rights: a phonebook of the caller's is written as the caller. Root's
 * phonebook is written in calls of root's alone; where the file belongs to a
 * user, as that user; and as root only if nobody but root can exchange it or a
 * directory above it.
 */
#ifndef PLUGIN_PROMOTE_H
#define PLUGIN_PROMOTE_H

#include "plugin/job.h"

/* The link is up. */
void promote_connected(const struct job *job);

/* In a child: lets go of what is this module's. */
void promote_forget(void);

#endif
