/*
 * notify.h - what a service manager is told of the link.
 *
 * Owns the protocol of sd_notify(3) and the exit statuses that a unit's
 * RestartPreventExitStatus= goes by. libsystemd's own sd_notify() waits for as
 * long as the manager does not read: pppd's loop must not. Without
 * $NOTIFY_SOCKET nothing here has an effect.
 */
#ifndef PLUGIN_NOTIFY_H
#define PLUGIN_NOTIFY_H

#include <stdbool.h>

#include "plugin/cause.h"

/* Looks for a manager. A pppd that a user has started has none. */
void notify_begin(void);

/* Is there one? */
bool notify_wanted(void);

/* One line of what goes on: what `systemctl status' shows. */
void notify_status(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* The link is up: units that wait for it start. */
void notify_ready(void);

/*
 * The exit status for a manager in place of pppd's own STATUS: for a cause
 * that would only come back it is 19 if the peer REFUSED our credentials, and
 * 2 otherwise. pppd's own depends on which packet came first.
 */
int notify_exit_status(const struct cause *c, bool refused, int status);

#endif
