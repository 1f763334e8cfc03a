/*
 * bearer.h - what PPP runs over: a modem's call, a PPPoE session, or a line
 * that a custom dialer brings.
 *
 * Owns which of them a job means, and that what one of them has opened is let
 * go by whoever is asked to: call.h, pppoe.h and transport.h do the rest, and
 * each of them knows by itself whether it has anything to end.
 */
#ifndef PLUGIN_BEARER_H
#define PLUGIN_BEARER_H

#include <stdbool.h>

#include "plugin/cause.h"
#include "plugin/job.h"

/*
 * Brings the job's line. LOST is asked while a custom dialer that pppd has
 * called is waited for (transport.h); NULL: nobody has called it. Returns the
 * descriptor, or -1 with the cause latched in *C and pppd's status set.
 */
int bearer_connect(struct job *job, bool (*lost)(struct cause *c),
                   struct cause *c);

/* Has the line in use been hung up under us? */
bool bearer_hung_up(void);

/* Ends a link's call, as politely as the line wants it. */
void bearer_hangup(void);

/* Gives back what there is, in any state, any number of times. */
void bearer_cleanup(void);

/* In a child of pppd: only lets go of descriptors. */
void bearer_forget(void);

#endif
