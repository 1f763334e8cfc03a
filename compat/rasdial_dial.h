/*
 * rasdial_dial.h - one dial by rasdial, from its start to the link or to the
 * end.
 */
#ifndef COMPAT_RASDIAL_DIAL_H
#define COMPAT_RASDIAL_DIAL_H

#include <signal.h>

#include "compat/rasdial_options.h"

/*
 * Dials O->entry, says how it goes, hangs up when a signal comes or O->timeout
 * is over; MASK is what wait_catch_signals() gave. The password in O is wiped
 * as soon as pppd has it. Says the result and returns the exit status.
 */
int rasdial_dial(struct rasdial_options *o, const sigset_t *mask);

#endif
