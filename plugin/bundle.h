/*
 * bundle.h - the other links of an entry that dials several at once.
 *
 * Owns the pppds of those links: each is started as this one was, is told over
 * a control pair which MEDIA is its, and says there how it gets on. This pppd,
 * the leader, has a link like the others, and answers for all of them. PPP's
 * side of it (RFC 1990: one interface above several lines) is pppd's own work.
 *
 * A link that has ended is not dialled again while the others go on.
 */
#ifndef PLUGIN_BUNDLE_H
#define PLUGIN_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plugin/cause.h"
#include "plugin/control.h"
#include "plugin/job.h"

/* No machine here has more lines for one connection. */
#define BUNDLE_LINKS 16

/*
 * Before anything is dialled: JOB's other links, which REQUEST (NULL: nobody's)
 * is passed on to with PASSWORD ("" = none is known). Without effect for a job
 * that has one link, or that another pppd leads.
 */
void bundle_prepare(const struct job *job,
                    const struct control_request *request,
                    const char *password);

/* Has this pppd links to lead? */
bool bundle_leads(void);

/* Starts the other links, which must have ended. */
void bundle_begin(void);

/* Reads what they have said, and reports it. Never blocks. */
void bundle_listen(void);

/* Is a link's pppd still there; is its fate unknown; how many are up? */
bool bundle_alive(void);
bool bundle_pending(void);
unsigned bundle_up(void);

/* The interface, and its addresses, that a link has brought up; NULL: none. */
struct bundle_network {
    char interface[33], local[65], remote[65];
};
const struct bundle_network *bundle_network(void);

/* Our own link is on INTERFACE: none of the others shall be on another. */
void bundle_keep(const char *interface);

/* Why the last link has ended; error 0 if none has. */
const struct cause *bundle_cause(void);

/* Asks all links to end. */
void bundle_hangup(void);

/*
 * The same, and waits until they have, at most MS milliseconds; what is there
 * then is killed: no modem may stay in use.
 */
void bundle_end(uint32_t ms);

/* In a child of pppd: only lets go of the descriptors. */
void bundle_forget(void);

/* pppd ends: nothing of a secret is left. */
void bundle_wipe(void);

#endif
